"""The graph as others see it: its drawing, its schemas, and how it lives through failures."""

from typing import Any

import pytest

from graph.draw import draw
from graph.state import Input
from tests.chat import Chat
from tests.fakes import HOME, Line, heard, nth
from tools.errors import Rejected

LINES: dict[str, Line] = {
    "hola": heard("greeting"),
    "una reunión": heard("schedule_meeting"),
    "cámbiala": heard("reschedule_meeting"),
    "la segunda": nth(1),
    "soy Ana, ana@example.com": heard(
        "provide_details", details={"name": "Ana", "email": "ana@example.com"}
    ),
}


def test_the_drawing_shows_every_way_through() -> None:
    drawn = draw()

    assert "router --> detect_intent" in drawn
    assert "router --> look_up_lead" in drawn
    assert r"scheduler\3acall_model -.-> scheduler\3arun_tools" in drawn
    for step in ("answer", "qualify", "hand_over", "opt_out", "clarify", "announce"):
        assert f"note_details -.-> {step}" in drawn
        assert f"{step} --> compose_reply" in drawn or step == "answer"
    assert "answer -.-> compose_reply" in drawn
    assert r"answer -.-> scheduler\3aprepare_brief" in drawn


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


async def test_a_caller_without_a_context_is_the_local_owner() -> None:
    chat = Chat(LINES)
    given: Any = {"messages": [{"role": "user", "content": "hola"}]}

    state = await chat.graph.ainvoke(given, {"configurable": {"thread_id": chat.thread}})

    assert state["turn"]["workspace"] == HOME
    assert state["turn"]["door"] == "studio"


async def about_to_book() -> Chat:
    chat = Chat(LINES)
    await chat.say("soy Ana, ana@example.com")
    await chat.say("una reunión")
    return chat


@pytest.mark.parametrize("again", [None, {"platform": None}], ids=["resumed", "begun again"])
async def test_a_turn_that_died_after_booking_books_once_and_says_so(again: Input | None) -> None:
    chat = await about_to_book()
    chat.crm.next_outcome = "fenced"
    with pytest.raises(Rejected):
        await chat.say("la segunda")

    reply = await chat.give(again)

    assert "reservada" in reply
    assert len(chat.calendar.booked) == 1


@pytest.mark.parametrize("again", [None, {"platform": None}], ids=["resumed", "begun again"])
async def test_a_turn_that_died_after_moving_leaves_one_meeting(again: Input | None) -> None:
    chat = await about_to_book()
    await chat.say("la segunda")
    await chat.say("cámbiala")
    chat.crm.next_outcome = "fenced"
    with pytest.raises(Rejected):
        await chat.say("la segunda")

    reply = await chat.give(again)

    assert "se ha cambiado" in reply
    assert chat.calendar.canceled == ["https://api.calendly.com/scheduled_events/1"]
    assert len(chat.calendar.booked) == 2


MESSAGES = {"messages", "steps"}


def plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(plain(each) for each in value)
    return value is None or isinstance(value, str | int | float | bool)
