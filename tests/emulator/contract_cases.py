"""Calls drawn from Calendly's contract, and a world in which they find something."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import anyio
import httpx
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok

from emulator.store import MemoryStore
from tests.emulator.laptop import API, Json, Laptop, new_laptop
from tests.platforms.calendly_contract import written
from tests.platforms.drawing import get_along

get_along()

BOOKED_AT = "2026-11-25T08:00:00.000000Z"
OVER_AT = "2026-11-23T13:00:00.000000Z"
OPEN_AT = "2026-11-24T08:00:00.000000Z"
UNTIL = "2026-11-26T08:00:00Z"
NOT_SET = object()


@dataclass(frozen=True, kw_only=True)
class World:
    """An account that has lived: each case begins with a copy of it."""

    laptop: Laptop
    store: MemoryStore
    sound: Mapping[str, Mapping[str, Json]]
    """By operation: values that make a call succeed, wherever in the call they belong."""

    def fresh(self) -> None:
        app = self.laptop.app
        app.state.emulation = replace(self.laptop.emulation, store=self.store.copy())


@lru_cache(maxsize=1)
def world() -> World:
    return anyio.run(_world)


async def _world() -> World:
    store = MemoryStore()
    laptop = await new_laptop(store)
    await laptop.api.post(
        "/_emulator/seed",
        json={"token": laptop.token, "groups": [{"name": "All", "members": ["alice@example.com"]}]},
    )
    event_type = await laptop.event_type()
    invitee = (await laptop.book(event_type, BOOKED_AT)).json()["resource"]
    mark = await laptop.api.post("/invitee_no_shows", json={"invitee": invitee["uri"]})
    hook = (await laptop.subscribe()).json()["resource"]
    sound = _sound(laptop, event_type, invitee, mark.json()["resource"], hook)
    return World(laptop=laptop, store=store.copy(), sound=sound)


def _sound(
    laptop: Laptop, event_type: Json, invitee: Json, mark: Json, hook: Json
) -> dict[str, dict[str, Json]]:
    user, organization = laptop.me["uri"], laptop.me["current_organization"]
    window = {"start_time": OPEN_AT, "end_time": UNTIL}
    at_event = {"uuid": invitee["event"].rpartition("/")[2]}
    at_hook = {"uuid": hook["uri"].rpartition("/")[2]}
    at_mark = {"uuid": mark["uri"].rpartition("/")[2]}
    person = {"name": "Bob", "email": "bob@example.com", "timezone": "Europe/Madrid"}
    return {
        "getMe": {},
        "getUser": {"uuid": user.rpartition("/")[2]},
        "listEventTypes": {
            "user": user,
            "organization": organization,
            "user_availability_schedule": NOT_SET,
            "sort": "position:desc",
            "page_token": NOT_SET,
        },
        "createEventType": {"owner": user, "name": "Chat", "locations": NOT_SET},
        "getEventType": {"uuid": event_type["uri"].rpartition("/")[2]},
        "createOneOff": {
            "name": "Late",
            "host": user,
            "co_hosts": NOT_SET,
            "duration": 30,
            "timezone": "Europe/Madrid",
            "location": NOT_SET,
            "date_setting": {"type": "days_in_future", "days": 3, "only_weekdays": True},
        },
        "listAvailableTimes": {"event_type": event_type["uri"], **window},
        "listBusyTimes": {"user": user, **window},
        "listSchedules": {"user": user},
        "createSchedulingLink": {"owner": event_type["uri"]},
        "createShare": {
            "event_type": event_type["uri"],
            "name": "For you",
            "period_type": "unlimited",
            "start_date": NOT_SET,
            "end_date": NOT_SET,
            "max_booking_time": NOT_SET,
            "availability_rule": NOT_SET,
            "location_configurations": NOT_SET,
        },
        "createInvitee": {
            "event_type": event_type["uri"],
            "start_time": OPEN_AT,
            "invitee": person,
            "location": NOT_SET,
            "questions_and_answers": NOT_SET,
        },
        "listEvents": {
            "user": user,
            "organization": organization,
            "group": NOT_SET,
            "sort": "start_time:desc",
            "page_token": NOT_SET,
        },
        "getEvent": at_event,
        "cancelEvent": at_event,
        "listInvitees": {**at_event, "sort": "created_at:desc", "page_token": NOT_SET},
        "getInvitee": {
            "event_uuid": at_event["uuid"],
            "invitee_uuid": invitee["uri"].rpartition("/")[2],
        },
        "createNoShow": {"invitee": invitee["uri"]},
        "getNoShow": at_mark,
        "deleteNoShow": at_mark,
        "createWebhook": {
            "url": "https://other.test/",
            "events": ["invitee.created"],
            "organization": organization,
            "scope": "user",
            "user": user,
            "group": NOT_SET,
            "signing_key": "key",
        },
        "listWebhooks": {
            "organization": organization,
            "scope": "user",
            "user": user,
            "sort": "created_at:asc",
            "page_token": NOT_SET,
        },
        "getWebhook": at_hook,
        "deleteWebhook": at_hook,
    }


@lru_cache(maxsize=1)
def operations() -> dict[str, APIOperation[Any, Any, Any]]:
    """Without the token, which is the laptop's; a test of its own is about that."""
    spec = {**written(), "servers": [{"url": API}], "security": []}
    schema = schemathesis.openapi.from_dict(spec)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {operation.definition.raw["operationId"]: operation for operation in found}


