"""A lead with two meetings, since an old link still works at Calendly: never the wrong one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graph.build import Ports, build_graph
from tests.chat import Phone
from tests.contracts.crm import Office, open_office
from tests.contracts.crm import postgres as postgres_crm
from tests.contracts.meetings import new_id, news_of
from tests.fakes import FakeCalendar, FakeCalendars, FakeClock, at
from tests.platforms.postgres import Database
from tools.policy import CANCEL, FIND, MOVE
from tools.ports.calendar import Meeting
from tools.scheduling import make_tools
from tools.understanding.reader import LocalUnderstanding

CHAT = "miércoles 25 de noviembre, 10:00"
LINK = "viernes 27 de noviembre, 12:00"


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    clock = FakeClock()
    async with postgres_crm(database, clock) as crm:
        yield await open_office(crm, clock, database)


async def with_two_meetings(office: Office) -> tuple[Phone, FakeCalendar]:
    """A link was sent, a time was booked in the chat instead, and then the link was used."""
    calendar = FakeCalendar()
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
    lead = Phone(graph, thread=str(uuid4()))
    for line in ("Quiero agendar una reunión", "la segunda", "No, prefiero no dar mi correo."):
        await lead.say(line)
    url = str(lead.state["result"]["meeting_url"])
    token = url.partition("utm_content=")[2].partition("&")[0]
    for line in ("Soy Ana López, ana@example.com", "el miércoles a las 10:00", "sí"):
        await lead.say(line)
    news = news_of("invitee.created", "BYLINK", start=at(27, 11), token=token)
    assert await office.learns(news) == "applied"
    office.clock.now += timedelta(minutes=1)
    return lead, calendar


async def live(office: Office, lead: Phone) -> list[Meeting]:
    assert lead.state["lead"]
    return await office.crm.live_meetings(office.workspace, lead.state["lead"]["id"])


async def test_both_are_known_and_told(office: Office) -> None:
    lead, _ = await with_two_meetings(office)

    told = await lead.say("¿Cuándo es mi reunión?")

    assert len(await live(office, lead)) == 2
    assert CHAT in told
    assert LINK in told


@pytest.mark.parametrize(("said", "canceled"), [("la primera", CHAT), ("la del viernes", LINK)])
async def test_which_one_to_cancel_is_asked_and_that_one_alone_is_canceled(
    office: Office, said: str, canceled: str
) -> None:
    lead, calendar = await with_two_meetings(office)

    asked = await lead.say("Cancela mi reunión")
    read_back = await lead.say(said)
    assert calendar.canceled == []
    done = await lead.say("sí")

    [left] = await live(office, lead)
    assert "¿De cuál hablamos?" in asked
    assert canceled in read_back
    assert canceled in done
    assert lead.tools == [CANCEL]
    assert len(calendar.canceled) == 1
    assert left["event_uri"] not in calendar.canceled


async def test_a_pressed_meeting_is_the_one_that_is_meant(office: Office) -> None:
    lead, _ = await with_two_meetings(office)
    await lead.say("Cancela mi reunión")
    [_, second] = lead.choices

    read_back = await lead.say(second["title"])

    assert LINK in read_back


async def test_a_yes_to_which_one_cancels_neither(office: Office) -> None:
    lead, calendar = await with_two_meetings(office)
    await lead.say("Cancela mi reunión")

    again = await lead.say("sí")

    assert "¿De cuál hablamos?" in again
    assert calendar.canceled == []


@pytest.mark.parametrize(("said", "moved"), [("la primera", 0), ("la segunda", 1)])
async def test_the_one_that_is_named_is_moved_and_the_other_stays(
    office: Office, said: str, moved: int
) -> None:
    lead, calendar = await with_two_meetings(office)
    before = await live(office, lead)

    await lead.say("Quiero cambiar la hora de la reunión")
    offered = await lead.say(said)
    searched = lead.tools
    done = await lead.say("la primera")

    after = await live(office, lead)
    assert searched == [FIND]
    assert "pasarla" in offered
    assert lead.tools == [MOVE]
    assert "se ha cambiado" in done
    assert calendar.canceled == [before[moved]["event_uri"]]
    assert before[1 - moved]["id"] in {meeting["id"] for meeting in after}
    assert len(after) == 2


async def test_a_time_in_the_first_message_is_still_wanted_once_it_is_clear_which(
    office: Office,
) -> None:
    lead, calendar = await with_two_meetings(office)

    asked = await lead.say("Quiero cambiar la reunión al jueves a las 10:00")
    read_back = await lead.say("la segunda")
    done = await lead.say("sí")

    assert "¿De cuál hablamos?" in asked
    assert "jueves 26 de noviembre, 10:00" in read_back
    assert "se ha cambiado" in done
    assert len(calendar.canceled) == 1


async def test_once_one_is_gone_nobody_is_asked_which(office: Office) -> None:
    lead, _ = await with_two_meetings(office)
    for line in ("Cancela mi reunión", "la primera", "sí"):
        await lead.say(line)

    read_back = await lead.say("Cancela mi reunión")

    assert "¿Quieres que la cancele?" in read_back
    assert LINK in read_back
