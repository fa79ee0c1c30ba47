"""What Calendly is asked to do: links, bookings, cancellations, subscriptions."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.calendly.stand_in import (
    EVENT,
    INVITEE,
    NOON,
    ORGANIZATION,
    START,
    TYPE,
    USER,
    StandIn,
    event,
    event_type,
    invitee,
    limited,
    limits,
    ok,
    order,
    refusal,
    rows,
    times,
)
from tools.calendly.client import Patience
from tools.calendly.limits import Limiters
from tools.errors import Rejected, Unavailable

PATH = EVENT.removeprefix("https://api.calendly.com")
TYPE_PATH = TYPE.removeprefix("https://api.calendly.com")
TIMES = "/event_type_available_times"
HOOKS = "/webhook_subscriptions"
HOOK = f"https://api.calendly.com{HOOKS}/1"
URL = "https://acme.example/webhooks/calendly/1"


@pytest.fixture
def calendly() -> StandIn:
    stand_in = StandIn()
    stand_in.says("POST", "/invitees", ok(invitee(), 201))
    stand_in.says("GET", TIMES, times())
    stand_in.says("GET", "/scheduled_events", rows())
    stand_in.says("GET", f"{PATH}/invitees", rows(invitee()))
    return stand_in


async def test_a_link_is_made_for_one_booking(calendly: StandIn) -> None:
    link = "https://calendly.com/d/abc-def-ghi/demo"
    calendly.says("POST", "/scheduling_links", ok({"booking_url": link}, 201))

    assert await calendly.calendar().create_link(TYPE) == link
    assert calendly.bodies("/scheduling_links") == [
        {"max_event_count": 1, "owner": TYPE, "owner_type": "EventType"}
    ]


async def test_a_booking_carries_our_token_and_all_six_tracking_keys(calendly: StandIn) -> None:
    booked = await calendly.calendar().book(order())

    assert (booked.event_uri, booked.invitee_uri) == (EVENT, INVITEE)
    assert (booked.starts_at, booked.ends_at) == (START, "2026-03-05T15:30:00.000000Z")
    assert calendly.bodies("/invitees") == [
        {
            "event_type": TYPE,
            "start_time": START,
            "invitee": {
                "name": "Ada L",
                "email": "lead@example.com",
                "timezone": "Europe/Madrid",
            },
            "tracking": {
                "utm_campaign": None,
                "utm_source": "pipewise",
                "utm_medium": "whatsapp",
                "utm_content": "token-1",
                "utm_term": None,
                "salesforce_uuid": None,
            },
        }
    ]


async def test_the_start_is_echoed_byte_for_byte(calendly: StandIn) -> None:
    await calendly.calendar().book(order(starts_at="2026-03-05T15:00:00Z"))

    assert calendly.bodies("/invitees")[0]["start_time"] == "2026-03-05T15:00:00Z"


@pytest.mark.parametrize(
    ("kind", "location"),
    [
        ({"locations": None}, None),
        ({"locations": []}, None),
        ({"locations": [{"kind": "zoom_conference"}], "pooling_type": "round_robin"}, None),
        ({"locations": [{"kind": "zoom_conference"}]}, {"kind": "zoom_conference"}),
        ({"locations": [{"kind": "zoom"}]}, {"kind": "zoom_conference"}),
        (
            {"locations": [{"kind": "physical", "location": "Main St 1"}]},
            {"kind": "physical", "location": "Main St 1"},
        ),
        (
            {"locations": [{"kind": "inbound_call", "phone_number": "+1"}]},
            {"kind": "inbound_call"},
        ),
        (
            {"locations": [{"kind": "outbound_call", "location": None}]},
            {"kind": "outbound_call", "location": "+34600"},
        ),
        (
            {"locations": [{"kind": "ask_invitee"}, {"kind": "google_conference"}]},
            {"kind": "google_conference"},
        ),
    ],
)
async def test_the_location_is_the_one_the_event_type_has(
    calendly: StandIn, kind: dict[str, Any], location: dict[str, str] | None
) -> None:
    calendly.says("GET", TYPE_PATH, ok(event_type(**kind)))

    await calendly.calendar().book(order(place="+34600"))

    assert calendly.bodies("/invitees")[0].get("location") == location


async def test_a_place_only_the_lead_knows_is_asked_for_first(calendly: StandIn) -> None:
    calendly.says("GET", TYPE_PATH, ok(event_type(locations=[{"kind": "outbound_call"}])))

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().book(order())

    assert (caught.value.reason, caught.value.field) == ("invalid", "place")
    assert calendly.bodies("/invitees") == []


QUESTIONS = [
    {"name": "Company?", "position": 0, "enabled": True, "required": True},
    {"name": "Anything else?", "position": 1, "enabled": True, "required": False},
    {"name": "Old one", "position": 2, "enabled": False, "required": True},
]


async def test_questions_are_answered_by_their_exact_names(calendly: StandIn) -> None:
    calendly.says("GET", TYPE_PATH, ok(event_type(custom_questions=QUESTIONS)))

    await calendly.calendar().book(order(answers={"Company?": "Acme", "company?": "x"}))

    assert calendly.bodies("/invitees")[0]["questions_and_answers"] == [
        {"question": "Company?", "answer": "Acme", "position": 0}
    ]


async def test_a_required_question_without_answer_is_named(calendly: StandIn) -> None:
    calendly.says("GET", TYPE_PATH, ok(event_type(custom_questions=QUESTIONS)))

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().book(order(answers={"Anything else?": "no"}))

    assert caught.value.field == "Company?"
    assert calendly.bodies("/invitees") == []


async def test_an_event_type_is_believed_for_a_minute(calendly: StandIn) -> None:
    now = [NOON]
    calendar = calendly.calendar(clock=lambda: now[0])
    await calendar.book(order())
    await calendar.book(order())
    now[0] += timedelta(seconds=61)
    await calendar.book(order())

    assert len(calendly.requests("GET", TYPE_PATH)) == 2


ALREADY_FILLED = refusal(400, "x", details=[{"message": "x", "code": "already_filled"}])
TAKEN = [
    refusal(404, "Not found (event type or time slot)"),
    httpx.Response(400, json={"title": "Internal Server Error", "message": "x"}),
    ALREADY_FILLED,
]


@pytest.mark.parametrize("answer", TAKEN)
async def test_a_taken_slot_is_known_in_each_of_its_shapes(
    calendly: StandIn, answer: httpx.Response
) -> None:
    calendly.says("POST", "/invitees", answer)

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().book(order())

    assert caught.value.reason == "slot_taken"
    assert len(calendly.bodies("/invitees")) == 1


@pytest.mark.parametrize("answer", TAKEN[:2])
async def test_a_refusal_of_an_open_slot_is_our_mistake(
    calendly: StandIn, answer: httpx.Response
) -> None:
    calendly.says("POST", "/invitees", answer)
    calendly.says("GET", TIMES, times("2026-03-05T15:00:00Z"))

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().book(order())

    assert caught.value.reason == "invalid"


async def test_an_order_is_made_out_again_for_a_type_that_was_edited(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", refusal(400), ok(invitee(), 201))
    calendly.says("GET", TIMES, times(START))
    zoom = event_type(locations=[{"kind": "zoom_conference"}])
    calendly.says("GET", TYPE_PATH, ok(event_type()), ok(zoom))

    assert await calendly.calendar().book(order())

    first, second = calendly.bodies("/invitees")
    assert "location" not in first
    assert second["location"] == {"kind": "zoom_conference"}


async def test_an_order_for_a_type_that_is_as_it_was_is_not_repeated(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", refusal(400))
    calendly.says("GET", TIMES, times(START))

    with pytest.raises(Rejected):
        await calendly.calendar().book(order())

    assert len(calendly.bodies("/invitees")) == 1


@pytest.mark.parametrize("answer", TAKEN)
async def test_a_slot_taken_by_this_very_order_is_booked(
    calendly: StandIn, answer: httpx.Response
) -> None:
    calendly.says("POST", "/invitees", answer)
    calendly.says("GET", "/scheduled_events", rows(event()))

    assert (await calendly.calendar().book(order())).event_uri == EVENT


async def test_a_refusal_that_cannot_be_explained_is_unavailable(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", refusal(400))
    calendly.says("GET", TIMES, httpx.Response(503))

    with pytest.raises(Unavailable):
        await calendly.calendar().book(order())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refusal(403, "The Scheduling API is only available on paid Calendly plans."), "plan"),
        (refusal(401, "The access token is invalid"), "token"),
        (refusal(403, "x", required_scopes=["scheduled_events:write"]), "plan"),
        (limited(reset=60, limit=10), "plan"),
        (limited(reset=3600, limit=50), "plan"),
        (limited(reset=40_000, limit=500), "plan"),
    ],
)
async def test_a_plan_or_token_that_says_no_is_not_looked_into(
    calendly: StandIn, answer: httpx.Response, reason: str
) -> None:
    calendly.says("POST", "/invitees", answer)

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().book(order())

    assert caught.value.reason == reason
    assert calendly.requests("GET", TIMES) == []


async def test_a_limit_of_all_requests_is_a_short_wait(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", limited(reset=12, limit=500))

    with pytest.raises(Unavailable) as caught:
        await calendly.calendar().book(order())

    assert (caught.value.retry_after, caught.value.unsure) == (12, False)


async def test_the_last_booking_of_a_quota_closes_bookings_and_nothing_else(
    calendly: StandIn,
) -> None:
    last = httpx.Response(201, json={"resource": invitee()}, headers=limits(reset=3600, limit=50))
    calendly.says("POST", "/invitees", last)
    calendar = calendly.calendar()
    await calendar.book(order())

    with pytest.raises(Rejected) as caught:
        await calendar.book(order())

    assert caught.value.reason == "plan"
    assert len(calendly.bodies("/invitees")) == 1
    assert (await calendar.me()).uri == USER


async def test_two_calendars_of_one_token_share_its_limits(calendly: StandIn) -> None:
    limiters = Limiters()
    calendly.says("POST", "/invitees", limited(reset=3600, limit=50))
    with pytest.raises(Rejected):
        await calendly.calendar(limiter=limiters.of("a")).book(order())

    with pytest.raises(Rejected):
        await calendly.calendar(limiter=limiters.of("a")).book(order())
    with pytest.raises(Rejected):
        await calendly.calendar(limiter=limiters.of("b")).book(order())

    assert len(calendly.bodies("/invitees")) == 2


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("gone"),
        httpx.WriteError("gone"),
        httpx.Response(500),
        httpx.Response(201, text="cut o"),
        httpx.Response(201, json={"resource": {"uri": INVITEE}}),
    ],
)
async def test_a_booking_is_asked_once_and_doubt_is_admitted(
    calendly: StandIn, fault: httpx.Response | Exception
) -> None:
    calendly.says("POST", "/invitees", fault)

    with pytest.raises(Unavailable) as caught:
        await calendly.calendar().book(order())

    assert caught.value.unsure
    assert len(calendly.bodies("/invitees")) == 1


@pytest.mark.parametrize(
    "fault",
    [httpx.ConnectError("down"), httpx.ConnectTimeout("down"), httpx.PoolTimeout("busy")],
)
async def test_a_booking_that_was_never_sent_is_sent_again(
    calendly: StandIn, fault: Exception
) -> None:
    calendly.says("POST", "/invitees", fault, fault, ok(invitee(), 201))

    assert (await calendly.calendar().book(order())).invitee_uri == INVITEE

    assert len(calendly.bodies("/invitees")) == 3


async def test_a_booking_sent_again_and_lost_is_in_doubt(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", httpx.ConnectError("down"), httpx.ReadTimeout("slow"))

    with pytest.raises(Unavailable) as caught:
        await calendly.calendar().book(order())

    assert caught.value.unsure
    assert len(calendly.bodies("/invitees")) == 2


async def test_a_booking_is_found_by_its_token(calendly: StandIn) -> None:
    other = invitee(utm_content="token-2", uri=f"{EVENT}/invitees/OTHER")
    calendly.says("GET", "/scheduled_events", rows(event()))
    calendly.says("GET", f"{PATH}/invitees", rows(other, invitee(email="LEAD2@example.com")))

    found = await calendly.calendar().find_booked(order())

    assert found
    assert (found.invitee_uri, found.ends_at) == (INVITEE, "2026-03-05T15:30:00.000000Z")


@pytest.mark.parametrize("tracking", [None, {"utm_content": None}, {"utm_content": "a link's"}])
async def test_a_booking_without_our_token_is_found_by_mail_start_and_type(
    calendly: StandIn, tracking: dict[str, Any] | None
) -> None:
    calendly.says("GET", "/scheduled_events", rows(event(start_time="2026-03-05T15:00:00Z")))
    same = invitee(email="Lead@Example.com", tracking=tracking)
    calendly.says("GET", f"{PATH}/invitees", rows(same))

    assert await calendly.calendar().find_booked(order())


@pytest.mark.parametrize(
    ("known", "who"),
    [
        ({"status": "canceled"}, {}),
        ({}, {"status": "canceled"}),
        ({}, {"utm_content": None, "email": "other@example.com"}),
        ({"start_time": "2026-03-05T15:00:30Z"}, {"utm_content": None}),
        ({"event_type": f"{TYPE}x"}, {"utm_content": None}),
    ],
)
async def test_another_meeting_is_not_taken_for_ours(
    calendly: StandIn, known: dict[str, Any], who: dict[str, Any]
) -> None:
    calendly.says("GET", "/scheduled_events", rows(event(**known)))
    calendly.says("GET", f"{PATH}/invitees", rows(invitee(**who)))

    assert await calendly.calendar().find_booked(order()) is None


async def test_a_booking_under_an_address_spelled_otherwise_is_found_by_its_token(
    calendly: StandIn,
) -> None:
    calendly.says("GET", "/scheduled_events", rows(), rows(event()))
    calendly.says("GET", f"{PATH}/invitees", rows(invitee(email="ada@example.com")))

    assert await calendly.calendar().find_booked(order())

    by_mail, by_time = calendly.requests("GET", "/scheduled_events")
    assert by_mail.url.params["invitee_email"] == "lead@example.com"
    assert "invitee_email" not in by_time.url.params


async def test_a_round_robin_booking_is_looked_for_with_every_host(calendly: StandIn) -> None:
    calendly.says("GET", TYPE_PATH, ok(event_type(pooling_type="round_robin")))
    calendly.says("GET", "/scheduled_events", rows(), rows(), rows(event()))

    assert await calendly.calendar().find_booked(order())

    own, _, all_hosts = calendly.requests("GET", "/scheduled_events")
    assert own.url.params["user"] == USER
    assert all_hosts.url.params["organization"] == ORGANIZATION


async def test_a_meeting_is_canceled_with_a_reason(calendly: StandIn) -> None:
    calendly.says("POST", f"{PATH}/cancellation", ok({"reason": "x"}, 201))

    await calendly.calendar().cancel(EVENT, "y" * 10_001)

    assert calendly.bodies(f"{PATH}/cancellation") == [{"reason": "y" * 10_000}]


async def test_a_meeting_that_is_canceled_already_is_fine(calendly: StandIn) -> None:
    calendly.says("POST", f"{PATH}/cancellation", refusal(403, "Event is already canceled"))

    await calendly.calendar().cancel(EVENT, "again")


@pytest.mark.parametrize("words", ["Event in the past", "You are not allowed to cancel this event"])
async def test_a_meeting_that_cannot_be_canceled_says_so(calendly: StandIn, words: str) -> None:
    calendly.says("POST", f"{PATH}/cancellation", refusal(403, words))

    with pytest.raises(Rejected, match=words):
        await calendly.calendar().cancel(EVENT, "too late")


async def test_webhooks_are_asked_for_with_our_key(calendly: StandIn) -> None:
    calendly.says("POST", HOOKS, ok({"uri": HOOK, "callback_url": URL}, 201))

    assert await calendly.calendar().subscribe(URL, "our key") == HOOK

    (wanted,) = calendly.bodies(HOOKS)
    assert (wanted["url"], wanted["signing_key"], wanted["scope"]) == (URL, "our key", "user")
    assert (wanted["organization"], wanted["user"]) == (ORGANIZATION, USER)
    assert {"invitee.created", "invitee.canceled"} < set(wanted["events"])


async def test_a_subscription_of_an_unknown_key_is_made_anew(calendly: StandIn) -> None:
    exists = refusal(409, "Hook with this url already exists")
    calendly.says("POST", HOOKS, exists, ok({"uri": HOOK, "callback_url": URL}, 201))
    old = {"uri": f"{HOOK}-old", "callback_url": URL}
    other = {"uri": f"{HOOK}-other", "callback_url": "https://other.example"}
    calendly.says("GET", HOOKS, rows(other, old))
    calendly.says("DELETE", f"{HOOKS}/1-old", httpx.Response(204))

    assert await calendly.calendar().subscribe(URL, "our key") == HOOK

    assert len(calendly.requests("DELETE", f"{HOOKS}/1-old")) == 1


async def test_a_plan_without_webhooks_says_so(calendly: StandIn) -> None:
    calendly.says("POST", HOOKS, refusal(403, "Please upgrade your Calendly account to Standard"))

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().subscribe(URL, "our key")

    assert caught.value.reason == "plan"


async def test_a_subscription_that_is_gone_is_as_good_as_removed(calendly: StandIn) -> None:
    calendly.says("DELETE", f"{HOOKS}/1", refusal(404))

    await calendly.calendar().unsubscribe(HOOK)


async def test_a_booking_that_is_never_answered_is_in_doubt(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", 60.0)
    calendar = calendly.calendar(patience=Patience(booking_deadline=0.01))

    with pytest.raises(Unavailable, match="in time") as caught:
        await calendar.book(order())

    assert caught.value.unsure
