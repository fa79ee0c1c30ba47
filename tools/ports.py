"""The words the program shares, and the roles the outside world plays for it.

Values that live in a thread's state are `TypedDict`s of JSON shapes (ISO 8601 strings in UTC for
instants, IANA names for zones): state survives a renamed class. Values that only pass between
functions are frozen dataclasses. Every id is text; ids of ours are UUIDs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from typing_extensions import TypedDict

Clock = Callable[[], datetime]
"""Now, aware and in UTC."""

NewId = Callable[[], str]
"""A fresh random UUID, as text."""

JSON = dict[str, Any]  # a stranger's document: parsed at the edge, never trusted inside

Mode = Literal["full", "fallback"]
Language = Literal["es", "en", "pt"]
Door = Literal["channel", "webchat", "api", "studio", "facade", "cli"]
"""Who delivers the reply: a channel account, our web chat, or nobody (it is in the state)."""

IntentName = Literal[
    "schedule_meeting",
    "reschedule_meeting",
    "cancel_meeting",
    "meeting_info",
    "product_question",
    "pricing_question",
    "provide_details",
    "greeting",
    "thanks_or_bye",
    "not_interested",
    "complaint",
    "talk_to_human",
    "opt_out",
    "opt_in",
    "other",
]
LeadStatus = Literal[
    "new",
    "engaged",
    "qualified",
    "unqualified",
    "meeting_scheduled",
    "met",
    "no_show",
    "customer",
    "lost",
    "opted_out",
]
MeetingState = Literal["offered", "link_sent", "booked", "moved", "canceled", "met", "no_show"]
ReceiptKind = Literal[
    "link_sent", "booked", "moved", "canceled", "handed_over", "opted_out", "opted_in"
]
AskedFor = Literal[
    "slot",
    "day",
    "name",
    "email",
    "agree_book",
    "agree_move",
    "agree_cancel",
    "which",
    "zone",
    "team",
]
"""What our last message asked the lead for, so that a bare answer can be read."""


# --- what a message means -------------------------------------------------------------------


class Intent(TypedDict):
    """One reading of what the lead wants; confidence is 0 to 1."""

    name: IntentName
    confidence: float


class Window(TypedDict):
    """A time the lead named. An instant has `end == start`; `end` is exclusive otherwise."""

    start: str
    end: str
    zone: str
    assumptions: list[str]
    """What was taken for granted, of a fixed list: "afternoon", "this_week", "day_first"…"""
    text: str
    """The lead's own words this was read from; for traces only, never repeated to the lead."""


class Choice(TypedDict):
    """What the lead said about the slots on offer."""

    kind: Literal["slot", "any", "none", "earlier", "later", "more"]
    slot_id: str | None
    """Set for `slot` only."""


class Understanding(TypedDict):
    """What one burst of messages says. Deterministic for equal text and context."""

    language: Language
    intents: list[Intent]
    """Best first, never empty."""
    details: dict[str, str]
    """Of: name, email, phone, company, role, team_size, need, budget, urgency."""
    windows: list[Window]
    excluded: list[Window]
    """Times the lead refused ("no puedo el jueves")."""
    choice: Choice | None
    answer: Literal["yes", "no"] | None
    zone: str | None
    """An IANA zone the lead named ("hora de Bogotá"), else None."""
    unclear: list[Literal["past", "impossible", "ambiguous", "nonexistent", "no_day"]]
    """Why a time that was named is not in `windows`; we ask, we never guess."""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What the reader of a message may know beside its text."""

    now: datetime
    zone: str
    language: Language | None = None
    """The conversation's language so far; a prior, not a rule."""
    region: str | None = None
    """ISO 3166 country of the lead's phone, for numeric dates and bare phone numbers."""
    asked: AskedFor | None = None
    offers: Sequence["Slot"] = ()
    has_meeting: bool = False


class Understander(Protocol):
    def understand(self, text: str, hearing: Hearing) -> Understanding:
        """Read one message or burst. Pure, local, linear in the text's length, never raises."""


# --- who and where ---------------------------------------------------------------------------


class Lead(TypedDict):
    id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    status: LeadStatus
    language: Language | None
    zone: str | None
    zone_source: Literal["said", "phone", "browser", "workspace"] | None
    details: dict[str, str]


