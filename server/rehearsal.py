"""A run without effects: the CRM and the calendar as they are, and nothing written to either."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.errors import Rejected
from tools.ports.arrivals import Arrival, Committed, Ingested
from tools.ports.calendar import Calendars, Receipt
from tools.ports.crm import Crm
from tools.ports.records import Lead, StoredMessage
from tools.ports.words import Clock, NewId, ReceiptKind

CRM_READS = frozenset(
    {
        "conversation",
        "workspace",
        "slot",
        "find_link",
        "live_meeting",
        "live_meetings",
        "find_passages",
        "read_passages",
        "qualification_rules",
        "offer",
    }
)
"""`offer` writes down times that nobody is told of: the next rehearsal can name them."""

CALENDAR_READS = frozenset(
    {"mode", "me", "event_types", "open_times", "find_booked", "scheduled_events", "can_book"}
)


async def refused(*args: object, **kwargs: object) -> Any:  # Any: stands for every method
    raise Rejected("This is a rehearsal: nothing is booked, sent or changed", reason="conflict")


class RehearsedCrm:
    """For one run. Whatever is not known to be harmless is refused, also what comes to be."""

    def __init__(self, crm: Crm, *, clock: Clock, new_id: NewId) -> None:
        self._crm = crm
        self._clock = clock
        self._new_id = new_id
        self._heard: list[StoredMessage] = []
        self._leads: dict[str, Lead] = {}
        self._receipts: dict[str, Receipt] = {}

    def __getattr__(self, name: str) -> Any:  # quacks like the port
        return getattr(self._crm, name) if name in CRM_READS else refused

    async def ingest(self, arrival: Arrival) -> Ingested:
        """Said in the rehearsal alone: the lead's inbox has no part in it."""
        thread = arrival.conversation_id or ""
        conversation = await self._crm.conversation(arrival.workspace, thread)
        if conversation is None:
            return await refused()  # type: ignore[no-any-return]  # it raises
        message_id = arrival.message_id or self._new_id()
        said = StoredMessage(
            id=message_id,
            seq=len(self._heard) + 1,
            direction="in",
            text=arrival.text,
            choice_id=arrival.choice_id,
            note=arrival.note,
            at=self._clock().isoformat(),
        )
        self._heard.append(said)
        return Ingested(
            duplicate=False,
            conversation_id=thread,
            lead_id=conversation["lead_id"],
            message_id=message_id,
            run_id=None,
        )

    async def unanswered(self, workspace: str, conversation_id: str) -> list[StoredMessage]:
        return self._heard

    async def find_lead(self, workspace: str, lead_id: str) -> Lead | None:
        return self._leads.get(lead_id) or await self._crm.find_lead(workspace, lead_id)

    async def note(
        self, workspace: str, lead_id: str, *, details: Mapping[str, str], **more: Any
    ) -> Lead:
        """Remembered until the run ends."""
        lead = await self.find_lead(workspace, lead_id)
        if lead is None:
            raise Rejected("There is no such lead", reason="unknown_lead")
        told: Any = {key: value for key, value in {**details, **more}.items() if value}
        self._leads[lead_id] = {**lead, **{key: told[key] for key in told if key in lead}}
        return self._leads[lead_id]

    async def hand_over(self, *place: str, wants: Sequence[str] = ()) -> Receipt:
        return self._receipt("handed_over")

    async def consent(self, *place: str, opted_out: bool) -> Receipt:
        return self._receipt("opted_out" if opted_out else "opted_in")

    def _receipt(self, kind: ReceiptKind) -> Receipt:
        proof = Receipt(id=self._new_id(), kind=kind, at=self._clock().isoformat(), meeting=None)
        self._receipts[proof["id"]] = proof
        return proof

    async def receipts(
        self, workspace: str, conversation_id: str, ids: Sequence[str]
    ) -> list[Receipt]:
        mine = [self._receipts[each] for each in ids if each in self._receipts]
        others = [each for each in ids if each not in self._receipts]
        return mine + await self._crm.receipts(workspace, conversation_id, others)

    async def commit_turn(self, *place: str, **turn: object) -> Committed:
        return Committed(outcome="committed", reply_ids=[])


class _RehearsedCalendar:
    def __init__(self, calendar: object) -> None:
        self._calendar = calendar

    def __getattr__(self, name: str) -> Any:  # quacks like the port
        return getattr(self._calendar, name) if name in CALENDAR_READS else refused


class RehearsedCalendars:
    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars

    async def of(self, workspace: str) -> Any:  # quacks like a calendar
        return _RehearsedCalendar(await self._calendars.of(workspace))
