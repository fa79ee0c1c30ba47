"""The graph as others see it: its drawing, its schemas, and how it lives through failures."""

from typing import Any

import pytest

from graph.draw import draw
from tests.chat import Chat
from tests.fakes import Line, heard
from tools.errors import Rejected

LINES: dict[str, Line] = {"una reunión": heard("schedule_meeting"), "hola": heard("greeting")}


def test_the_drawing_shows_every_way_through() -> None:
    drawn = draw()

    assert "router --> detect_intent" in drawn
    assert "router --> look_up_lead" in drawn
    assert r"scheduler\3acall_model -.-> scheduler\3arun_tools" in drawn
    for step in ("answer", "qualify", "hand_over", "opt_out", "clarify", "announce"):
        assert f"note_details -.-> {step}" in drawn
        assert f"{step} --> compose_reply" in drawn


def test_its_schemas_can_be_published() -> None:
    graph = Chat(LINES).graph

    given = graph.get_input_jsonschema()["properties"]
    returned = graph.get_output_jsonschema()["properties"]

    assert set(given) == {"messages", "platform", "payload"}
    assert {"messages", "intent", "lead", "meeting", "result"} <= set(returned)
    assert graph.get_context_jsonschema() is not None


async def test_the_state_is_json_and_messages_only() -> None:
    chat = Chat(LINES)
    await chat.say("una reunión")

    assert plain({key: value for key, value in chat.state.items() if key not in MESSAGES})


async def test_a_crm_that_stumbles_once_is_asked_again() -> None:
    chat = Chat(LINES)
    chat.crm.stumbles = 1

    reply = await chat.say("una reunión")

    assert "Estas horas están libres" in reply
    assert len(chat.crm.commits) == 1


async def test_a_run_that_another_has_taken_over_ends_in_a_conflict() -> None:
    chat = Chat(LINES)
    chat.crm.next_outcome = "fenced"

    with pytest.raises(Rejected) as refusal:
        await chat.say("hola")

    assert refusal.value.reason == "conflict"


async def test_a_turn_that_is_begun_again_is_the_same_turn() -> None:
    chat = Chat(LINES)
    chat.crm.next_outcome = "fenced"
    with pytest.raises(Rejected):
        await chat.say("una reunión")

    await chat.give({"platform": None})

    assert len(chat.crm.slots) == 3
    assert [message.type for message in chat.state["messages"]] == ["human", "ai"]


MESSAGES = {"messages", "steps"}


def plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(plain(each) for each in value)
    return value is None or isinstance(value, str | int | float | bool)
