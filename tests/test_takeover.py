"""A person in charge silences the bot, until they give the conversation back."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from tests.people import Business, Lead, fresh, open_business, wamid
from tests.platforms import whatsapp
from tests.platforms.postgres import Database

_numbers = count(34600100001)


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    async with open_business(tmp_path_factory.mktemp("takeover"), database) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield alice


@pytest.fixture
def lead(business: Business) -> Lead:
    return Lead(business=business, number=str(next(_numbers)))


async def test_a_lead_who_asks_for_a_person_hears_from_the_bot_once_more_and_then_not(
    lead: Lead,
) -> None:
    said = await lead.say("Quiero hablar con una persona")

    await lead.write("¿hola?")

    assert "persona" in said.text
    await lead.stays_silent_from_here()


async def test_a_released_conversation_is_answered_again(lead: Lead) -> None:
    await lead.say("Quiero hablar con una persona")
    conversation = await lead.conversation()

    answer = await lead.business.http.post(f"/api/conversations/{conversation['id']}/release")
    said = await lead.say("Quiero agendar una demo")

    assert answer.json()["data"]["mode"] == "bot"
    assert said.choices


async def test_a_colleague_s_answer_in_the_app_silences_the_bot(lead: Lead) -> None:
    await lead.say("Hola")
    echo = whatsapp.text_message("Ya sigo yo", sender="15550783881", wamid=wamid())
    document = fresh(echo | {"to": lead.number})
    change = document["entry"][0]["changes"][0]
    change["field"] = "smb_message_echoes"
    change["value"]["message_echoes"] = change["value"].pop("messages")

    await lead.business.deliver(document)
    await lead.write("¿tenéis demo?")

    await lead.stays_silent_from_here()


async def test_a_conversation_taken_over_stays_silent(lead: Lead) -> None:
    await lead.say("Hola")
    conversation = await lead.conversation()

    await lead.business.http.post(f"/api/conversations/{conversation['id']}/takeover")
    await lead.write("Quiero agendar una demo")

    await lead.stays_silent_from_here()


async def test_a_conversation_nobody_knows_cannot_be_taken_over(business: Business) -> None:
    answer = await business.http.post(
        "/api/conversations/00000000-0000-4000-8000-000000000000/takeover"
    )

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
