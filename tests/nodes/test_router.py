"""What a run may be given, and what the first step makes of it."""

from typing import Any, cast

import pytest

from graph.state import Input
from tests.chat import THREAD, Chat
from tests.fakes import Line, heard
from tools.errors import Rejected

LINES: dict[str, Line] = {
    "hola": heard("greeting"),
    "hola\nquiero una reunión": heard("schedule_meeting"),
}
GUIDE = {"from": "+34600111222", "message": {"text": "hola"}}


def raw(platform: str | None, payload: Any) -> Input:
    return {"platform": platform, "payload": payload}


async def test_the_guides_simple_shape_becomes_a_message_and_is_cleared() -> None:
    chat = Chat(LINES, door="api")

    reply = await chat.give(raw("whatsapp", GUIDE))

    assert "¿En qué te ayudo?" in reply
    assert chat.state["payload"] is None
    assert chat.state["platform"] is None
    assert chat.state["conversation"]["channel"] == "whatsapp"
    assert chat.state["conversation"]["simulated"]


async def test_a_phone_number_gives_the_zone_of_its_country_at_once() -> None:
    chat = Chat(LINES, door="api")

    await chat.give(raw("whatsapp", {**GUIDE, "from": "+573001234567"}))

    assert chat.understander.hearings[0].zone == "America/Bogota"
    assert chat.understander.hearings[0].region == "CO"


async def test_the_same_words_twice_are_two_messages() -> None:
    chat = Chat(LINES, door="api")

    await chat.give(raw("whatsapp", GUIDE))
    await chat.give(raw("whatsapp", GUIDE))

    assert len(chat.crm.messages) == 2


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"from": "+34600111222", "message": {"text": ""}}, "payload.message.text"),
        ({"from": 7, "message": {"text": "hola"}}, "payload.from"),
        ({"message": "hola"}, "payload.from"),
        ({}, "payload.from"),
    ],
)
async def test_a_payload_of_another_shape_names_the_field(payload: Any, field: str) -> None:
    with pytest.raises(Rejected) as refusal:
        await Chat(LINES).give(raw("fax", payload))

    assert refusal.value.field == field


async def test_a_payload_without_a_platform_is_refused() -> None:
    with pytest.raises(Rejected, match="platform"):
        await Chat(LINES).give(raw(None, GUIDE))


async def test_a_run_without_anything_to_answer_is_refused() -> None:
    with pytest.raises(Rejected, match="no message"):
        await Chat(LINES).give({"platform": None})


async def test_a_message_in_parts_is_read_whole() -> None:
    chat = Chat(LINES)
    parts = [
        {"type": "text", "text": "hola"},
        {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}},
        {"type": "text", "text": "quiero una reunión"},
    ]

    await chat.give(cast(Input, {"messages": [{"role": "user", "content": parts}]}))

    assert chat.state["turn"]["text"] == "hola\nquiero una reunión"


async def test_a_clients_own_message_id_gives_way_to_the_stored_one() -> None:
    chat = Chat(LINES)

    await chat.give(
        cast(Input, {"messages": [{"role": "user", "content": "hola", "id": "client-1"}]})
    )

    assert [message.type for message in chat.state["messages"]] == ["human", "ai"]
    assert chat.state["messages"][0].id in chat.crm.messages


async def test_a_message_sent_again_is_not_answered_again() -> None:
    chat = Chat(LINES)
    said = cast(Input, {"messages": [{"role": "user", "content": "hola", "id": "client-1"}]})

    await chat.give(said)
    await chat.give(said)

    assert len(chat.crm.messages) == 1
    assert chat.state["result"]["action"] == "ignored"


async def test_a_thread_of_any_name_has_a_conversation() -> None:
    chat = Chat(LINES, thread="a thread")

    await chat.say("hola")

    assert chat.state["turn"]["conversation"] not in {"a thread", THREAD}
    assert chat.state["turn"]["conversation"] in chat.crm.conversations


async def test_a_message_without_text_is_admitted() -> None:
    chat = Chat(LINES)

    reply = await chat.say("")

    assert "solo puedo leer texto" in reply
