"""What is read from Calendly, and how patiently."""

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr

from tests.calendly.stand_in import (
    EVENT,
    INVITEE,
    NOON,
    ORGANIZATION,
    TOKEN,
    TYPE,
    USER,
    StandIn,
    event,
    event_type,
    invitee,
    limited,
    ok,
    refusal,
    rows,
    times,
    user,
)
from tools.calendly.client import Patience
from tools.errors import Rejected, Unavailable

EVENT_PATH = EVENT.removeprefix("https://api.calendly.com")
INVITEE_PATH = INVITEE.removeprefix("https://api.calendly.com")
TIMES = "/event_type_available_times"
WEEK = timedelta(days=7)


@pytest.fixture
def calendly() -> StandIn:
    return StandIn()


def query(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}


async def test_me_is_the_owner_of_the_token(calendly: StandIn) -> None:
    me = await calendly.calendar().me()

    assert (me.uri, me.zone, me.organization) == (USER, "Europe/Madrid", ORGANIZATION)
    assert calendly.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


async def test_event_types_come_from_every_page_in_order(calendly: StandIn) -> None:
    calendly.says(
        "GET",
        "/event_types",
        rows(event_type(name="A"), next_page_token="p2"),
        rows(event_type(name="B", active=False)),
    )

    found = await calendly.calendar().event_types()

    assert [(each.name, each.active) for each in found] == [("A", True), ("B", False)]
    first, second = map(query, calendly.requests("GET", "/event_types"))
    assert first == {"user": USER, "count": "100"}
    assert second == {**first, "page_token": "p2"}


async def test_a_list_that_leads_back_to_a_page_is_given_up(calendly: StandIn) -> None:
    calendly.says(
        "GET",
        "/event_types",
        rows(event_type(), next_page_token="p2"),
        rows(event_type(), next_page_token="p3"),
        rows(event_type(), next_page_token="p2"),
    )

    with pytest.raises(Unavailable, match="does not end"):
        await calendly.calendar().event_types()

    assert len(calendly.asked) == 1 + 3


async def test_a_list_without_end_is_given_up(calendly: StandIn) -> None:
    pages = [rows(event_type(), next_page_token=f"p{nth}") for nth in range(60)]
    calendly.says("GET", "/event_types", *pages)

    with pytest.raises(Unavailable, match="does not end"):
        await calendly.calendar().event_types()

    assert len(calendly.asked) == 1 + 50


async def test_an_event_type_is_read_with_what_booking_needs(calendly: StandIn) -> None:
    questions = [
        {
            "name": "Company?",
            "type": "single_select",
            "position": 1,
            "enabled": True,
            "required": True,
            "answer_choices": ["Acme", "Globex"],
            "include_other": True,
        },
        {"name": "Old one", "position": 2, "enabled": False, "required": True},
    ]
    kind = event_type(
        kind="group",
        locations=[{"kind": "zoom_conference"}, {"kind": "outbound_call"}],
        custom_questions=questions,
        duration=30.0,
    )
    calendly.says("GET", "/event_types", rows(kind))

    (found,) = await calendly.calendar().event_types()

    assert (found.group, found.round_robin, found.duration) == (True, False, 30)
    assert [(each.kind, each.asks_lead) for each in found.places] == [
        ("zoom_conference", False),
        ("outbound_call", True),
    ]
    (company,) = found.questions
    assert (company.name, company.kind, company.required) == ("Company?", "single_select", True)
    assert (company.choices, company.other) == (("Acme", "Globex"), True)


async def test_a_round_robin_type_leaves_no_place_to_choose(calendly: StandIn) -> None:
    kind = event_type(pooling_type="round_robin", locations=[{"kind": "outbound_call"}])
    calendly.says("GET", "/event_types", rows(kind))

    (found,) = await calendly.calendar().event_types()

    assert (found.round_robin, found.places) == (True, ())


async def test_old_and_sparse_event_types_are_read_too(calendly: StandIn) -> None:
    calendly.says("GET", "/event_types", rows({"uri": TYPE, "name": None, "duration": 15}))

    (found,) = await calendly.calendar().event_types()

    assert (found.uri, found.name, found.active, found.questions) == (TYPE, "", True, ())


async def test_a_deleted_event_type_is_not_active(calendly: StandIn) -> None:
    calendly.says("GET", "/event_types", rows(event_type(deleted_at="2026-01-01T00:00:00Z")))

    assert not (await calendly.calendar().event_types())[0].active


