"""What callers may send: query strings and bodies, checked the way Calendly checks them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from emulator.errors import Refusal, invalid_arguments
from emulator.hours import WEEKDAYS
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


def _whole(value: Any) -> Any:  # Any: whatever JSON was sent; what follows checks it
    """JSON has one kind of number: 1.0 is 1, and true is neither."""
    if isinstance(value, bool):
        raise ValueError("must be an integer")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _instant(value: Any) -> datetime:  # Any: whatever JSON was sent
    if not isinstance(value, str):
        raise ValueError("must be an ISO 8601 date and time with an offset")
    return read_instant(value)


def _one_of(allowed: tuple[int, ...]) -> Callable[[int], int]:
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
Buffer = Annotated[Integer, AfterValidator(_one_of(BUFFERS))]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
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
    return invalid_arguments(
        [
            {
                "parameter": ".".join(str(part) for part in fault["loc"]),
                "message": "is missing"
                if fault["type"] == "missing"
                else fault["msg"].removeprefix("Value error, "),
            }
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        ]
    )


# --- queries


class Paged(Query):
    count: Annotated[int, Field(ge=1, le=100)] = 20
    page_token: str | None = None


class EventTypesQuery(Paged):
    user: str | None = None
    organization: str | None = None
    active: Literal["true", "false"] | None = None
    admin_managed: Literal["true", "false"] | None = None
    user_availability_schedule: str | None = None
    sort: Annotated[
        str, StringConstraints(pattern=r"^(name|position|created_at|updated_at):(asc|desc)$")
    ] = "name:asc"


class AvailableTimesQuery(Query):
    event_type: str
    start_time: Instant
    end_time: Instant


class BusyTimesQuery(Query):
    user: str
    start_time: Instant
    end_time: Instant


class UserQuery(Query):
    user: str


class EventTypeQuery(Query):
    event_type: str


class MembershipsQuery(Paged):
    user: str | None = None
    organization: str | None = None
    email: str | None = None


class EventsQuery(Paged):
    user: str | None = None
    organization: str | None = None
    group: str | None = None
    invitee_email: Address | None = None
    status: Literal["active", "canceled"] | None = None
    min_start_time: Instant | None = None
    max_start_time: Instant | None = None
    sort: Annotated[str, StringConstraints(pattern=r"^start_time:(asc|desc)$")] = "start_time:asc"


class InviteesQuery(Paged):
    status: Literal["active", "canceled"] | None = None
    email: Address | None = None
    sort: Annotated[str, StringConstraints(pattern=r"^created_at:(asc|desc)$")] = "created_at:asc"


class HooksQuery(Paged):
    organization: str
    scope: Literal["organization", "user", "group"]
    user: str | None = None
    group: str | None = None
    sort: Annotated[str, StringConstraints(pattern=r"^created_at:(asc|desc)$")] = "created_at:asc"


# --- bodies


class LinkBody(Body):
    max_event_count: Annotated[Integer, AfterValidator(_one_of((1,)))]
    owner: str
    owner_type: Literal["EventType"]


class InviteeBody(Body):
    email: Address
    timezone: Zone
    name: Filled | None = None
    first_name: Filled | None = None
    last_name: Text | None = None
    text_reminder_number: Text | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> "InviteeBody":
        if self.name is None and self.first_name is None:
            raise ValueError("name or first_name is required")
        return self

    @property
    def full_name(self) -> str:
        parts = (self.first_name, self.last_name)
        return self.name or " ".join(part for part in parts if part)


class LocationBody(Body):
    kind: LocationKind
    location: Text | None = None


class AnswerBody(Body):
    question: Text
    answer: Text
    position: Integer


class TrackingBody(Body):
    """All six keys, or no tracking at all."""

    utm_campaign: Text | None
    utm_source: Text | None
    utm_medium: Text | None
    utm_content: Text | None
    utm_term: Text | None
    salesforce_uuid: Text | None


class BookingBody(Body):
    event_type: str
    start_time: Instant
    invitee: InviteeBody
    location: LocationBody | None = None
    questions_and_answers: list[AnswerBody] = []
    tracking: TrackingBody | None = None
    event_guests: Annotated[list[Address], Field(max_length=10)] = []


class CancellationBody(Body):
    reason: Text | None = None


class NoShowBody(Body):
    invitee: str


class HookBody(Body):
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+\S*$", max_length=2000)]
    events: Annotated[list[WEBHOOK_EVENTS], Field(min_length=1)]
    organization: str
    scope: Literal["organization", "user", "group"]
    user: str | None = None
    group: str | None = None
    signing_key: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None


class LocationConfiguration(Body):
    kind: LocationKind
    location: Text | None = None
    additional_info: Text | None = None
    phone_number: Text | None = None


class Interval(Body):
    model_config = ConfigDict(strict=True, populate_by_name=True)

    opens: Annotated[ClockTime, Field(alias="from")]
    closes: Annotated[ClockTime, Field(alias="to")]


class RuleBody(Body):
    type: Literal["wday", "date"]
    wday: Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] | (
        None
    ) = None
    date: Day | None = None
    intervals: list[Interval]

    @model_validator(mode="after")
    def _names_its_day(self) -> "RuleBody":
        if (self.wday if self.type == "wday" else self.date) is None:
            raise ValueError(f"a {self.type} rule names its {self.type} ({', '.join(WEEKDAYS)})")
        return self


class AvailabilityRuleBody(Body):
    timezone: Zone | None = None
    rules: list[RuleBody] = []


class EventTypeChanges(Body):
    name: Filled | None = None
    active: bool | None = None
    description: Text | None = None
    duration: Minutes | None = None
    duration_options: Annotated[list[Minutes], Field(max_length=4)] | None = None
    locations: list[LocationConfiguration] | None = None
    color: Annotated[str, StringConstraints(pattern=r"^#[a-f0-9]{6}$")] | None = None
    locale: Literal["de", "en", "es", "fr", "it", "nl", "pt", "uk"] | None = None
    start_time_increment: Annotated[Integer, Field(ge=5, le=720)] | None = None
    before_buffer: Buffer | None = None
    after_buffer: Buffer | None = None


class EventTypeBody(EventTypeChanges):
    owner: str
    name: Filled


class Spot(Body):
    start_time: Instant
    end_time: Instant


class DateRange(Body):
    type: Literal["date_range"]
    start_date: Day
    end_date: Day


class DaysInFuture(Body):
    type: Literal["days_in_future"]
    days: Annotated[Integer, Field(ge=0, le=365)]
    only_weekdays: bool


class Spots(Body):
    type: Literal["spots"]
    spots: list[Spot]


class OneOffBody(Body):
    name: Annotated[str, StringConstraints(min_length=1, max_length=55)]
    host: str
    co_hosts: list[str] = []
    duration: Minutes
    timezone: Zone | None = None
    date_setting: Annotated[DateRange | DaysInFuture | Spots, Field(discriminator="type")]
    location: LocationConfiguration | None = None


class ShareBody(Body):
    event_type: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=55)] | None = None
    duration: Minutes | None = None
    duration_options: Annotated[list[Minutes], Field(max_length=4)] | None = None
    period_type: Literal["available_moving", "moving", "fixed", "unlimited"] | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    max_booking_time: Integer | None = None
    hide_location: bool | None = None
    location_configurations: list[LocationConfiguration] | None = None
    availability_rule: AvailabilityRuleBody | None = None
