"""Webhooks: signed, written down with the booking, retried, given up after a day."""

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import httpx

from emulator.deliver import Deliveries, signature, wait_after
from emulator.faults import Fault
from tests.emulator.laptop import API, KEY, NOON, Laptop
from tests.platforms.calendly_contract import check_against

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"


async def book(laptop: Laptop, start: str = TUESDAY_AT_NINE) -> None:
    answer = await laptop.book(await laptop.event_type(), start)
    assert answer.status_code == 201


def test_the_signature_is_calendlys() -> None:
    at = datetime.fromtimestamp(1492774577, UTC)
    made = signature("test_signing_key", b'{"event":"invitee.created"}', at)

    assert made == (
        "t=1492774577,v1=35cb0008bf27667af022c6a1e550cc9726fc9ee60b2c3016fd134fadfda41f10"
    )


async def test_a_booking_is_told_signed_over_the_raw_body(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)

    assert await laptop.deliveries.run_once() == 1
    request = laptop.receiver.deliveries[0]
    t, v1 = (
        part.split("=")[1] for part in request.headers["calendly-webhook-signature"].split(",")
    )
    expected = hmac.new(KEY.encode(), f"{t}.".encode() + request.content, hashlib.sha256)
    assert (int(t), v1) == (int(NOON.timestamp()), expected.hexdigest())
    assert await laptop.deliveries.run_once() == 0


async def test_the_envelope_is_compact_sorted_and_what_the_contract_says(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)
    await laptop.deliveries.run_once()

    body = laptop.receiver.deliveries[0].content
    event = json.loads(body)
    again = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert body == again.encode()
    check_against("WebhookPayload", event)
    assert event["created_by"] == laptop.me["uri"]
    assert "calendar_event" not in event["payload"]["scheduled_event"]
    assert "cancellation" not in event["payload"]


async def test_a_host_who_cancels_is_told_of_every_invitee(laptop: Laptop) -> None:
    await laptop.subscribe()
    workshop = await laptop.seed(name="Workshop", seats=3)
    first = (await laptop.book(workshop, TUESDAY_AT_NINE)).json()["resource"]
    await laptop.book(workshop, TUESDAY_AT_NINE)
    await laptop.api.post(first["event"].removeprefix(API) + "/cancellation", json={})
    await laptop.deliveries.run_once()

    assert laptop.receiver.kinds == ["invitee.canceled"] * 2 + ["invitee.created"] * 2
    assert laptop.receiver.payload("invitee.canceled")["cancellation"]["canceler_type"] == "host"


async def test_a_failed_delivery_is_tried_again_later(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)
    laptop.receiver.status = 302
    await laptop.deliveries.run_once()
    assert await laptop.deliveries.run_once() == 0

    laptop.receiver.status = 204
    laptop.clock.advance(timedelta(seconds=1))

    assert await laptop.deliveries.run_once() == 1
    assert laptop.receiver.events[0] == laptop.receiver.events[1]
    laptop.clock.advance(timedelta(hours=1))
    assert await laptop.deliveries.run_once() == 0


async def test_a_receiver_nobody_reaches_is_a_failure_too(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    http = httpx.AsyncClient(transport=httpx.MockTransport(refuse))
    await Deliveries(laptop.store, clock=laptop.clock, http=http).run_once()
    laptop.clock.advance(timedelta(seconds=1))

    assert await laptop.deliveries.run_once() == 1


async def test_after_a_day_of_failures_the_hook_is_disabled(laptop: Laptop) -> None:
    hook = (await laptop.subscribe()).json()["resource"]
    await laptop.book(await laptop.event_type(), "2026-12-01T08:00:00Z")
    laptop.receiver.status = 500
    for _ in range(60):
        await laptop.deliveries.run_once()
        laptop.clock.advance(timedelta(hours=1))

    state = (await laptop.api.get(hook["uri"].removeprefix(API))).json()["resource"]
    assert (state["state"], state["retry_started_at"]) == (
        "disabled",
        "2026-11-23T12:00:00.000000Z",
    )
    attempts = len(laptop.receiver.deliveries)
    await laptop.book(await laptop.event_type(), "2026-12-02T08:00:00Z")
    assert await laptop.deliveries.run_once() == 0
    assert attempts == 25


def test_the_wait_doubles_up_to_an_hour() -> None:
    assert [wait_after(n).total_seconds() for n in (1, 2, 3, 12, 13, 200)] == [
        1, 2, 4, 2048, 3600, 3600,
    ]  # fmt: skip


async def test_a_killed_sender_leaves_the_delivery_to_the_next(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)
    asked = asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.sleep(60)
        return httpx.Response(200)

    http = httpx.AsyncClient(transport=httpx.MockTransport(hang))
    dying = asyncio.create_task(Deliveries(laptop.store, clock=laptop.clock, http=http).run_once())
    await asked.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)

    assert await laptop.deliveries.run_once() == 0  # it may still be on its way
    laptop.clock.advance(timedelta(seconds=30))
    assert await laptop.deliveries.run_once() == 1