async def test_open_times_are_kept_byte_for_byte(calendly: StandIn) -> None:
    calendly.says("GET", TIMES, times("2026-03-05T15:00:00Z", "2026-03-04T09:00:00.000000Z"))

    found = await calendly.calendar().open_times(TYPE, NOON, NOON + WEEK)

    assert [each.starts_at for each in found] == [
        "2026-03-04T09:00:00.000000Z",
        "2026-03-05T15:00:00Z",
    ]
    assert [each.seats for each in found] == [1, 1]


async def test_a_long_span_is_asked_in_windows_and_read_once(calendly: StandIn) -> None:
    edge = "2026-04-02T12:01:00Z"
    calendly.says("GET", TIMES, times(edge), times(edge, "2026-04-20T10:00:00Z"))

    found = await calendly.calendar().open_times(TYPE, NOON, NOON + timedelta(days=60))

    assert [each.starts_at for each in found] == [edge, "2026-04-20T10:00:00Z"]
    first, second = map(query, calendly.requests("GET", TIMES))
    assert first["start_time"] == "2026-03-02T12:01:00.000000Z"
    assert first["end_time"] == second["start_time"] == "2026-04-02T12:01:00.000000Z"
    assert second["end_time"] == "2026-05-01T12:00:00.000000Z"


async def test_the_window_is_a_setting(calendly: StandIn) -> None:
    calendly.says("GET", TIMES, times())

    await calendly.calendar(window_days=7).open_times(TYPE, NOON, NOON + timedelta(days=28))

    assert len(calendly.requests("GET", TIMES)) == 4


async def test_a_span_in_the_past_is_not_asked(calendly: StandIn) -> None:
    assert await calendly.calendar().open_times(TYPE, NOON - WEEK, NOON) == []
    assert calendly.asked == []


async def test_times_outside_the_span_or_full_are_left_out(calendly: StandIn) -> None:
    full = {"status": "available", "invitees_remaining": 0, "start_time": "2026-03-04T10:00:00Z"}
    taken = {"status": "unavailable", "start_time": "2026-03-04T11:00:00Z"}
    group = {"status": "available", "invitees_remaining": 7, "start_time": "2026-03-04T12:00:00Z"}
    after = {"status": "available", "start_time": "2026-03-09T12:00:00Z"}
    collection = [full, taken, group, after]
    calendly.says("GET", TIMES, httpx.Response(200, json={"collection": collection}))

    (found,) = await calendly.calendar().open_times(TYPE, NOON, NOON + WEEK)

    assert (found.instant, found.seats) == (datetime(2026, 3, 4, 12, tzinfo=UTC), 7)


async def test_scheduled_events_are_asked_by_user_mail_and_time(calendly: StandIn) -> None:
    calendly.says("GET", "/scheduled_events", rows(event(status="canceled", location=None)))

    (found,) = await calendly.calendar().scheduled_events(
        email="lead@example.com", start=NOON, end=NOON + WEEK
    )

    assert (found.uri, found.status, found.event_type) == (EVENT, "canceled", TYPE)
    asked = query(calendly.requests("GET", "/scheduled_events")[0])
    assert (asked["user"], asked["invitee_email"]) == (USER, "lead@example.com")
    assert asked["min_start_time"] == "2026-03-02T12:00:00.000000Z"


async def test_one_event_and_one_invitee_are_read_by_their_addresses(calendly: StandIn) -> None:
    calendly.says("GET", EVENT_PATH, ok(event()))
    calendly.says("GET", INVITEE_PATH, ok(invitee()))
    operations = calendly.calendar().operations

    assert (await operations.events.get(EVENT)).uri == EVENT
    assert (await operations.invitees.get(INVITEE)).token == "token-1"


@pytest.mark.parametrize("uri", ["", "https://x.example/", "../..", "a?b=c", f"{EVENT}/%2e%2e"])
async def test_what_is_not_an_address_asks_nothing(calendly: StandIn, uri: str) -> None:
    with pytest.raises(Rejected):
        await calendly.calendar().operations.events.get(uri)

    assert calendly.asked == []


@pytest.mark.parametrize(
    "fault", [httpx.Response(503), httpx.ReadTimeout("slow"), httpx.ConnectError("down")]
)
async def test_a_read_is_tried_three_times(
    calendly: StandIn, fault: httpx.Response | Exception
) -> None:
    calendly.says("GET", "/users/me", fault, fault, ok(user()))

    assert (await calendly.calendar().me()).uri == USER


async def test_a_read_that_keeps_failing_is_unavailable(calendly: StandIn) -> None:
    calendly.says("GET", "/users/me", httpx.Response(500, text="<html>"))

    with pytest.raises(Unavailable, match="500") as caught:
        await calendly.calendar().me()

    assert len(calendly.asked) == 3
    assert not caught.value.unsure


