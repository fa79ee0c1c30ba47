"""Where Calendly cannot reach us, it is asked, and leads are told all the same."""

import re
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.browser import fill_in
from tests.people import Business, Lead, open_business
from tests.platforms import whatsapp
from tests.platforms.calendly import TOKEN, own_calendly, subscriptions
from tests.platforms.postgres import Database


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    folder = tmp_path_factory.mktemp("without webhooks")
    with own_calendly() as calendly:
        async with open_business(
            folder,
            database,
            settings={
                "PIPEWISE_CALENDLY_URL": calendly,
                "PIPEWISE_CRASH_FILE": str(folder / "never"),
            },
            command=(sys.executable, "-m", "tests.crashing"),
        ) as alice:
            await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
            await alice.connect_calendly(TOKEN)
            assert subscriptions(calendly) == []
            yield alice


async def test_a_lead_who_books_moves_and_cancels_on_the_pages_is_told_each_time(
    business: Business,
) -> None:
    lead = Lead(business=business, number="34611000222")
    offered = await lead.say("Hola, quiero agendar una reunión.")
    await lead.choose(offered.choices[0])
    link = await lead.say("No, prefiero no dar mi correo.")
    [url] = re.findall(r"http\S+", link.text)
    noa = {"name": "Noa Gil", "email": "noa@example.com"}

    async with httpx.AsyncClient(base_url=url.partition("/book/")[0]) as browser:
        await fill_in(browser, url, noa, pick="start", place=-1)
        booked = await lead.reply()
        meeting = await standing(business, lead)
        await fill_in(browser, meeting["reschedule_url"], {}, pick="start", place=-1)
        moved = await lead.reply()
        meeting = await standing(business, lead)
        await browser.post(meeting["cancel_url"], data={})
        canceled = await lead.reply()

    assert "reservada" in booked.text
    assert "cambi" in moved.text or "movid" in moved.text
    assert "cancelad" in canceled.text
    assert (await business.stats())["meetings_scheduled"] == 1
    await lead.stays_silent_from_here()


async def standing(business: Business, lead: Lead) -> dict[str, str]:
    about = await lead.conversation()
    return await business.row(
        "select reschedule_url, cancel_url from meetings where lead_id = %s and state = 'booked'",
        about["lead_id"],
    )
