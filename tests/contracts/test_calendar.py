"""The calendar port, kept by the Calendly client against the emulator, over its wire format."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from emulator.accounts import ensure_account, put_user, token_id
from emulator.app import create_app
from emulator.deliver import Deliveries
from emulator.faults import Fault
from emulator.instants import stamp
from emulator.store import MemoryStore
from tests.platforms.calendly_contract import validated
from tools.calendly.client import Calendly, Patience, http_client
from tools.calendly.webhooks import read, verify
from tools.errors import Forged, Rejected, Unavailable
from tools.ports.calendar import BookingOrder, Calendar, CalendarNews, OpenTime, Subscription

API, PAGES = "http://calendly.test", "http://pages.test"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
ACCESS = "pw-emulated-token"
WEEK = timedelta(days=7)
URL = "https://acme.example/webhooks/calendly/1"


class Emulated:
    """An emulator with one account, and the calendar that speaks to it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.now = NOON
        ids = count(1)
        self.new_id: Callable[[], str] = lambda: str(UUID(int=next(ids), version=4))
        self.app: FastAPI = create_app(
            self.store,
            clock=lambda: self.now,
            api_url=API,
            pages_url=PAGES,
            faults=True,
            new_id=self.new_id,
        )
        self.transport = validated(self.app, url=API, requests=True)
        self.http = http_client(API, self.transport)

    async def open_account(self, **more: Any) -> None:  # whatever an account can have
        await ensure_account(
            self.store,
            token=ACCESS,
            name="Acme",
            email="alice@acme.example",
            zone="Europe/Madrid",
            new_id=self.new_id,
            now=self.now,
            **more,
        )

    def calendar(self, token: str = ACCESS) -> Calendar:
        return Calendly(
            self.http,
            token=SecretStr(token),
            mode="fallback",
            clock=lambda: self.now,
            patience=Patience(pauses=(0, 0)),
        )

    def fails(self, **fault: Any) -> None:  # whatever a fault can say
        self.app.state.emulation.faults.add(Fault(**fault))

    async def delivered(self) -> list[httpx.Request]:
        """Every webhook that is due, as its receiver got it."""
        got: list[httpx.Request] = []

        def receive(request: httpx.Request) -> httpx.Response:
            got.append(request)
            return httpx.Response(200)

        async with httpx.AsyncClient(transport=httpx.MockTransport(receive)) as http:
            await Deliveries(self.store, clock=lambda: self.now, http=http).run_once()
        return got

    async def change_type(self, uri: str, **changes: Any) -> None:  # fields of its document
        async with self.store.transaction(await self.account()) as tx:
            id = uri.rpartition("/")[2]
            doc = await tx.get("event_type", id)
            assert doc
            await tx.put("event_type", id, {**doc, **changes})

    async def add_host(self, name: str) -> str:
        async with self.store.transaction(await self.account()) as tx:
            (organization,) = await tx.find("organization")
            host = await put_user(
                tx,
                name,
                f"{name.lower()}@acme.example",
                "Europe/Madrid",
                self.new_id,
                stamp(self.now),
                organization=organization["id"],
                role="user",
            )
            return str(host["id"])

    async def account(self) -> str:
        account = await self.store.account_of("token", token_id(ACCESS))
        assert account
        return account


@pytest.fixture
async def emulated() -> AsyncIterator[Emulated]:
    emulated = Emulated()
    await emulated.open_account()
    async with emulated.http:
        yield emulated


def read_signed(key: str, delivery: httpx.Request) -> CalendarNews:
    verify([key], delivery.headers["calendly-webhook-signature"], delivery.content, now=NOON)
    return read(delivery.content)


async def first_type(calendar: Calendar) -> str:
    return (await calendar.event_types())[0].uri


async def next_week(calendar: Calendar) -> list[OpenTime]:
    return await calendar.open_times(await first_type(calendar), NOON, NOON + WEEK)