class Conversation(TypedDict):
    """One person on one channel account; its id is the thread id."""

    id: str
    lead_id: str
    channel: str
    integration_id: str | None
    mode: Literal["bot", "human"]
    opted_out: bool
    simulated: bool
    turns: int
    """Turns answered before this one; 0 means we never wrote to this person here."""


class StoredMessage(TypedDict):
    id: str
    seq: int
    direction: Literal["in", "out"]
    text: str
    choice_id: str | None
    """The machine id of a pressed button or list row."""
    note: str | None
    """The kind of a message without readable text ("image", "audio")."""
    at: str


class Workspace(TypedDict):
    id: str
    owner: str
    name: str
    zone: str
    language: Language
    fallback_allowed: bool
    default_event_type: str | None
    """A name or URI; unknown names are kept and fall to the first active type."""
    links_allowed: list[str]
    """Hosts, beside our own booking links, whose URLs may appear in a reply."""


class Integration(TypedDict):
    """A connected platform. Secrets are sealed and travel in `SealedSecrets` only."""

    id: str
    workspace: str
    platform: str
    account: str
    """The provider's own id of the account (a phone number id, a page id); "" where it has none."""
    status: Literal["connected", "disconnected", "error"]
    config: dict[str, Any]
    error: str | None
    last_sync: str | None


# --- the calendar ----------------------------------------------------------------------------


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


# --- channels --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Alias:
    """How a channel names someone."""

    kind: Literal["phone", "wa_id", "bsuid", "email", "session", "user_id", "username", "thread"]
    value: str
    attested: bool
    """The channel vouches for it. What a person only typed is not attested."""


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One normalised event of a channel."""

    kind: Literal["message", "status", "echo", "ignored", "unknown"]
    event_id: str
    """The provider's id (a wamid, a client_msg_id): the dedupe key within the channel account."""
    account: str
    """The provider's id of the account it was sent to; held against the verified integration."""
    aliases: tuple[Alias, ...] = ()
    """Best first; the first names the conversation."""
    text: str = ""
    choice_id: str | None = None
    at: datetime | None = None
    """The provider's time, UTC."""
    profile_name: str | None = None
    reason: str = ""
    """Why it is ignored or unknown, or the kind of an unsupported message ("image")."""
    raw: JSON = field(default_factory=dict)
    """Of an unknown event: what is kept in quarantine."""
    status: Literal["sent", "delivered", "read", "failed"] | None = None
    provider_id: str | None = None
    """Of a status: the provider's id of our message."""
    outbox_id: str | None = None
    """Of a status or an echo: our own id, where the channel brings it back."""
    error: str | None = None
    referral: JSON | None = None
    """Of an ad click: the lead's source."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """A channel account's secrets, opened for one call. Never logged, never in state."""

    values: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self.values))})"


@dataclass(frozen=True, kw_only=True)
class Button:
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One reply, before a channel gives it its shape."""

    outbox_id: str
    to: tuple[Alias, ...]
    text: str
    choices: tuple[Button, ...] = ()
    in_reply_to: str | None = None
    """The provider's id of the message we answer."""
    language: Language | None = None
    """For the few words a channel needs of its own, such as the title of a list."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a platform's connect form."""

    name: str
    label: str
    secret: bool
    required: bool = True


class Channel(Protocol):
    """verify, handshake, parse, render, send: one file per channel, all alike."""

    name: str
    fields: tuple[Field, ...]
    account_field: str
    """The field that holds the provider's id of the account; "" where there is none."""
    window: float | None
    """Seconds after a person's last message in which we may write to them; None: always."""
    quiet: float
    """Seconds to wait for the rest of a burst, before adaptation; 0 means none."""
    max_body: int
    """Bytes; a larger delivery is answered 413 unread."""

    def verify(self, secrets: Secrets, headers: Mapping[str, str], body: bytes) -> None:
        """Raise `Forged` unless the channel itself sent this. Header names are lower case."""

    def handshake(self, secrets: Secrets, query: Mapping[str, str]) -> str:
        """The answer to the channel's question at set-up, as plain text. Raises `Forged`."""

    def parse(self, body: bytes) -> list[Inbound]:
        """Every element of every batch, in order. Pure and total: what it cannot read is `unknown`.

        Raises `Rejected` only where the body as a whole is not this channel's document.
        """

    def render(self, outgoing: Outgoing) -> list[JSON]:
        """The wire requests for one reply, within the channel's limits. Pure."""

    async def send(self, secrets: Secrets, account: str, request: JSON) -> str:
        """Send one rendered request; returns the provider's message id."""


