"""The calendar: what it offers, books and tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pydantic import SecretStr
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
    places: tuple["Place", ...] = ()
    """Where it can be, as far as a booking has to say so: round robin must not."""
    questions: tuple["Question", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    kind: str
    """Calendly's word, as in `zoom_conference` or `outbound_call`."""
    asks_lead: bool
    """Only the lead can say where: a phone number, an address of theirs."""


QuestionKind = Literal["string", "text", "phone_number", "single_select", "multi_select"]


@dataclass(frozen=True, kw_only=True)
class Question:
    name: str
    """Matched by Calendly case-sensitively."""
    required: bool
    position: int
    kind: QuestionKind = "string"
    choices: tuple[str, ...] = ()
    """What a select offers; answers of several are joined by line breaks."""
    other: bool = False
    """A select also takes an answer of the lead's own."""


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


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Webhooks we asked for. Calendly disables them after a day of failures, for good."""

    uri: str
    url: str
    state: Literal["active", "disabled"]


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

    async def is_shared(self, event_uri: str) -> bool:
        """Whether others are in the event, too: canceling it would cancel theirs."""

    async def cancel(self, event_uri: str, reason: str) -> None:
        """Cancel the whole event. An event already canceled is not an error."""

    async def scheduled_events(
        self, *, email: str | None, start: datetime, end: datetime
    ) -> list[ScheduledEvent]: ...

    async def subscribe(self, url: str, signing_key: str) -> str:
        """Ask for signed webhooks of invitees; returns the subscription's URI."""

    async def unsubscribe(self, subscription: str) -> None: ...

    async def subscription(self, uri: str) -> Subscription | None:
        """What has become of one; None where it is not there any more."""

    async def changes(self, start: datetime, end: datetime) -> list["CalendarNews"]:
        """What webhooks would have said of the owner's events that start in `[start, end)`.

        Oldest first, and with the ids the webhooks carry: news of both ways count once. A mark
        of no-show that was taken back leaves nothing to see. Gives way to calls of turns: raises
        `Unavailable` while they need the last of the limit.
        """

    async def can_book(self) -> bool:
        """Whether the plan and its quota let `book` work now; where unknown, they may."""


class TokenSource(Protocol):
    """Where a calendar's token comes from, when it does not stay the same."""

    async def current(self) -> SecretStr:
        """Asked before each request."""

    async def renewed(self, refused: SecretStr) -> SecretStr | None:
        """Asked once, after a 401: another token to try the same request with, or None."""


class Calendars(Protocol):
    async def of(self, workspace: str) -> Calendar:
        """The workspace's calendar.

        Raises `Rejected(reason="token")` where a stored token is refused, and
        `Rejected(reason="not_configured")` where there is none and fallback is off.
        """


NewsKind = Literal[
    "invitee.created",
    "invitee.canceled",
    "invitee_no_show.created",
    "invitee_no_show.deleted",
    "other",
]


@dataclass(frozen=True, kw_only=True)
class CalendarNews:
    """What has happened to an invitee: told by a signed webhook, or found by looking."""

    event_id: str
    """Made by us, the same for each telling of one event: Calendly sends no delivery id."""
    kind: NewsKind
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
    no_show: str | None = None
    """The address of the mark, where the news is about one and names it."""
