"""Slots, bookings and news as the calendar gives them, for tests of the CRM."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.fakes import NOON
from tools.ports.calendar import Booked, CalendarNews, Meeting, Receipt, Slot

CALL = "https://api.calendly.com/event_types/CALL"
TOMORROW = NOON + timedelta(days=1)
LATER = TOMORROW + timedelta(hours=2)


def new_id() -> str:
    return str(uuid4())


def meeting_of(receipt: Receipt | None) -> Meeting:
    assert receipt
    assert receipt["meeting"]
    return receipt["meeting"]


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def slot_at(start: datetime, now: datetime, *, event_type: str = CALL) -> Slot:
    return Slot(
        id=new_id(),
        event_type=event_type,
        event_name="Sales Call",
        starts_at=iso(start),
        ends_at=iso(start + timedelta(minutes=30)),
        expires_at=iso(now + timedelta(hours=1)),
    )


def booking(starts_at: str, *, invitee: str | None = None) -> Booked:
    name = invitee or new_id()
    return Booked(
        event_uri=f"https://api.calendly.com/scheduled_events/{name}",
        invitee_uri=invitee_uri(name),
        starts_at=starts_at,
        ends_at=starts_at,
        cancel_url=f"https://calendly.com/cancellations/{name}",
        reschedule_url=f"https://calendly.com/reschedulings/{name}",
    )


def invitee_uri(name: str) -> str:
    return f"https://api.calendly.com/scheduled_events/{name}/invitees/{name}"


def news_of(kind: Any, invitee: str, *, start: datetime = TOMORROW, **changes: Any) -> CalendarNews:
    """What a signed webhook of Calendly says of one invitee."""
    usual: dict[str, Any] = {
        "event_id": f"{kind}:{invitee}",
        "kind": kind,
        "event_uri": f"https://api.calendly.com/scheduled_events/{invitee}",
        "invitee_uri": invitee_uri(invitee),
        "event_type": CALL,
        "starts_at": iso(start),
        "ends_at": iso(start + timedelta(minutes=30)),
        "email": "lee@example.com",
        "name": "Lee",
        "token": None,
        "cancel_url": f"https://calendly.com/cancellations/{invitee}",
        "reschedule_url": f"https://calendly.com/reschedulings/{invitee}",
        "rescheduled": False,
        "old_invitee": None,
        "new_invitee": None,
        "occurred_at": iso(NOON),
    }
    return CalendarNews(**(usual | changes))
