"""Looking for news where there are no webhooks: little is asked, and nothing is missed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings

from tests.calendly.contract_documents import documents
from tests.calendly.stand_in import (
    EVENT,
    INVITEE,
    NOON,
    StandIn,
    event,
    event_type,
    invitee,
    limits,
    ok,
    refusal,
    rows,
    user,
)
from tools.calendly.client import Calendly
from tools.calendly.models import Event, Invitee
from tools.calendly.news import told_by
from tools.calendly.webhooks import read
from tools.errors import Unavailable
from tools.ports.calendar import CalendarNews

WEEK = timedelta(days=7)
INVITEES = f"{EVENT.removeprefix('https://api.calendly.com')}/invitees"
MADE, GONE = "2026-03-01T08:00:00.250000Z", "2026-03-02T09:00:00.750000Z"
CANCELED: dict[str, Any] = {"status": "canceled", "cancellation": {"created_at": GONE}}


@pytest.fixture
def calendly() -> StandIn:
    stand_in = StandIn()
    stand_in.says("GET", "/scheduled_events", rows(event()))
    stand_in.says("GET", INVITEES, rows(invitee(created_at=MADE)))
    return stand_in


async def look(calendar: Calendly) -> list[CalendarNews]:
    return await calendar.changes(NOON, NOON + WEEK)


def kinds(news: list[CalendarNews]) -> list[str]:
    return [each.kind for each in news]


async def test_what_has_happened_is_told_oldest_first_with_its_time(calendly: StandIn) -> None:
    mark = {"uri": "https://api.calendly.com/invitee_no_shows/1", "created_at": GONE}
    late = invitee(uri=f"{INVITEE}2", created_at=GONE)
    calendly.says("GET", INVITEES, rows(late, invitee(created_at=MADE, no_show=mark)))

    news = await look(calendly.calendar())

    assert [(each.kind, each.occurred_at) for each in news] == [
        ("invitee.created", MADE),
        ("invitee.created", GONE),
        ("invitee_no_show.created", GONE),
    ]
    assert len({each.event_id for each in news}) == 3


async def test_a_moved_invitee_was_new_once_before_it_was_moved(calendly: StandIn) -> None:
    moved = invitee(created_at=MADE, rescheduled=True, new_invitee=f"{INVITEE}2", **CANCELED)
    calendly.says("GET", INVITEES, rows(moved))

    created, canceled = await look(calendly.calendar())

    assert (created.kind, created.rescheduled, created.new_invitee) == (
        "invitee.created",
        False,
        None,
    )
    assert (canceled.kind, canceled.rescheduled, canceled.new_invitee) == (
        "invitee.canceled",
        True,
        f"{INVITEE}2",
    )


async def test_canceled_events_are_looked_at_too(calendly: StandIn) -> None:
    calendly.says("GET", "/scheduled_events", rows(event(**CANCELED)))

    assert kinds(await look(calendly.calendar())) == ["invitee.created", "invitee.canceled"]
    assert "status" not in calendly.requests("GET", "/scheduled_events")[0].url.params


async def test_an_event_that_is_as_it_was_is_not_asked_about_again(calendly: StandIn) -> None:
    calendar = calendly.calendar()

    first, second = await look(calendar), await look(calendar)

    assert first == second
    assert len(calendly.requests("GET", INVITEES)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"updated_at": GONE},
        {"status": "canceled"},
        {"invitees_counter": {"total": 2, "active": 1, "limit": 5}},
        {"start_time": "2026-03-06T15:00:00.000000Z"},
    ],
)
async def test_an_event_that_has_changed_is_asked_about(
    calendly: StandIn, change: dict[str, Any]
) -> None:
    calendly.says("GET", "/scheduled_events", rows(event()), rows(event(**change)))
    calendly.says("GET", INVITEES, rows(), rows(invitee(created_at=MADE)))
    calendar = calendly.calendar()

    assert await look(calendar) == []
    assert "invitee.created" in kinds(await look(calendar))


@pytest.mark.parametrize(
    ("start", "passed", "asked"),
    [
        ("2026-03-02T11:30:00Z", timedelta(minutes=29), 1),
        ("2026-03-02T11:30:00Z", timedelta(minutes=30), 2),
        ("2026-03-06T11:30:00Z", timedelta(minutes=30), 1),
        ("2026-03-06T11:30:00Z", timedelta(days=1), 2),
    ],
)
async def test_a_meeting_that_has_begun_is_soon_asked_about_again(
    calendly: StandIn, start: str, passed: timedelta, asked: int
) -> None:
    now = [NOON]
    calendly.says("GET", "/scheduled_events", rows(event(start_time=start)))
    calendar = calendly.calendar(clock=lambda: now[0])
    await calendar.changes(NOON - WEEK, NOON + WEEK)
    now[0] += passed

    await calendar.changes(NOON - WEEK, NOON + WEEK)

    assert len(calendly.requests("GET", INVITEES)) == asked


async def test_an_event_that_is_deleted_meanwhile_does_not_hide_the_others(
    calendly: StandIn,
) -> None:
    gone = event(uri=f"{EVENT}0")
    calendly.says("GET", "/scheduled_events", rows(gone, event()))
    calendly.says("GET", INVITEES.replace("/invitees", "0/invitees"), refusal(404))

    assert kinds(await look(calendly.calendar())) == ["invitee.created"]


class Free(StandIn):
    """Sixty events, each with an invitee, and the fifty requests a minute of a free plan."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.used = 0
        self.says("GET", "/users/me", ok(user()))

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.used += 1
        told = limits(reset=60, limit=50, remaining=50 - self.used)
        if request.url.path == "/scheduled_events":
            found = rows(*[event(uri=f"{EVENT}{nth}") for nth in range(60)])
        elif request.url.path.endswith("/invitees"):
            own = request.url.path.split("/")[2]
            found = rows(invitee(uri=f"{EVENT}/invitees/{own}", created_at=MADE))
        elif request.url.path == "/event_types":
            found = rows(event_type())
        else:
            found = ok(user())
        return httpx.Response(200, content=found.content, headers=told)