# --- the CRM ---------------------------------------------------------------------------------


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
    """A caller's own lead (`id`, `email`, `phone`, `name`, `status`) for the facade."""
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


class Run(TypedDict):
    """One claimed turn. `attempt` is the fence: a later claim raises it."""

    id: str
    workspace: str
    conversation_id: str
    attempt: int
    door: Door
    state: Literal["pending", "running", "done", "superseded", "failed"]
    request: JSON
    error: str | None
    notice: str | None
    """A receipt to announce, for a run that no message asked for."""
    created_at: str
    ended_at: str | None


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


class Inbox(Protocol):
    """Storing what comes in. Each call is one transaction."""

    async def ingest(self, arrival: Arrival) -> Ingested:
        """Dedupe row, lead, conversation, message, pending run and job, or nothing at all."""

    async def quarantine(
        self, workspace: str, integration_id: str, event_id: str, reason: str, raw: JSON
    ) -> bool:
        """Keep an event we cannot read. False: it was already there."""

    async def unanswered(self, workspace: str, conversation_id: str) -> list[StoredMessage]:
        """The lead's messages no committed turn has covered, oldest first."""


class Leads(Protocol):
    async def find_lead(self, workspace: str, lead_id: str) -> Lead | None:
        """By our id or the caller's `external_id`."""

    async def note(
        self,
        workspace: str,
        lead_id: str,
        *,
        details: Mapping[str, str],
        language: Language | None = None,
        zone: str | None = None,
        status: LeadStatus | None = None,
    ) -> Lead:
        """Remember what the lead told us. A status moves only along a legal transition."""

    async def conversation(self, workspace: str, conversation_id: str) -> Conversation | None: ...

    async def start_conversation(self, workspace: str, lead_id: str, channel: str) -> str:
        """The lead's open conversation on that channel, made if there is none."""


class Scheduling(Protocol):
    """Offers, links, bookings and what proves them. Idempotent per (turn, tool, target)."""

    async def offer(
        self, workspace: str, conversation_id: str, turn_id: str, slots: Sequence[Slot]
    ) -> list[Slot]:
        """Store slots as offered; ids are kept for the same turn, event type and start."""

    async def slot(self, workspace: str, conversation_id: str, slot_id: str) -> Slot | None:
        """A slot this very conversation was offered, expired or not."""

    async def save_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        *,
        event_type: str,
        event_name: str,
        url: str,
        mode: Mode,
    ) -> BookingLink: ...

    async def find_link(
        self,
        workspace: str,
        conversation_id: str,
        *,
        turn_id: str | None = None,
        url: str | None = None,
        link_id: str | None = None,
    ) -> BookingLink | None:
        """A link issued to this lead: the one a turn has made, by its URL, or by its id."""

    async def send_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        link_id: str,
        *,
        url: str | None = None,
    ) -> Receipt:
        """The link is handed to the lead: meeting `link_sent`, lead `meeting_scheduled`.

        `url` is the address as the lead gets it, with tracking and what we know filled in.
        """

    async def begin_booking(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        slot_id: str,
        *,
        seats: int,
        moves: str | None = None,
    ) -> Attempt:
        """Write the attempt row before the calendar is asked.

        Raises `Rejected(reason="slot_taken")` where another lead of ours has the last seat,
        `Rejected(reason="not_found")` for a slot this conversation was not offered or that has
        expired, and `Rejected(reason="conflict")` where the lead already has a live meeting and
        `moves` (the id of the meeting to replace) does not name it.
        """

    async def end_booking(
        self,
        workspace: str,
        attempt_id: str,
        *,
        state: Literal["booked", "failed", "unknown"],
        booked: Booked | None = None,
        mode: Mode = "fallback",
        turn_id: str | None = None,
    ) -> Receipt | None:
        """Settle the attempt; `booked` writes meeting, lead status and receipt.

        The receipt is the turn's that settles it, which may be later than the one that began it.
        """

    async def end_cancel(
        self, workspace: str, conversation_id: str, turn_id: str, meeting_id: str
    ) -> Receipt: ...

    async def live_meeting(self, workspace: str, lead_id: str) -> Meeting | None:
        """The lead's booked meeting that has not begun, else an unused link, else None."""

    async def hand_over(
        self, workspace: str, conversation_id: str, turn_id: str, reason: str
    ) -> Receipt: ...

    async def consent(
        self, workspace: str, conversation_id: str, turn_id: str, *, opted_out: bool
    ) -> Receipt: ...

    async def receipts(
        self, workspace: str, conversation_id: str, ids: Sequence[str]
    ) -> list[Receipt]:
        """Receipts by id, of this conversation only."""