async def order_for(calendar: Calendar, *, who: int = 1, nth: int = 0) -> BookingOrder:
    return BookingOrder(
        event_type=await first_type(calendar),
        starts_at=(await next_week(calendar))[nth].starts_at,
        name=f"Lead {who}",
        email=f"lead{who}@example.com",
        zone="America/Bogota",
        token=f"booking-{who}",
        channel="whatsapp",
    )


async def live_events(calendar: Calendar) -> int:
    found = await calendar.scheduled_events(email=None, start=NOON, end=NOON + WEEK)
    return sum(each.status == "active" for each in found)


async def test_the_account_is_known(emulated: Emulated) -> None:
    me = await emulated.calendar().me()

    assert (me.email, me.zone) == ("alice@acme.example", "Europe/Madrid")


async def test_an_unknown_token_is_refused(emulated: Emulated) -> None:
    with pytest.raises(Rejected) as caught:
        await emulated.calendar("another-token").me()

    assert caught.value.reason == "token"


async def test_missing_scopes_are_named() -> None:
    emulated = Emulated()
    await emulated.open_account(scopes=["users:read", "event_types:read"])

    with pytest.raises(Rejected, match="scheduling_links:write") as caught:
        await emulated.calendar().create_link(await first_type(emulated.calendar()))

    assert caught.value.reason == "token"


async def test_event_types_have_names_and_lengths(emulated: Emulated) -> None:
    found = await emulated.calendar().event_types()

    assert ("Product Demo", 45, True) in [(each.name, each.duration, each.active) for each in found]


