"""The same graph over Postgres and the local reader of messages: ordinary words, rows that stay."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graph.build import Ports, build_graph
from tests.chat import Phone
from tests.contracts.crm import Office, new_id, open_office
from tests.contracts.crm import postgres as postgres_crm
from tests.fakes import FakeCalendar, FakeCalendars, FakeClock
from tests.platforms.postgres import Database
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
