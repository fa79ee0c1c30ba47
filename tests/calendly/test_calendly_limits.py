"""Calendly's limits: never overshot once they are known, and the last of them kept for turns."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calendly.stand_in import (
    NOON,
    ORGANIZATION,
    StandIn,
    invitee,
    limited,
    limits,
    ok,
    order,
    refusal,
    rows,
    user,
)
from tools.calendly.client import Calendly
from tools.calendly.limits import Allowance, Limiter
from tools.errors import Rejected, Unavailable

PAID_ONLY = "The Scheduling API is only available on paid Calendly plans."
FIRM = ORGANIZATION.removeprefix("https://api.calendly.com")


class Counting(StandIn):
    """Counts requests in windows of a minute, as Calendly does, and answers after a while."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.now = NOON
        self.limit = limit
        self.used = 0
        self.refused = 0
        self._opened = NOON

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if self.now - self._opened >= timedelta(seconds=60):
            self._opened, self.used = self.now, 0
        reset = 60 - int((self.now - self._opened).total_seconds())
        if self.used >= self.limit:
            self.refused += 1
            return limited(reset=reset, limit=self.limit)
        self.used += 1
        told = limits(reset=reset, limit=self.limit, remaining=self.limit - self.used)
        # Longer for some than for others: answers overtake each other.
        for _ in range(self.used * 7 % 5):
            await asyncio.sleep(0)
        return httpx.Response(200, json={"resource": user()}, headers=told)

    def open(self, limiter: Limiter) -> Calendly:
        return self.calendar(clock=lambda: self.now, limiter=limiter)


async def many(calendar: Calendly, number: int) -> list[Any]:  # answers and refusals
    asked = [calendar.me() for _ in range(number)]
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_many_at_once_do_not_overshoot_a_limit_that_is_known() -> None:
    calendly, limiter = Counting(50), Limiter()
    await calendly.open(limiter).me()

    answers = await asyncio.gather(*[many(calendly.open(limiter), 40) for _ in range(3)])

    waiting = [each for some in answers for each in some if isinstance(each, Unavailable)]
    assert calendly.refused == 0
    assert calendly.used > 40
    assert len(waiting) == 121 - calendly.used
    assert {each.retry_after for each in waiting} == {60}


async def test_a_new_minute_opens_the_limit_again() -> None:
    calendly, limiter = Counting(5), Limiter()
    calendar = calendly.open(limiter)
    await calendar.me()
    await many(calendar, 10)
    calendly.now += timedelta(seconds=60)

    answers = await many(calendar, 3)

    assert not [each for each in answers if isinstance(each, Exception)]
    assert calendly.refused == 0


async def test_background_work_leaves_the_last_requests_to_turns() -> None:
    calendly, limiter = Counting(50), Limiter()
    calendar = calendly.open(limiter)
    await many(calendar, 1)
    for _ in range(39):
        await calendar.me()
    calendly.says("GET", "/scheduled_events", rows())

    with pytest.raises(Unavailable) as caught:
        await calendar.changes(NOON, NOON + timedelta(days=1))

    assert caught.value.retry_after == 60
    assert calendly.used == 40
    assert await calendar.me()


async def test_background_work_is_done_while_there_is_enough() -> None:
    calendly = StandIn()
    calendly.says("GET", "/scheduled_events", rows())
    plenty = limits(reset=60, limit=50, remaining=30)
    calendly.says("GET", "/users/me", httpx.Response(200, json=ok(user()).json(), headers=plenty))
    calendar = calendly.calendar()
    await calendar.me()

    assert await calendar.changes(NOON, NOON + timedelta(days=1)) == []


async def test_a_request_that_is_lost_is_counted_all_the_same() -> None:
    calendly = StandIn()
    last = limits(reset=60, limit=50, remaining=1)
    calendly.says(
        "GET",
        "/users/me",
        httpx.Response(200, json=ok(user()).json(), headers=last),
        httpx.ReadTimeout("slow"),
    )
    calendar = calendly.calendar()
    await calendar.me()

    with pytest.raises(Unavailable, match="used up"):
        await calendar.me()

    assert len(calendly.asked) == 2


