"""Calendars whose plan or quota does not book: links and pages instead, and the reply says so."""

import pytest

from tests.chat import Chat
from tests.fakes import FakeCalendar, Line, heard, nth, window
from tests.fakes import at as instant
from tools.errors import Rejected, Unavailable
from tools.policy import BOOK, CANCEL, FIND, HAND_LINK, LOOK_UP, MAKE_LINK

LINES: dict[str, Line] = {
    "soy Ana, ana@example.com": heard(
        "provide_details", details={"name": "Ana", "email": "ana@example.com"}
    ),
    "una reunión": heard("schedule_meeting"),
    "el jueves": heard("schedule_meeting", windows=[window(instant(26, 0), instant(27, 0))]),
    "la segunda": nth(1),
    "cámbiala": heard("reschedule_meeting"),
    "cancela mi reunión": heard("cancel_meeting"),
    "sí": heard(answer="yes"),
}
PLAN = Rejected("Calendly answered 403: Upgrade your plan", reason="plan")


async def talked(*lines: str, calendar: FakeCalendar | None = None) -> Chat:
    chat = Chat(LINES, calendar=calendar)
    for line in ("soy Ana, ana@example.com", *lines):
        await chat.say(line)
    return chat


async def booked() -> Chat:
    chat = await talked("una reunión", "la segunda")
    assert chat.state["result"]["meeting_state"] == "booked"
    return chat


async def test_a_quota_used_up_at_the_end_gives_a_link_that_opens_on_the_picked_day() -> None:
    chat = await talked("una reunión")
    chat.calendar.faults["book"] = [PLAN]

    reply = await chat.say("la segunda")

    result = chat.state["result"]
    assert chat.tools == [BOOK, MAKE_LINK, HAND_LINK]
    assert "todavía no está apuntada" in reply
    assert "miércoles 25 de noviembre, 14:00" in reply
    assert "month=2026-11&date=2026-11-25" in reply
    assert "name=Ana&email=ana%40example.com" in reply
    assert str(result["meeting_url"]) in reply
    assert (result["success"], result["meeting_state"]) == (True, "link_sent")
    assert result["mode"] == "fallback"
    assert result["degraded_reason"] == (
        "Calendly answered 403: Upgrade your plan (a booking link was sent instead)"
    )


async def test_a_plan_known_not_to_book_gives_a_link_at_once_and_offers_nothing() -> None:
    chat = await talked("una reunión", calendar=FakeCalendar(bookable=False))

    assert chat.tools == [LOOK_UP, MAKE_LINK, HAND_LINK]
    assert chat.choices == []
    assert chat.crm.slots == {}
    assert chat.state["result"]["meeting_state"] == "link_sent"
    assert "does not book in the chat" in str(chat.state["result"]["degraded_reason"])


async def test_the_link_opens_on_the_day_the_lead_named() -> None:
    chat = await talked("el jueves", calendar=FakeCalendar(bookable=False))

    assert "date=2026-11-26" in chat.state["messages"][-1].text


async def test_a_lead_with_a_meeting_gets_no_second_one_by_link() -> None:
    chat = await booked()
    chat.calendar.bookable = False

    reply = await chat.say("una reunión")

    assert "Ya tienes esta reunión" in reply
    assert chat.calendar.links == []


async def test_a_meeting_that_we_cannot_move_is_moved_on_its_own_page() -> None:
    chat = await booked()
    chat.calendar.bookable = False

    reply = await chat.say("cámbiala")

    result = chat.state["result"]
    assert "https://calendly.com/reschedulings/1" in reply
    assert "miércoles 25 de noviembre, 14:00" in reply
    assert chat.tools == []
    assert (result["success"], result["meeting_state"]) == (True, "booked")
    assert "the meeting's own page" in str(result["degraded_reason"])
    assert chat.state["route"] == "scheduler"


async def test_the_page_is_given_too_where_only_the_booking_says_no() -> None:
    chat = await booked()
    await chat.say("cámbiala")
    chat.calendar.faults["book"] = [PLAN]

    reply = await chat.say("la segunda")

    assert "https://calendly.com/reschedulings/1" in reply
    assert chat.calendar.canceled == []


async def test_a_meeting_that_we_may_not_cancel_is_canceled_on_its_own_page() -> None:
    chat = await booked()
    await chat.say("cancela mi reunión")
    chat.calendar.faults["cancel"] = [PLAN]

    reply = await chat.say("sí")

    assert chat.tools == [CANCEL]
    assert "https://calendly.com/cancellations/1" in reply
    assert "está cancelada" not in reply
    assert chat.state["result"]["meeting_state"] == "booked"
    assert chat.state["result"]["degraded_reason"]


async def test_a_meeting_without_a_page_goes_to_a_person() -> None:
    chat = await booked()
    chat.calendar.bookable = False
    for meeting in chat.crm.meetings.values():
        meeting["reschedule_url"] = None

    reply = await chat.say("cámbiala")

    assert chat.state["route"] == "hand_over"
    assert chat.state["result"]["success"] is False
    assert "He avisado a una persona" in reply


async def test_a_lead_on_a_channel_is_not_sent_to_a_page_of_this_machine() -> None:
    chat = await booked()
    chat.calendar.bookable = False
    chat.door = "channel"
    for meeting in chat.crm.meetings.values():
        meeting["reschedule_url"] = "http://127.0.0.1:2024/book/moves/1"

    reply = await chat.say("cámbiala")

    assert "127.0.0.1" not in reply
    assert chat.state["route"] == "hand_over"


@pytest.mark.parametrize(
    "silence", [Unavailable("Calendly answered 503"), Rejected("no", reason="invalid")]
)
async def test_a_plan_nobody_can_tell_is_tried(silence: Unavailable | Rejected) -> None:
    calendar = FakeCalendar(bookable=False, faults={"can_book": [silence]})

    chat = await talked("una reunión", calendar=calendar)

    assert chat.tools == [FIND]
    assert chat.state["result"]["degraded_reason"] is None
