"""The emulated API, over HTTP, on both stores; every answer is also held against the contract."""

import asyncio
from datetime import timedelta

import pytest

from emulator.store import Store
from tests.emulator.laptop import API, NOON, PAGES, Laptop, new_laptop, order, query

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"


async def test_a_user_is_told_apart_by_the_token(laptop: Laptop) -> None:
    assert laptop.me["email"] == "alice@example.com"
    assert laptop.me["uri"].startswith(f"{API}/users/")
    assert laptop.me["timezone"] == "Europe/Madrid"


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic x", "", "Bearer "])
async def test_a_wrong_token_is_refused_before_anything_else(laptop: Laptop, header: str) -> None:
    answer = await laptop.api.post(
        "/invitees", content=b"not json", headers={"authorization": header}
    )

    assert answer.status_code == 401
    assert answer.json() == {"title": "Unauthenticated", "message": "The access token is invalid"}


async def test_the_default_event_types_are_there(laptop: Laptop) -> None:
    answer = await laptop.api.get("/event_types", params={"user": laptop.me["uri"]})

    durations = {t["name"]: t["duration"] for t in answer.json()["collection"]}
    assert durations == {
        "Sales Call": 30,
        "Product Demo": 45,
        "Discovery Call": 15,
        "Technical Demo": 60,
        "Executive Consultation": 30,
    }


async def test_lists_come_in_pages_with_opaque_tokens(laptop: Laptop) -> None:
    params = {"user": laptop.me["uri"], "count": "2"}
    first = (await laptop.api.get("/event_types", params=params)).json()
    second = (
        await laptop.api.get("/event_types", params=query(first["pagination"]["next_page"]))
    ).json()

    assert len(first["pagination"]["next_page_token"]) == 32
    assert first["pagination"]["previous_page"] is None
    names = [t["name"] for page in (first, second) for t in page["collection"]]
    assert names == ["Discovery Call", "Executive Consultation", "Product Demo", "Sales Call"]


async def test_a_page_token_of_another_list_is_refused(laptop: Laptop) -> None:
    params = {"user": laptop.me["uri"], "count": "2"}
    first = (await laptop.api.get("/event_types", params=params)).json()
    token = first["pagination"]["next_page_token"]

    answer = await laptop.api.get(
        "/event_types", params={**params, "active": "true", "page_token": token}
    )

    assert answer.json()["details"] == [{"parameter": "page_token", "message": "is invalid"}]


async def test_open_times_are_the_hosts_hours(laptop: Laptop) -> None:
    times = await laptop.times(await laptop.event_type(), days=1)

    assert times[0] == "2026-11-23T13:00:00.000000Z"
    assert times[-1] == "2026-11-24T12:00:00.000000Z"  # the end of the window counts
    assert len(times) == 6 + 9


@pytest.mark.parametrize(
    ("start", "end", "parameter", "message"),
    [
        (-1, 1, "start_time", "must be in the future"),
        (1, 33, "end_time", "date range can be no greater than 31 days"),
        (3, 2, "start_time", "start_time must be before end_time"),
    ],
)
async def test_a_window_must_be_ahead_and_at_most_31_days(
    laptop: Laptop, start: int, end: int, parameter: str, message: str
) -> None:
    event_type = await laptop.event_type()
    answer = await laptop.api.get(
        "/event_type_available_times",
        params={
            "event_type": event_type["uri"],
            "start_time": (NOON + timedelta(days=start)).isoformat(),
            "end_time": (NOON + timedelta(days=end)).isoformat(),
        },
    )

    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Argument"
    assert answer.json()["details"] == [{"parameter": parameter, "message": message}]


