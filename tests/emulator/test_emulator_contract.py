"""The contract itself, and the proof that the check in front of the emulator catches a lie."""

import hashlib
from collections.abc import Callable

import httpx
import pytest
from fastapi.routing import APIRoute
from openapi_core.exceptions import OpenAPIError

from emulator.app import NOUNS
from emulator.store import MemoryStore
from tests.emulator.laptop import API, Laptop, new_laptop
from tests.platforms.calendly_contract import (
    CONTRACT,
    HeldToContract,
    Json,
    check_webhook,
    extended,
    operation_of,
    written,
)

Spoil = Callable[[Json], None]


class Spoiled(httpx.AsyncBaseTransport):
    """The emulator, but something in each answer is wrong."""

    def __init__(self, laptop: Laptop, spoil: Spoil) -> None:
        self._api = laptop.api
        self._spoil = spoil

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._api.get(request.url)
        body = answer.json()
        self._spoil(body)
        return httpx.Response(answer.status_code, json=body)


def lose_timezone(body: Json) -> None:
    del body["resource"]["timezone"]


def write_a_number(body: Json) -> None:
    body["resource"]["name"] = 7


def write_no_date(body: Json) -> None:
    body["resource"]["created_at"] = "yesterday"


@pytest.mark.parametrize("spoil", [lose_timezone, write_a_number, write_no_date])
async def test_an_answer_of_another_shape_is_caught(spoil: Spoil) -> None:
    spoiled = Spoiled(await new_laptop(MemoryStore()), spoil)

    async with httpx.AsyncClient(transport=HeldToContract(spoiled, url=API), base_url=API) as api:
        with pytest.raises(OpenAPIError):
            await api.get("/users/me")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/users/me", 202, {}),
        ("/users/me", 503, {"oops": "no title"}),
        ("/contacts/x", 404, {"title": "no message"}),
    ],
)
async def test_a_status_nobody_declared_is_caught(path: str, status: int, body: Json) -> None:
    inner = httpx.MockTransport(lambda request: httpx.Response(status, json=body))

    async with httpx.AsyncClient(transport=HeldToContract(inner, url=API), base_url=API) as api:
        with pytest.raises(Exception, match=r"getMe answered 202|is a required property"):
            await api.get(path)


async def test_a_request_the_contract_does_not_know_is_caught() -> None:
    laptop = await new_laptop(MemoryStore())
    inner = Spoiled(laptop, lambda body: None)
    transport = HeldToContract(inner, url=API, requests=True)

    async with httpx.AsyncClient(transport=transport, base_url=API) as api:
        with pytest.raises(OpenAPIError):
            await api.get("/event_type_available_times", params={"start_time": "soon"})


def test_a_webhook_of_another_shape_is_caught() -> None:
    sound = {"created_at": "2026-11-23T12:00:00Z", "created_by": f"{API}/users/x"}
    check_webhook({**sound, "event": "contact.created", "payload": {}})

    for event in ("invitee.created", "event_type.updated", "weather.changed"):
        with pytest.raises(Exception, match=r"is a required property|is not one of"):
            check_webhook({**sound, "event": event, "payload": {"name": "Bob"}})


def test_a_fixed_path_is_found_before_one_with_an_id() -> None:
    assert operation_of("GET", "/users/me")["operationId"] == "getMe"
    assert operation_of("GET", "/users/x")["operationId"] == "getUser"
    assert operation_of("GET", "/contacts/x") is None


def test_what_is_beyond_the_contract_changes_nothing_in_it() -> None:
    for path, item in written()["paths"].items():
        for method, operation in item.items():
            assert extended()["paths"][path][method] == operation
    for schema, shape in written()["components"]["schemas"].items():
        assert extended()["components"]["schemas"][schema] == shape


def test_every_operation_of_the_emulator_is_written_down() -> None:
    """A new route needs a shape to be held to."""
    calls = [
        (method, route.path)
        for noun in NOUNS
        for route in noun.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]

    assert len(calls) >= 40
    assert [call for call in calls if operation_of(*call) is None] == []


def test_the_contract_is_the_one_that_was_agreed_on() -> None:
    """It is a copy: whoever changes it changes what the client and the emulator promise."""
    digest = hashlib.sha256(CONTRACT.read_bytes()).hexdigest()

    assert digest == "15d9c1909ffb450b097050996d720c105b4478c527934afbc89802cd075b7ddb"
