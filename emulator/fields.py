"""The fields callers send, and how a wrong one is refused."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from emulator.errors import Refusal, invalid_arguments
from emulator.instants import read_instant, zones

BUFFERS = (0, 5, 10, 15, 30, 45, 60, 90, 120, 150, 180)
WEBHOOK_EVENTS = Literal[
    "invitee.created",
    "invitee.canceled",
    "invitee_no_show.created",
    "invitee_no_show.deleted",
    "routing_form_submission.created",
    "event_type.created",
    "event_type.deleted",
    "event_type.updated",
    "meeting_recap.created",
    "meeting_recap.updated",
    "meeting_recap.deleted",
    "contact.created",
    "contact.updated",
    "contact.deleted",
]
LocationKind = Literal[
    "ask_invitee",
    "custom",
    "google_conference",
    "gotomeeting_conference",
    "inbound_call",
    "microsoft_teams_conference",
    "outbound_call",
    "physical",
    "webex_conference",
    "zoom_conference",
]


def _known_zone(zone: str) -> str:
    if zone not in zones():
        raise ValueError("must be an IANA time zone")
    return zone


def _day(text: str) -> str:
    """There is no thirtieth of February."""
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("must be a date") from error
    return text


def _whole(value: Any) -> Any:  # Any: whatever JSON was sent; what follows checks it
    """JSON has one kind of number: 1.0 is 1, and true is neither."""
    if isinstance(value, bool):
        raise ValueError("must be an integer")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _instant(value: Any) -> datetime:  # Any: whatever JSON was sent
    if not isinstance(value, str):
        raise ValueError("must be an ISO 8601 date and time with an offset")
    return read_instant(value)


def one_of(allowed: tuple[int, ...]) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value not in allowed:
            few = ", ".join(map(str, allowed))
            raise ValueError(f"must be one of {few}" if len(allowed) > 1 else f"must be {few}")
        return value

    return check


Instant = Annotated[datetime, BeforeValidator(_instant)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Filled = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", max_length=254)]
Integer = Annotated[int, BeforeValidator(_whole)]
Minutes = Annotated[Integer, Field(ge=1, le=720)]
Buffer = Annotated[Integer, AfterValidator(one_of(BUFFERS))]
Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)
]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)$")]


class Query(BaseModel):
    """A query string: everything arrives as text."""


class Body(BaseModel):
    """A JSON body: a number in quotes is not a number."""

    model_config = ConfigDict(strict=True)


Sent = TypeVar("Sent", bound=BaseModel)


def checked(read: Callable[[], Sent]) -> Sent:
    """The model, or Calendly's 400 with a detail for each parameter at fault."""
    try:
        return read()
    except ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: ValidationError) -> Refusal:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return invalid_arguments([_detail(fault) for fault in faults])


def _detail(fault: ErrorDetails) -> dict[str, str]:
    missing = fault["type"] == "missing"
    message = "is missing" if missing else fault["msg"].removeprefix("Value error, ")
    parameter = ".".join(str(part) for part in fault["loc"])
    return {"parameter": parameter, "message": message} if parameter else {"message": message}
