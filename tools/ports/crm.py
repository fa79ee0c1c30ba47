"""The CRM, role by role; nodes and tools ask for the one they need."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from tools.ports.arrivals import (
    Arrival,
    Attempt,
    BookingLink,
    CalendlyStats,
    CancelAction,
    ChatSession,
    Committed,
    Delivery,
    Ingested,
    NewsOutcome,
    Passage,
    Reply,
    Run,
    RunEvent,
    RunWatch,
    SentReply,
    Thread,
    Troubles,
)
from tools.ports.calendar import Booked, CalendarNews, Meeting, Receipt, Slot
from tools.ports.channels import Alias
from tools.ports.connections import Connections
from tools.ports.handovers import Handovers
from tools.ports.knowledge import Document, DocumentOutcome, DocumentSort, DocumentText
from tools.ports.model import Purse
from tools.ports.qualification import Qualification, Score
from tools.ports.recordings import Recordings
from tools.ports.records import Conversation, Integration, Lead, StoredMessage, Workspace
from tools.ports.unsettled import CancelAttempt, CancelReason, Unsettled
from tools.ports.watching import Watching
from tools.ports.words import JSON, Language, LeadStatus, Mode


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

        `seats`: how many the calendar says are left; 0 where the time is not open any more.

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
        None for a booking that stands in the way of one the lead wished for later: it will be
        canceled. A meeting this one takes the place of is written down to be canceled.
        """

    async def begin_cancel(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        meeting_id: str,
        *,
        why: CancelReason,
    ) -> CancelAttempt:
        """Write down that the meeting is to be canceled, before the calendar is asked."""

    async def end_cancel(
        self, workspace: str, conversation_id: str, turn_id: str, meeting_id: str
    ) -> Receipt:
        """The calendar has canceled it."""

    async def leave_cancel(self, workspace: str, meeting_id: str, *, sure: bool) -> None:
        """The calendar did not say it has: `sure` that it has not, or else somebody looks on."""

    async def old_time_freed(self, workspace: str, meeting_id: str) -> None:
        """The event of a meeting that was moved has left the calendar."""

    async def live_meeting(self, workspace: str, lead_id: str) -> Meeting | None:
        """The lead's booked meeting that has not begun, else an unused link, else None."""

    async def live_meetings(self, workspace: str, lead_id: str) -> list[Meeting]:
        """All that are booked and have not begun, by start: an old link may have made a second."""

    async def hand_over(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        reason: str,
        *,
        wants: Sequence[str] = (),
    ) -> Receipt:
        """A person is in charge from here, and the owner will be told; once for one turn.

        `wants`: the intents the lead came with, beside the reason.
        """

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
        score: Score | None = None,
    ) -> Committed:
        """Reply rows, answered messages, delivery jobs and the run's end, in one transaction.

        `score` is kept with the lead, and their status follows it where that is legal.
        """


class Turns(Commits, Protocol):
    """Runs and their end."""

    async def list_runs(
        self,
        workspace: str,
        thread_id: str,
        *,
        states: Sequence[str] | None = None,
        limit: int,
        offset: int,
    ) -> tuple[list[Run], int]:
        """A thread's runs, newest first, and how many there are in all."""

    async def claim_run(
        self, *, conversation_id: str | None, run_id: str | None, owner: str, settles: bool = False
    ) -> Run | None:
        """Take a due run: a pending one, or a running one whose lease is over. None: not ours.

        By `run_id`, too, a run waits for the thread's older open ones: order is kept here. Who
        `settles` has the next one wait, after the commit, until the state is written.
        """

    async def extend_lease(self, run_id: str, attempt: int) -> bool: ...

    async def fail_run(self, run_id: str, attempt: int, error: str, *, retry: bool) -> None:
        """End a run that raised. With `retry` it is pending again, a little later."""

    async def find_run(self, workspace: str, run_id: str) -> Run | None: ...

    async def troubles(self, workspace: str) -> Troubles: ...