async def test_each_quota_of_bookings_is_counted_by_itself() -> None:
    now = [NOON]
    calendly = StandIn()
    calendly.says(
        "POST",
        "/invitees",
        httpx.Response(201, json=ok(invitee()).json(), headers=limits(reset=50_000, limit=100)),
        ok(invitee(), 201),
    )
    calendar = calendly.calendar(clock=lambda: now[0])
    await calendar.book(order())
    now[0] += timedelta(hours=13)
    with pytest.raises(Rejected) as caught:
        await calendar.book(order())
    now[0] += timedelta(hours=1)

    assert await calendar.book(order())
    assert caught.value.reason == "plan"
    assert len(calendly.bodies("/invitees")) == 2


def test_the_last_booking_of_a_quota_is_spoken_for_while_it_is_under_way() -> None:
    limiter = Limiter()
    with limiter.permit(NOON, booking=True, background=False) as first:
        first.learn(Allowance(limit=50, remaining=1, reset=3600), NOON)

    with limiter.permit(NOON, booking=True, background=False):
        assert not limiter.may_book(NOON)
        with limiter.permit(NOON, booking=False, background=False):
            pass


async def test_a_plan_without_bookings_is_not_asked_again_for_a_while() -> None:
    now = [NOON]
    calendly = StandIn()
    calendly.says("POST", "/invitees", refusal(403, PAID_ONLY), ok(invitee(), 201))
    calendar = calendly.calendar(clock=lambda: now[0])
    for _ in range(2):
        with pytest.raises(Rejected, match="paid Calendly plans") as caught:
            await calendar.book(order())
        assert caught.value.reason == "plan"
    assert len(calendly.bodies("/invitees")) == 1
    assert not await calendar.can_book()
    now[0] += timedelta(minutes=10)

    assert await calendar.book(order())


@pytest.mark.parametrize(
    ("firm", "bookable"),
    [
        ({"plan": "standard", "stage": "paid"}, True),
        ({"plan": "basic", "stage": "free"}, False),
        ({"stage": "free"}, False),
        ({"plan": "trial", "stage": "trial"}, True),
        ({"plan": "enterprise", "kind": "multiple", "id": 7}, True),
        ({}, True),
    ],
)
async def test_the_plan_tells_whether_bookings_work(firm: dict[str, Any], bookable: bool) -> None:
    calendly = StandIn()
    calendly.says("GET", FIRM, ok(firm))
    calendar = calendly.calendar()

    assert await calendar.can_book() is bookable
    assert await calendar.can_book() is bookable
    assert len(calendly.requests("GET", FIRM)) == 1


@pytest.mark.parametrize(
    "answer",
    [refusal(403, "x", required_scopes=["organizations:read"]), refusal(404), httpx.Response(500)],
)
async def test_a_plan_that_cannot_be_read_is_tried(answer: httpx.Response) -> None:
    calendly = StandIn()
    calendly.says("GET", FIRM, answer)

    assert await calendly.calendar().can_book()


async def test_a_used_up_quota_answers_for_the_plan_until_it_opens() -> None:
    now = [NOON]
    calendly = StandIn()
    calendly.says("GET", FIRM, ok({"plan": "standard"}))
    calendly.says("POST", "/invitees", limited(reset=3600, limit=50))
    calendar = calendly.calendar(clock=lambda: now[0])
    with pytest.raises(Rejected):
        await calendar.book(order())

    assert not await calendar.can_book()
    now[0] += timedelta(seconds=3600)
    assert await calendar.can_book()


def passing(limiter: Limiter, allowed: int, seen: list[int]) -> Iterator[None]:
    """One request on its way: it is counted there when it is sent, and told of when it is back."""
    with limiter.permit(NOON, booking=False, background=False) as permit:
        seen.append(allowed - len(seen) - 1)
        told = seen[-1]
        assert told >= 0, "overshot"
        yield
        permit.learn(Allowance(limit=allowed, remaining=told, reset=60), NOON)


@given(st.integers(1, 12), st.lists(st.integers(0, 4), min_size=30, max_size=60))
def test_whatever_the_order_of_answers_the_limit_is_kept_and_used(
    allowed: int, turns: list[int]
) -> None:
    limiter, seen = Limiter(), list[int]()
    list(passing(limiter, allowed, seen))
    under_way: list[Iterator[None]] = []

    for turn in turns:
        if turn < len(under_way):
            next(under_way.pop(turn), None)
            continue
        request = passing(limiter, allowed, seen)
        try:
            next(request)
        except Unavailable:
            continue
        under_way.append(request)

    for request in under_way:
        next(request, None)
    with suppress(Unavailable):
        while True:
            list(passing(limiter, allowed, seen))
    assert len(seen) == allowed
