"""The invitation that comes with a booked meeting."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from server.calendar_file import invitation
from tests.fakes import NOON
from tools.errors import Rejected
from tools.ports.calendar import Meeting

STARTS = "2026-11-25T09:00:00.000000Z"


def meeting(**change: object) -> Meeting:
    booked = Meeting(
        id="6f1c2d3e-0000-4000-8000-000000000001",
        state="booked",
        mode="full",
        event_type="https://api.calendly.com/event_types/CALL",
        event_name="Café, té; y más\nllamada",
        starts_at=STARTS,
        ends_at="2026-11-25T09:30:00+00:00",
        url=None,
        cancel_url="https://calendly.com/cancellations/1",
        reschedule_url="https://calendly.com/reschedulings/1",
        event_uri="https://api.calendly.com/scheduled_events/1",
    )
    return Meeting(**{**booked, **change})  # type: ignore[typeddict-item]  # a test's own change


def read(file: bytes) -> Event:
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_a_booked_meeting_is_one_event_in_utc() -> None:
    event = read(invitation(meeting(), now=NOON))

    assert event.decoded("DTSTART") == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=30)
    assert str(event["SUMMARY"]) == "Café, té; y más\nllamada"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]) == "https://calendly.com/reschedulings/1"


def test_times_are_written_so_that_every_calendar_shows_its_own_zone() -> None:
    lines = invitation(meeting(), now=NOON).split(b"\r\n")

    assert b"DTSTART:20261125T090000Z" in lines
    assert b"DTSTAMP:20261123T120000Z" in lines
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"PRODID:-//PipeWise//pipewise//EN" in lines


def test_the_same_meeting_is_the_same_event_in_the_leads_calendar() -> None:
    later = meeting(starts_at="2026-11-26T09:00:00Z", ends_at="2026-11-26T09:30:00Z")

    first, second = read(invitation(meeting(), now=NOON)), read(invitation(later, now=NOON))

    assert str(first["UID"]) == str(second["UID"])


def test_a_canceled_meeting_says_so() -> None:
    assert str(read(invitation(meeting(state="canceled"), now=NOON))["STATUS"]) == "CANCELLED"


def test_a_meeting_without_a_page_has_no_address() -> None:
    assert "URL" not in read(invitation(meeting(reschedule_url=None), now=NOON))


@pytest.mark.parametrize("missing", ["starts_at", "ends_at"])
def test_a_link_that_nobody_has_used_is_no_invitation(missing: str) -> None:
    with pytest.raises(Rejected):
        invitation(meeting(**{missing: None}), now=NOON)
