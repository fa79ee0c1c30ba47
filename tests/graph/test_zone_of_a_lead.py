"""A zone guessed from a number is said to be one, and what the lead says replaces it."""

import pytest

from tests.chat import Chat
from tools.understanding.reader import LocalUnderstanding


async def chat_with(phone: str, zone: str) -> Chat:
    chat = Chat({}, reader=LocalUnderstanding())
    await chat.say("hola")
    (lead_id,) = chat.crm.leads
    known = chat.crm.leads[lead_id]
    chat.crm.leads[lead_id] = {**known, "phone": phone, "zone": zone, "zone_source": "phone"}
    return chat


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("quiero una reunión", "si no, dime en qué ciudad estás"),
        ("I'd like to book a meeting", "tell me which city you are in"),
        ("quero marcar uma reunião", "me diga em que cidade você está"),
    ],
)
async def test_the_guess_is_said_beside_the_first_offer_only(line: str, words: str) -> None:
    chat = await chat_with("+12125550142", "America/New_York")

    first = await chat.say(line)
    second = await chat.say(
        {"q": "más opciones", "I": "more options"}.get(line[0], "outros horários")
    )

    assert words in first
    assert words not in second


@pytest.mark.parametrize(
    ("phone", "zone"),
    [("+573001234567", "America/Bogota"), ("+34612345678", "Europe/Madrid")],
)
async def test_where_a_country_has_one_zone_nothing_is_asked(phone: str, zone: str) -> None:
    chat = await chat_with(phone, zone)

    assert "qué ciudad" not in await chat.say("quiero una reunión")


@pytest.mark.parametrize("answer", ["estoy en Denver", "Denver", "I'm in Denver", "en Denver"])
async def test_the_city_the_lead_names_is_their_zone_from_then_on(answer: str) -> None:
    chat = await chat_with("+12125550142", "America/New_York")
    await chat.say("quiero una reunión")

    reply = await chat.say(answer)

    (lead,) = chat.crm.leads.values()
    assert (lead["zone"], lead["zone_source"]) == ("America/Denver", "said")
    assert "Denver" in reply


async def test_a_name_that_is_a_city_too_is_no_zone() -> None:
    chat = await chat_with("+12125550142", "America/New_York")
    await chat.say("quiero una reunión")
    await chat.say("la primera")
    assert chat.state["agenda"]["asked"] == "name"

    await chat.say("Santiago")

    (lead,) = chat.crm.leads.values()
    assert lead["zone"] == "America/New_York"