class Runs(Protocol):
    """Runs of the thread API, beside what every turn needs."""

    async def ask_run(
        self,
        workspace: str,
        thread_id: str,
        *,
        run_id: str,
        request: JSON,
        messages: Sequence[JSON] = (),
        strategy: str = "enqueue",
        enqueue: bool,
    ) -> Run:
        """Messages (`id`, `text`) and a pending run, or nothing; a repeated `run_id` is one run.

        `strategy` is about the thread's other open runs: `reject` raises
        `Rejected(reason="conflict")` where there is one, `interrupt` and `rollback` end them, and
        their messages are answered by this run. The thread exists; its conversation may not.
        """

    async def watch_run(self, run_id: str, attempt: int) -> RunWatch | None:
        """None: the run is not this attempt's any more."""

    async def end_run(
        self, run_id: str, attempt: int, state: Literal["done", "paused", "interrupted"]
    ) -> bool:
        """End a run that has committed no turn. False: it has ended, or is somebody else's."""

    async def settle_run(self, run_id: str, attempt: int) -> bool:
        """The state is written. True: no turn was committed, so the run has yet to be ended."""

    async def undo_run(self, run_id: str, attempt: int) -> bool:
        """As if nobody had asked for it; its messages stay."""

    async def hand_back(self, run_id: str, attempt: int) -> None:
        """Give a running run to whoever comes next, at once."""

    async def cancel_runs(
        self,
        workspace: str,
        *,
        thread_id: str | None = None,
        run_ids: Sequence[str] | None = None,
        states: Sequence[str] | None = None,
        action: CancelAction,
    ) -> int:
        """How many open runs of the thread API were told to stop. Pending ones have ended."""

    async def delete_run(self, workspace: str, run_id: str) -> bool:
        """Raises `Rejected(reason="conflict")` for an open one. What its turn did stays."""

    async def answering_run(self, workspace: str, message_id: str) -> Run | None:
        """The run whose turn has read this message."""

    async def put_events(self, workspace: str, run_id: str, events: Sequence[RunEvent]) -> None: ...

    async def read_events(self, workspace: str, run_id: str, *, after: int) -> list[RunEvent]:
        """The next ones. Asking is listening: whoever has the run writes them down from now on."""

    async def last_event(self, workspace: str, run_id: str) -> int:
        """The number of the newest one written down; -1 where there is none."""

    async def forget_events(self, before: datetime) -> int: ...

    async def delete_thread(self, workspace: str, thread_id: str) -> bool:
        """The thread and its conversation. Raises `Rejected(reason="conflict")` where it is busy,
        a real lead's, or holds a booked meeting."""

    async def mark_forked(self, workspace: str, thread_id: str) -> None:
        """Somebody writes a state into it that a real lead's turns must not go on from.

        Raises `Rejected(reason="conflict")` where a run is open.
        """

    async def resting_threads(self, before: datetime, *, limit: int) -> list[JSON]:
        """Threads (`id`, `forked`) without a change since `before`, and not pruned since."""

    async def mark_pruned(self, thread_id: str, *, at: datetime) -> None: ...


class Passages(Protocol):
    async def find_passages(self, workspace: str, language: Language, text: str) -> list[Passage]:
        """Those that answer the question, best first; none where nothing is surely about it."""

    async def read_passages(self, workspace: str, ids: Sequence[str]) -> list[Passage]:
        """In the order of the ids, without those that are no more."""


class Knowledge(Passages, Protocol):
    async def put_document(
        self,
        workspace: str,
        *,
        name: str,
        text: str,
        language: Language,
        document_id: str | None = None,
    ) -> tuple[Document, DocumentOutcome]:
        """Add it, or replace the one of this name, or of this id, whole.

        Raises `Rejected(reason="conflict")` where the new name is another document's, and
        `Rejected(reason="not_found")` for an id that is not the workspace's.
        """

    async def document(self, workspace: str, document_id: str) -> DocumentText | None: ...

    async def documents(
        self,
        workspace: str,
        *,
        search: str | None = None,
        language: Language | None = None,
        sort: DocumentSort = "name",
        limit: int,
        offset: int,
    ) -> tuple[list[Document], int]:
        """A page, and how many match in all. Searched are names and texts, accents ignored."""

    async def remove_document(self, workspace: str, document_id: str) -> bool: ...


class News(Protocol):
    async def apply_news(
        self, workspace: str, integration_id: str, news: CalendarNews, *, mode: Mode
    ) -> NewsOutcome:
        """What Calendly says happened, in any order and any number of times."""


class Reconciliation(Protocol):
    """Finishing what turns left open in the calendar. One at a time has each piece of work."""

    async def claim_unsettled(self, *, limit: int) -> Unsettled: ...

    async def reconcile_booking(
        self,
        workspace: str,
        attempt_id: str,
        outcome: Literal["booked", "failed", "handed_over"],
        *,
        booked: Booked | None = None,
        mode: Mode = "fallback",
    ) -> bool:
        """Settle it, and tell the lead where no turn of theirs will. False: it was settled."""

    async def reconcile_cancel(
        self, workspace: str, meeting_id: str, outcome: Literal["done", "handed_over"]
    ) -> bool: ...

    async def announce_receipt(self, workspace: str, receipt_id: str) -> bool:
        """Once per receipt. False: it was announced before."""


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
        ids: Sequence[str] | None = None,
        sort: str = "updated_at",
        ascending: bool = False,
        limit: int,
        offset: int,
    ) -> tuple[list[Thread], int]:
        """Newest change first, where nothing else is asked for, and how many match in all."""


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
        alone: bool = False,
    ) -> Integration:
        """Connect: one row per (workspace, platform, account). `sealed` holds ciphertext only.

        `alone`: the platform's other accounts are disconnected in the same moment.
        """

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

    async def set_disclosure(
        self, workspace: str, language: Language, text: str | None
    ) -> Workspace:
        """How the first reply says that an AI is writing; None: in our words."""

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
    Runs,
    Knowledge,
    Handovers,
    Qualification,
    News,
    Reconciliation,
    Threads,
    Integrations,
    People,
    ChatSessions,
    Outbox,
    Connections,
    Watching,
    Recordings,
    Purse,
    Protocol,
):
    """The whole port; nodes and tools ask for the role they need."""
