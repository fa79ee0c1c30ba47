"""A model's words leave in a turn that asks or chats, and as far as stored passages bear them."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import ToolMessage
from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import may_word
from graph.state import Segment, State
from nodes.catalogue import LANGUAGES, claim, moment
from nodes.compose_reply import compose_reply
from tests.chat import Chat
from tests.fakes import Line, heard
from tools.guard import faults
from tools.ports.arrivals import Passage
from tools.ports.words import IntentName, Language

PASSAGE = Passage(
    id="p1", title="Planes", text="El plan Equipo cuesta 20 € por usuario y mes e incluye HubSpot."
)
GOOD = "El plan Equipo sale a 20 € por usuario y mes."
LIES = {
    "a time": "Te espero a las cinco.",
    "a date": "Empezamos el jueves.",
    "a link": "Mira planes.example/hoy",
    "an address": "Escribe a ventas@planes.example",
    "a price": "El plan Equipo cuesta 15 € por usuario y mes.",
    "a claim": "Tu reunión está reservada.",
}
LINES: dict[str, Line] = {
    "¿qué cuesta?": heard("pricing_question"),
    "¿qué cuesta? y quiero una reunión": heard("pricing_question", "schedule_meeting"),
}


async def asked(text: str = "¿qué cuesta?") -> tuple[Chat, State]:
    chat = Chat(LINES)
    chat.crm.passages = [PASSAGE]
    await chat.say(text)
    return chat, chat.state


async def composed(chat: Chat, state: State, text: str) -> tuple[str, State]:
    """The reply to a turn, with a draft that holds this text, however it came there."""
    worded = Segment(kind="worded", id="p1", key="Planes", ids=["p1"], text=text)
    known = {**state["conversation"], "turns": 1}
    forged = cast(State, {**state, "conversation": known, "draft": [worded]})
    update = await compose_reply(forged, Runtime(context=Context()), crm=chat.crm)
    return update["messages"][-1].text, cast(State, {**state, **update})


async def test_words_that_a_passage_bears_are_sent() -> None:
    chat, state = await asked()

    said, after = await composed(chat, state, GOOD)

    assert said == GOOD
    assert after["model"]["gave_way"] is None


@pytest.mark.parametrize("lie", LIES)
async def test_what_it_does_not_bear_gives_way_to_the_passage_at_the_very_last(lie: str) -> None:
    chat, state = await asked()

    said, after = await composed(chat, state, LIES[lie])

    assert said == PASSAGE["text"]
    assert after["model"]["gave_way"]
    assert [each["text"] for each in after["model"]["refused"]] == [LIES[lie]]


async def test_what_a_passage_said_before_it_was_changed_is_not_sent() -> None:
    chat, state = await asked()
    chat.crm.passages = [{**PASSAGE, "text": "El plan Equipo cuesta 25 € por usuario y mes."}]

    said, _ = await composed(chat, state, GOOD)

    assert said == "El plan Equipo cuesta 25 € por usuario y mes."


async def test_of_a_passage_that_is_gone_nothing_is_said() -> None:
    chat, state = await asked()
    chat.crm.passages = []

    said, _ = await composed(chat, state, "Cuesta 20 €.")

    assert "20" not in said


@pytest.mark.parametrize(
    "wanted",
    ["schedule_meeting", "reschedule_meeting", "cancel_meeting", "meeting_info", "talk_to_human",
     "complaint", "opt_out", "opt_in"],
)  # fmt: skip
async def test_no_free_text_is_sent_where_a_meeting_a_person_or_consent_is_wanted(
    wanted: IntentName,
) -> None:
    chat, state = await asked()
    other = heard("pricing_question", wanted)
    state = cast(
        State, {**state, "understanding": {**state["understanding"], "intents": other["intents"]}}
    )

    said, after = await composed(chat, state, GOOD)

    assert said == PASSAGE["text"]
    assert [each["faults"] for each in after["model"]["refused"]] == [["turn"]]


@pytest.mark.parametrize(
    "done",
    [
        {"steps": [ToolMessage("{}", tool_call_id="c1")]},
        {"effects": ["r1"]},
        {"route": "scheduler"},
        {"route": "hand_over"},
        {"route": "opt_out"},
    ],
    ids=str,
)
async def test_no_free_text_is_sent_in_a_turn_that_did_something(done: dict[str, object]) -> None:
    chat, state = await asked()

    said, _ = await composed(chat, cast(State, {**state, **done}), GOOD)

    assert said == PASSAGE["text"]


@pytest.mark.parametrize(
    "name", ["product_question", "pricing_question", "greeting", "thanks_or_bye", "other"]
)
async def test_free_text_has_its_place_in_questions_and_small_talk(name: IntentName) -> None:
    _, state = await asked()
    intents = heard(name)["intents"]
    state = cast(State, {**state, "understanding": {**state["understanding"], "intents": intents}})

    assert may_word(state)


async def test_the_trace_of_a_turn_tells_what_was_refused() -> None:
    chat, _ = await asked()

    assert chat.crm.traces[-1]["model"]["refused"] == []


TIMES = st.datetimes().map(lambda when: f"{when.isoformat()}Z")
ZONES = st.sampled_from(
    ["Europe/Madrid", "America/New_York", "America/Sao_Paulo", "UTC", "Asia/Kolkata"]
)


@given(st.sampled_from(LANGUAGES), TIMES, ZONES)
def test_no_moment_as_we_write_it_gets_into_free_text(
    language: Language, when: str, zone: str
) -> None:
    told = moment(language, f"20{when[2:]}", zone)

    assert {"time", "number"} & {*faults(f"OK: {told}", [PASSAGE["text"]], language)}


@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(["booked", "moved", "canceled", "handed_over", "opted_out"]),
)
def test_no_claim_as_we_write_it_gets_into_free_text(language: Language, kind: str) -> None:
    told = claim(language, kind, event="HubSpot", when="")

    assert {"deed", "promise"} & {*faults(told, [PASSAGE["text"]], language)}
