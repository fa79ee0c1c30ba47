"""Everything the model remembers: rows by key, and an index for each way of asking."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from simulator.crm import meeting_rows as kept
from simulator.crm import talk_rows as said
from tools.errors import Rejected
from tools.ports.words import JSON

Row = TypeVar("Row")
Key = tuple[str, ...]
Function = Callable[..., Any]
"""Of the tables, and the arguments of the SQL function of its name; Any is its JSON."""


class Enqueue(Protocol):
    """Where jobs go that a row gives rise to, in the same step as the row."""

    def __call__(
        self,
        name: str,
        args: JSON,
        *,
        queue: str,
        lock: str | None,
        queueing_lock: str | None,
        at: datetime | None,
        priority: int,
    ) -> bool:
        """`at` is None for at once. False: one of this queueing lock has not started yet."""


def rows_by_key() -> defaultdict[Key, list[Row]]:
    return defaultdict(list)


def rows_by_id() -> defaultdict[str, list[Row]]:
    return defaultdict(list)


@dataclass(kw_only=True)
class Talk:
    """Leads, and what is said."""

    workspaces: dict[str, said.Workspace] = field(default_factory=dict)
    integrations: dict[str, said.Integration] = field(default_factory=dict)
    leads: dict[str, said.Lead] = field(default_factory=dict)
    external: dict[Key, said.Lead] = field(default_factory=dict)
    emails: defaultdict[Key, dict[str, said.Lead]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    identities: dict[Key, said.Identity] = field(default_factory=dict)
    threads: dict[str, said.Thread] = field(default_factory=dict)
    conversations: dict[str, said.Conversation] = field(default_factory=dict)
    persons: dict[Key, said.Conversation] = field(default_factory=dict)
    messages: dict[str, said.Message] = field(default_factory=dict)
    inbound_events: dict[Key, said.InboundEvent] = field(default_factory=dict)
    quarantined_events: dict[Key, said.QuarantinedEvent] = field(default_factory=dict)
    waiting_emails: defaultdict[Key, dict[Key, said.QuarantinedEvent]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """Of bookings in quarantine."""
    waiting_halves: defaultdict[Key, dict[Key, said.QuarantinedEvent]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By the invitee before."""
    waiting_invitees: defaultdict[Key, dict[Key, said.QuarantinedEvent]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    runs: dict[str, said.Run] = field(default_factory=dict)
    run_events: dict[str, dict[int, said.RunEvent]] = field(default_factory=dict)
    turns: dict[str, said.Turn] = field(default_factory=dict)
    outbox: dict[str, said.OutboxReply] = field(default_factory=dict)
    delivery_statuses: dict[Key, said.DeliveryStatus] = field(default_factory=dict)
    chat_sessions: dict[str, said.ChatSession] = field(default_factory=dict)
    names_of: defaultdict[str, list[said.Identity]] = field(default_factory=rows_by_id)
    talks_of: defaultdict[str, list[said.Conversation]] = field(default_factory=rows_by_id)
    threads_in: defaultdict[str, dict[str, said.Thread]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    messages_in: defaultdict[str, list[said.Message]] = field(default_factory=rows_by_id)
    waiting_in: defaultdict[str, dict[int, said.Message]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By seq, of those no turn has covered."""
    answered_by: defaultdict[str, list[said.Message]] = field(default_factory=rows_by_id)
    runs_of: defaultdict[str, list[said.Run]] = field(default_factory=rows_by_id)
    """Of a thread, oldest first."""
    open_runs: dict[str, said.Run] = field(default_factory=dict)
    """Pending, running, or with a lease."""
    failed_runs: dict[str, said.Run] = field(default_factory=dict)
    announced: set[str] = field(default_factory=set)
    """Receipts that a run was made for."""
    replies_of: defaultdict[str, list[said.OutboxReply]] = field(default_factory=rows_by_id)
    open_replies: dict[str, said.OutboxReply] = field(default_factory=dict)
    provider_ids: defaultdict[Key, list[said.OutboxReply]] = field(default_factory=rows_by_key)
    recordings: dict[tuple[str, int], said.Recording] = field(default_factory=dict)
    recordings_in: defaultdict[str, list[said.Recording]] = field(default_factory=rows_by_id)
    places: int = 0


@dataclass(kw_only=True)
class Dealings:
    """Meetings and what proves them, handovers, and what the model cost."""

    slots: dict[str, kept.Slot] = field(default_factory=dict)
    slot_keys: dict[tuple[str, str, str, str, datetime], kept.Slot] = field(default_factory=dict)
    booking_links: dict[str, kept.BookingLink] = field(default_factory=dict)
    link_keys: dict[Key, kept.BookingLink] = field(default_factory=dict)
    links_of: defaultdict[str, list[kept.BookingLink]] = field(default_factory=rows_by_id)
    link_tokens: dict[str, kept.BookingLink] = field(default_factory=dict)
    meetings: dict[str, kept.Meeting] = field(default_factory=dict)
    meetings_of: defaultdict[str, list[kept.Meeting]] = field(default_factory=rows_by_id)
    no_shows: dict[str, kept.Meeting] = field(default_factory=dict)
    """Meetings that were marked so, once."""
    invitees: dict[Key, kept.Meeting] = field(default_factory=dict)
    booking_attempts: dict[str, kept.BookingAttempt] = field(default_factory=dict)
    attempt_tokens: dict[str, kept.BookingAttempt] = field(default_factory=dict)
    attempts_of: defaultdict[str, list[kept.BookingAttempt]] = field(default_factory=rows_by_id)
    """Of a lead."""
    attempts_at: defaultdict[tuple[str, str, datetime], list[kept.BookingAttempt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    attempts_for: defaultdict[str, list[kept.BookingAttempt]] = field(default_factory=rows_by_id)
    """That have come to a meeting."""
    cancellations: dict[str, kept.Cancellation] = field(default_factory=dict)
    """By meeting."""
    receipts: dict[str, kept.Receipt] = field(default_factory=dict)
    receipt_keys: dict[Key, kept.Receipt] = field(default_factory=dict)
    receipts_of: defaultdict[str, list[kept.Receipt]] = field(default_factory=rows_by_id)
    """Of a turn."""
    receipts_about: defaultdict[str, list[kept.Receipt]] = field(default_factory=rows_by_id)
    calendar_news: dict[Key, kept.CalendarNews] = field(default_factory=dict)
    news_of: defaultdict[Key, list[kept.CalendarNews]] = field(default_factory=rows_by_key)
    """Of an invitee."""
    successors: defaultdict[Key, list[kept.CalendarNews]] = field(default_factory=rows_by_key)
    """That name an invitee as the one before."""
    documents: dict[str, kept.Document] = field(default_factory=dict)
    passages: dict[str, list[kept.Passage]] = field(default_factory=dict)
    """By document."""
    handovers: dict[str, kept.Handover] = field(default_factory=dict)
    handovers_in: defaultdict[str, list[kept.Handover]] = field(default_factory=rows_by_id)
    alerts: dict[str, kept.Alert] = field(default_factory=dict)
    alerts_for: defaultdict[str, list[kept.Alert]] = field(default_factory=rows_by_id)
    qualifications: dict[str, kept.Qualification] = field(default_factory=dict)
    consents: dict[str, kept.Consent] = field(default_factory=dict)
    leases: dict[Key, kept.Lease] = field(default_factory=dict)
    model_calls: dict[str, kept.ModelCall] = field(default_factory=dict)
    days: dict[str, kept.Window] = field(default_factory=dict)
    """The last day's calls of each workspace."""
    calls_of_lead: defaultdict[str, list[kept.ModelCall]] = field(default_factory=rows_by_id)
    calls_of_turn: defaultdict[str, list[kept.ModelCall]] = field(default_factory=rows_by_id)
    open_attempts: dict[str, kept.BookingAttempt] = field(default_factory=dict)
    open_cancellations: dict[str, kept.Cancellation] = field(default_factory=dict)


@dataclass(kw_only=True)
class Tables(Talk, Dealings):
    enqueue: Enqueue


def the(found: Row | None) -> Row:
    """A row that has to be there, as plpgsql's `into strict`."""
    if found is None:
        raise not_found("query returned no rows")
    return found


def not_found(message: str) -> Rejected:
    return Rejected(f"CRM: {message}", reason="not_found")


def conflict(message: str) -> Rejected:
    return Rejected(f"CRM: {message}", reason="conflict")


def invalid(message: str) -> Rejected:
    return Rejected(f"CRM: {message}", reason="invalid")


def no_such_lead() -> Rejected:
    return Rejected("CRM: there is no such lead", reason="unknown_lead")