async def test_a_look_that_meets_the_limit_gets_further_next_time() -> None:
    calendly = Free()
    calendar = calendly.calendar(clock=lambda: calendly.now)
    with pytest.raises(Unavailable) as caught:
        await look(calendar)
    left = 50 - calendly.used
    calendly.now, calendly.used = calendly.now + timedelta(seconds=60), 0

    news = await look(calendar)

    assert (left, caught.value.retry_after) == (10, 60)
    assert len(news) == 60
    assert calendly.used == 2 + (60 - 37)


@settings(max_examples=50)
@given(documents("Event"), documents("Invitee"))
def test_a_webhook_and_a_look_tell_the_same(event: Any, invitee: Any) -> None:
    told = {
        each.kind: each
        for each in told_by(Event.model_validate(event), Invitee.model_validate(invitee))
    }

    as_it_was = {
        **invitee,
        "status": "active",
        "updated_at": invitee["created_at"],
        "rescheduled": False,
        "new_invitee": None,
        "no_show": None,
    }
    as_it_was.pop("cancellation", None)
    for kind, payload in (
        ("invitee.created", as_it_was),
        ("invitee.canceled", invitee),
        ("invitee_no_show.created", invitee),
    ):
        if kind in told:
            heard = read(webhook(kind, {**payload, "scheduled_event": event}))
            assert replace(told[kind], occurred_at="") == replace(heard, occurred_at="")


def webhook(kind: str, payload: dict[str, Any]) -> bytes:
    sent = {"event": kind, "created_at": "2026-03-02T12:00:00.000000Z", "payload": payload}
    return json.dumps(sent).encode()
