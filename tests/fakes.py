"""Stand-ins that remember: a CRM, a calendar and a reader of messages, all in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.arrivals import Arrival, Attempt, BookingLink, Committed, Ingested, Passage, Reply
from tools.ports.calendar import (
    Booked,
    BookingOrder,
    Calendar,
    CalendarNews,
    CalendarUser,
    EventType,
    Meeting,
    OpenTime,
    Receipt,
    ScheduledEvent,
    Slot,
    Subscription,
)
from tools.ports.qualification import Rules, Score
from tools.ports.records import Conversation, Lead, StoredMessage, Workspace
from tools.ports.understanding import Choice, Hearing, Intent, Understanding, Window
from tools.ports.unsettled import CancelAttempt, CancelReason
from tools.ports.words import (
    JSON,
    IntentName,
    Language,
    LeadStatus,
    MeetingState,
    Mode,
    ReceiptKind,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
HOME = "00000000-0000-4000-8000-000000000001"
CALL = EventType(
    uri="https://api.calendly.com/event_types/CALL",
    name="Sales Call",
    active=True,
    duration=30,
    scheduling_url="https://calendly.com/acme/sales-call",
)


class FakeClock:
    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class FakeIds:
    """Ids that count, so that a failing test reads the same every time."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self) -> str:
        self.given += 1
        return str(UUID(int=self.given, version=4))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026; the 23rd is Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def wire(instant: datetime) -> str:
    """As Calendly writes it."""
    return instant.isoformat().replace("+00:00", "Z")


