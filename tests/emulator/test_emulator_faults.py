"""Races, webhooks out of order, quotas nearly used up, and points nobody has settled."""

from datetime import timedelta

import httpx
import pytest

from emulator.faults import Fault
from emulator.store import MemoryStore
from tests.emulator.laptop import API, PAGES, Json, Laptop, new_laptop, order, query

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"


@pytest.fixture
async def laptop() -> Laptop:
    return await new_laptop(MemoryStore(), limited=True)


async def settle(laptop: Laptop, **points: Json) -> None:
    answer = await laptop.api.patch("/_emulator/unsettled", json=points)
    assert answer.status_code == 200, answer.text


async def book_by_link(laptop: Laptop, address: str) -> Json:
    form = {"start": TUESDAY_AT_NINE, "name": "Bob", "email": "bob@example.com"}
    url = httpx.URL(address).copy_merge_params({"utm_content": "token", "salesforce_uuid": "sf"})
    answer = await laptop.pages.post(address.removeprefix(PAGES), data={**form, **query(str(url))})
    assert answer.status_code == 303
    event = (await laptop.events())[-1]["uri"].removeprefix(API)
    return (await laptop.api.get(f"{event}/invitees")).json()["collection"][0]


@pytest.mark.parametrize(
    ("shape", "status"), [("not_found", 404), ("bad_request", 400), ("already_filled", 400)]
)
async def test_a_rival_takes_the_time_between_looking_and_booking(
    laptop: Laptop, shape: str, status: int
) -> None:
    await settle(laptop, slot_taken=shape)
    event_type = await laptop.event_type()
    offered = await laptop.times(event_type)
    laptop.faults.add(Fault(kind="rival_books"))
    answer = await laptop.book(event_type, offered[0])

    assert answer.status_code == status
    events = await laptop.events(status="active")
    assert [e["start_time"] for e in events] == offered[:1]
    assert await laptop.events(invitee_email="bob@example.com") == []
    assert (await laptop.book(event_type, offered[1])).status_code == 201


async def test_a_rival_fills_a_group(laptop: Laptop) -> None:
    workshop = await laptop.seed(name="Workshop", seats=3)
    laptop.faults.add(Fault(kind="rival_books"))

    assert (await laptop.book(workshop, TUESDAY_AT_NINE)).status_code == 404
    assert (await laptop.events())[0]["invitees_counter"]["active"] == 3


async def test_a_rival_of_a_call_that_is_refused_anyway_books_nothing(laptop: Laptop) -> None:
    sound = order(await laptop.event_type(), TUESDAY_AT_NINE)
    for wrong in ({"invitee": None}, {"event_type": f"{API}/event_types/x"}):
        laptop.faults.add(Fault(kind="rival_books"))
        answer = await laptop.api.post("/invitees", json={**sound, **wrong})
        assert answer.status_code in (400, 404)

    assert await laptop.events() == []


async def test_a_webhook_is_overtaken_by_the_next(laptop: Laptop) -> None:
    await laptop.subscribe()
    laptop.faults.add(Fault(kind="webhook_reordered"))
    booked = (await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)).json()["resource"]
    assert await laptop.deliveries.run_once() == 0

    await laptop.api.post(booked["event"].removeprefix(API) + "/cancellation")

    assert await laptop.deliveries.run_once() == 2
    assert [e["event"] for e in laptop.receiver.events] == ["invitee.canceled", "invitee.created"]


async def test_a_webhook_nobody_overtakes_comes_in_the_end(laptop: Laptop) -> None:
    await laptop.subscribe()
    laptop.faults.add(Fault(kind="webhook_reordered"))
    await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    laptop.clock.advance(timedelta(seconds=60))

    assert await laptop.deliveries.run_once() == 1


async def test_both_webhooks_of_a_move_may_come_twice_and_out_of_order(laptop: Laptop) -> None:
    await laptop.subscribe()
    booked = (await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)).json()["resource"]
    await laptop.deliveries.run_once()
    laptop.faults.add(Fault(kind="webhook_reordered"))
    laptop.faults.add(Fault(kind="webhook_twice", times=2))
    moved = await laptop.pages.post(
        booked["reschedule_url"].removeprefix(PAGES), data={"start": "2026-11-25T08:00:00Z"}
    )
    await laptop.deliveries.run_once()

    assert moved.status_code == 303
    assert [e["event"] for e in laptop.receiver.events[1:]] == [
        "invitee.canceled",
        "invitee.canceled",
        "invitee.created",
        "invitee.created",
    ]


async def test_a_quota_may_be_nearly_used_up(laptop: Laptop) -> None:
    event_type = await laptop.event_type("Discovery Call")
    times = await laptop.times(event_type)
    asked = {"token": laptop.token, "left": 1}
    assert (await laptop.api.post("/_emulator/quota", json=asked)).json() == {"left": 1}
    answers = [await laptop.book(event_type, time) for time in times[:2]]

    assert [a.status_code for a in answers] == [201, 429]
    assert answers[1].headers["x-ratelimit-limit"] == "100"
    assert answers[1].headers["x-ratelimit-remaining"] == "0"
    laptop.clock.advance(timedelta(hours=12))
    assert (await laptop.book(event_type, times[-1])).status_code == 201


async def test_a_plan_has_quotas_of_its_own() -> None:
    trial = await new_laptop(MemoryStore(), limited=True, plan="trial")
    event_type = await trial.event_type("Discovery Call")
    answers = [await trial.book(event_type, time) for time in (await trial.times(event_type))[:6]]

    assert [a.status_code for a in answers] == [201] * 5 + [429]


