"""What goes into the CRM and comes out of it, beside the records themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from tools.ports.calendar import Receipt, Slot
from tools.ports.channels import Alias
from tools.ports.words import JSON, Door, Language


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What a door hands over for storing: one message of one person."""

    workspace: str
    channel: str
    integration_id: str | None
    event_id: str
    aliases: tuple[Alias, ...]
    text: str
    choice_id: str | None = None
    at: datetime | None = None
    profile_name: str | None = None
    note: str | None = None
    """The kind of a message without readable text ("image", "audio")."""
    source: JSON | None = None
    """Where a new lead came from: an ad's referral."""
    browser_zone: str | None = None
    language: Language | None = None
    """What a new lead's browser says it speaks; a prior until they have written."""
    phone_zone: str | None = None
    """The one zone the phone's country has, or its main one; None where unknown."""
    conversation_id: str | None = None
    """The thread's own id where the door has one (thread API, web chat session)."""
    message_id: str | None = None
    door: Door = "channel"
    simulated: bool = False
    due: datetime | None = None
    """When the turn may start, for doors that wait for a burst."""
    due_at_latest: datetime | None = None
    external_lead: JSON | None = None
    """A caller's own lead (`id`, `email`, `phone`, `name`, `status`, `details`) for the facade."""
    enqueue: bool = True
    """False: the caller claims the run itself; no job is queued."""
    own_run: bool = False
    """True: this message gets a run of its own (thread API) instead of joining the pending one."""
    run_id: str | None = None
    request: JSON | None = None
    """What an API run was asked for (config, metadata, stream modes)."""


class Ingested(TypedDict):
    duplicate: bool
    conversation_id: str
    lead_id: str
    message_id: str
    run_id: str | None


CancelAction = Literal["interrupt", "rollback"]


class Run(TypedDict):
    """One claimed turn. `attempt` is the fence: a later claim raises it."""

    id: str
    workspace: str
    conversation_id: str
    attempt: int
    door: Door
    state: Literal["pending", "running", "done", "superseded", "paused", "interrupted", "failed"]
    """`paused`: it stopped before a step, and may go on. `interrupted`: it was cut short."""
    request: JSON
    error: str | None
    notice: str | None
    """A receipt to announce, for a run that no message asked for."""
    rehearsal: bool
    """It has no effect and its reply goes nowhere: a try on a real lead's conversation."""
    cancel: CancelAction | None
    """Whoever has the run is to stop it."""
    covers: int | None
    """The newest message it may read, where later ones have runs of their own."""
    created_at: str
    ended_at: str | None
    listened: bool
    """Somebody follows it from another process."""
    queued: bool
    """A job does it; otherwise whoever asked for it does, if no job is quicker."""
    forked: bool
    """Its thread's newest state may not be the one the lead knows."""


class RunWatch(TypedDict):
    """What whoever runs a run looks up now and then."""

    cancel: CancelAction | None
    listened: bool
    """Somebody follows it from another process."""


RunEvent = tuple[int, str, str]
"""Number, name, and data as JSON text."""


class Reply(TypedDict):
    """One reply of a turn, on its way into the outbox."""

    text: str
    choices: list[dict[str, str]]
    """Of `{"id", "title", "description"}`."""
    segments: list[dict[str, Any]]


class Committed(TypedDict):
    outcome: Literal["committed", "superseded", "fenced", "repeated"]
    """`superseded`: newer messages came and nothing was done, so the reply was dropped.
    `fenced`: another run has this turn. `repeated`: this turn was already committed."""
    reply_ids: list[str]


class Attempt(TypedDict):
    """A booking attempt: the row written before the calendar is asked."""

    id: str
    state: Literal["booking", "booked", "failed", "unknown"]
    token: str
    slot: Slot
    fresh: bool
    """False: an earlier try made this row, so look before booking."""
    emails: list[str]
    """Each address the calendar was or will be asked to book with, the newest last."""
    receipt: Receipt | None
    """Set where the booking is already proved."""


class BookingLink(TypedDict):
    id: str
    url: str
    event_type: str
    event_name: str
    token: str
    receipt: Receipt | None


class Passage(TypedDict):
    id: str
    title: str
    text: str
    question: NotRequired[int]
    """Which of several questions it answers, counted from 0."""
    unanswered: NotRequired[int]
    """How many questions of the same message nothing was found for."""


class CalendlyStats(TypedDict):
    meetings_scheduled: int
    links_created: int
    last_meeting_scheduled: str | None


class Delivery(TypedDict):
    """A reply claimed for sending; its send rules were checked in the claiming transaction."""

    id: str
    workspace: str
    integration_id: str
    channel: str
    account: str
    aliases: list[dict[str, Any]]
    text: str
    choices: list[dict[str, str]]
    in_reply_to: str | None
    language: Language | None
    attempt: int


class SentReply(TypedDict):
    id: str
    seq: int
    turn_id: str | None
    text: str
    choices: list[dict[str, str]]
    state: str
    at: str


class ChatSession(TypedDict):
    id: str
    workspace: str
    token_hash: str
    integration_id: str | None
    conversation_id: str
    language: Language | None
    zone: str | None


class NewsOutcome(TypedDict):
    outcome: Literal["applied", "duplicate", "unmatched"]
    conversation_id: str | None
    receipt_id: str | None
    """A receipt the lead was not told of yet (a booking made on the link's page)."""


class Troubles(TypedDict):
    """How much nobody will try again: a person has to look."""

    failed_runs: int
    failed_replies: int
    quarantined: int
    to_review: int
    """Bookings that may be a lead's."""
    failed_alerts: int
    """Handovers whose owner could not be told, each way counted."""


class Thread(TypedDict):
    """A thread of the LangGraph API: a conversation, or the place where one will be."""

    id: str
    created_at: str
    updated_at: str
    metadata: dict[str, Any]
    status: Literal["idle", "busy", "interrupted", "error"]
