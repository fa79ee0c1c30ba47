"""Rows of meetings and what proves them, of handovers and of what the model cost."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tools.ports.words import JSON

DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Slot:
    id: str
    workspace_id: str
    conversation_id: str
    turn_id: str
    event_type: str
    event_name: str
    starts_at: datetime
    starts_text: str
    ends_text: str
    expires_at: datetime
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class BookingLink:
    id: str
    workspace_id: str
    conversation_id: str
    lead_id: str
    turn_id: str
    event_type: str
    event_name: str
    url: str
    token: str
    mode: str
    created_at: datetime
    meeting_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Meeting:
    id: str
    workspace_id: str
    lead_id: str
    conversation_id: str
    state: str
    mode: str
    event_type: str
    event_name: str
    created_at: datetime
    updated_at: datetime
    starts_at: datetime | None = None
    starts_text: str | None = None
    ends_text: str | None = None
    url: str | None = None
    cancel_url: str | None = None
    reschedule_url: str | None = None
    event_uri: str | None = None
    invitee_uri: str | None = None
    replaces: str | None = None
    booked_at: datetime | None = None
    before_no_show: str | None = None

    def to_come(self, now: datetime) -> bool:
        return self.state == "booked" and self.starts_at is not None and self.starts_at > now


@dataclass(slots=True, kw_only=True)
class BookingAttempt:
    id: str
    workspace_id: str
    conversation_id: str
    lead_id: str
    turn_id: str
    slot_id: str
    event_type: str
    starts_at: datetime
    seat: int
    seats: int
    state: str
    token: str
    emails: list[str]
    moves: str | None
    next_look: datetime | None
    created_at: datetime
    updated_at: datetime
    meeting_id: str | None = None
    doubted_at: datetime | None = None
    looks: int = 0
    released_at: datetime | None = None

    @property
    def holds_its_seat(self) -> bool:
        return self.state in ("booking", "booked") and self.released_at is None


@dataclass(slots=True, kw_only=True)
class Cancellation:
    workspace_id: str
    meeting_id: str
    conversation_id: str
    turn_id: str
    why: str
    state: str
    next_look: datetime | None
    created_at: datetime
    updated_at: datetime
    doubted_at: datetime | None = None
    looks: int = 0


@dataclass(slots=True, kw_only=True)
class Receipt:
    id: str
    workspace_id: str
    conversation_id: str
    lead_id: str
    turn_id: str
    kind: str
    subject: str
    body: JSON | None
    reason: str | None
    at: datetime


@dataclass(slots=True, kw_only=True)
class CalendarNews:
    workspace_id: str
    event_id: str
    kind: str
    invitee_uri: str
    old_invitee: str | None
    rescheduled: bool
    no_show: str | None
    occurred_at: datetime


@dataclass(slots=True, kw_only=True)
class Document:
    id: str
    workspace_id: str
    name: str
    language: str
    text: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Passage:
    id: str
    workspace_id: str
    document_id: str
    language: str
    place: int
    title: str
    text: str
    hints: str


@dataclass(slots=True, kw_only=True)
class Handover:
    id: str
    workspace_id: str
    conversation_id: str
    lead_id: str
    reason: str
    wants: list[str]
    facts: JSON
    created_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None


@dataclass(slots=True, kw_only=True)
class Alert:
    id: str
    workspace_id: str
    handover_id: str
    way: str
    state: str
    attempts: int
    created_at: datetime
    updated_at: datetime
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class Qualification:
    workspace_id: str
    rules: JSON
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Consent:
    state_hash: str
    workspace_id: str
    browser_hash: str | None
    sealed_verifier: str
    redirect_uri: str
    return_to: str
    default_event_type: str | None
    zone: str | None
    expires_at: datetime


@dataclass(slots=True, kw_only=True)
class Lease:
    workspace_id: str
    name: str
    holder: str
    until: datetime


@dataclass(slots=True, kw_only=True)
class ModelCall:
    id: str
    workspace_id: str
    lead_id: str | None
    conversation_id: str
    turn_id: str
    purpose: str
    model: str
    reserved: int
    reserved_cost: int | None
    expires_at: datetime
    at: datetime
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    cost: int | None = None
    estimated: bool = False
    settled_at: datetime | None = None

    def tokens(self, now: datetime) -> int:
        """What it counts: all of what was set aside, until it is settled or given up."""
        if self.settled_at is not None:
            return (self.input_tokens or 0) + (self.output_tokens or 0)
        return self.reserved if self.expires_at > now else 0

    def micro_dollars(self, now: datetime) -> int:
        if self.settled_at is not None:
            return self.cost or 0
        return (self.reserved_cost or 0) if self.expires_at > now else 0


@dataclass(slots=True)
class Window:
    """A workspace's calls of the last day, and what those that are settled come to."""

    calls: deque[ModelCall] = field(default_factory=deque)
    waiting: dict[str, ModelCall] = field(default_factory=dict)
    settled: int = 0

    def add(self, call: ModelCall) -> None:
        self.calls.append(call)
        self.waiting[call.id] = call

    def settle(self, call: ModelCall, now: datetime) -> None:
        if self.waiting.pop(call.id, None) is not None:
            self.settled += call.tokens(now)

    def tokens(self, now: datetime) -> int:
        while self.calls and self.calls[0].at <= now - DAY:
            old = self.calls.popleft()
            if self.waiting.pop(old.id, None) is None:
                self.settled -= old.tokens(now)
        return self.settled + sum(call.tokens(now) for call in self.waiting.values())
