"""The calendar: what it offers, books and tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from typing_extensions import TypedDict

from tools.ports.words import MeetingState, Mode, ReceiptKind


class Slot(TypedDict):
    """An offered time: a server-side row. Only code turns it into words."""

    id: str
    event_type: str
    event_name: str
    starts_at: str
    """As the calendar returned it, byte for byte: it is echoed back when booking."""
    ends_at: str
    expires_at: str


class Meeting(TypedDict):
    id: str
    state: MeetingState
    mode: Mode
    event_type: str
    event_name: str
    starts_at: str | None
    ends_at: str | None
    url: str | None
    """The booking link, or None for a meeting booked in the chat."""
    cancel_url: str | None
    reschedule_url: str | None
    event_uri: str | None


class Receipt(TypedDict):
    """The stored event behind a claim: nothing else makes a reply say that something was done."""

    id: str
    kind: ReceiptKind
    at: str
    meeting: Meeting | None


@dataclass(frozen=True, kw_only=True)
class CalendarUser:
    uri: str
    name: str
    email: str
    zone: str
    organization: str
    scheduling_url: str


@dataclass(frozen=True, kw_only=True)
class EventType:
    uri: str
    name: str
    active: bool
    duration: int
    """Minutes."""
    scheduling_url: str
    group: bool = False
    round_robin: bool = False
    location_kind: str | None = None
    questions: tuple["Question", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    name: str
    """Matched by Calendly case-sensitively."""
    required: bool
    position: int


@dataclass(frozen=True, kw_only=True)
class OpenTime:
    starts_at: str
    """Verbatim from the calendar."""
    seats: int
    """How many invitees it still takes; more than 1 for group types only."""

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.starts_at)


@dataclass(frozen=True, kw_only=True)
class BookingOrder:
    """What is asked of the calendar. `token` comes back in `tracking.utm_content`."""

    event_type: str
    starts_at: str
    name: str
    email: str
    zone: str
    token: str
    channel: str
    answers: Mapping[str, str] = field(default_factory=dict)
    """Question name to answer."""
    place: str | None = None
    """The lead's phone number or place, for the types whose location only the lead can name."""


@dataclass(frozen=True, kw_only=True)
class Booked:
    event_uri: str
    invitee_uri: str
    starts_at: str
    ends_at: str
    cancel_url: str
    reschedule_url: str


@dataclass(frozen=True, kw_only=True)
class ScheduledEvent:
    uri: str
    name: str
    status: Literal["active", "canceled"]
    starts_at: str
    ends_at: str
    event_type: str


class Calendar(Protocol):
    """One workspace's Calendly, real or emulated: the same wire format, the same errors.

    Raises `Unavailable` (with `unsure` where a booking may have happened) and `Rejected` with
    reason `slot_taken`, `plan`, `token`, `not_found` or `invalid`.
    """

    @property
    def mode(self) -> Mode: ...

    async def me(self) -> CalendarUser: ...

    async def event_types(self) -> list[EventType]:
        """Active and inactive, in Calendly's order."""

    async def open_times(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        """Open starts in `[start, end)`, ascending; any span, asked in windows of 31 days."""

    async def create_link(self, event_type: str) -> str:
        """A new single-use booking URL."""

    async def book(self, order: BookingOrder) -> Booked:
        """Book once. There is no idempotency key: after `unsure`, call `find_booked` first."""

    async def find_booked(self, order: BookingOrder) -> Booked | None:
        """The active booking an order has made: by token first, then by e-mail and start."""

    async def cancel(self, event_uri: str, reason: str) -> None:
        """Cancel the whole event. An event already canceled is not an error."""

    async def scheduled_events(
        self, *, email: str | None, start: datetime, end: datetime
    ) -> list[ScheduledEvent]: ...

    async def subscribe(self, url: str, signing_key: str) -> str:
        """Ask for signed webhooks of invitees; returns the subscription's URI."""

    async def unsubscribe(self, subscription: str) -> None: ...


class Calendars(Protocol):
    async def of(self, workspace: str) -> Calendar:
        """The workspace's calendar.

        Raises `Rejected(reason="token")` where a stored token is refused, and
        `Rejected(reason="not_configured")` where there is none and fallback is off.
        """


@dataclass(frozen=True, kw_only=True)
class CalendarNews:
    """One signed webhook of Calendly, read."""

    event_id: str
    """Made by us from event, invitee URI and time: Calendly sends no delivery id."""
    kind: Literal["invitee.created", "invitee.canceled", "invitee_no_show.created", "other"]
    event_uri: str
    invitee_uri: str
    event_type: str
    starts_at: str
    ends_at: str
    email: str
    name: str
    token: str | None
    """`tracking.utm_content`: an attacker may have edited it, so it must match a row of ours."""
    cancel_url: str
    reschedule_url: str
    rescheduled: bool
    old_invitee: str | None
    new_invitee: str | None
    occurred_at: str