async def test_open_times_are_in_the_span_ascending_and_once(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    start, end = NOON + timedelta(days=1), NOON + timedelta(days=61)

    found = await calendar.open_times(await first_type(calendar), start, end)

    instants = [each.instant for each in found]
    assert instants == sorted(set(instants))
    assert start <= instants[0] < instants[-1] < end
    assert instants[-1] - instants[0] > timedelta(days=50)


async def test_windows_of_any_size_see_the_same_times(emulated: Emulated) -> None:
    narrow = Calendly(
        emulated.http,
        token=SecretStr(ACCESS),
        mode="fallback",
        clock=lambda: NOON,
        window_days=7,
    )
    kind = await first_type(narrow)
    span = NOON, NOON + timedelta(days=40)

    assert await narrow.open_times(kind, *span) == await emulated.calendar().open_times(kind, *span)


async def test_a_span_that_began_before_now_is_cut(emulated: Emulated) -> None:
    calendar = emulated.calendar()

    found = await calendar.open_times(await first_type(calendar), NOON - WEEK, NOON + WEEK)

    assert found == await next_week(calendar)


async def test_an_unknown_event_type_is_not_found(emulated: Emulated) -> None:
    gone = f"{API}/event_types/{UUID(int=0)}"

    with pytest.raises(Rejected) as caught:
        await emulated.calendar().open_times(gone, NOON, NOON + WEEK)

    assert caught.value.reason == "not_found"


async def test_a_link_is_new_each_time_and_on_our_pages(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    kind = await first_type(calendar)

    links = {await calendar.create_link(kind), await calendar.create_link(kind)}

    assert len(links) == 2
    assert all(link.startswith(PAGES) for link in links)


async def test_a_booking_takes_the_slot_and_can_be_found(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)

    booked = await calendar.book(order)

    assert datetime.fromisoformat(booked.ends_at) > datetime.fromisoformat(booked.starts_at)
    assert order.starts_at not in [each.starts_at for each in await next_week(calendar)]
    found = await calendar.find_booked(order)
    assert found
    assert (found.event_uri, found.invitee_uri) == (booked.event_uri, booked.invitee_uri)
    assert datetime.fromisoformat(found.ends_at) == datetime.fromisoformat(booked.ends_at)


@pytest.mark.parametrize("shape", ["not_found", "bad_request", "already_filled"])
async def test_a_slot_is_booked_once_whatever_the_refusal_looks_like(
    emulated: Emulated, shape: str
) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    await calendar.book(order)
    late = await order_for(calendar, who=2)
    emulated.fails(kind="slot_taken", shape=shape)

    with pytest.raises(Rejected) as caught:
        await calendar.book(BookingOrder(**{**late.__dict__, "starts_at": order.starts_at}))

    assert caught.value.reason == "slot_taken"
    assert await live_events(calendar) == 1


async def test_a_crowd_gets_one_slot_once(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    crowd = [
        BookingOrder(**{**order.__dict__, "token": f"t{n}", "email": f"lead{n}@example.com"})
        for n in range(20)
    ]

    ends = await asyncio.gather(*map(calendar.book, crowd), return_exceptions=True)

    taken = [each for each in ends if isinstance(each, Rejected) and each.reason == "slot_taken"]
    assert len(taken) == 19
    assert await live_events(calendar) == 1


async def test_the_same_order_again_is_the_same_booking(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)

    first, again = await calendar.book(order), await calendar.book(order)

    assert first.invitee_uri == again.invitee_uri
    assert await live_events(calendar) == 1


@pytest.mark.parametrize("fault", ["timeout_after", "error_after"])
async def test_a_booking_whose_answer_is_lost_is_found_again(
    emulated: Emulated, fault: str
) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    emulated.fails(kind=fault)

    with pytest.raises(Unavailable) as caught:
        await calendar.book(order)

    assert caught.value.unsure
    assert await calendar.find_booked(order)
    assert await live_events(calendar) == 1


@pytest.mark.parametrize("fault", ["timeout_before", "error_before"])
async def test_a_booking_that_never_happened_is_not_found(emulated: Emulated, fault: str) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    emulated.fails(kind=fault)

    with pytest.raises(Unavailable) as caught:
        await calendar.book(order)

    assert caught.value.unsure
    assert await calendar.find_booked(order) is None
    assert await live_events(calendar) == 0


async def test_a_calendar_that_stumbles_is_read_all_the_same(emulated: Emulated) -> None:
    emulated.fails(kind="error_before", on="GET *", times=2)

    assert (await emulated.calendar().me()).name


async def test_a_limit_says_how_long_to_wait(emulated: Emulated) -> None:
    emulated.fails(kind="rate_limited", on="GET /users/me")

    with pytest.raises(Unavailable) as caught:
        await emulated.calendar().me()

    assert caught.value.retry_after == 60


async def test_a_free_plan_books_by_link_only() -> None:
    emulated = Emulated()
    await emulated.open_account(plan="basic")
    calendar = emulated.calendar()

    with pytest.raises(Rejected) as caught:
        await calendar.book(await order_for(calendar))

    assert caught.value.reason == "plan"
    assert await calendar.create_link(await first_type(calendar))


async def test_a_used_up_quota_is_the_plans_no() -> None:
    emulated = Emulated()
    await emulated.open_account(plan="trial", limited=True)
    calendar = emulated.calendar()
    order = await order_for(calendar)
    for nth in range(5):
        await calendar.book(await order_for(calendar, who=nth))

    with pytest.raises(Rejected) as caught:
        await calendar.book(order)

    assert caught.value.reason == "plan"
    assert await live_events(calendar) == 5


async def test_a_used_up_quota_is_not_asked_again_before_it_opens() -> None:
    emulated = Emulated()
    await emulated.open_account(plan="trial", limited=True)
    calendar = emulated.calendar()
    late = await order_for(calendar, who=9)
    for who in range(5):
        await calendar.book(await order_for(calendar, who=who))
    for _ in range(3):
        with pytest.raises(Rejected):
            await calendar.book(late)
        assert not await calendar.can_book()
    asked = [status for name, status in emulated.transport.checked if name == "createInvitee"]
    emulated.now += timedelta(days=1)

    assert asked == [201] * 5 + [429]
    assert await calendar.can_book()
    assert await calendar.book(await order_for(calendar, who=9, nth=20))


QUESTION = {
    "name": "Your company?",
    "type": "string",
    "position": 0,
    "enabled": True,
    "required": True,
    "answer_choices": [],
    "include_other": False,
}


async def test_questions_and_location_of_the_type_are_answered(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    places = [{"kind": "physical", "location": "Main St 1"}]
    await emulated.change_type(order.event_type, custom_questions=[QUESTION], locations=places)

    with pytest.raises(Rejected) as caught:
        await calendar.book(order)

    assert caught.value.field == "Your company?"
    answered = BookingOrder(**{**order.__dict__, "answers": {"Your company?": "Acme"}})
    assert await calendar.book(answered)


async def test_a_question_that_is_new_is_named_at_once(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    await calendar.book(order)
    await emulated.change_type(order.event_type, custom_questions=[QUESTION])

    with pytest.raises(Rejected) as caught:
        await calendar.book(await order_for(calendar, who=2))

    assert caught.value.field == "Your company?"


async def test_a_place_that_is_new_is_booked_at_once(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    await calendar.book(order)
    places = [{"kind": "physical", "location": "Main St 1"}]
    await emulated.change_type(order.event_type, locations=places)

    assert await calendar.book(await order_for(calendar, who=2))

    assert await live_events(calendar) == 2


async def test_a_group_type_seats_as_many_as_it_says(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    first, second, third = [await order_for(calendar, who=who) for who in (1, 2, 3)]
    await emulated.change_type(first.event_type, kind="group", seats=2)

    seats = (await next_week(calendar))[0].seats
    one, two = await calendar.book(first), await calendar.book(second)
    with pytest.raises(Rejected) as caught:
        await calendar.book(third)

    assert seats == 2
    assert one.event_uri == two.event_uri
    assert caught.value.reason == "slot_taken"
    found = await calendar.find_booked(second)
    assert found
    assert found.invitee_uri == two.invitee_uri


async def order_that_bob_gets(emulated: Emulated, calendar: Calendar) -> BookingOrder:
    order = await order_for(calendar)
    bob = await emulated.add_host("Bob")
    alice = (await calendar.me()).uri.rpartition("/")[2]
    places = [{"kind": "zoom_conference"}]
    # Of hosts with as many meetings the first gets the next.
    await emulated.change_type(
        order.event_type, pooling_type="round_robin", hosts=[bob, alice], locations=places
    )
    return order


async def test_a_round_robin_booking_is_found_with_another_host(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_that_bob_gets(emulated, calendar)
    emulated.fails(kind="timeout_after")

    with pytest.raises(Unavailable):
        await calendar.book(order)

    assert await calendar.find_booked(order)


async def test_what_becomes_of_another_hosts_meeting_is_seen(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    booked = await calendar.book(await order_that_bob_gets(emulated, calendar))
    await calendar.cancel(booked.event_uri, "No longer needed.")

    told = await calendar.changes(NOON, NOON + WEEK)

    assert {news.kind for news in told} == {"invitee.created", "invitee.canceled"}
    assert {news.invitee_uri for news in told} == {booked.invitee_uri}


async def test_what_becomes_of_another_hosts_meeting_is_told(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_that_bob_gets(emulated, calendar)
    await calendar.subscribe(URL, "our key")

    booked = await calendar.book(order)

    (told,) = [read_signed("our key", each) for each in await emulated.delivered()]
    assert (told.kind, told.invitee_uri) == ("invitee.created", booked.invitee_uri)


async def test_a_canceled_meeting_frees_its_slot_and_stays_canceled(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    order = await order_for(calendar)
    booked = await calendar.book(order)

    await calendar.cancel(booked.event_uri, "No longer needed.")
    await calendar.cancel(booked.event_uri, "No longer needed.")

    assert await calendar.find_booked(order) is None
    assert order.starts_at in [each.starts_at for each in await next_week(calendar)]


async def test_an_unknown_meeting_cannot_be_canceled(emulated: Emulated) -> None:
    with pytest.raises(Rejected) as caught:
        await emulated.calendar().cancel(f"{API}/scheduled_events/{UUID(int=0)}", "x")

    assert caught.value.reason == "not_found"


async def test_events_are_found_by_mail_and_span(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    mine = await calendar.book(await order_for(calendar))
    await calendar.book(await order_for(calendar, who=2))

    found = await calendar.scheduled_events(email="lead1@example.com", start=NOON, end=NOON + WEEK)

    assert [each.uri for each in found] == [mine.event_uri]
    assert await calendar.scheduled_events(email=None, start=NOON - WEEK, end=NOON) == []


async def test_what_happens_arrives_signed_and_readable(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    await calendar.subscribe(URL, "our key")
    booked = await calendar.book(await order_for(calendar))
    await calendar.cancel(booked.event_uri, "No longer needed.")

    news = [read_signed("our key", each) for each in await emulated.delivered()]

    assert {each.kind for each in news} == {"invitee.created", "invitee.canceled"}
    assert {each.invitee_uri for each in news} == {booked.invitee_uri}
    assert {each.event_uri for each in news} == {booked.event_uri}
    assert {(each.token, each.email) for each in news} == {("booking-1", "lead1@example.com")}
    assert len({each.event_id for each in news}) == 2


async def test_looking_tells_what_the_webhooks_told_by_the_same_ids(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    await calendar.subscribe(URL, "our key")
    await calendar.book(await order_for(calendar))
    gone = await calendar.book(await order_for(calendar, who=2))
    emulated.now += timedelta(minutes=1)
    await calendar.cancel(gone.event_uri, "No longer needed.")
    told = [read_signed("our key", each) for each in await emulated.delivered()]

    seen = await calendar.changes(NOON, NOON + WEEK)

    assert [each.kind for each in seen] == ["invitee.created"] * 2 + ["invitee.canceled"]
    assert {replace(each, occurred_at="") for each in seen} == {
        replace(each, occurred_at="") for each in told
    }


async def test_looking_sees_only_what_starts_in_the_span(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    start = datetime.fromisoformat((await calendar.book(await order_for(calendar))).starts_at)

    assert await calendar.changes(start + timedelta(seconds=1), start + WEEK) == []
    assert await calendar.changes(start - WEEK, start) == []
    assert len(await calendar.changes(start, start + timedelta(seconds=1))) == 1


async def test_a_subscription_is_known_until_it_is_removed(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    uri = await calendar.subscribe(URL, "our key")

    known = await calendar.subscription(uri)
    await calendar.unsubscribe(uri)

    assert known == Subscription(uri=uri, url=URL, state="active")
    assert await calendar.subscription(uri) is None


@pytest.mark.parametrize(("plan", "bookable"), [("standard", True), ("basic", False)])
async def test_the_plan_says_whether_we_can_book(plan: str, bookable: bool) -> None:
    emulated = Emulated()
    await emulated.open_account(plan=plan)

    assert await emulated.calendar().can_book() is bookable


async def test_a_plan_we_may_not_read_is_tried() -> None:
    emulated = Emulated()
    await emulated.open_account(plan="basic", scopes=["users:read"])

    assert await emulated.calendar().can_book()


async def test_webhooks_are_signed_with_the_key_given_last(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    await calendar.subscribe(URL, "old key")
    await calendar.subscribe(URL, "new key")
    await calendar.book(await order_for(calendar))

    (delivery,) = await emulated.delivered()

    assert read_signed("new key", delivery).kind == "invitee.created"
    with pytest.raises(Forged):
        read_signed("old key", delivery)


async def test_nothing_arrives_once_unsubscribed(emulated: Emulated) -> None:
    calendar = emulated.calendar()
    subscription = await calendar.subscribe(URL, "our key")

    await calendar.unsubscribe(subscription)
    await calendar.unsubscribe(subscription)
    await calendar.book(await order_for(calendar))

    assert await emulated.delivered() == []


async def test_a_plan_without_webhooks_says_so() -> None:
    emulated = Emulated()
    await emulated.open_account(plan="basic")

    with pytest.raises(Rejected) as caught:
        await emulated.calendar().subscribe(URL, "key")

    assert caught.value.reason == "plan"
