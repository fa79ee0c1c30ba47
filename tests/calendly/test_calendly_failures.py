"""Each way Calendly can fail, in front of each of its operations."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx
import pytest

from tests.calendly.stand_in import (
    API,
    EVENT,
    INVITEE,
    NOON,
    TYPE,
    USER,
    StandIn,
    invitee,
    limited,
    refusal,
)
from tools.calendly.client import Patience
from tools.calendly.models import User
from tools.calendly.operations import Operations
from tools.errors import Rejected, Unavailable

EVENT_PATH, INVITEE_PATH = EVENT.removeprefix(API), INVITEE.removeprefix(API)
MARK = f"{API}/invitee_no_shows/0b1c2d3e-0000-4000-8000-000000000005"
HOOK = f"{API}/webhook_subscriptions/0b1c2d3e-0000-4000-8000-000000000006"
ORGANIZATION = f"{API}/organizations/AAAAAAAAAAAAAAAA"
OWNER = User(uri=USER, timezone="UTC", current_organization=ORGANIZATION)
DAY = (NOON + timedelta(days=1), NOON + timedelta(days=2))

Ask = Callable[[Operations], Awaitable[object]]


@dataclass(frozen=True)
class Operation:
    method: Literal["GET", "POST", "DELETE"]
    path: str
    ask: Ask


OPERATIONS: Mapping[str, Operation] = {
    "who owns the token": Operation("GET", "/users/me", lambda all: all.users.me()),
    "a user": Operation("GET", USER.removeprefix(API), lambda all: all.users.get(USER)),
    "an organization": Operation(
        "GET",
        ORGANIZATION.removeprefix(API),
        lambda all: all.users.organization(ORGANIZATION),
    ),
    "event types": Operation("GET", "/event_types", lambda all: all.event_types.of_user(USER)),
    "an event type": Operation(
        "GET", TYPE.removeprefix(API), lambda all: all.event_types.get(TYPE)
    ),
    "a new event type": Operation(
        "POST",
        "/event_types",
        lambda all: all.event_types.create({"owner": USER, "name": "Demo"}),
    ),
    "a one-off type": Operation(
        "POST",
        "/one_off_event_types",
        lambda all: all.event_types.create_one_off(
            {
                "name": "Once",
                "host": USER,
                "duration": 30,
                "date_setting": {"type": "days_in_future", "days": 5, "only_weekdays": True},
            }
        ),
    ),
    "open times": Operation(
        "GET",
        "/event_type_available_times",
        lambda all: all.availability.open_times(TYPE, *DAY),
    ),
    "busy times": Operation(
        "GET", "/user_busy_times", lambda all: all.availability.busy_times(USER, *DAY)
    ),
    "schedules": Operation(
        "GET", "/user_availability_schedules", lambda all: all.availability.schedules(USER)
    ),
    "a link": Operation("POST", "/scheduling_links", lambda all: all.links.create(TYPE)),
    "a share": Operation("POST", "/shares", lambda all: all.links.share({"event_type": TYPE})),
    "a booking": Operation("POST", "/invitees", lambda all: all.invitees.create({})),
    "events": Operation(
        "GET", "/scheduled_events", lambda all: all.events.between(*DAY, user=USER)
    ),
    "an event": Operation("GET", EVENT_PATH, lambda all: all.events.get(EVENT)),
    "a cancellation": Operation(
        "POST", f"{EVENT_PATH}/cancellation", lambda all: all.events.cancel(EVENT, "x")
    ),
    "invitees": Operation("GET", f"{EVENT_PATH}/invitees", lambda all: all.invitees.of(EVENT)),
    "an invitee": Operation("GET", INVITEE_PATH, lambda all: all.invitees.get(INVITEE)),
    "marking a no-show": Operation(
        "POST", "/invitee_no_shows", lambda all: all.invitees.mark_no_show(INVITEE)
    ),
    "a no-show": Operation("GET", MARK.removeprefix(API), lambda all: all.invitees.no_show(MARK)),
    "unmarking a no-show": Operation(
        "DELETE", MARK.removeprefix(API), lambda all: all.invitees.unmark_no_show(MARK)
    ),
    "subscribing": Operation(
        "POST",
        "/webhook_subscriptions",
        lambda all: all.subscriptions.create(OWNER, "https://x.example", signing_key="k"),
    ),
    "subscriptions": Operation(
        "GET", "/webhook_subscriptions", lambda all: all.subscriptions.of(OWNER)
    ),
    "a subscription": Operation(
        "GET", HOOK.removeprefix(API), lambda all: all.subscriptions.get(HOOK)
    ),
    "unsubscribing": Operation(
        "DELETE", HOOK.removeprefix(API), lambda all: all.subscriptions.delete(HOOK)
    ),
}
SILENT: Mapping[str, httpx.Response | Exception | float] = {
    "time-out": httpx.ReadTimeout("slow"),
    "cut off": httpx.RemoteProtocolError("gone"),
    "never": 60.0,
    "500": httpx.Response(500, json={"title": "Internal Server Error", "message": "x"}),
    "502 of a proxy": httpx.Response(502, text="<html>"),
    "503": httpx.Response(503),
}
NOT_SENT: Mapping[str, Exception] = {
    "no connection": httpx.ConnectError("down"),
    "no answer to knocking": httpx.ConnectTimeout("down"),
    "no free line": httpx.PoolTimeout("busy"),
}
UPGRADE = "Please upgrade your Calendly account to Standard"
SCOPES = {"required_scopes": ["users:read"]}
REFUSED: Mapping[str, tuple[httpx.Response, str]] = {
    "400": (refusal(400, "The supplied parameters are invalid."), "invalid"),
    "401": (refusal(401, "The access token is invalid"), "token"),
    "403 of a scope": (refusal(403, "This operation requires the scopes", **SCOPES), "token"),
    "403 of the plan": (refusal(403, UPGRADE), "plan"),
    "403 of a right": (refusal(403, "You do not have permission"), "invalid"),
    "404": (refusal(404, "The server could not find the requested resource."), "not_found"),
    "404 without a word": (httpx.Response(404), "not_found"),
    "409": (refusal(409, "Hook with this url already exists"), "conflict"),
}
UNREADABLE: Mapping[str, httpx.Response] = {
    "nothing": httpx.Response(200),
    "a page": httpx.Response(200, text="<html>"),
    "half a document": httpx.Response(200, text='{"resource": {"uri'),
    "another document": httpx.Response(200, json={"hello": "world"}),
    "wrong kinds": httpx.Response(200, json={"resource": 1, "collection": {"a": 1}}),
    "a text of no alphabet": httpx.Response(200, content=b'{"resource": "\xff"}'),
    "a redirection": httpx.Response(307, headers={"location": "https://evil.example"}),
}

each_operation = pytest.mark.parametrize("name", OPERATIONS)


@pytest.fixture
def calendly() -> StandIn:
    return StandIn()


async def ask(calendly: StandIn, name: str, answer: Any) -> None:  # whatever can be answered
    operation = OPERATIONS[name]
    calendly.says(operation.method, operation.path, answer)
    patience = Patience(pauses=(0, 0), deadline=0.01, booking_deadline=0.01)
    waits = Patience(pauses=(0, 0)) if answer != 60.0 else patience
    await operation.ask(calendly.calendar(patience=waits).operations)


@each_operation
@pytest.mark.parametrize("fault", SILENT)
async def test_silence_leaves_a_write_in_doubt_and_a_read_to_be_asked_again(
    calendly: StandIn, name: str, fault: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        await ask(calendly, name, SILENT[fault])

    is_read = OPERATIONS[name].method == "GET"
    assert caught.value.unsure is not is_read
    assert len(calendly.asked) == (3 if is_read and fault != "never" else 1)


@each_operation
@pytest.mark.parametrize("fault", NOT_SENT)
async def test_what_was_never_sent_is_not_in_doubt(
    calendly: StandIn, name: str, fault: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        await ask(calendly, name, NOT_SENT[fault])

    assert not caught.value.unsure


@each_operation
@pytest.mark.parametrize("answer", REFUSED)
async def test_a_refusal_has_its_reason_and_is_not_repeated(
    calendly: StandIn, name: str, answer: str
) -> None:
    response, reason = REFUSED[answer]

    with pytest.raises(Rejected) as caught:
        await ask(calendly, name, response)

    may_not_book = name == "a booking" and answer == "403 of a scope"
    assert caught.value.reason == ("plan" if may_not_book else reason)
    assert len(calendly.asked) == 1


@each_operation
async def test_a_used_up_limit_says_when_it_opens(calendly: StandIn, name: str) -> None:
    with pytest.raises(Unavailable) as caught:
        await ask(calendly, name, limited(reset=42, limit=500))

    assert (caught.value.retry_after, caught.value.unsure) == (42, False)
    assert len(calendly.asked) == 1


@each_operation
async def test_a_429_that_says_nothing_is_no_refusal_for_ever(calendly: StandIn, name: str) -> None:
    with pytest.raises(Unavailable) as caught:
        await ask(calendly, name, httpx.Response(429))

    assert caught.value.retry_after is None


@pytest.mark.parametrize("name", [n for n, each in OPERATIONS.items() if each.method != "DELETE"])
@pytest.mark.parametrize("answer", UNREADABLE)
async def test_an_answer_that_cannot_be_read_is_none(
    calendly: StandIn, name: str, answer: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        await ask(calendly, name, UNREADABLE[answer])

    assert caught.value.unsure is (OPERATIONS[name].method == "POST")
    assert len(calendly.asked) == 1


async def test_a_calendar_behind_calendly_that_cannot_be_read_may_be_later(
    calendly: StandIn,
) -> None:
    with pytest.raises(Unavailable, match="calendar behind"):
        await ask(calendly, "busy times", refusal(424, "There is a problem accessing it."))


async def test_a_write_that_is_answered_is_done_once(calendly: StandIn) -> None:
    await ask(calendly, "a booking", httpx.Response(201, json={"resource": invitee()}))

    assert len(calendly.bodies("/invitees")) == 1
