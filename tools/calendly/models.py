"""Calendly's documents as we read them: the fields we use, more tolerant than its contract.

Older payloads lack later fields, unknown ones are ignored, lists may be null, ids have two shapes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, Literal, TypeVar

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


class CustomQuestion(Wire):
    name: Text
    position: int = 0
    enabled: bool = True
    required: bool = False


class Location(Wire):
    """A place an event type can be configured with."""

    kind: Text
    location: Blank = ""


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
            location_kind=self.locations[0].kind if self.locations else None,
            questions=tuple(
                ports.Question(name=each.name, required=each.required, position=each.position)
                for each in self.questions
            ),
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


class Subscription(Wire):
    uri: Text
    callback_url: Text


def end_of(starts_at: str, minutes: int) -> str:
    """In Calendly's own notation, for an answer that names no end."""
    return wire_time(datetime.fromisoformat(starts_at) + timedelta(minutes=minutes))


def wire_time(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
