"""The main job over real HTTP and a real Postgres: from a signed webhook to a booked meeting."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from psycopg.rows import DictRow

from tests.browser import fill_in
from tests.people import Business, Lead, Said, fresh, open_business, wamid
from tests.platforms import whatsapp
from tests.platforms.postgres import Database
from tests.visitors import open_chat

PUBLIC_URL = "https://leads.example.com"
HOURS = {"es": "%-H:%M", "en": "%-I:%M %p"}


@dataclass(frozen=True, kw_only=True)
class Talk:
    number: str
    zone: str
    language: str
    asks: str
    picks: str
    gives: str
    name: str
    email: str


TALKS = {
    "Spanish": Talk(
        number="34612345678",
        zone="Europe/Madrid",
        language="es",
        asks="Hola, quiero agendar una reunión.",
        picks="la segunda.",
        gives="Soy Ana López y mi correo es ana@example.com.",
        name="Ana López",
        email="ana@example.com",
    ),
    "English": Talk(
        number="12125550123",
        zone="America/New_York",
        language="en",
        asks="Hi, I'd like to schedule a demo.",
        picks="the second one.",
        gives="My name is Ann Lee, ann@example.com.",
        name="Ann Lee",
        email="ann@example.com",
    ),
    "a number of no country": Talk(
        number="881612345678",
        zone="America/Bogota",
        language="en",
        asks="Hello, can we book a call?",
        picks="the second one.",
        gives="I'm Kim Roe, kim@example.com.",
        name="Kim Roe",
        email="kim@example.com",
    ),
}


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    folder = tmp_path_factory.mktemp("main")
    settings = {"PIPEWISE_TIMEZONE": "America/Bogota", "PIPEWISE_PUBLIC_URL": PUBLIC_URL}
    async with open_business(folder, database, settings=settings) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield alice


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
async def test_a_lead_goes_from_the_first_message_to_a_booked_meeting(
    business: Business, talk: Talk
) -> None:
    lead = Lead(business=business, number=talk.number)
    before = await business.stats()

    offered = await lead.say(talk.asks)
    asked = await lead.say(talk.picks)
    confirmed = await lead.say(talk.gives)

    await assert_offered_in_zone(business, offered, talk)
    chosen = offered.choices[1]["id"]
    meeting = await assert_booked(business, lead, chosen)
    after = await business.stats()
    about = await lead.conversation()
    assert told(meeting["starts_at"], talk) in asked.text.replace("\u202f", " ")
    assert told(meeting["starts_at"], talk) in confirmed.text.replace("\u202f", " ")
    assert (about["name"], about["email"]) == (talk.name, talk.email)
    assert about["phone"] == f"+{talk.number}"
    assert after["meetings_scheduled"] == before["meetings_scheduled"] + 1
    assert len(lead.replies) == 3


async def test_a_pressed_choice_books_that_very_slot(business: Business) -> None:
    lead = Lead(business=business, number="5215512345678", name="Luz")

    offered = await lead.say("Hola, soy Luz Paz, luz@example.com. Quiero una cita.")
    confirmed = await lead.choose(offered.choices[2])

    meeting = await assert_booked(business, lead, offered.choices[2]["id"])
    local: datetime = meeting["starts_at"].astimezone(ZoneInfo("America/Mexico_City"))
    assert local.strftime("%-H:%M") in confirmed.text


async def test_a_confirmation_is_followed_until_it_is_read(business: Business) -> None:
    lead = Lead(business=business, number="34655000111", name="Eva")
    said = await lead.say("¿Cuánto cuesta?")
    outbox = said.sent.request["biz_opaque_callback_data"]
    status = "select state, delivery_status, provider_id from outbox where id = %s"
    accepted = await business.until(f"{status} and state = 'accepted'", outbox)

    seen = []
    for name in ("delivered", "read", "sent"):
        told_of = whatsapp.delivery(statuses=[business.graph.status(said.sent, name)])
        assert (await business.deliver(told_of)).status_code == 200
        seen.append((await business.row(status, outbox))["delivery_status"])

    assert accepted["provider_id"] == said.sent.id
    assert seen == ["delivered", "read", "read"]


async def test_a_lead_books_on_the_page_and_is_told_in_the_chat(business: Business) -> None:
    lead = Lead(business=business, number="34677000222", name="Noa")
    before = await business.stats()
    offered = await lead.say("Hola, quiero agendar una reunión.")
    await lead.choose(offered.choices[0])

    link = await lead.say("No, prefiero no dar mi correo.")
    [url] = re.findall(rf"{PUBLIC_URL}/book/\S+", link.text)
    page = await fill_in(
        business.http, url, {"name": "Noa Gil", "email": "noa@example.com"}, pick="start"
    )
    told_of_it = await lead.reply()

    meeting = await assert_booked(business, lead, None)
    after = await business.stats()
    assert page.status_code == 200
    assert "/book/booked/" in str(page.url)
    assert "reservada: Sales Call" in told_of_it.text
    assert (
        meeting["starts_at"].astimezone(ZoneInfo("Europe/Madrid")).strftime("%-H:%M")
        in told_of_it.text
    )
    assert after["links_created"] == before["links_created"] + 1
    assert after["meetings_scheduled"] == before["meetings_scheduled"] + 1


async def assert_offered_in_zone(business: Business, offered: Said, talk: Talk) -> None:
    """What the lead reads is the stored instant, told in the lead's zone."""
    lines = re.findall(r"^\d\. (.+)$", offered.text, re.MULTILINE)
    assert len(lines) == len(offered.choices) >= 2
    for line, choice in zip(lines, offered.choices, strict=True):
        slot = await business.row("select starts_at from slots where id = %s", choice["id"])
        assert told(slot["starts_at"], talk) in line.replace("\u202f", " ")
        assert re.search(rf"\b{slot['starts_at'].astimezone(ZoneInfo(talk.zone)).day}\b", line)