class Commits(Protocol):
    async def commit_turn(
        self,
        workspace: str,
        conversation_id: str,
        *,
        turn_id: str,
        run_id: str | None,
        attempt: int | None,
        covers: int,
        replies: Sequence[Reply],
        effects: bool,
        trace: JSON,
    ) -> Committed:
        """Reply rows, answered messages, delivery jobs and the run's end, in one transaction."""


class Turns(Commits, Protocol):
    """Runs and their end."""

    async def add_run(
        self,
        workspace: str,
        thread_id: str,
        *,
        run_id: str,
        door: Door,
        request: JSON,
        enqueue: bool,
    ) -> Run:
        """A pending run that no stored message asked for: a raw payload, a resume, an empty input.

        The thread exists; its conversation may not. A repeated `run_id` returns the first row.
        """

    async def list_runs(
        self, workspace: str, thread_id: str, *, limit: int, offset: int
    ) -> tuple[list[Run], int]:
        """A thread's runs, newest first, and how many there are in all."""

    async def claim_run(
        self, *, conversation_id: str | None, run_id: str | None, owner: str
    ) -> Run | None:
        """Take a due run: a pending one, or a running one whose lease is over. None: not ours.

        By `run_id`, too, a run waits for the thread's older open ones: order is kept here.
        """

    async def extend_lease(self, run_id: str, attempt: int) -> bool: ...

    async def fail_run(self, run_id: str, attempt: int, error: str, *, retry: bool) -> None:
        """End a run that raised. With `retry` it is pending again, a little later."""

    async def find_run(self, workspace: str, run_id: str) -> Run | None: ...

    async def troubles(self, workspace: str) -> Troubles: ...


class Knowledge(Protocol):
    async def find_passages(
        self, workspace: str, language: Language, text: str
    ) -> list[Passage]: ...

    async def add_passage(
        self, workspace: str, *, title: str, text: str, language: Language
    ) -> str: ...


class News(Protocol):
    async def apply_news(
        self, workspace: str, integration_id: str, news: CalendarNews, *, mode: Mode
    ) -> NewsOutcome:
        """What Calendly says happened, in any order and any number of times."""


class Thread(TypedDict):
    """A thread of the LangGraph API: a conversation, or the place where one will be."""

    id: str
    created_at: str
    updated_at: str
    metadata: dict[str, Any]
    status: Literal["idle", "busy", "interrupted", "error"]


class Threads(Protocol):
    async def create_thread(
        self, workspace: str, thread_id: str, metadata: JSON
    ) -> tuple[Thread, bool]:
        """The thread and whether it is new.

        Raises `Rejected(reason="conflict")` for an id of another workspace.
        """

    async def find_thread(self, workspace: str, thread_id: str) -> Thread | None: ...

    async def update_thread(self, workspace: str, thread_id: str, metadata: JSON) -> Thread | None:
        """Merge metadata into the thread's own, key by key."""

    async def search_threads(
        self,
        workspace: str,
        *,
        metadata: JSON,
        status: str | None,
        limit: int,
        offset: int,
    ) -> tuple[list[Thread], int]:
        """Newest change first, and how many match in all."""


class Workspaces(Protocol):
    async def workspace(self, workspace: str) -> Workspace | None: ...


