"""A booked meeting as an `.ics` file (RFC 5545), for the lead's own calendar."""

from datetime import datetime

from icalendar import Calendar, Event, vText

from tools.errors import Rejected
from tools.ports.calendar import Meeting


def invitation(meeting: Meeting, *, now: datetime) -> bytes:
    """Times in UTC: the reader's calendar shows its own zone. Raises `Rejected` if not booked."""
    if meeting["starts_at"] is None or meeting["ends_at"] is None:
        raise Rejected("The meeting has no time yet", reason="conflict")
    event = Event()
    event.add("uid", f"{meeting['id']}@pipewise")
    event.add("dtstamp", now)
    event.add("dtstart", datetime.fromisoformat(meeting["starts_at"]))
    event.add("dtend", datetime.fromisoformat(meeting["ends_at"]))
    event.add("summary", meeting["event_name"])
    event.add("status", "CANCELLED" if meeting["state"] == "canceled" else "CONFIRMED")
    if meeting["reschedule_url"]:
        event.add("url", vText(meeting["reschedule_url"]))
    calendar = Calendar()
    calendar.add("prodid", "-//PipeWise//pipewise//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