def told(instant: datetime, talk: Talk) -> str:
    return instant.astimezone(ZoneInfo(talk.zone)).strftime(HOURS[talk.language])


async def assert_booked(business: Business, lead: Lead, slot: str | None) -> DictRow:
    """One booked meeting of this lead, the calendar's own word for it, and the reply sent."""
    about = await lead.conversation()
    meeting = await business.row(
        "select * from meetings where lead_id = %s and state = 'booked'", about["lead_id"]
    )
    assert about["status"] == "meeting_scheduled"
    assert meeting["invitee_uri"]
    if slot is not None:
        picked = await business.row("select starts_at from slots where id = %s", slot)
        assert meeting["starts_at"] == picked["starts_at"]
    await business.until(
        "select from inbound_events where channel = 'calendly' and event_id like %s",
        f"%{meeting['invitee_uri']}%",
    )
    last = lead.replies[-1].sent
    await business.until(
        "select from outbox where id = %s and state = 'accepted' and provider_id = %s",
        last.request["biz_opaque_callback_data"],
        last.id,
    )
    return meeting


async def test_without_an_access_token_the_reply_stays_readable(business: Business) -> None:
    told_webhook = business.webhook
    account = await business.connect_whatsapp(number_id="2000")
    hello = whatsapp.text_message("How much is it?", sender="447700900123", wamid=wamid())

    answer = await business.deliver(fresh(hello, number_id="2000"))

    business.webhook = told_webhook
    kept = await business.until(
        "select o.text, o.provider_id from outbox o"
        " join conversations c on c.id = o.conversation_id"
        " where c.integration_id = %s and o.state = 'recorded'",
        account["id"],
    )
    assert answer.status_code == 200
    assert "virtual assistant" in kept["text"]
    assert kept["provider_id"] is None
    assert "the channel has no access token" in business.server.log


async def test_a_visitor_books_in_the_web_chat(business: Business) -> None:
    visitor = await open_chat(business, language="en-US", timezone="Europe/London")
    before = await business.stats()

    offered = await visitor.say("Hi, I'd like to schedule a demo.")
    await visitor.say("the first one")
    done = await visitor.say("Tom Roe, tom@example.com")

    slot = await business.row("select * from slots where id = %s", offered["choices"][0]["id"])
    local: datetime = slot["starts_at"].astimezone(ZoneInfo("Europe/London"))
    assert local.strftime("%-I:%M %p") in done["text"].replace("\u202f", " ")
    assert visitor.last["intent"]["name"] == "provide_details"
    assert visitor.last["meeting"]["state"] == "booked"
    assert visitor.last["mode"] == "fallback"
    assert (await business.stats())["meetings_scheduled"] == before["meetings_scheduled"] + 1


async def test_a_visitor_who_comes_back_reads_on_where_the_stream_broke(business: Business) -> None:
    visitor = await open_chat(business, language="es", timezone="Europe/Madrid")

    await visitor.post("Hola.")
    [first] = await visitor.read_events(1)
    await visitor.post("Quiero agendar una reunión.")
    [second] = await visitor.read_events(1, after=first["id"])
    both = await visitor.read_events(2)

    assert "asistente virtual" in first["data"]["text"]
    assert second["data"]["choices"]
    assert both == [first, second]


async def test_an_answer_does_not_wait_for_the_network(business: Business) -> None:
    """A socket that gathers small writes holds every answer back for 40 ms."""
    answers = [await business.http.get("/healthz") for _ in range(10)]

    assert min(answer.elapsed for answer in answers) < timedelta(milliseconds=25)