@dataclass
class FakeCalendar:
    """Books what is open. `faults`: what its next calls of a method raise, in order."""

    open: list[datetime] = field(
        default_factory=lambda: [at(day, hour) for day in (24, 25, 26) for hour in (9, 13, 16)]
    )
    mode: Mode = "fallback"
    types: list[EventType] = field(default_factory=lambda: [CALL])
    booked: list[BookingOrder] = field(default_factory=list)
    canceled: list[str] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    """Events that others are in, too."""
    links: list[str] = field(default_factory=list)
    faults: dict[str, list[PipeWiseError]] = field(default_factory=dict)
    subscribed: list[str] = field(default_factory=list)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    news: list[CalendarNews] = field(default_factory=list)
    """What its changes say, each in the span it starts in."""
    bookable: bool = True

    def _fail(self, method: str) -> None:
        if faults := self.faults.get(method):
            raise faults.pop(0)

    async def me(self) -> CalendarUser:
        self._fail("me")
        return CalendarUser(
            uri="https://api.calendly.com/users/ANA",
            name="Ana Ventas",
            email="ana@acme.example",
            zone="Europe/Madrid",
            organization="https://api.calendly.com/organizations/ACME",
            scheduling_url="https://calendly.com/acme",
        )

    async def event_types(self) -> list[EventType]:
        self._fail("event_types")
        return self.types

    async def open_times(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        self._fail("open_times")
        return [
            OpenTime(starts_at=wire(instant), seats=1)
            for instant in sorted(self.open)
            if start <= instant < end
        ]

    async def create_link(self, event_type: str) -> str:
        self._fail("create_link")
        self.links.append(f"https://calendly.com/d/link-{len(self.links) + 1}/sales-call")
        return self.links[-1]

    async def book(self, order: BookingOrder) -> Booked:
        self._fail("book")
        instant = datetime.fromisoformat(order.starts_at)
        if instant not in self.open:
            raise Rejected("Calendly: the time is taken", reason="slot_taken")
        self.open.remove(instant)
        self.booked.append(order)
        self._fail("book_answer")
        return self._booked(order, len(self.booked))

    async def find_booked(self, order: BookingOrder) -> Booked | None:
        self._fail("find_booked")
        for number, each in enumerate(self.booked, start=1):
            booked = self._booked(order, number)
            if each.token == order.token and booked.event_uri not in self.canceled:
                return booked
        return None

    def _booked(self, order: BookingOrder, number: int) -> Booked:
        start = datetime.fromisoformat(order.starts_at)
        event = f"https://api.calendly.com/scheduled_events/{number}"
        return Booked(
            event_uri=event,
            invitee_uri=f"{event}/invitees/1",
            starts_at=order.starts_at,
            ends_at=wire(start + timedelta(minutes=30)),
            cancel_url=f"https://calendly.com/cancellations/{number}",
            reschedule_url=f"https://calendly.com/reschedulings/{number}",
        )

    async def is_shared(self, event_uri: str) -> bool:
        self._fail("is_shared")
        return event_uri in self.shared

    async def cancel(self, event_uri: str, reason: str) -> None:
        self._fail("cancel")
        self.canceled.append(event_uri)

    async def scheduled_events(
        self, *, email: str | None, start: datetime, end: datetime
    ) -> list[ScheduledEvent]:
        self._fail("scheduled_events")
        return []

    async def subscribe(self, url: str, signing_key: str) -> str:
        self._fail("subscribe")
        self.subscribed.append(url)
        uri = f"https://api.calendly.com/webhook_subscriptions/{len(self.subscribed)}"
        self.subscriptions[uri] = Subscription(uri=uri, url=url, state="active")
        return uri

    async def unsubscribe(self, subscription: str) -> None:
        self._fail("unsubscribe")
        self.subscriptions.pop(subscription, None)

    async def subscription(self, uri: str) -> Subscription | None:
        self._fail("subscription")
        return self.subscriptions.get(uri)

    async def changes(self, start: datetime, end: datetime) -> list[CalendarNews]:
        self._fail("changes")
        return [each for each in self.news if start <= datetime.fromisoformat(each.starts_at) < end]

    async def can_book(self) -> bool:
        self._fail("can_book")
        return self.bookable


@dataclass
class FakeCalendars:
    calendar: Calendar
    refused: Rejected | None = None

    async def of(self, workspace: str) -> Calendar:
        if self.refused:
            raise self.refused
        return self.calendar


def window(start: datetime, end: datetime | None = None) -> Window:
    return Window(
        start=start.isoformat(),
        end=(end or start).isoformat(),
        zone="UTC",
        assumptions=[],
        text="",
    )


def heard(
    *names: IntentName,
    language: Language = "es",
    details: Mapping[str, str] | None = None,
    windows: Sequence[Window] = (),
    excluded: Sequence[Window] = (),
    choice: Choice | None = None,
    answer: Literal["yes", "no"] | None = None,
    zone: str | None = None,
    confidence: float = 0.9,
) -> Understanding:
    intents = [Intent(name=name, confidence=confidence) for name in names]
    return Understanding(
        language=language,
        intents=intents or [Intent(name="other", confidence=0.3)],
        details=dict(details or {}),
        windows=list(windows),
        excluded=list(excluded),
        choice=choice,
        answer=answer,
        zone=zone,
        unclear=[],
        clock_change=None,
        hour=None,
    )


def nth(place: int, language: Language = "es") -> Callable[[Hearing], Understanding]:
    """The lead picks the n-th slot on offer."""

    def read(hearing: Hearing) -> Understanding:
        slot = hearing.offers[place]["id"]
        return heard(language=language, choice=Choice(kind="slot", slot_id=slot))

    return read


Line = Understanding | Callable[[Hearing], Understanding]
"""What a line says, or how it reads in its context."""


@dataclass
class FakeUnderstander:
    """Knows the lines it was taught; the rest is not understood. Remembers what it was asked."""

    lines: Mapping[str, Line]
    hearings: list[Hearing] = field(default_factory=list)

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        self.hearings.append(hearing)
        line = self.lines.get(text)
        if line is None:
            return heard(language=hearing.language or "es")
        return line(hearing) if callable(line) else line


class FakeCrm:
    """The part of the CRM the graph uses. It keeps the promises of the port, and nothing else."""

    def __init__(self, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self.clock, self.new_id = clock, new_id
        self.leads: dict[str, Lead] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, StoredMessage] = {}
        self.owners: dict[str, str] = {}  # message id to conversation id
        self.answered: dict[str, int] = {}  # conversation id to the newest seq covered
        self.slots: dict[str, tuple[str, str, Slot]] = {}  # id to conversation, turn, slot
        self.links: dict[str, tuple[str, str, BookingLink]] = {}
        self.attempts: dict[str, tuple[str, str, Attempt]] = {}
        self.meetings: dict[str, Meeting] = {}  # conversation id to the live one
        self.cancellations: dict[str, str] = {}  # meeting id to state
        self.proofs: dict[str, tuple[str, Receipt]] = {}
        self.commits: dict[str, list[Reply]] = {}
        self.rules: Rules | None = None
        self.handed_over: list[tuple[str, tuple[str, ...]]] = []  # reason, and what they want
        self.traces: list[JSON] = []
        self.passages: list[Passage] = []
        self.pressed: dict[str, str] = {}  # message id to the button a test presses
        self.stumbles = 0
        """How often storing an offer fails before it works."""
        self.next_outcome: Literal["superseded", "fenced"] | None = None
        self.house = Workspace(
            id=HOME,
            owner="user_123",
            name="Acme",
            zone="Europe/Madrid",
            language="es",
            fallback_allowed=True,
            default_event_type=None,
            links_allowed=[],
        )

    async def ingest(self, arrival: Arrival) -> Ingested:
        thread = arrival.conversation_id or self.new_id()
        message = arrival.message_id or self.new_id()
        conversation = self.conversations.get(thread) or self._start(thread, arrival)
        duplicate = message in self.messages
        if not duplicate:
            self.messages[message] = StoredMessage(
                id=message,
                seq=len([owner for owner in self.owners.values() if owner == thread]) + 1,
                direction="in",
                text=arrival.text,
                choice_id=arrival.choice_id or self.pressed.get(message),
                note=arrival.note,
                at=self.clock().isoformat(),
            )
            self.owners[message] = thread
        return Ingested(
            duplicate=duplicate,
            conversation_id=thread,
            lead_id=conversation["lead_id"],
            message_id=message,
            run_id=None,
        )

    def _start(self, thread: str, arrival: Arrival) -> Conversation:
        phone = next((each.value for each in arrival.aliases if each.kind == "phone"), None)
        lead = Lead(
            id=self.new_id(),
            external_id=None,
            name=None,
            email=None,
            phone=phone,
            status="new",
            language=None,
            zone=arrival.phone_zone or arrival.browser_zone,
            zone_source=_source_of_zone(arrival),
            details={},
        )
        self.leads[lead["id"]] = lead
        self.conversations[thread] = Conversation(
            id=thread,
            lead_id=lead["id"],
            channel=arrival.channel,
            integration_id=None,
            mode="bot",
            opted_out=False,
            simulated=arrival.simulated,
            turns=0,
        )
        return self.conversations[thread]

    async def quarantine(
        self, workspace: str, integration_id: str, event_id: str, reason: str, raw: JSON
    ) -> bool:
        return True

    async def unanswered(self, workspace: str, conversation_id: str) -> list[StoredMessage]:
        covered = self.answered.get(conversation_id, 0)
        return [
            message
            for message in self.messages.values()
            if self.owners[message["id"]] == conversation_id and message["seq"] > covered
        ]

    async def find_lead(self, workspace: str, lead_id: str) -> Lead | None:
        return self.leads.get(lead_id)

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
        lead = self.leads[lead_id]
        rest = {name: value for name, value in details.items() if name not in NAMED}
        self.leads[lead_id] = {
            **lead,
            "name": details.get("name") or lead["name"],
            "email": details.get("email") or lead["email"],
            "phone": details.get("phone") or lead["phone"],
            "language": language or lead["language"],
            "zone": zone or lead["zone"],
            "zone_source": "said" if zone else lead["zone_source"],
            "status": status or lead["status"],
            "details": lead["details"] | rest,
        }
        return self.leads[lead_id]

    async def conversation(self, workspace: str, conversation_id: str) -> Conversation | None:
        return self.conversations.get(conversation_id)

    async def start_conversation(self, workspace: str, lead_id: str, channel: str) -> str:
        return next(
            thread for thread, each in self.conversations.items() if each["lead_id"] == lead_id
        )

    async def workspace(self, workspace: str) -> Workspace | None:
        return self.house

    async def qualification_rules(self, workspace: str) -> Rules | None:
        return self.rules

    async def find_passages(self, workspace: str, language: Language, text: str) -> list[Passage]:
        return self.passages

    async def read_passages(self, workspace: str, ids: Sequence[str]) -> list[Passage]:
        stored = {each["id"]: each for each in self.passages}
        return [stored[id] for id in ids if id in stored]

    async def add_passage(
        self, workspace: str, *, title: str, text: str, language: Language
    ) -> str:
        self.passages.append(Passage(id=self.new_id(), title=title, text=text))
        return self.passages[-1]["id"]

    async def offer(
        self, workspace: str, conversation_id: str, turn_id: str, slots: Sequence[Slot]
    ) -> list[Slot]:
        if self.stumbles:
            self.stumbles -= 1
            raise Unavailable("CRM: no connection")
        kept = {
            (turn, slot["event_type"], slot["starts_at"]): slot
            for _, turn, slot in self.slots.values()
        }
        offered = [
            kept.get((turn_id, slot["event_type"], slot["starts_at"]), slot) for slot in slots
        ]
        self.slots |= {slot["id"]: (conversation_id, turn_id, slot) for slot in offered}
        return offered

    async def slot(self, workspace: str, conversation_id: str, slot_id: str) -> Slot | None:
        owner, _, slot = self.slots.get(slot_id, (None, None, None))
        return slot if owner == conversation_id else None

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
    ) -> BookingLink:
        link = BookingLink(
            id=self.new_id(),
            url=url,
            event_type=event_type,
            event_name=event_name,
            token=f"token-{len(self.links) + 1}",
            receipt=None,
        )
        self.links[link["id"]] = (conversation_id, turn_id, link)
        return link

    async def find_link(
        self,
        workspace: str,
        conversation_id: str,
        *,
        turn_id: str | None = None,
        url: str | None = None,
        link_id: str | None = None,
    ) -> BookingLink | None:
        for owner, turn, link in self.links.values():
            by_turn = turn_id is None or turn == turn_id
            by_url = url is None or link["url"] == url.partition("?")[0]
            by_id = link_id is None or link["id"] == link_id
            if owner == conversation_id and by_turn and by_url and by_id:
                return link
        return None

    async def send_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        link_id: str,
        *,
        url: str | None = None,
    ) -> Receipt:
        link = self.links[link_id][2]
        meeting = self._meeting("link_sent", link["event_type"], link["event_name"], url=url)
        proof = self._prove(conversation_id, "link_sent", meeting)
        link["receipt"] = proof
        return proof

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
        slot = await self.slot(workspace, conversation_id, slot_id)
        if slot is None or datetime.fromisoformat(slot["expires_at"]) <= self.clock():
            raise Rejected("CRM: no such slot", reason="not_found")
        for owner, turn, attempt in self.attempts.values():
            if turn == turn_id and attempt["slot"]["id"] == slot_id:
                return {**attempt, "fresh": False}
            same_time = attempt["slot"]["starts_at"] == slot["starts_at"]
            if same_time and owner != conversation_id and attempt["state"] in {"booking", "booked"}:
                raise Rejected("CRM: the slot is taken", reason="slot_taken")
        live = self.meetings.get(conversation_id)
        if live and live["event_uri"] and live["id"] != moves:
            raise Rejected("CRM: the lead has a meeting", reason="conflict")
        attempt = Attempt(
            id=self.new_id(),
            state="booking",
            token=f"attempt-{len(self.attempts) + 1}",
            slot=slot,
            fresh=True,
            emails=[self.leads[self.conversations[conversation_id]["lead_id"]]["email"] or ""],
            receipt=None,
        )
        self.attempts[attempt["id"]] = (conversation_id, turn_id, attempt)
        return attempt

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
        conversation_id, _, attempt = self.attempts[attempt_id]
        attempt["state"] = state
        if booked is None:
            return None
        moves = self.meetings.get(conversation_id)
        slot = attempt["slot"]
        meeting = self._meeting("booked", slot["event_type"], slot["event_name"], booked=booked)
        kind: ReceiptKind = "moved" if moves and moves["event_uri"] else "booked"
        attempt["receipt"] = self._prove(conversation_id, kind, meeting)
        return attempt["receipt"]

    async def begin_cancel(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        meeting_id: str,
        *,
        why: CancelReason,
    ) -> CancelAttempt:
        known = self.cancellations.get(meeting_id)
        self.cancellations[meeting_id] = "open"
        return CancelAttempt(fresh=known != "open", receipt=None)

    async def leave_cancel(self, workspace: str, meeting_id: str, *, sure: bool) -> None:
        self.cancellations[meeting_id] = "refused" if sure else "open"

    async def old_time_freed(self, workspace: str, meeting_id: str) -> None:
        self.cancellations[meeting_id] = "done"

    async def end_cancel(
        self, workspace: str, conversation_id: str, turn_id: str, meeting_id: str
    ) -> Receipt:
        meeting = self.meetings.pop(conversation_id)
        proof = Receipt(
            id=self.new_id(), kind="canceled", at=self.clock().isoformat(), meeting=meeting
        )
        self.proofs[proof["id"]] = (conversation_id, proof)
        return proof

    async def live_meeting(self, workspace: str, lead_id: str) -> Meeting | None:
        return next(
            (
                self.meetings.get(thread)
                for thread, each in self.conversations.items()
                if each["lead_id"] == lead_id
            ),
            None,
        )

    async def live_meetings(self, workspace: str, lead_id: str) -> list[Meeting]:
        live = await self.live_meeting(workspace, lead_id)
        return [live] if live and live["event_uri"] else []

    async def hand_over(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        reason: str,
        *,
        wants: Sequence[str] = (),
    ) -> Receipt:
        self.handed_over.append((reason, tuple(wants)))
        self.conversations[conversation_id]["mode"] = "human"
        return self._prove(conversation_id, "handed_over", None)

    async def consent(
        self, workspace: str, conversation_id: str, turn_id: str, *, opted_out: bool
    ) -> Receipt:
        self.conversations[conversation_id]["opted_out"] = opted_out
        return self._prove(conversation_id, "opted_out" if opted_out else "opted_in", None)

    async def receipts(
        self, workspace: str, conversation_id: str, ids: Sequence[str]
    ) -> list[Receipt]:
        mine = [proof for owner, proof in self.proofs.values() if owner == conversation_id]
        return [proof for proof in mine if proof["id"] in ids]

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
        if self.next_outcome:
            outcome, self.next_outcome = self.next_outcome, None
            return Committed(outcome=outcome, reply_ids=[])
        if turn_id in self.commits:
            return Committed(outcome="repeated", reply_ids=[])
        self.commits[turn_id] = list(replies)
        self.traces.append(trace)
        self.answered[conversation_id] = max(covers, self.answered.get(conversation_id, 0))
        self.conversations[conversation_id]["turns"] += 1
        if score:
            lead = self.leads[self.conversations[conversation_id]["lead_id"]]
            lead["score"], lead["band"] = score["score"], score["band"]
            if score["status"] and lead["status"] in {"engaged", "qualified", "unqualified"}:
                lead["status"] = score["status"]
        return Committed(outcome="committed", reply_ids=[])

    def _meeting(
        self,
        state: MeetingState,
        event_type: str,
        event_name: str,
        *,
        url: str | None = None,
        booked: Booked | None = None,
    ) -> Meeting:
        return Meeting(
            id=self.new_id(),
            state=state,
            mode="fallback",
            event_type=event_type,
            event_name=event_name,
            starts_at=booked.starts_at if booked else None,
            ends_at=booked.ends_at if booked else None,
            url=url,
            cancel_url=booked.cancel_url if booked else None,
            reschedule_url=booked.reschedule_url if booked else None,
            event_uri=booked.event_uri if booked else None,
        )

    def _prove(self, conversation_id: str, kind: ReceiptKind, meeting: Meeting | None) -> Receipt:
        proof = Receipt(id=self.new_id(), kind=kind, at=self.clock().isoformat(), meeting=meeting)
        self.proofs[proof["id"]] = (conversation_id, proof)
        if meeting:
            self.meetings[conversation_id] = meeting
            lead = self.leads[self.conversations[conversation_id]["lead_id"]]
            lead["status"] = "meeting_scheduled"
        return proof


NAMED = frozenset({"name", "email", "phone"})


def _source_of_zone(arrival: Arrival) -> Literal["phone", "browser"] | None:
    if arrival.phone_zone:
        return "phone"
    return "browser" if arrival.browser_zone else None