async def test_a_booked_time_is_open_no_more(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    answer = await laptop.book(event_type, TUESDAY_AT_NINE)

    assert answer.status_code == 201
    assert answer.json()["resource"]["scheduling_method"] == "api"
    assert TUESDAY_AT_NINE not in await laptop.times(event_type)
    assert TUESDAY_AT_NINE not in await laptop.times(await laptop.event_type("Product Demo"))


async def test_twenty_ask_for_one_time_and_one_gets_it(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    answers = await asyncio.gather(
        *(
            laptop.api.post(
                "/invitees", json=order(event_type, TUESDAY_AT_NINE, f"lead{n}@example.com")
            )
            for n in range(20)
        )
    )

    assert sorted(a.status_code for a in answers) == [201] + [404] * 19
    assert len(await laptop.events(status="active")) == 1


async def test_tracking_comes_whole_or_not_at_all(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    tracking = dict.fromkeys(
        ("utm_campaign", "utm_source", "utm_medium", "utm_term", "salesforce_uuid")
    )

    partial = await laptop.book(event_type, TUESDAY_AT_NINE, tracking=tracking)
    whole = await laptop.book(
        event_type, TUESDAY_AT_NINE, tracking={**tracking, "utm_content": "token"}
    )

    assert partial.json()["details"] == [
        {"parameter": "tracking.utm_content", "message": "is missing"}
    ]
    assert whole.json()["resource"]["tracking"]["utm_content"] == "token"


async def test_a_time_that_is_not_on_offer_is_not_booked(laptop: Laptop) -> None:
    event_type = await laptop.event_type()

    at_night = await laptop.book(event_type, "2026-11-24T03:00:00Z")
    askew = await laptop.book(event_type, "2026-11-24T08:07:00Z")
    past = await laptop.book(event_type, "2026-11-23T09:00:00Z")

    assert (at_night.status_code, askew.status_code, past.status_code) == (404, 404, 400)
    assert await laptop.events() == []


async def test_a_group_takes_people_until_it_is_full(laptop: Laptop) -> None:
    workshop = await laptop.seed(name="Workshop", duration=60, seats=2)
    first = (await laptop.book(workshop, TUESDAY_AT_NINE)).json()["resource"]
    second = (await laptop.book(workshop, TUESDAY_AT_NINE)).json()["resource"]
    third = await laptop.book(workshop, TUESDAY_AT_NINE)

    assert first["event"] == second["event"]
    assert third.status_code == 404
    assert (await laptop.events())[0]["invitees_counter"] == {"total": 2, "active": 2, "limit": 2}


async def test_a_group_says_how_many_seats_are_left(laptop: Laptop) -> None:
    workshop = await laptop.seed(name="Workshop", duration=30, seats=3)
    await laptop.book(workshop, TUESDAY_AT_NINE)
    answer = await laptop.api.get(
        "/event_type_available_times",
        params={
            "event_type": workshop["uri"],
            "start_time": "2026-11-24T08:00:00Z",
            "end_time": "2026-11-24T08:30:00Z",
        },
    )

    assert [t["invitees_remaining"] for t in answer.json()["collection"]] == [2, 3]


async def test_buffers_keep_meetings_apart(laptop: Laptop) -> None:
    padded = await laptop.seed(name="Padded", duration=30, before_buffer=15, after_buffer=15)
    await laptop.book(await laptop.event_type(), "2026-11-24T10:00:00Z")
    times = [t[11:16] for t in await laptop.times(padded) if t.startswith("2026-11-24")]

    assert "09:00" in times
    assert not {"09:30", "10:00", "10:30"} & set(times)
    assert "11:00" in times


async def test_notice_and_increments_are_kept(laptop: Laptop) -> None:
    slow = await laptop.seed(
        name="Slow", duration=30, minimum_notice=24 * 60, start_time_increment=60
    )
    times = await laptop.times(slow)

    assert times[0] == "2026-11-24T12:00:00.000000Z"
    assert {t[14:16] for t in times} == {"00"}


async def test_questions_are_answered_letter_for_letter(laptop: Laptop) -> None:
    question = {
        "name": "Team size?",
        "type": "single_select",
        "position": 0,
        "enabled": True,
        "required": True,
        "answer_choices": ["1-10", "11+"],
        "include_other": False,
    }
    asking = await laptop.seed(name="Asking", custom_questions=[question])

    async def book(*answers: tuple[str, str]) -> int:
        given = [{"question": q, "answer": a, "position": 0} for q, a in answers]
        answer = await laptop.book(asking, TUESDAY_AT_NINE, questions_and_answers=given)
        return answer.status_code

    assert await book() == 400
    assert await book(("team size?", "1-10")) == 400
    assert await book(("Team size?", "a few")) == 400
    assert await book(("Team size?", "1-10")) == 201


async def test_a_place_must_be_one_of_the_event_types(laptop: Laptop) -> None:
    plain = await laptop.event_type()
    calling = await laptop.seed(name="Call", locations=[{"kind": "outbound_call"}])

    not_asked = await laptop.book(plain, TUESDAY_AT_NINE, location={"kind": "outbound_call"})
    missing = await laptop.book(calling, TUESDAY_AT_NINE)
    empty = await laptop.book(calling, TUESDAY_AT_NINE, location={"kind": "outbound_call"})
    right = await laptop.book(
        calling, TUESDAY_AT_NINE, location={"kind": "outbound_call", "location": "+34600000000"}
    )

    assert [a.status_code for a in (not_asked, missing, empty, right)] == [400, 400, 400, 201]
    assert (await laptop.events())[0]["location"] == {
        "type": "outbound_call",
        "location": "+34600000000",
    }


async def test_a_host_cancels_once(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    event = (await laptop.book(event_type, TUESDAY_AT_NINE)).json()["resource"]["event"]
    path = event.removeprefix(API) + "/cancellation"

    first = await laptop.api.post(path, json={"reason": "ill"})
    again = await laptop.api.post(path)

    assert first.json()["resource"]["canceler_type"] == "host"
    assert (again.status_code, again.json()["message"]) == (403, "Event is already canceled")
    assert TUESDAY_AT_NINE in await laptop.times(event_type)


async def test_a_meeting_that_is_over_is_not_canceled(laptop: Laptop) -> None:
    booked = await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    laptop.clock.advance(timedelta(days=2))

    path = booked.json()["resource"]["event"].removeprefix(API) + "/cancellation"
    answer = await laptop.api.post(path)

    assert (answer.status_code, answer.json()["message"]) == (403, "Event in the past")


async def test_events_are_found_by_address_status_and_time(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    await laptop.api.post("/invitees", json=order(event_type, TUESDAY_AT_NINE, "Eve@Example.com"))
    await laptop.book(event_type, "2026-11-25T08:00:00Z")

    by_email = await laptop.events(invitee_email="eve@example.com")
    by_time = await laptop.events(min_start_time="2026-11-25T00:00:00Z", sort="start_time:desc")

    assert [e["start_time"] for e in by_email] == [TUESDAY_AT_NINE]
    assert [e["start_time"] for e in by_time] == ["2026-11-25T08:00:00.000000Z"]
    assert await laptop.events(status="canceled") == []


async def test_an_invitee_is_found_in_its_event(laptop: Laptop) -> None:
    invitee = (await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)).json()["resource"]

    alone = await laptop.api.get(invitee["uri"].removeprefix(API))
    listed = await laptop.api.get(invitee["event"].removeprefix(API) + "/invitees")

    assert alone.json()["resource"] == listed.json()["collection"][0] == invitee
    assert invitee["cancel_url"].startswith(f"{PAGES}/book/cancel/")
    assert invitee["reschedule_url"].startswith(f"{PAGES}/book/move/")


async def test_a_no_show_is_marked_and_unmarked(laptop: Laptop) -> None:
    invitee = (await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)).json()["resource"]
    mark = await laptop.api.post("/invitee_no_shows", json={"invitee": invitee["uri"]})
    path = mark.json()["resource"]["uri"].removeprefix(API)

    marked = (await laptop.api.get(invitee["uri"].removeprefix(API))).json()["resource"]
    gone = await laptop.api.delete(path)

    assert marked["no_show"]["uri"].endswith(path)
    assert (gone.status_code, (await laptop.api.get(path)).status_code) == (204, 404)


async def test_only_one_event_may_come_of_a_link(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    body = {"max_event_count": 2, "owner": event_type["uri"], "owner_type": "EventType"}
    answer = await laptop.api.post("/scheduling_links", json=body)

    assert answer.json()["details"] == [{"parameter": "max_event_count", "message": "must be 1"}]
    assert (await laptop.link(event_type)).startswith(f"{PAGES}/book/")


async def test_a_hook_of_the_same_address_is_refused(laptop: Laptop) -> None:
    first = await laptop.subscribe()
    second = await laptop.subscribe()

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["message"] == "Hook with this url already exists"
    assert "signing_key" not in first.json()["resource"]


async def test_hooks_are_listed_and_deleted(laptop: Laptop) -> None:
    hook = (await laptop.subscribe()).json()["resource"]
    params = {"organization": laptop.me["current_organization"], "scope": "organization"}

    listed = (await laptop.api.get("/webhook_subscriptions", params=params)).json()["collection"]
    gone = await laptop.api.delete(hook["uri"].removeprefix(API))

    assert listed == [hook]
    assert gone.status_code == 204
    assert (await laptop.api.get(hook["uri"].removeprefix(API))).status_code == 404


async def test_event_types_are_made_and_changed(laptop: Laptop) -> None:
    made = await laptop.api.post(
        "/event_types", json={"owner": laptop.me["uri"], "name": "Sales Call", "duration": 20}
    )
    path = made.json()["resource"]["uri"].removeprefix(API)
    changed = await laptop.api.patch(path, json={"active": True, "duration": 25})

    assert made.json()["resource"]["slug"] == "sales-call-1"
    assert (changed.json()["resource"]["active"], changed.json()["resource"]["duration"]) == (
        True,
        25,
    )


async def test_a_one_off_type_offers_its_spots_only(laptop: Laptop) -> None:
    spot = {"start_time": "2026-11-24T19:00:00Z", "end_time": "2026-11-24T20:00:00Z"}
    made = await laptop.api.post(
        "/one_off_event_types",
        json={
            "name": "Late call",
            "host": laptop.me["uri"],
            "duration": 30,
            "date_setting": {"type": "spots", "spots": [spot]},
        },
    )

    assert made.json()["resource"]["type"] == "AdhocEventType"
    assert await laptop.times(made.json()["resource"]) == ["2026-11-24T19:00:00.000000Z"]


async def test_a_share_is_a_link_with_wishes(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    made = await laptop.api.post(
        "/shares", json={"event_type": event_type["uri"], "name": "Just for you", "duration": 15}
    )

    link = made.json()["resource"]["scheduling_links"][0]["booking_url"]
    assert "Just for you" in (await laptop.pages.get(link)).text


async def test_busy_times_name_their_event(laptop: Laptop) -> None:
    booked = await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    answer = await laptop.api.get(
        "/user_busy_times",
        params={
            "user": laptop.me["uri"],
            "start_time": "2026-11-24T00:00:00Z",
            "end_time": "2026-11-25T00:00:00Z",
        },
    )

    busy = answer.json()["collection"]
    assert [b["event"]["uri"] for b in busy] == [booked.json()["resource"]["event"]]


async def test_opening_hours_can_be_read(laptop: Laptop) -> None:
    answer = await laptop.api.get("/user_availability_schedules", params={"user": laptop.me["uri"]})

    schedule = answer.json()["collection"][0]
    assert schedule["timezone"] == "Europe/Madrid"
    assert schedule["rules"][0]["intervals"] == [{"from": "09:00", "to": "17:00"}]


async def test_an_account_is_made_once(store: Store) -> None:
    first = await new_laptop(store)
    again = await new_laptop(store)

    assert first.me["uri"] != again.me["uri"]
    assert (await first.api.get("/users/me")).json()["resource"] == first.me


async def test_charlie_finds_nothing_of_alices(laptop: Laptop, store: Store) -> None:
    event_type = await laptop.event_type()
    invitee = (await laptop.book(event_type, TUESDAY_AT_NINE)).json()["resource"]
    hook = (await laptop.subscribe()).json()["resource"]
    charlie = await new_laptop(store)

    for uri in (event_type["uri"], invitee["event"], invitee["uri"], hook["uri"]):
        assert (await charlie.api.get(uri.removeprefix(API))).status_code == 404
    foreign = {"user": laptop.me["uri"], "organization": laptop.me["current_organization"]}
    assert (await charlie.api.get("/scheduled_events", params=foreign)).status_code == 403
    assert (await charlie.book(event_type, "2026-11-25T08:00:00Z")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b'{"a": "\\u0000"}', b"\xff"])
async def test_a_body_of_another_shape_is_an_invalid_argument(laptop: Laptop, body: bytes) -> None:
    answer = await laptop.api.post("/invitees", content=body)

    assert (answer.status_code, answer.json()["title"]) == (400, "Invalid Argument")
