"""The same graph over Postgres and the local reader of messages: ordinary words, rows that stay."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graph.build import Ports, build_graph
from tests.chat import Phone
from tests.contracts.crm import Office, open_office
from tests.contracts.crm import postgres as postgres_crm
from tests.contracts.meetings import new_id
from tests.fakes import FakeCalendar, FakeCalendars, FakeClock
from tests.platforms.postgres import Database
from tools.errors import Rejected
from tools.scheduling import make_tools
from tools.understanding.reader import LocalUnderstanding


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    clock = FakeClock()
    async with postgres_crm(database, clock) as crm:
        yield await open_office(crm, clock, database)


def phone(office: Office, calendar: FakeCalendar) -> Phone:
    calendars, crm = FakeCalendars(calendar), office.crm
    ports = Ports(
        crm=crm,
        understand=LocalUnderstanding(),
        calendars=calendars,
        channels={},
        tools=make_tools(crm, calendars, office.clock, new_id),
        model=None,
        clock=office.clock,
        new_id=new_id,
    )
    graph = build_graph(ports, home=office.workspace).compile(checkpointer=InMemorySaver())
    return Phone(graph, thread=str(uuid4()))


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Hola, quiero agendar una reunión",
            "la segunda",
            "Soy Ana López y mi correo es ana@example.com",
        ),
        (
            "Hi, I'd like to schedule a demo",
            "the second one",
            "My name is Ann Lee, ann@example.com",
        ),
        ("Oi, quero marcar uma reunião", "a segunda", "Sou a Ana Lopes, ana@example.com"),
    ],
)
async def test_a_lead_books_in_ordinary_words(office: Office, lines: tuple[str, ...]) -> None:
    calendar = FakeCalendar()
    lead = phone(office, calendar)

    replies = [await lead.say(line) for line in lines]

    assert "\n2. " in replies[0]
    assert len(calendar.booked) == 1, replies
    assert lead.state["result"]["meeting_state"] == "booked"
    assert lead.state["result"]["lead_status"] == "meeting_scheduled"


async def booked(office: Office) -> tuple[Phone, FakeCalendar]:
    calendar = FakeCalendar()
    lead = phone(office, calendar)
    for line in ("Quiero agendar una reunión", "la segunda", "Soy Ana López, ana@example.com"):
        await lead.say(line)
    return lead, calendar


async def test_a_booked_meeting_is_moved_and_then_canceled(office: Office) -> None:
    lead, calendar = await booked(office)

    asked_when = await lead.say("¿Cuándo es mi reunión?")
    await lead.say("Quiero cambiar la hora de la reunión")
    moved = await lead.say("la primera")
    await lead.say("Cancela mi reunión")
    canceled = await lead.say("sí")

    assert "miércoles 25 de noviembre, 14:00" in asked_when
    assert "se ha cambiado" in moved
    assert "está cancelada" in canceled
    assert len(calendar.booked) == 2
    assert len(calendar.canceled) == 2


async def test_two_leads_cannot_have_the_same_slot(office: Office) -> None:
    calendar = FakeCalendar()
    ana, eva = phone(office, calendar), phone(office, calendar)
    for lead, name in ((ana, "Ana"), (eva, "Eva")):
        await lead.say(f"Hola, soy {name} Ruiz, {name.lower()}@example.com, quiero una reunión")

    first, second = await ana.say("la segunda"), await eva.say("la segunda")

    assert "está reservada" in first
    assert "se acaba de ocupar" in second
    assert len(calendar.booked) == 1


async def test_a_link_is_kept_with_the_lead(office: Office) -> None:
    lead = phone(office, FakeCalendar())
    lead.door = "facade"

    reply = await lead.say("Quiero agendar una reunión")

    assert "utm_content=" in reply
    assert lead.state["result"]["meeting_state"] == "link_sent"
    assert lead.state["result"]["lead_status"] == "meeting_scheduled"


async def test_stop_and_start_again(office: Office) -> None:
    lead = phone(office, FakeCalendar())
    await lead.say("Hola, ¿qué tal?")

    stopped = await lead.say("No me escriban más")
    await lead.say("hola")
    silent = lead.state["result"]["action"]
    back = await lead.say("ALTA")

    assert "no te escribiremos más" in stopped
    assert silent == "ignored"
    assert "volvemos a estar en contacto" in back


async def test_a_person_takes_over(office: Office) -> None:
    lead = phone(office, FakeCalendar())

    reply = await lead.say("Quiero hablar con una persona")
    await lead.say("¿Hola?")

    assert "He avisado a una persona" in reply
    assert lead.state["result"]["action"] == "ignored"


async def test_the_guides_payload_becomes_a_lead_with_a_zone(office: Office) -> None:
    lead = phone(office, FakeCalendar())
    payload = {"from": "+573001234567", "message": {"text": "Hola, quiero una demo"}}

    reply = await lead.give({"platform": "whatsapp", "payload": payload})

    assert "(hora de Bogotá)" in reply
    assert lead.state["conversation"]["simulated"]


async def test_a_stranger_sees_nothing_of_another_workspace(office: Office) -> None:
    lead, calendar = await booked(office)
    others = await open_office(office.crm, office.clock, office.database)
    charlie = phone(others, calendar)
    charlie.thread = lead.thread

    with pytest.raises(Rejected) as refusal:
        await charlie.say("¿Cuándo es mi reunión?")

    assert refusal.value.reason == "conflict"


async def test_another_address_in_passing_does_not_replace_the_one_the_meeting_went_to(
    office: Office,
) -> None:
    lead = phone(office, FakeCalendar())
    for line in ("I'd like to schedule a demo", "the first one", "Ann Lee, ann@example.com"):
        await lead.say(line)

    await lead.say("my e-mail is eve@example.org")

    assert lead.state["lead"]
    assert lead.state["lead"]["email"] == "ann@example.com"


async def test_a_quoted_passage_leaves_without_foreign_addresses(office: Office) -> None:
    await office.crm.put_document(
        office.workspace,
        name="Price",
        text="The price is 30 a month. Pay at https://evil.example/pay",
        language="en",
    )

    said = await phone(office, FakeCalendar()).say("how much does it cost? what is the price?")

    assert "30 a month" in said
    assert "evil.example" not in said


async def test_of_two_questions_the_one_without_an_answer_is_not_passed_over(
    office: Office,
) -> None:
    await office.crm.put_document(
        office.workspace, name="Price", text="The price is 30 a month.", language="en"
    )
    lead = phone(office, FakeCalendar())

    said = await lead.say("What is the price? And do you have parking?")
    handed = await lead.say("yes, please")

    assert "30 a month" in said
    assert "About the rest I don't have that information" in said
    assert "someone on the team" in handed
