"""One answer to what was said, whatever comes twice, at once, or while we are thinking."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest
from psycopg.rows import DictRow

from tests.people import Business, Lead, fresh, open_business, wamid
from tests.platforms import whatsapp
from tests.platforms.postgres import Database
from tests.visitors import open_chat

HELD_UP = (
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
)
"""The turn has read what there was, and waits at the row that is held."""
# A turn waits for it when it notes what it read; storing another message does not.
HOLD = "select from leads where id = %s for no key update"
_numbers = count(34600000001)


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    async with open_business(tmp_path_factory.mktemp("bursts"), database) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield alice


@pytest.fixture
def lead(business: Business) -> Lead:
    return Lead(business=business, number=str(next(_numbers)))


async def turns(lead: Lead) -> list[DictRow]:
    return await lead.business.rows(
        "select t.id, t.covers, t.effects from turns t"
        " join conversations c on c.id = t.conversation_id"
        " join identities i on i.lead_id = c.lead_id and i.kind = 'wa_id'"
        " where i.value = %s order by t.covers",
        lead.number,
    )


async def heard(lead: Lead) -> list[DictRow]:
    about = await lead.conversation()
    return await lead.business.rows(
        "select seq, text, turn_id from messages where conversation_id = %s and direction = 'in'"
        " order by seq",
        about["id"],
    )


async def test_the_same_delivery_five_times_at_once_is_one_message_and_one_reply(
    lead: Lead,
) -> None:
    message = whatsapp.text_message("¿Cuánto cuesta?", sender=lead.number, wamid=wamid())
    document = fresh(message)

    answers = await asyncio.gather(*(lead.business.deliver(document) for _ in range(5)))

    await lead.reply()
    await lead.stays_silent_from_here()
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len(await heard(lead)) == 1
    assert len(await turns(lead)) == 1


async def test_a_delivery_that_comes_again_after_the_reply_changes_nothing(lead: Lead) -> None:
    message = whatsapp.text_message("¿Cuánto cuesta?", sender=lead.number, wamid=wamid())
    document = fresh(message)
    await lead.business.deliver(document)
    await lead.reply()

    await lead.business.deliver(document)

    await lead.stays_silent_from_here()
    assert len(await turns(lead)) == 1


async def test_three_messages_within_a_second_get_one_reply_that_has_read_them_all(
    lead: Lead,
) -> None:
    for text in ("Hola", "quiero una reunión", "Soy Ana López, ana@example.com"):
        await lead.write(text)
        await asyncio.sleep(0.2)

    said = await lead.reply()

    await lead.stays_silent_from_here()
    [turn] = await turns(lead)
    messages = await heard(lead)
    about = await lead.conversation()
    assert said.choices
    assert (about["name"], about["email"]) == ("Ana López", "ana@example.com")
    assert [message["turn_id"] for message in messages] == [turn["id"]] * 3
    assert turn["covers"] == messages[-1]["seq"]


async def test_three_messages_in_one_delivery_are_one_burst(lead: Lead) -> None:
    texts = ("Hola", "quiero una reunión", "Soy Eva Gil, eva@example.com")
    messages = [whatsapp.text_message(text, sender=lead.number, wamid=wamid()) for text in texts]

    await lead.business.deliver(fresh(*messages))

    said = await lead.reply()
    await lead.stays_silent_from_here()
    assert said.choices
    assert [message["text"] for message in await heard(lead)] == list(texts)
    assert len(await turns(lead)) == 1


async def test_a_message_during_a_turn_without_effects_is_answered_together(lead: Lead) -> None:
    await lead.say("¿Cuánto cuesta?")
    about = await lead.conversation()

    async with lead.business.holding(HOLD, about["lead_id"]):
        await lead.write("Quiero una reunión.")
        await lead.business.until(HELD_UP)
        await lead.write("Soy Ana López, ana@example.com.")

    said = await lead.reply()
    await lead.stays_silent_from_here()
    states = await lead.business.rows(
        "select state from runs where thread_id = %s order by place", about["id"]
    )
    assert said.choices
    assert [row["state"] for row in states] == ["done", "superseded", "done"]
    assert len({message["turn_id"] for message in (await heard(lead))[1:]}) == 1


async def test_a_message_while_a_meeting_is_booked_gets_a_reply_of_its_own(lead: Lead) -> None:
    offered = await lead.say("Soy Ana López, ana@example.com. Quiero una reunión.")
    hold = "select from slots where id = %s for update"  # an attempt points at its slot

    async with lead.business.holding(hold, offered.choices[0]["id"]):
        await lead.press(offered.choices[0])
        await lead.business.until(HELD_UP)
        await lead.write("¿Cuándo es mi reunión?")

    booked, told_when = await lead.reply(), await lead.reply()
    await lead.stays_silent_from_here()
    first, second, third = await turns(lead)
    pressed, asked = (await heard(lead))[1:]
    assert "reservada" in booked.text
    assert "Sales Call" in told_when.text
    assert (pressed["turn_id"], asked["turn_id"]) == (second["id"], third["id"])
    assert (first["effects"], second["effects"]) == (False, True)


async def test_ten_leads_at_once_are_each_answered_once(business: Business) -> None:
    leads = [Lead(business=business, number=str(next(_numbers))) for _ in range(10)]

    await asyncio.gather(*(lead.write("¿Cuánto cuesta?") for lead in leads))

    await asyncio.gather(*(lead.reply() for lead in leads))
    for lead in leads:
        await lead.stays_silent_from_here()


async def test_the_same_chat_message_twice_at_once_is_answered_the_same(business: Business) -> None:
    visitor = await open_chat(business, language="en")
    posts = [visitor.post_again("m-1", "Hello.") for _ in range(3)]

    answers = await asyncio.gather(*posts)

    assert answers[0]["replies"]
    assert answers[0]["replies"] == answers[1]["replies"] == answers[2]["replies"]
