"""Whole conversations through the graph, from the first hello to what the CRM keeps."""

from tests.chat import Chat
from tests.fakes import FakeCalendar, at, heard, nth, window
from tools.errors import Rejected, Unavailable
from tools.ports import Choice

ANA = {"name": "Ana López", "email": "ana@example.com"}
SPANISH = {
    "hola": heard("greeting"),
    "quiero una reunión": heard("schedule_meeting"),
    "el jueves": heard("schedule_meeting", windows=[window(at(26, 0), at(27, 0))]),
    "el martes a las 10": heard("schedule_meeting", windows=[window(at(24, 9))]),
    "la segunda": nth(1),
    "ninguna": heard(choice=Choice(kind="none", slot_id=None)),
    "cualquiera": heard(choice=Choice(kind="any", slot_id=None)),
    "Ana López, ana@example.com": heard("provide_details", details=ANA),
    "soy Ana López": heard("provide_details", details={"name": "Ana López"}),
    "ana@example.com": heard("provide_details", details={"email": "ana@example.com"}),
    "sí": heard(answer="yes"),
    "no": heard(answer="no"),
    "¿cuánto cuesta?": heard("pricing_question"),
    "cancela mi reunión": heard("cancel_meeting"),
    "cámbiala de hora": heard("reschedule_meeting"),
    "¿cuándo es?": heard("meeting_info"),
    "una persona": heard("talk_to_human"),
    "STOP": heard("opt_out"),
    "ALTA": heard("opt_in"),
}
ENGLISH = {
    "hi": heard("greeting", language="en"),
    "a demo please": heard("schedule_meeting", language="en"),
    "the second": nth(1, "en"),
    "Ann, ann@example.com": heard(
        "provide_details", language="en", details={"name": "Ann", "email": "ann@example.com"}
    ),
}


async def booked() -> Chat:
    chat = Chat(SPANISH)
    for line in ("quiero una reunión", "la segunda", "Ana López, ana@example.com"):
        await chat.say(line)
    assert chat.state["result"]["meeting_state"] == "booked"
    return chat


async def test_a_spanish_lead_goes_from_hello_to_a_booked_meeting() -> None:
    chat = Chat(SPANISH)

    hello = await chat.say("hola")
    offer = await chat.say("quiero una reunión")
    asked = await chat.say("la segunda")
    done = await chat.say("Ana López, ana@example.com")

    assert hello.startswith("Hola, soy el asistente virtual")
    assert "1. martes 24 de noviembre, 10:00" in offer
    assert "(hora de Madrid)" in offer
    assert "¿A qué nombre y correo" in asked
    assert "reservada: Sales Call, miércoles 25 de noviembre, 14:00 (hora de Madrid)" in done
    assert chat.calendar.booked[0].email == "ana@example.com"
    assert chat.state["result"]["lead_status"] == "meeting_scheduled"


async def test_an_english_lead_goes_from_hello_to_a_booked_meeting() -> None:
    chat = Chat(ENGLISH)

    for line in ("hi", "a demo please", "the second"):
        await chat.say(line)
    done = await chat.say("Ann, ann@example.com")

    assert "booked: Sales Call, Wednesday, November 25, 2:00 PM (Madrid time)" in done
    assert chat.tools == ["book_calendly_slot"]


async def test_the_disclosure_is_said_once() -> None:
    chat = Chat(SPANISH)

    first, second = await chat.say("hola"), await chat.say("hola")

    assert "una IA" in first
    assert "una IA" not in second
