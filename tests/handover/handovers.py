"""A handover of an invented lead, as the CRM tells of it."""

from typing import Any, cast

from tests.fakes import NOON
from tools.ports.calendar import Meeting
from tools.ports.handovers import Handover, HandoverFacts, Notice, SaidLately
from tools.ports.records import Lead

MEETING = Meeting(
    id="m1",
    state="booked",
    mode="full",
    event_type="https://api.calendly.com/event_types/CALL",
    event_name="Sales Call",
    starts_at="2026-11-24T09:00:00Z",
    ends_at="2026-11-24T09:30:00Z",
    url=None,
    cancel_url=None,
    reschedule_url=None,
    event_uri=None,
)


def lead(**more: Any) -> Lead:
    usual: dict[str, Any] = {
        "id": "l1",
        "external_id": None,
        "name": "Ana López",
        "email": "ana@sol.example",
        "phone": "+34600100101",
        "status": "engaged",
        "language": "es",
        "zone": "Europe/Madrid",
        "zone_source": "said",
        "details": {"company": "Clínica Sol", "team_size": "12"},
    }
    return cast(Lead, usual | more)


def said(text: str, *, by_us: bool = False, note: str | None = None) -> SaidLately:
    return SaidLately(direction="out" if by_us else "in", text=text, note=note, at=NOON.isoformat())


def handover(*messages: SaidLately, meeting: Meeting | None = None, **more: Any) -> Handover:
    facts = HandoverFacts(
        channel="whatsapp",
        lead=more.pop("lead", lead()),
        meeting=meeting,
        messages=list(messages),
    )
    usual: dict[str, Any] = {
        "id": "h1",
        "workspace": "w1",
        "conversation_id": "c1",
        "lead_id": "l1",
        "reason": "talk_to_human",
        "wants": ["schedule_meeting"],
        "facts": facts,
        "at": NOON.isoformat(),
        "ended_at": None,
        "ended_by": None,
        "zone": "Europe/Madrid",
        "language": "es",
        "alerts": [],
    }
    return cast(Handover, usual | more)


def notice(**more: Any) -> Notice:
    usual: dict[str, Any] = {
        "id": "a1",
        "subject": "Ana López: pide hablar con una persona",
        "summary": "Quién: Ana López\nQuiere: agendar una reunión",
        "handover": handover(),
    }
    return cast(Notice, usual | more)