async def test_a_429_may_say_nothing(laptop: Laptop) -> None:
    await settle(laptop, rate_limited_body="empty")
    laptop.faults.add(Fault(kind="rate_limited", on="GET *"))
    answer = await laptop.api.get("/users/me")

    assert (answer.status_code, answer.json()) == (429, {})
    assert answer.headers["x-ratelimit-reset"] == "60"


@pytest.mark.parametrize(("kept", "content"), [(True, "token"), (False, None)])
async def test_tracking_may_survive_a_move_or_not(
    laptop: Laptop, kept: bool, content: str | None
) -> None:
    await settle(laptop, moves_keep_tracking=kept)
    invitee = await book_by_link(laptop, await laptop.link(await laptop.event_type()))
    assert invitee["tracking"]["utm_content"] == "token"
    path = invitee["reschedule_url"].removeprefix(PAGES)
    await laptop.pages.post(path, data={"start": "2026-11-25T08:00:00Z"})
    event = (await laptop.events(status="active"))[0]["uri"].removeprefix(API)
    fresh = (await laptop.api.get(f"{event}/invitees")).json()["collection"][0]

    assert fresh["old_invitee"] == invitee["uri"]
    assert fresh["tracking"]["utm_content"] == content


async def test_a_link_may_lose_its_tracking(laptop: Laptop) -> None:
    await settle(laptop, links_keep_tracking=False)
    invitee = await book_by_link(laptop, await laptop.link(await laptop.event_type()))

    assert set(invitee["tracking"].values()) == {None}


async def test_an_address_may_not_set_the_salesforce_id(laptop: Laptop) -> None:
    await settle(laptop, links_take_salesforce_uuid=False)
    invitee = await book_by_link(laptop, await laptop.link(await laptop.event_type()))

    assert invitee["tracking"]["salesforce_uuid"] is None
    assert invitee["tracking"]["utm_content"] == "token"


async def test_the_free_plan_may_not_see_times() -> None:
    free = await new_laptop(MemoryStore(), plan="basic")
    event_type = await free.event_type()
    assert await free.times(event_type) != []
    await settle(free, free_plan_sees_times=False)
    answer = await free.api.get(
        "/event_type_available_times",
        params={
            "event_type": event_type["uri"],
            "start_time": "2026-11-24T00:00:00Z",
            "end_time": "2026-11-25T00:00:00Z",
        },
    )

    assert answer.status_code == 403


async def test_times_may_be_written_to_the_second_and_are_booked_as_they_came(
    laptop: Laptop,
) -> None:
    await settle(laptop, slot_precision="seconds")
    event_type = await laptop.event_type()
    time = (await laptop.times(event_type))[0]

    assert time == "2026-11-23T13:00:00Z"
    assert (await laptop.book(event_type, time)).status_code == 201


@pytest.mark.parametrize("name", ["zoom", "zoom_conference"])
async def test_zoom_has_two_names_and_a_password(laptop: Laptop, name: str) -> None:
    await settle(laptop, zoom_type=name)
    zoom = await laptop.seed(name="Zoom", locations=[{"kind": "zoom_conference"}])
    await laptop.book(zoom, TUESDAY_AT_NINE, location={"kind": "zoom_conference"})
    location = (await laptop.events())[0]["location"]

    assert location["type"] == name
    assert location["data"]["password"].isdigit()


async def test_a_point_is_switched_alone_and_only_to_what_it_may_be(laptop: Laptop) -> None:
    await settle(laptop, slot_precision="seconds")
    wrong = await laptop.api.patch("/_emulator/unsettled", json={"slot_taken": "maybe"})
    unknown = await laptop.api.patch("/_emulator/unsettled", json={"weather": True})
    now = (await laptop.api.get("/_emulator/unsettled")).json()

    assert (wrong.status_code, unknown.status_code) == (400, 400)
    assert (now["slot_precision"], now["slot_taken"]) == ("seconds", "not_found")


async def test_an_hour_has_fifty_bookings(laptop: Laptop) -> None:
    event_type = await laptop.event_type("Discovery Call")
    times = await laptop.times(event_type, days=6)
    statuses = []
    for number, time in enumerate(times[:51]):
        if number % 10 == 0:
            laptop.clock.advance(timedelta(minutes=1))
        answer = await laptop.book(event_type, time)
        statuses.append(answer.status_code)

    assert statuses == [201] * 50 + [429]
    assert answer.headers["x-ratelimit-limit"] == "50"


async def test_a_booking_may_be_refused_without_a_reason(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    wrong = {"location": {"kind": "outbound_call"}}
    said = (await laptop.book(event_type, TUESDAY_AT_NINE, **wrong)).json()
    await settle(laptop, invitee_refusals="opaque")
    opaque = await laptop.book(event_type, TUESDAY_AT_NINE, **wrong)
    partial = await laptop.book(event_type, TUESDAY_AT_NINE, tracking={"utm_content": "token"})

    assert said["details"][0]["parameter"] == "location"
    for answer in (opaque, partial):
        assert (answer.status_code, answer.json()["title"]) == (400, "Internal Server Error")
        assert "details" not in answer.json()


async def test_open_times_may_need_another_scope() -> None:
    laptop = await new_laptop(MemoryStore(), scopes=["users:read", "event_types:read"])
    event_type = await laptop.event_type()
    assert await laptop.times(event_type) != []
    await settle(laptop, times_scope="availability:read")
    answer = await laptop.api.get(
        "/event_type_available_times", params={"event_type": event_type["uri"]}
    )

    assert answer.json()["required_scopes"] == ["availability:read"]
