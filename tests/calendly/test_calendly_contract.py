"""Every operation of Calendly's contract, asked of the emulator: both sides are held to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from pydantic import SecretStr

from emulator.accounts import ensure_account
from emulator.app import create_app
from emulator.store import MemoryStore
from tests.platforms.calendly_contract import HeldToContract, validated, written
from tools.calendly.client import Calendly, http_client
from tools.calendly.event_types import DateRange, DaysInFuture, OneOff, Spots
from tools.calendly.models import User
from tools.ports.calendar import Booked, BookingOrder

API = "http://calendly.test"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
WEEK = timedelta(days=7)
TOKEN = "pw-emulated-token"
HOOK = "https://acme.example/webhooks/calendly/1"
MONDAY_AT_TEN = "2026-03-09T09:00:00.000000Z"
MONDAY_AT_ELEVEN = "2026-03-09T10:00:00.000000Z"


class Account:
    """A paid account of the emulator, and the client at work in it."""

    def __init__(self, transport: HeldToContract) -> None:
        self.transport = transport
        self.calendly = Calendly(
            http_client(API, transport), token=SecretStr(TOKEN), mode="full", clock=lambda: NOON
        )
        self.all = self.calendly.operations

    async def owner(self) -> User:
        return await self.all.users.me()

    async def event_type(self) -> str:
        return (await self.calendly.event_types())[0].uri

    async def booked(self) -> Booked:
        kind = await self.event_type()
        (first, *_) = await self.calendly.open_times(kind, NOON, NOON + WEEK)
        return await self.calendly.book(
            BookingOrder(
                event_type=kind,
                starts_at=first.starts_at,
                name="Ada L",
                email="ada@example.com",
                zone="America/Bogota",
                token="booking-1",
                channel="whatsapp",
            )
        )

    async def no_show(self) -> str:
        booked = await self.booked()
        return (await self.all.invitees.mark_no_show(booked.invitee_uri)).uri

    async def subscription(self) -> str:
        owner = await self.owner()
        return (await self.all.subscriptions.create(owner, HOOK, signing_key="our key")).uri


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    store, ids = MemoryStore(), count(1)

    def new_id() -> str:
        return str(UUID(int=next(ids), version=4))

    await ensure_account(
        store,
        token=TOKEN,
        name="Acme",
        email="alice@acme.example",
        zone="Europe/Madrid",
        new_id=new_id,
        now=NOON,
    )
    app = create_app(
        store, clock=lambda: NOON, api_url=API, pages_url="http://pages.test", new_id=new_id
    )
    async with validated(app, url=API, requests=True) as transport:
        yield Account(transport)


async def get_me(account: Account) -> None:
    owner = await account.all.users.me()

    assert (owner.email, owner.timezone) == ("alice@acme.example", "Europe/Madrid")


async def get_user(account: Account) -> None:
    owner = await account.owner()

    assert await account.all.users.get(owner.uri) == owner


async def list_event_types(account: Account) -> None:
    owner = await account.owner()
    types = account.all.event_types

    active = await types.of_user(owner.uri, active=True, sort="position:desc")
    whole = await types.of_organization(owner.current_organization, active=True)
    managed = await types.of_user(owner.uri, admin_managed=True)

    assert {each.uri for each in active} == {each.uri for each in whole}
    assert [each.name for each in active] != sorted(each.name for each in active)
    assert managed == []


async def create_event_type(account: Account) -> None:
    owner = await account.owner()
    made = await account.all.event_types.create(
        {
            "owner": owner.uri,
            "name": "Onboarding",
            "active": True,
            "description": "The first hour together.",
            "duration": 45,
            "duration_options": [45, 60],
            "locations": [{"kind": "physical", "location": "Main St 1"}],
            "color": "#00a9ff",
            "locale": "es",
            "start_time_increment": 15,
            "before_buffer": 5,
            "after_buffer": 10,
        }
    )

    assert (made.name, made.duration, made.active) == ("Onboarding", 45, True)
    assert [(each.kind, each.location) for each in made.places] == [("physical", "Main St 1")]


async def get_event_type(account: Account) -> None:
    kind = await account.event_type()

    assert (await account.all.event_types.get(kind)).uri == kind


DATES: tuple[DateRange | DaysInFuture | Spots, ...] = (
    {"type": "date_range", "start_date": "2026-03-09", "end_date": "2026-03-13"},
    {"type": "days_in_future", "days": 10, "only_weekdays": True},
    {
        "type": "spots",
        "spots": [{"start_time": MONDAY_AT_TEN, "end_time": MONDAY_AT_ELEVEN}],
    },
)


async def create_one_off(account: Account) -> None:
    owner = await account.owner()
    for dates in DATES:
        wanted: OneOff = {
            "name": "Only this once",
            "host": owner.uri,
            "duration": 30,
            "timezone": "Europe/Madrid",
            "date_setting": dates,
            "location": {"kind": "google_conference"},
        }
        made = await account.all.event_types.create_one_off(wanted)

        assert (made.name, made.duration) == ("Only this once", 30)


async def list_available_times(account: Account) -> None:
    kind = await account.event_type()
    found = await account.all.availability.open_times(kind, NOON, NOON + timedelta(days=40))

    assert {each.status for each in found} == {"available"}
    assert len({each.start_time for each in found}) >= len(found) - 1


async def list_busy_times(account: Account) -> None:
    booked, owner = await account.booked(), await account.owner()

    (busy,) = await account.all.availability.busy_times(owner.uri, NOON, NOON + timedelta(days=20))

    assert (busy.type, busy.start_time, busy.end_time) == (
        "calendly",
        booked.starts_at,
        booked.ends_at,
    )
    assert busy.event
    assert busy.event.uri == booked.event_uri


async def list_schedules(account: Account) -> None:
    owner = await account.owner()

    (hours,) = await account.all.availability.schedules(owner.uri)

    assert (hours.default, hours.user, hours.timezone) == (True, owner.uri, "Europe/Madrid")
    monday = next(each for each in hours.rules if each.wday == "monday")
    assert monday.intervals
    assert monday.intervals[0].opens < monday.intervals[0].closes


async def create_scheduling_link(account: Account) -> None:
    kind = await account.event_type()

    link = await account.all.links.create(kind)

    assert link.owner == kind
    assert link.booking_url.startswith("http://pages.test/")


async def create_share(account: Account) -> None:
    share = await account.all.links.share(
        {
            "event_type": await account.event_type(),
            "name": "For Ada",
            "duration": 30,
            "period_type": "fixed",
            "start_date": "2026-03-09",
            "end_date": "2026-03-13",
            "hide_location": False,
            "location_configurations": [{"kind": "custom", "location": "by the river"}],
            "availability_rule": {
                "timezone": "Europe/Madrid",
                "rules": [
                    {
                        "type": "wday",
                        "wday": "monday",
                        "intervals": [{"from": "10:00", "to": "12:00"}],
                    }
                ],
            },
        }
    )

    assert [each.booking_url[:18] for each in share.scheduling_links] == ["http://pages.test/"]


async def create_invitee(account: Account) -> None:
    booked = await account.booked()

    assert booked.invitee_uri.startswith(booked.event_uri)


async def list_events(account: Account) -> None:
    booked, owner = await account.booked(), await account.owner()
    events = account.all.events

    active = await events.between(
        NOON, NOON + WEEK, user=owner.uri, email="ada@example.com", status="active"
    )
    canceled = await events.between(
        NOON, NOON + WEEK, organization=owner.current_organization, status="canceled"
    )

    assert [each.uri for each in active] == [booked.event_uri]
    assert canceled == []


async def get_event(account: Account) -> None:
    booked = await account.booked()

    event = await account.all.events.get(booked.event_uri)

    assert (event.status, event.start_time) == ("active", booked.starts_at)


async def cancel_event(account: Account) -> None:
    booked = await account.booked()

    said = await account.all.events.cancel(booked.event_uri, "No longer needed.")

    event = await account.all.events.get(booked.event_uri)
    assert event.status == "canceled"
    assert event.cancellation == said
    assert (said.reason, said.canceler_type) == ("No longer needed.", "host")


async def list_invitees(account: Account) -> None:
    booked = await account.booked()

    (who,) = await account.all.invitees.of(
        booked.event_uri, status="active", email="ada@example.com"
    )

    assert (who.uri, who.token) == (booked.invitee_uri, "booking-1")


async def get_invitee(account: Account) -> None:
    booked = await account.booked()

    who = await account.all.invitees.get(booked.invitee_uri)

    assert (who.email, who.event, who.no_show) == ("ada@example.com", booked.event_uri, None)


async def create_no_show(account: Account) -> None:
    booked = await account.booked()

    mark = await account.all.invitees.mark_no_show(booked.invitee_uri)

    who = await account.all.invitees.get(booked.invitee_uri)
    assert mark.invitee == who.uri
    assert who.no_show
    assert who.no_show.uri == mark.uri


async def get_no_show(account: Account) -> None:
    uri = await account.no_show()

    assert (await account.all.invitees.no_show(uri)).uri == uri


async def delete_no_show(account: Account) -> None:
    uri = await account.no_show()
    marked = (await account.all.invitees.no_show(uri)).invitee

    await account.all.invitees.unmark_no_show(uri)

    assert (await account.all.invitees.get(marked)).no_show is None


async def create_webhook(account: Account) -> None:
    owner = await account.owner()

    made = await account.all.subscriptions.create(owner, HOOK, signing_key="our key")

    assert (made.callback_url, made.state) == (HOOK, "active")


async def list_webhooks(account: Account) -> None:
    uri, owner = await account.subscription(), await account.owner()

    assert [each.uri for each in await account.all.subscriptions.of(owner)] == [uri]


async def get_webhook(account: Account) -> None:
    uri = await account.subscription()

    assert (await account.all.subscriptions.get(uri)).callback_url == HOOK


async def delete_webhook(account: Account) -> None:
    uri, owner = await account.subscription(), await account.owner()

    await account.all.subscriptions.delete(uri)

    assert await account.all.subscriptions.of(owner) == []


OPERATIONS: dict[str, Callable[[Account], Awaitable[None]]] = {
    "getMe": get_me,
    "getUser": get_user,
    "listEventTypes": list_event_types,
    "createEventType": create_event_type,
    "getEventType": get_event_type,
    "createOneOff": create_one_off,
    "listAvailableTimes": list_available_times,
    "listBusyTimes": list_busy_times,
    "listSchedules": list_schedules,
    "createSchedulingLink": create_scheduling_link,
    "createShare": create_share,
    "createInvitee": create_invitee,
    "listEvents": list_events,
    "getEvent": get_event,
    "cancelEvent": cancel_event,
    "listInvitees": list_invitees,
    "getInvitee": get_invitee,
    "createNoShow": create_no_show,
    "getNoShow": get_no_show,
    "deleteNoShow": delete_no_show,
    "createWebhook": create_webhook,
    "listWebhooks": list_webhooks,
    "getWebhook": get_webhook,
    "deleteWebhook": delete_webhook,
}


def test_no_operation_of_the_contract_is_left_out() -> None:
    declared = {
        item[method]["operationId"]
        for item in written()["paths"].values()
        for method in ("get", "post", "patch", "delete")
        if method in item
    }

    assert set(OPERATIONS) == declared


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_an_operation_is_asked_and_answered_as_the_contract_says(
    account: Account, operation: str
) -> None:
    await OPERATIONS[operation](account)

    assert operation in {asked for asked, _ in account.transport.checked}
    assert all(status < 300 for _, status in account.transport.checked)
