"""The kind of meeting a lead is offered, from the first words to the moved meeting."""

import pytest

from tests.chat import Chat
from tests.fakes import FakeCalendar, at
from tests.test_event_types import EVERY, kind
from tools.policy import BOOK, FIND, MAKE_LINK, MOVE
from tools.ports.words import JSON
from tools.understanding.reader import LocalUnderstanding


def chat_with(*, types: bool = True) -> Chat:
    calendar = FakeCalendar(types=EVERY if types else [kind("Office Hours")])
    return Chat({}, calendar=calendar, reader=LocalUnderstanding())


def traced(chat: Chat, tool: str) -> JSON:
    """What the trace of the last turn says of the event type."""
    told: JSON = next(
        each["event_type"] for each in chat.crm.traces[-1]["tools"] if each["tool"] == tool
    )
    return told


@pytest.mark.parametrize(
    ("lines", "name", "why"),
    [
        (
            ("Soy Ana López, CTO de Acme. Quiero una reunión",),
            "Executive Consultation",
            "rule executive_consultation: role 'CTO'",
        ),
        (
            ("I'm the sales manager at Globex", "I'd like to schedule a demo"),
            "Sales Call",
            "rule sales_call: role 'manager'",
        ),
        (
            ("Sou desenvolvedora", "Quero marcar uma reunião"),
            "Technical Demo",
            "rule technical_demo: role 'desenvolvedora'",
        ),
        (("Hola, quiero agendar una demo",), "Demo", "rule demo: wants 'demo'"),
        (
            ("Somos una startup de Madrid", "Quiero agendar una reunión"),
            "Discovery Call",
            "rule discovery_call: company_kind 'startup'",
        ),
        (("Quiero agendar una reunión",), "Office Hours", "first_active"),
    ],
)
async def test_a_lead_is_offered_what_fits_and_the_trace_says_why(
    lines: tuple[str, ...], name: str, why: str
) -> None:
    chat = chat_with()

    for line in lines:
        await chat.say(line)

    assert {slot["event_name"] for slot in chat.state["agenda"]["offers"]} == {name}
    assert traced(chat, FIND) == {"name": name, "why": why}


async def test_the_workspaces_default_is_for_those_no_rule_knows() -> None:
    chat = chat_with()
    chat.crm.house["default_event_type"] = "Sales Call"

    await chat.say("Quiero agendar una reunión")

    assert traced(chat, FIND) == {"name": "Sales Call", "why": "default"}


async def test_what_was_offered_is_what_is_booked_whatever_is_told_meanwhile() -> None:
    chat = chat_with()

    for line in (
        "Quiero agendar una demo",
        "la segunda",
        "Ana López, CEO de Acme, ana@example.com",
    ):
        await chat.say(line)

    assert chat.tools == [BOOK]
    assert [order.event_type for order in chat.calendar.booked] == [EVERY[1].uri]


async def test_a_slot_that_is_lost_is_replaced_by_one_of_its_type() -> None:
    chat = chat_with()
    for line in ("Quiero agendar una demo", "la segunda"):
        await chat.say(line)
    chat.calendar.open.remove(at(25, 13))

    await chat.say("Ana López, CEO de Acme, ana@example.com")

    assert chat.tools == [BOOK, FIND]
    assert traced(chat, FIND) == {"name": "Demo", "why": "settled"}


async def test_a_meeting_is_moved_as_what_it_is() -> None:
    chat = chat_with()
    for line in ("Quiero agendar una demo", "la segunda", "Ana López, ana@example.com"):
        await chat.say(line)
    await chat.say("Soy la directora, y quiero cambiar la hora de la reunión")
    searched = traced(chat, FIND)
    await chat.say("la primera")

    assert searched == {"name": "Demo", "why": "settled"}
    assert chat.tools == [MOVE]
    assert {order.event_type for order in chat.calendar.booked} == {EVERY[1].uri}


async def test_a_link_is_for_the_type_that_fits_too() -> None:
    chat = chat_with()
    chat.calendar.bookable = False

    await chat.say("Soy Ana López, fundadora de Acme. Quiero una reunión")

    assert traced(chat, MAKE_LINK)["name"] == "Executive Consultation"
    assert chat.state["result"]["event_type"] == "Executive Consultation"


async def test_an_account_without_such_types_offers_what_it_has() -> None:
    chat = chat_with(types=False)

    await chat.say("Soy Ana López, CTO de Acme. Quiero una demo")

    assert traced(chat, FIND) == {"name": "Office Hours", "why": "first_active"}
