"""Full mode: the business's own Calendly, another process that is reached over HTTP alone."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.browser import fill_in
from tests.people import Business, Lead, open_business
from tests.platforms import whatsapp
from tests.platforms.calendly import TOKEN, own_calendly, subscriptions
from tests.platforms.postgres import Database
from tests.running import OURSELVES


@pytest.fixture(scope="module")
def calendly() -> Iterator[str]:
    with own_calendly() as url:
        yield url


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database, calendly: str
) -> AsyncIterator[Business]:
    settings = {"PIPEWISE_CALENDLY_URL": calendly, "PIPEWISE_PUBLIC_URL": OURSELVES}
    folder = tmp_path_factory.mktemp("own calendly")
    async with open_business(folder, database, settings=settings) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield alice


async def test_a_token_calendly_refuses_is_not_stored(business: Business, calendly: str) -> None:
    answer = await business.connect_calendly("made-up")

    status = (await business.http.get("/api/integrations/calendly/status")).json()["data"]
    assert answer.status_code == 400
    assert "made-up" not in answer.text
    assert (status["status"], status["mode"]) == ("disconnected", "fallback")
    assert not await business.rows("select from integrations where platform = 'calendly'")


async def test_a_lead_books_in_it_and_its_signed_word_arrives(
    business: Business, calendly: str
) -> None:
    connected = await business.connect_calendly(TOKEN)
    lead = Lead(business=business, number="34611000111")

    offered = await lead.say("Soy Ana López, ana@example.com. Quiero una reunión.")
    confirmed = await lead.choose(offered.choices[0])

    about = await lead.conversation()
    meeting = await business.row("select * from meetings where lead_id = %s", about["lead_id"])
    await business.until(
        "select from inbound_events where channel = 'calendly' and event_id like %s",
        f"%{meeting['invitee_uri']}%",
    )
    data = (await business.http.get("/api/integrations/calendly/status")).json()["data"]
    assert connected.status_code == 200
    assert "reservada" in confirmed.text
    assert (meeting["state"], meeting["mode"]) == ("booked", "full")
    assert meeting["invitee_uri"].startswith(calendly)
    assert (data["status"], data["mode"]) == ("connected", "full")
    assert data["stats"]["meetings_scheduled"] == 1
    await lead.stays_silent_from_here()


async def test_a_lead_who_moves_it_on_calendlys_page_is_told_by_webhook(
    business: Business, calendly: str
) -> None:
    await business.connect_calendly(TOKEN)
    before = await business.stats()
    lead = Lead(business=business, number="34611000333")
    offered = await lead.say("Soy Eva Ruiz, eva@example.com. Quiero una reunión.")
    await lead.choose(offered.choices[0])
    about = await lead.conversation()
    booked = await business.row("select * from meetings where lead_id = %s", about["lead_id"])

    async with httpx.AsyncClient(base_url=calendly) as browser:
        await fill_in(browser, booked["reschedule_url"], {}, pick="start", place=-1)
    told = await lead.reply()

    stands = await business.row(
        "select * from meetings where lead_id = %s and state = 'booked'", about["lead_id"]
    )
    assert "cambi" in told.text or "movid" in told.text
    assert stands["replaces"] == booked["id"]
    after = await business.stats()
    assert after["meetings_scheduled"] == before["meetings_scheduled"] + 1
    await lead.stays_silent_from_here()


async def test_connecting_again_keeps_one_webhook_and_disconnecting_none(
    business: Business, calendly: str
) -> None:
    await business.connect_calendly(TOKEN)
    again = await business.connect_calendly(TOKEN)
    connected = subscriptions(calendly)

    gone = await business.http.delete("/api/integrations/calendly")

    assert again.status_code == 200, again.text
    assert len(connected) == 1
    assert gone.json()["data"] == {"disconnected": True}
    assert subscriptions(calendly) == []