@st.composite
def cases(draw: st.DrawFn, operation_id: str, mode: GenerationMode) -> Case:
    """A call of this operation; real addresses take the place of invented ones half the time.

    A call that is meant to be wrong keeps what is wrong, and leads somewhere all the same.
    """
    case: Case = draw(operations()[operation_id].as_strategy(generation_mode=mode))
    sound = world().sound[operation_id]
    everything = draw(st.sampled_from([True, False]))  # the first case finds something
    wanted = {name: value for name, value in sound.items() if everything or draw(st.booleans())}
    wrong = _wrong_parts(case)
    if ParameterLocation.PATH not in wrong and case.path_parameters:
        case.path_parameters = _with(case.path_parameters, wanted)
    if ParameterLocation.QUERY not in wrong and isinstance(case.query, dict):
        case.query = _with(case.query, _declared(case, wanted, "query"))
    if ParameterLocation.BODY not in wrong and isinstance(case.body, dict):
        case.body = _with(case.body, wanted)
    return case


def _wrong_parts(case: Case) -> set[ParameterLocation]:
    parts = case.meta.components if case.meta else {}
    return {where for where, part in parts.items() if part.mode == GenerationMode.NEGATIVE}


def is_wrong(case: Case) -> bool:
    return bool(_wrong_parts(case))


def _declared(case: Case, wanted: Mapping[str, Json], where: str) -> dict[str, Json]:
    parameters = case.operation.definition.raw.get("parameters", [])
    names = {parameter.get("name") for parameter in parameters if parameter.get("in") == where}
    return {name: value for name, value in wanted.items() if name in names}


def _with(given: Mapping[str, Json], wanted: Mapping[str, Json]) -> dict[str, Json]:
    both = {**given, **wanted}
    return {name: value for name, value in both.items() if value is not NOT_SET}


async def answer(case: Case) -> httpx.Response:
    """What the emulator says to the call, in a world of its own."""
    here = world()
    here.fresh()
    arguments = case.as_transport_kwargs(base_url=API)
    sent = requests.Request(**arguments).prepare()
    content: Any = sent.body  # bytes, since no file is ever sent
    headers = {"content-type": "application/json"} if content else None
    request = here.laptop.api.build_request(
        str(sent.method), str(sent.url), headers=headers, content=content
    )
    return await here.laptop.api.send(request)
