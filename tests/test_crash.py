"""A killed process loses nothing and answers nothing twice: `kill -9` at every step of a turn."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import httpx
import pytest
from psycopg.rows import DictRow

from tests.browser import fill_in
from tests.people import Business, Lead, Said, fresh, open_business
from tests.platforms import whatsapp
from tests.platforms.postgres import Database
from tests.platforms.whatsapp import JSON
from tests.visitors import open_chat

_numbers = count(34600000001)


class Laboratory:
    """A business whose server dies where it is told."""

    def __init__(self, business: Business, crash_file: Path) -> None:
        self.business = business
        self._crash_file = crash_file

    def die_at(self, point: str) -> None:
        self._crash_file.write_text(point)

    async def until_dead(self) -> None:
        assert await asyncio.to_thread(self.business.server.process.wait, 15) == -9

    def start_again(self) -> None:
        self._crash_file.unlink()
        self.business.server.start()

    async def deliver(self, document: JSON) -> bool:
        """Whether it was acknowledged before the server died."""
        try:
            return (await self.business.deliver(document)).status_code == 200
        except httpx.TransportError:
            return False

    async def lead_with_an_offer(self) -> tuple[Lead, Said]:
        number = str(next(_numbers))
        lead = Lead(business=self.business, number=number)
        about = f"Soy Ana López, ana{number}@example.com. Quiero una reunión."
        return lead, await lead.say(about)

    async def platform_tells_of(self, lead: Lead) -> None:
        """The statuses of what the platform has taken: they settle an answer that we lost."""
        for said in lead.replies:
            told = [self.business.graph.status(said.sent, "sent")]
            await self.business.deliver(whatsapp.delivery(statuses=told))

    def calls(self) -> list[str]:
        return re.findall(r"call (\S+)", self.business.server.log)


@pytest.fixture(scope="module")
async def laboratory(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Laboratory]:
    folder = tmp_path_factory.mktemp("crash")
    async with open_business(
        folder,
        database,
        settings={"PIPEWISE_CRASH_FILE": str(folder / "crash")},
        command=(sys.executable, "-m", "tests.crashing"),
    ) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield Laboratory(alice, folder / "crash")


# Each call of a booking turn that leaves something behind, in their order.
STEPS = (
    "crm.ingest:before",
    "crm.ingest:after",
    "crm.claim_run:after",
    "crm.note:after",
    "crm.begin_booking:after",
    "calendar.book:after",
    "crm.end_booking:after",
    "crm.commit_turn:after",
    "crm.claim_delivery:after",
    "whatsapp.send:after",
    "crm.settle_delivery:after",
)


TELLING = frozenset(
    {"crm.ingest:after", "calendar.book:after", "crm.commit_turn:after", "whatsapp.send:after"}
)
"""Tried each time; the others are in `make prove`."""


async def test_these_are_the_steps_of_a_turn_that_books(laboratory: Laboratory) -> None:
    lead, offered = await laboratory.lead_with_an_offer()
    await laboratory.business.until_quiet()  # the offer's own delivery is settled
    before = len(laboratory.calls())

    await lead.choose(offered.choices[0])
    await laboratory.business.until_quiet()

    called = [call for call in laboratory.calls()[before:] if call in STEPS]
    assert sorted(called) == sorted(STEPS)  # a worker may start before the door has answered


@pytest.mark.parametrize(
    "step",
    [each if each in TELLING else pytest.param(each, marks=pytest.mark.heavy) for each in STEPS],
)
async def test_a_process_killed_at_any_step_books_once_and_says_so_once(
    laboratory: Laboratory, step: str
) -> None:
    lead, offered = await laboratory.lead_with_an_offer()
    business = laboratory.business
    booked_before = await business.stats()
    pressed = fresh(lead.pressing(offered.choices[0]))

    laboratory.die_at(step)
    acknowledged = await laboratory.deliver(pressed)
    await laboratory.until_dead()
    laboratory.start_again()
    if not acknowledged:
        await business.deliver(pressed)
    await laboratory.platform_tells_of(lead)

    confirmed = await lead.reply()
    await lead.stays_silent_from_here()
    assert "reservada" in confirmed.text
    await assert_booked_once(lead)
    booked_after = await business.stats()
    assert booked_after["meetings_scheduled"] == booked_before["meetings_scheduled"] + 1


async def test_a_burst_that_waits_when_the_process_dies_is_answered_together(
    laboratory: Laboratory,
) -> None:
    lead = Lead(business=laboratory.business, number=str(next(_numbers)))

    await lead.write("Hola")
    await lead.write("quiero una reunión")
    laboratory.business.server.kill()
    laboratory.business.server.start()

    said = await lead.reply()
    await lead.stays_silent_from_here()
    assert said.choices


async def test_a_visitor_who_asks_again_after_the_crash_gets_the_one_answer(
    laboratory: Laboratory,
) -> None:
    business = laboratory.business
    visitor = await open_chat(business, language="es")
    offered = await visitor.say("Soy Ana López, ana-web@example.com. Quiero una reunión.")
    choice = offered["choices"][0]

    laboratory.die_at("calendar.book:after")
    with pytest.raises(httpx.TransportError):
        await visitor.post_again("m-book", choice["title"], choice_id=choice["id"])
    await laboratory.until_dead()
    laboratory.start_again()
    answer = await visitor.post_again("m-book", choice["title"], choice_id=choice["id"])

    [reply] = answer["replies"]
    assert "reservada" in reply["text"]
    assert answer["meeting"]["state"] == "booked"
    assert len(await booked_in_the_calendar(business, "ana-web@example.com")) == 1


async def test_a_lead_who_booked_on_the_page_is_told_once_after_the_crash(
    laboratory: Laboratory,
) -> None:
    business = laboratory.business
    visitor = await open_chat(business, language="es")
    offered = await visitor.say("Hola, quiero agendar una reunión.")
    await visitor.say("el primero", choice_id=offered["choices"][0]["id"])
    link = await visitor.say("No, prefiero no dar mi correo.")
    [url] = re.findall(r"http\S+/book/\S+", link["text"])

    laboratory.die_at("crm.apply_news:after")
    about_noa = {"name": "Noa Gil", "email": "noa@example.com"}
    with suppress(httpx.TransportError):  # its word may come before the page's own answer
        await fill_in(business.http, url, about_noa, pick="start")
    await laboratory.until_dead()
    laboratory.start_again()

    events = await visitor.read_events(4)
    await business.until_quiet()
    kept = await visitor.replies()
    assert "reservada" in events[-1]["data"]["text"]
    assert len(kept) == 4


async def assert_booked_once(lead: Lead) -> None:
    """In the calendar, in our meetings, for the lead; nothing is half done."""
    business, about = lead.business, await lead.conversation()
    calendar = await booked_in_the_calendar(business, about["email"])
    meeting = await business.row("select * from meetings where lead_id = %s", about["lead_id"])
    attempts = await business.rows(
        "select state from booking_attempts where lead_id = %s", about["lead_id"]
    )
    unanswered = await business.rows(
        "select from messages where conversation_id = %s and direction = 'in' and turn_id is null",
        about["id"],
    )
    outbox = await business.rows("select state from outbox where conversation_id = %s", about["id"])
    assert len(calendar) == 1
    assert meeting["state"] == "booked"
    assert about["status"] == "meeting_scheduled"
    assert [attempt["state"] for attempt in attempts] == ["booked"]
    assert not unanswered
    assert [reply["state"] for reply in outbox] == ["accepted", "accepted"]


async def booked_in_the_calendar(business: Business, email: str) -> list[DictRow]:
    return await business.rows(
        "select doc from emulator.documents where kind = 'invitee' and doc ->> 'email' = %s", email
    )