class Integrations(Workspaces, Protocol):
    async def integration(self, integration_id: str) -> Integration | None:
        """By id alone: a webhook knows nothing else until it is verified."""

    async def integrations(self, workspace: str) -> list[Integration]: ...

    async def save_integration(
        self,
        workspace: str,
        platform: str,
        *,
        account: str,
        config: JSON,
        sealed: Mapping[str, str],
        integration_id: str | None = None,
    ) -> Integration:
        """Connect: one row per (workspace, platform, account). `sealed` holds ciphertext only."""

    async def sealed_secrets(self, integration_id: str) -> dict[str, str]: ...

    async def mark_integration(
        self,
        integration_id: str,
        *,
        status: Literal["connected", "disconnected", "error"],
        error: str | None = None,
        synced: bool = False,
    ) -> None: ...

    async def remove_integration(self, workspace: str, integration_id: str) -> bool:
        """Disconnect: secrets are deleted, history stays."""

    async def ensure_workspace(
        self, workspace: str, owner: str, *, zone: str, fallback: bool
    ) -> Workspace:
        """The owner's workspace, made on its first write; zone and fallback count only then."""

    async def set_default_event_type(
        self, workspace: str, event_type: str, *, zone: str | None
    ) -> Workspace: ...

    async def calendly_stats(self, workspace: str) -> CalendlyStats: ...


class People(Protocol):
    """Persons of the business, in charge of a conversation or not."""

    async def set_mode(
        self, workspace: str, conversation_id: str, mode: Literal["bot", "human"]
    ) -> Conversation | None:
        """None: the workspace has no such conversation."""

    async def take_over_by_echo(
        self, workspace: str, channel: str, integration_id: str, aliases: Sequence[Alias]
    ) -> bool:
        """A person answered in the channel's own app. False: nobody we know was written to."""


class ChatSessions(Protocol):
    async def start_session(
        self,
        workspace: str,
        *,
        session_id: str,
        token_hash: str,
        integration_id: str | None,
        conversation_id: str,
        language: str | None,
        zone: str | None,
        origin: str | None,
    ) -> None: ...

    async def session(self, session_id: str) -> ChatSession | None: ...


class Outbox(Protocol):
    async def claim_delivery(
        self, reply_id: str, *, window: float | None = None
    ) -> Delivery | None:
        """Take a due reply; opt-out, human lock and window are checked in this transaction.

        `window`: seconds after the lead's last message in which the channel lets us write.
        """

    async def rescue(self, *, late: float, stuck: float) -> int:
        """Give a job again to runs due for `late` seconds and sends stuck for `stuck` seconds."""

    async def settle_delivery(
        self,
        reply_id: str,
        attempt: int,
        *,
        state: Literal["accepted", "recorded", "failed", "retry", "unknown"],
        provider_id: str | None = None,
        error: str | None = None,
        retry_in: float | None = None,
    ) -> None: ...

    async def delivery_status(
        self,
        workspace: str,
        integration_id: str,
        *,
        provider_id: str | None,
        outbox_id: str | None,
        status: Literal["sent", "delivered", "read", "failed"],
        error: str | None,
    ) -> None:
        """What the provider says of a reply; monotonic, and kept if the reply is not known yet."""

    async def replies(self, workspace: str, conversation_id: str, *, after: int) -> list[SentReply]:
        """Replies with `seq > after`, oldest first: what web chat shows."""


class Crm(
    Inbox,
    Leads,
    Scheduling,
    Turns,
    Knowledge,
    News,
    Threads,
    Integrations,
    People,
    ChatSessions,
    Outbox,
    Protocol,
):
    """The whole port; nodes and tools ask for the role they need."""


# --- the scheduler ---------------------------------------------------------------------------


class Brief(TypedDict):
    """All the scheduler's model is told. Code made it; the model chooses the next tool from it."""

    intent: IntentName
    way: Literal["book", "link"]
    """`link`: hand out a booking link and nothing else (facade, or a plan without booking)."""
    now: str
    zone: str
    windows: list[Window]
    excluded: list[Window]
    offers: list[Slot]
    refused: bool
    picked: str | None
    """Slot id the lead chose, from the offers."""
    agreed: bool
    """The lead agreed to what was read back, or has just picked that very slot."""
    known: dict[str, str]
    missing: list[str]
    meeting: Meeting | None
    unclear: list[str]


class Identity(TypedDict):
    """Who a tool acts for. Injected from the state; never in a schema a model sees."""

    workspace: str
    conversation: str
    lead: str
    turn: str
    zone: str
    channel: str