async def test_a_read_is_given_up_in_time_with_its_retries(calendly: StandIn) -> None:
    calendly.says("GET", "/users/me", httpx.Response(503), 60.0)

    with pytest.raises(Unavailable, match="in time") as caught:
        await calendly.calendar(patience=Patience(pauses=(0,), deadline=0.01)).me()

    assert not caught.value.unsure


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="not json"),
        httpx.Response(200, json={"resource": {"uri": USER}}),
        httpx.Response(302, headers={"location": "https://evil.example"}),
    ],
)
async def test_an_answer_that_cannot_be_read_is_unavailable(
    calendly: StandIn, answer: httpx.Response
) -> None:
    calendly.says("GET", "/users/me", answer)

    with pytest.raises(Unavailable):
        await calendly.calendar().me()

    assert len(calendly.asked) == 1


PLAN = "Please upgrade your Calendly account to Standard"
SCHEDULING_API = (
    "The Scheduling API is only available on paid Calendly plans. "
    "Upgrade your plan to access this feature."
)


@pytest.mark.parametrize(
    ("answer", "reason", "words"),
    [
        (refusal(401, "The access token is invalid"), "token", "access token is invalid"),
        (refusal(403, PLAN), "plan", "upgrade"),
        (refusal(403, SCHEDULING_API), "plan", "paid"),
        (refusal(403, "x", required_scopes=["users:read", "b"]), "token", "users:read, b"),
        (refusal(403, "You do not have permission"), "invalid", "permission"),
        (refusal(404, "The server could not find it."), "not_found", "404"),
        (refusal(400, "x", details=[{"parameter": "user", "message": "bad"}]), "invalid", "user"),
        (httpx.Response(404), "not_found", "404"),
    ],
)
async def test_a_refusal_says_who_must_do_what(
    calendly: StandIn, answer: httpx.Response, reason: str, words: str
) -> None:
    calendly.says("GET", "/users/me", answer)

    with pytest.raises(Rejected, match=words) as caught:
        await calendly.calendar().me()

    assert caught.value.reason == reason
    assert len(calendly.asked) == 1


async def test_a_refusal_does_not_repeat_what_a_lead_typed(calendly: StandIn) -> None:
    quoted = [{"message": "lead@example.com and +34 600 123 456 are not valid"}]
    calendly.says("GET", "/users/me", refusal(400, "No good.", details=quoted))

    with pytest.raises(Rejected) as caught:
        await calendly.calendar().me()

    assert str(caught.value) == "Calendly answered 400: No good.; … and … are not valid"


async def test_a_used_up_limit_is_not_asked_again_before_it_opens(calendly: StandIn) -> None:
    now = [NOON]
    calendar = calendly.calendar(clock=lambda: now[0])
    calendly.says("GET", "/users/me", limited(reset=42, limit=500), ok(user()))
    with pytest.raises(Unavailable) as first:
        await calendar.me()
    now[0] += timedelta(seconds=40)
    with pytest.raises(Unavailable) as second:
        await calendar.me()
    now[0] += timedelta(seconds=2)

    assert (await calendar.me()).uri == USER
    assert (first.value.retry_after, second.value.retry_after) == (42, 2)
    assert len(calendly.asked) == 2


async def test_a_429_without_headers_is_unavailable_at_once(calendly: StandIn) -> None:
    calendly.says("GET", "/users/me", httpx.Response(429))

    with pytest.raises(Unavailable) as caught:
        await calendly.calendar().me()

    assert caught.value.retry_after is None
    assert len(calendly.asked) == 1


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "señal", "a\0b"])
async def test_a_token_no_header_can_carry_is_refused_unasked(
    calendly: StandIn, token: str
) -> None:
    with pytest.raises(Rejected) as caught:
        await calendly.calendar(token=SecretStr(token)).me()

    assert caught.value.reason == "token"
    assert token == "" or token not in str(caught.value)
    assert calendly.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadError(f"Illegal header value b'Bearer {TOKEN}'"),
        refusal(401, "bad"),
        httpx.Response(200, json={"resource": {"uri": 3, "name": TOKEN}}),
    ],
)
async def test_a_token_is_in_no_error_and_no_log(
    calendly: StandIn, answer: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    calendly.says("GET", "/users/me", answer)

    with pytest.raises((Rejected, Unavailable)) as caught:
        await calendly.calendar().me()

    assert TOKEN not in repr(caught.value)
    assert TOKEN not in caplog.text
    assert all(TOKEN not in repr(record.__dict__) for record in caplog.records)
