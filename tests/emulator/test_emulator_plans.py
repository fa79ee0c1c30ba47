"""Scopes, plans, limits and faults: the ways Calendly says no."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from emulator.app import create_app
from emulator.faults import Fault
from emulator.store import MemoryStore
from tests.emulator.laptop import API, PAGES, Json, Laptop, new_laptop, order

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"


async def limited(**account: Any) -> Laptop:  # Any: options of `ensure_account`
    return await new_laptop(MemoryStore(), limited=True, **account)


async def test_a_missing_scope_is_named() -> None:
    laptop = await limited(scopes=["users:read", "event_types:read"])
    answer = await laptop.subscribe()

    assert answer.status_code == 403
    assert answer.json()["required_scopes"] == ["webhooks:write"]


async def test_writing_implies_reading() -> None:
    laptop = await limited(scopes=["users:read", "event_types:write"])

    assert (await laptop.event_type())["name"] == "Sales Call"


async def test_the_free_plan_neither_books_nor_calls_back() -> None:
    laptop = await limited(plan="basic")
    booking = await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    hook = await laptop.subscribe()

    assert booking.json()["message"].startswith("The Scheduling API is only available on paid")
    assert hook.json()["message"] == "Please upgrade your Calendly account to Standard"


async def test_requests_are_counted_by_the_minute() -> None:
    laptop = await limited(plan="basic")
    answers = [await laptop.api.get("/users/me") for _ in range(50)]

    assert answers[0].headers["x-ratelimit-remaining"] == "48"  # the laptop asked once itself
    assert answers[-1].status_code == 429
    assert answers[-1].headers["x-ratelimit-remaining"] == "0"
    assert answers[-1].headers["x-ratelimit-reset"] == "60"
    laptop.clock.advance(timedelta(seconds=60))
    assert (await laptop.api.get("/users/me")).status_code == 200


async def test_the_eleventh_booking_of_a_minute_waits() -> None:
    laptop = await limited()
    event_type = await laptop.event_type("Discovery Call")
    times = await laptop.times(event_type)
    answers = [await laptop.book(event_type, time) for time in times[:11]]

    assert [a.status_code for a in answers] == [201] * 10 + [429]
    assert answers[-1].headers["x-ratelimit-limit"] == "10"
    laptop.clock.advance(timedelta(minutes=1))
    assert (await laptop.book(event_type, times[11])).status_code == 201


async def test_a_timeout_after_the_booking_leaves_the_booking() -> None:
    laptop = await limited()
    event_type = await laptop.event_type()
    laptop.faults.add(Fault(kind="timeout_after"))

    with pytest.raises(httpx.ReadTimeout):
        await laptop.book(event_type, TUESDAY_AT_NINE)

    assert len(await laptop.events(invitee_email="bob@example.com")) == 1
    assert laptop.faults.waiting == []


@pytest.mark.parametrize(
    ("kind", "status", "events"),
    [("error_before", 503, 0), ("error_after", 503, 1), ("rate_limited", 429, 0)],
)
async def test_a_fault_says_whether_it_came_before(kind: str, status: int, events: int) -> None:
    laptop = await limited()
    event_type = await laptop.event_type()
    laptop.faults.add(Fault(kind=kind, status=503))  # type: ignore[arg-type]  # one of the kinds

    answer = await laptop.api.post("/invitees", json=order(event_type, TUESDAY_AT_NINE))

    assert answer.status_code == status
    assert len(await laptop.events()) == events


@pytest.mark.parametrize(
    ("shape", "status"), [("not_found", 404), ("bad_request", 400), ("already_filled", 400)]
)
async def test_a_taken_slot_has_three_shapes(shape: str, status: int) -> None:
    laptop = await limited()
    event_type = await laptop.event_type()
    laptop.faults.add(Fault(kind="slot_taken", shape=shape))

    answer = await laptop.book(event_type, TUESDAY_AT_NINE)

    assert answer.status_code == status
    assert ("already_filled" in answer.text) == (shape == "already_filled")
    assert (await laptop.book(event_type, TUESDAY_AT_NINE)).status_code == 201


async def test_a_conference_link_may_come_late() -> None:
    laptop = await limited()
    meet = await laptop.seed(name="Meet", locations=[{"kind": "google_conference"}])
    laptop.faults.add(Fault(kind="conference_late", seconds=30))
    await laptop.book(meet, TUESDAY_AT_NINE, location={"kind": "google_conference"})
    at_first = (await laptop.events())[0]["location"]

    laptop.clock.advance(timedelta(seconds=31))
    later = (await laptop.events())[0]["location"]

    assert (at_first["status"], at_first["join_url"]) == ("processing", None)
    assert (later["status"], later["join_url"] is None) == ("pushed", False)


async def test_the_control_plane_seeds_faults_and_moves_the_clock() -> None:
    laptop = await limited()
    seeded = await laptop.api.post(
        "/_emulator/seed",
        json={"token": "carol", "event_types": [{"name": "Workshop", "seats": 5}]},
    )
    await laptop.api.post("/_emulator/faults", json={"faults": [{"kind": "error_before"}]})
    moved = await laptop.api.post("/_emulator/clock", json={"seconds": 60})

    assert "Workshop" in seeded.json()["event_types"]
    assert [f.kind for f in laptop.faults.waiting] == ["error_before"]
    assert moved.json() == {"now": "2026-11-23T12:01:00.000000Z"}


async def test_a_seed_changes_what_it_names_of_an_account_and_nothing_else() -> None:
    laptop = await limited(plan="teams")
    seed = {"token": laptop.token, "plan": "basic"}
    assert (await laptop.api.post("/_emulator/seed", json=seed)).status_code == 201
    booking = await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    me = (await laptop.api.get("/users/me")).json()["resource"]

    assert booking.json()["message"].startswith("The Scheduling API is only available on paid")
    assert (me["name"], me["email"]) == (laptop.me["name"], laptop.me["email"])


async def test_a_seed_takes_scopes_from_a_token() -> None:
    laptop = await limited()
    seed = {"token": laptop.token, "scopes": ["users:read"]}
    await laptop.api.post("/_emulator/seed", json=seed)

    assert (await laptop.subscribe()).json()["required_scopes"] == ["webhooks:write"]


async def test_without_faults_there_is_no_control_plane() -> None:
    laptop = await limited()
    app = create_app(laptop.store, clock=laptop.clock, api_url=API, pages_url=PAGES)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=API) as api:
        assert (await api.get("/_emulator/faults")).status_code == 404
        assert (await api.post("/_emulator/clock", json={"seconds": 1})).status_code == 404


async def team(laptop: Laptop, pooling: str) -> Json:
    """Alice and Bob share an event type; Bob is busy on Tuesday at nine."""
    seeded = await laptop.api.post(
        "/_emulator/seed",
        json={
            "token": laptop.token,
            "members": [{"name": "Bob", "email": "bob@example.com", "token": "bobs"}],
            "event_types": [
                {
                    "name": "Team",
                    "pooling_type": pooling,
                    "hosts": ["alice@example.com", "bob@example.com"],
                }
            ],
            "busy": [{"start_time": TUESDAY_AT_NINE, "end_time": "2026-11-24T08:30:00Z"}],
        },
    )
    assert seeded.status_code == 201
    return await laptop.event_type("Team")


async def test_round_robin_gives_the_meeting_to_who_is_free() -> None:
    laptop = await limited()
    event_type = await team(laptop, "round_robin")
    twice = [await laptop.book(event_type, TUESDAY_AT_NINE) for _ in range(2)]

    events = (
        await laptop.api.get(
            "/scheduled_events", params={"organization": laptop.me["current_organization"]}
        )
    ).json()["collection"]
    assert [a.status_code for a in twice] == [201, 404]
    assert [m["user_name"] for e in events for m in e["event_memberships"]] == ["Bob"]


async def test_a_collective_meeting_needs_everybody() -> None:
    laptop = await limited()
    event_type = await team(laptop, "collective")
    refused = await laptop.book(event_type, TUESDAY_AT_NINE)
    booked = await laptop.book(event_type, "2026-11-24T08:30:00Z")

    assert (refused.status_code, booked.status_code) == (404, 201)
    assert len((await laptop.events())[0]["event_memberships"]) == 2


async def test_a_plain_member_sees_only_their_own() -> None:
    laptop = await limited()
    await team(laptop, "round_robin")
    invitee = (await laptop.book(await laptop.event_type(), "2026-11-24T10:00:00Z")).json()
    bob = {"authorization": "Bearer bobs"}

    event = invitee["resource"]["event"].removeprefix(API)
    looked = await laptop.api.get(event, headers=bob)
    canceled = await laptop.api.post(f"{event}/cancellation", headers=bob)
    everything = {"organization": laptop.me["current_organization"]}
    listed = await laptop.api.get("/scheduled_events", params=everything, headers=bob)
    foreign = await laptop.api.get(
        "/scheduled_events", params={"user": laptop.me["uri"]}, headers=bob
    )

    assert looked.json()["message"] == "You are not allowed to view this event"
    assert canceled.json()["message"] == "You are not allowed to cancel this event"
    assert listed.status_code == 403
    assert foreign.json()["message"].startswith("Please also specify organization")


async def test_ids_come_in_both_shapes() -> None:
    laptop = await limited()
    ids = {(await laptop.event_type(name))["uri"][-16:] for name in ("Sales Call", "Product Demo")}

    assert sum(id.isalnum() and id.isupper() for id in ids) == 1


async def test_a_hook_is_disabled_on_demand() -> None:
    laptop = await limited()
    hook = (await laptop.subscribe()).json()["resource"]
    answer = await laptop.api.post("/_emulator/hooks/disable")

    state = (await laptop.api.get(hook["uri"].removeprefix(API))).json()["resource"]["state"]
    assert (answer.json(), state) == ({"disabled": 1}, "disabled")


async def test_a_token_may_be_refused_on_demand() -> None:
    laptop = await limited()
    laptop.faults.add(Fault(kind="error_before", on="GET /users/*", status=401))

    assert (await laptop.api.get("/users/me")).status_code == 401
    assert (await laptop.api.get("/users/me")).status_code == 200