async def test_two_senders_send_once(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)
    sent = await asyncio.gather(*(laptop.deliveries.run_once() for _ in range(5)))

    assert sum(sent) == 1
    assert len(laptop.receiver.deliveries) == 1


async def test_a_refused_booking_is_not_told(laptop: Laptop) -> None:
    await laptop.subscribe()
    await laptop.book(await laptop.event_type(), "2026-11-24T03:00:00Z")

    assert await laptop.deliveries.run_once() == 0


async def test_a_webhook_may_come_late_or_twice(laptop: Laptop) -> None:
    await laptop.subscribe()
    laptop.faults.add(Fault(kind="webhook_late", seconds=10))
    laptop.faults.add(Fault(kind="webhook_twice"))
    await book(laptop)

    assert await laptop.deliveries.run_once() == 0
    laptop.clock.advance(timedelta(seconds=10))
    assert await laptop.deliveries.run_once() == 2
    assert laptop.receiver.events[0] == laptop.receiver.events[1]


async def test_a_users_hook_hears_of_that_user_only(laptop: Laptop) -> None:
    await laptop.subscribe(scope="user", user=laptop.me["uri"], events=["invitee_no_show.created"])
    invitee = (await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)).json()["resource"]
    await laptop.api.post("/invitee_no_shows", json={"invitee": invitee["uri"]})
    await laptop.deliveries.run_once()

    assert laptop.receiver.kinds == ["invitee_no_show.created"]
    assert laptop.receiver.payload("invitee_no_show.created")["no_show"] is not None


async def test_without_a_key_there_is_no_signature(laptop: Laptop) -> None:
    await laptop.subscribe(signing_key=None)
    await book(laptop)
    await laptop.deliveries.run_once()

    assert "calendly-webhook-signature" not in laptop.receiver.deliveries[0].headers


async def test_forever_delivers_what_comes(laptop: Laptop) -> None:
    await laptop.subscribe()
    sending = asyncio.create_task(laptop.deliveries.run_forever(poll=0.01))
    await book(laptop)
    async with asyncio.timeout(5):
        await laptop.receiver.arrived.wait()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)

    assert laptop.receiver.kinds == ["invitee.created"]


async def test_a_receiver_has_ten_seconds_to_come_and_fifteen_to_answer(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop)
    await laptop.deliveries.run_once()

    waits = laptop.receiver.deliveries[0].extensions["timeout"]
    assert (waits["connect"], waits["read"]) == (10.0, 15.0)


async def test_a_day_after_the_meeting_nobody_tries_any_more(laptop: Laptop) -> None:
    hook = (await laptop.subscribe()).json()["resource"]
    await laptop.book(await laptop.event_type(), "2026-11-23T13:00:00Z")
    laptop.clock.advance(timedelta(hours=20))
    laptop.receiver.status = 500
    for _ in range(4):
        await laptop.deliveries.run_once()
        laptop.clock.advance(timedelta(hours=6))

    log = (await laptop.api.get("/_emulator/deliveries")).json()
    mine = [a["attempt"] for a in log["attempts"] if hook["uri"].endswith(a["hook"])]
    state = (await laptop.api.get(hook["uri"].removeprefix(API))).json()["resource"]["state"]
    assert (mine, state) == ([1, 2], "active")


async def test_a_delivery_that_succeeds_ends_the_day_of_failures(laptop: Laptop) -> None:
    hook = (await laptop.subscribe()).json()["resource"]
    await book(laptop, "2026-12-01T08:00:00Z")
    laptop.receiver.status = 500
    await laptop.deliveries.run_once()
    laptop.clock.advance(timedelta(hours=20))
    laptop.receiver.status = 200
    await laptop.deliveries.run_once()

    shown = (await laptop.api.get(hook["uri"].removeprefix(API))).json()["resource"]
    assert (shown["state"], shown["retry_started_at"]) == ("active", None)
