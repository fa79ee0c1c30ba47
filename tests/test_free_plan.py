"""A business on the free plan: links and pages do what the API does not, and leads hear so."""

import re
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.browser import fill_in
from tests.people import Business, Lead, open_business
from tests.platforms import whatsapp
from tests.platforms.calendly import TOKEN, own_calendly
from tests.platforms.postgres import Database


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    folder = tmp_path_factory.mktemp("free plan")
    with own_calendly("--plan", "basic") as calendly:
        settings = {
            "PIPEWISE_CALENDLY_URL": calendly,
            "PIPEWISE_CRASH_FILE": str(folder / "never"),
        }
        command = (sys.executable, "-m", "tests.crashing")  # it looks for news more often
        async with open_business(folder, database, settings=settings, command=command) as alice:
            await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
            await alice.connect_calendly(TOKEN)
            yield alice


@pytest.mark.heavy  # a program, a Calendly beside it, and its news by asking
async def test_a_lead_books_by_link_and_moves_on_the_meetings_own_page(
    business: Business,
) -> None:
    lead = Lead(business=business, number="34611000333")

    link = await lead.say("Hola, soy Noa Gil, noa@example.com. Quiero una reunión.")
    [url] = re.findall(r"http\S+", link.text)
    async with httpx.AsyncClient(base_url=url.partition("/d/")[0]) as browser:
        await fill_in(browser, url, {}, pick="start", place=-1)
        booked = await lead.reply()
        page = await lead.say("Quiero cambiar la hora de la reunión")
        again = await lead.say("Quiero una reunión")
    about = await lead.conversation()
    meeting = await business.row(
        "select * from meetings where lead_id = %s and state = 'booked'", about["lead_id"]
    )

    assert not link.choices
    assert "name=Noa+Gil&email=noa%40example.com" in url
    assert "reservada" in booked.text
    assert meeting["reschedule_url"] in page.text
    assert "Ya tienes esta reunión" in again.text
    assert (await business.stats())["links_created"] == 1
