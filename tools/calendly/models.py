"""Calendly's documents as we read them: the fields we use, more tolerant than its contract.

Older payloads lack later fields, unknown ones are ignored, lists may be null, ids have two shapes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from tools.ports import calendar as ports

Document = TypeVar("Document", bound="Wire")


def _readable(text: str) -> str:
    # JSON can say NUL and no database text can hold it.
    if "\0" in text:
        raise ValueError("has a NUL character")
    return text


def _instant(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no offset")
    return text


def _known_kind(value: object) -> object:
    """A kind of question that is new to us is answered in words."""
    return value if value in get_args(ports.QuestionKind) else "string"


Text = Annotated[str, AfterValidator(_readable)]
Instant = Annotated[Text, AfterValidator(_instant)]
"""An instant, checked and kept byte for byte: it is echoed when booking."""
Blank = Annotated[Text, BeforeValidator(lambda value: "" if value is None else value)]
"""Text that may be missing or null."""
Status = Annotated[
    Literal["active", "canceled"],
    BeforeValidator(lambda value: "active" if value == "active" else "canceled"),
]
"""What is not active any more counts as canceled, whatever word comes later."""
FREE = frozenset({"basic", "free"})
"""Plans and stages that include neither bookings by API nor webhooks."""


class Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Pagination(Wire):
    next_page_token: str | None = None


class Page(Wire, Generic[Document]):
    """A list. Available times have no pagination at all."""

    collection: list[Document]
    pagination: Pagination = Pagination()


class Single(Wire, Generic[Document]):
    resource: Document


class User(Wire):
    uri: Text
    name: Text
    email: Text
    timezone: Text
    current_organization: Text
    scheduling_url: Text

    def port(self) -> ports.CalendarUser:
        return ports.CalendarUser(
            uri=self.uri,
            name=self.name,
            email=self.email,
            zone=self.timezone,
            organization=self.current_organization,
            scheduling_url=self.scheduling_url,
        )


LEADS_TO_SAY = frozenset({"outbound_call", "ask_invitee"})
"""Kinds of place whose value only the lead knows: a phone number, an address."""


class CustomQuestion(Wire):
    name: Text
    type: Annotated[ports.QuestionKind, BeforeValidator(_known_kind)] = "string"
    position: int = 0
    enabled: bool = True
    required: bool = False
    answer_choices: list[Text] | None = None
    include_other: bool = False

    def port(self) -> ports.Question:
        return ports.Question(
            name=self.name,
            required=self.required,
            position=self.position,
            kind=self.type,
            choices=tuple(self.answer_choices or ()),
            other=self.include_other,
        )


class Location(Wire):
    """A place an event type can be configured with."""

    kind: Text
    location: Blank = ""

    def port(self) -> ports.Place:
        return ports.Place(kind=self.kind, asks_lead=self.kind in LEADS_TO_SAY)


class EventType(Wire):
    uri: Text
    name: Blank = ""
    slug: Blank = ""
    active: bool = True
    deleted_at: str | None = None
    duration: int
    scheduling_url: Blank = ""
    kind: Blank = "solo"
    pooling_type: str | None = None
    custom_questions: list[CustomQuestion] | None = None
    locations: list[Location] | None = None

    @property
    def round_robin(self) -> bool:
        return self.pooling_type == "round_robin"

    @property
    def places(self) -> Sequence[Location]:
        """Those a booking must choose from: round robin chooses by itself, and wants no word."""
        return [] if self.round_robin else self.locations or []

    @property
    def questions(self) -> Sequence[CustomQuestion]:
        return [each for each in self.custom_questions or [] if each.enabled]

    def port(self) -> ports.EventType:
        return ports.EventType(
            uri=self.uri,
            name=self.name or self.slug,
            active=self.active and self.deleted_at is None,
            duration=self.duration,
            scheduling_url=self.scheduling_url,
            group=self.kind == "group",
            round_robin=self.round_robin,
            places=tuple(each.port() for each in self.places),
            questions=tuple(each.port() for each in self.questions),
        )


class AvailableTime(Wire):
    status: Blank = "available"
    start_time: Instant
    invitees_remaining: int = 1


class SchedulingLink(Wire):
    booking_url: Text


class Tracking(Wire):
    utm_content: str | None = None


class Event(Wire):
    uri: Text
    name: Blank = ""
    status: Status
    start_time: Instant
    end_time: Instant
    event_type: Blank = ""

    def port(self) -> ports.ScheduledEvent:
        return ports.ScheduledEvent(
            uri=self.uri,
            name=self.name,
            status=self.status,
            starts_at=self.start_time,
            ends_at=self.end_time,
            event_type=self.event_type,
        )


class NoShow(Wire):
    uri: Text
    created_at: Blank = ""


class Cancellation(Wire):
    """Absent, not null, while nothing is canceled; its time is missing before 2022."""

    created_at: Blank = ""


class Invitee(Wire):
    uri: Text
    email: Text
    name: Blank = ""
    status: Status
    event: Text
    created_at: Blank = ""
    updated_at: Blank = ""
    tracking: Tracking | None = None
    rescheduled: bool = False
    old_invitee: Text | None = None
    new_invitee: Text | None = None
    cancel_url: Blank = ""
    reschedule_url: Blank = ""
    no_show: NoShow | None = None
    cancellation: Cancellation | None = None

    @property
    def token(self) -> str | None:
        return self.tracking.utm_content if self.tracking else None

    def booked(self, starts_at: str, ends_at: str) -> ports.Booked:
        return ports.Booked(
            event_uri=self.event,
            invitee_uri=self.uri,
            starts_at=starts_at,
            ends_at=ends_at,
            cancel_url=self.cancel_url,
            reschedule_url=self.reschedule_url,
        )


class InviteeNews(Invitee):
    """What a webhook says of an invitee: with its event inside."""

    scheduled_event: Event


class Envelope(Wire):
    event: Text
    created_at: Instant
    payload: dict[str, Any]
    """Of many shapes; what we know of them is read by its own model."""


class Organization(Wire):
    """What it pays for. Its fields are known from traffic only: none of them has to be there."""

    uri: Blank = ""
    plan: Blank = ""
    stage: Blank = ""

    @property
    def free(self) -> bool:
        return self.plan.lower() in FREE or self.stage.lower() in FREE


class Subscription(Wire):
    uri: Text
    callback_url: Text
    state: Annotated[
        Literal["active", "disabled"],
        BeforeValidator(lambda value: "active" if value in {"active", None} else "disabled"),
    ] = "active"

    def port(self) -> ports.Subscription:
        return ports.Subscription(uri=self.uri, url=self.callback_url, state=self.state)


def end_of(starts_at: str, minutes: int) -> str:
    """In Calendly's own notation, for an answer that names no end."""
    return wire_time(datetime.fromisoformat(starts_at) + timedelta(minutes=minutes))


def wire_time(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
