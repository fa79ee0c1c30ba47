"""A calendar that is watched: whichever call meets a refused token, the operator hears of it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from server.watched_calendar import WatchedCalendar
from tests.fakes import CALL, NOON, FakeCalendar
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import BookingOrder, Calendar

WEEK = timedelta(days=7)
ORDER = BookingOrder(
    event_type=CALL.uri,
    starts_at="2026-11-24T09:00:00Z",
    name="Ada",
    email="ada@example.com",
    zone="UTC",
    token="booking-1",
    channel="webchat",
)
CALLS: dict[str, Callable[[Calendar], Awaitable[object]]] = {
    "me": lambda calendar: calendar.me(),
    "event_types": lambda calendar: calendar.event_types(),
    "open_times": lambda calendar: calendar.open_times(CALL.uri, NOON, NOON + WEEK),
    "create_link": lambda calendar: calendar.create_link(CALL.uri),
    "book": lambda calendar: calendar.book(ORDER),
    "find_booked": lambda calendar: calendar.find_booked(ORDER),
    "is_shared": lambda calendar: calendar.is_shared("https://api.calendly.com/scheduled_events/1"),
    "cancel": lambda calendar: calendar.cancel("https://api.calendly.com/scheduled_events/1", "x"),
    "scheduled_events": lambda calendar: calendar.scheduled_events(
        email=None, start=NOON, end=NOON + WEEK
    ),
    "subscribe": lambda calendar: calendar.subscribe("https://acme.example", "key"),
    "unsubscribe": lambda calendar: calendar.unsubscribe("1"),
    "subscription": lambda calendar: calendar.subscription("1"),
    "changes": lambda calendar: calendar.changes(NOON, NOON + WEEK),
    "can_book": lambda calendar: calendar.can_book(),
}
LOCKED_OUT = Rejected("Calendly answered 401", reason="token")
each_call = pytest.mark.parametrize("name", CALLS)


class Operator:
    """Remembers what it has heard."""

    def __init__(self) -> None:
        self.heard: list[Rejected] = []

    async def __call__(self, error: Rejected) -> None:
        self.heard.append(error)


async def call(name: str, error: PipeWiseError, *, me: PipeWiseError | None) -> list[Rejected]:
    """What the operator heard of a call that met an error, and of `me`, asked after it."""
    operator, calendar = Operator(), FakeCalendar()
    calendar.faults = {"me": [me] if me else []}
    calendar.faults[name] = [error, *calendar.faults.get(name, [])]
    with pytest.raises(type(error)) as caught:
        await CALLS[name](WatchedCalendar(calendar, refused=operator))
    assert caught.value is error
    return operator.heard


def test_every_promise_of_a_calendar_is_watched() -> None:
    promised = {name for name in vars(Calendar) if not name.startswith("_")}

    assert set(CALLS) == promised - {"mode"}


@each_call
async def test_a_refused_token_is_told(name: str) -> None:
    assert await call(name, LOCKED_OUT, me=LOCKED_OUT) == [LOCKED_OUT]


@each_call
async def test_a_scope_that_one_call_lacks_is_not(name: str) -> None:
    assert await call(name, LOCKED_OUT, me=None) == []


@each_call
async def test_where_nobody_knows_nothing_is_told_yet(name: str) -> None:
    assert await call(name, LOCKED_OUT, me=Unavailable("down")) == []


@each_call
async def test_other_refusals_are_none_of_its_business(name: str) -> None:
    assert await call(name, Rejected("no", reason="plan"), me=LOCKED_OUT) == []


@each_call
async def test_what_works_passes_through(name: str) -> None:
    operator, calendar = Operator(), FakeCalendar()

    through = await CALLS[name](WatchedCalendar(calendar, refused=operator))

    assert through == await CALLS[name](FakeCalendar())
    assert operator.heard == []
