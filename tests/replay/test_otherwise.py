"""What another version would have said: nothing outside is asked, and no effect is had."""

from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from nodes.catalogue import LANGUAGES
from server.recording.again import turns_of
from server.recording.instead import Elsewhere, Instead
from server.recording.otherwise import Otherwise, read_otherwise_file
from tests.fakes import HOME, FakeClock, FakeIds
from tests.replay.conversations import Talk, build
from tests.replay.own import BOOKS, PRICES, Stub, Thinner, with_model
from tools.errors import Rejected
from tools.ports.model import Model
from tools.understanding.reader import LocalUnderstanding

READER = LocalUnderstanding(LANGUAGES)


@pytest.fixture(scope="module")
async def booked() -> Talk:
    talk = Talk("booked", reader=READER)
    for line in BOOKS:
        await talk.say(line)
    assert talk.calendar.booked
    return talk


async def would_say(talk: Talk, change: Otherwise, *, live: Model | None = None) -> list[Instead]:
    elsewhere = Elsewhere(build, change, live=live, reader=READER)
    took = elsewhere.take_all(turns_of(talk.recordings.kept), workspace=HOME, thread=talk.thread)
    return [instead async for instead in took]


async def test_where_nothing_is_changed_the_same_is_said(booked: Talk) -> None:
    said = await would_say(booked, Otherwise())

    assert [instead.differs for instead in said] == [False, False, False]
    assert [instead.replies for instead in said] == [instead.turn.replies for instead in said]


async def test_a_higher_threshold_asks_where_we_acted() -> None:
    talk = Talk("threshold", reader=Thinner(sure=0.65))
    await talk.say("quiero hablar con una persona")

    [said] = await would_say(talk, Otherwise(act_from=0.7))

    assert talk.crm.handed_over
    assert said.differs
    assert said.replies


async def test_a_lower_threshold_does_what_we_asked_about() -> None:
    talk = Talk("threshold", reader=Thinner(sure=0.55))
    await talk.say("quiero hablar con una persona")

    [said] = await would_say(talk, Otherwise(act_from=0.5))

    assert talk.crm.handed_over == []
    assert said.wishes == ["it would have handed the conversation over (talk_to_human)"]


async def test_a_booking_that_never_was_is_told_and_not_made() -> None:
    talk = Talk("unsure", reader=Thinner())
    for line in BOOKS:
        await talk.say(line)
    before = list(talk.calendar.booked)

    said = await would_say(talk, Otherwise(understanding="today"))

    assert any(instead.differs for instead in said)
    assert talk.calendar.booked == before


async def test_without_its_model_the_local_path_answers() -> None:
    talk = Talk("words", reader=READER, model=with_model(Stub()))
    talk.crm.passages = [PRICES]
    await talk.say("¿Cuánto cuesta el plan Equipo?")

    [said] = await would_say(talk, Otherwise(model="none"))

    assert PRICES["text"] in said.replies[0]
    assert said.wishes == []


async def test_a_policy_of_ours_in_the_models_place_books_the_same(booked: Talk) -> None:
    said = await would_say(booked, Otherwise(policy="tools.policy:SchedulingPolicy"))

    assert [instead.replies for instead in said] == [instead.turn.replies for instead in said]


async def test_other_instructions_reach_a_live_model() -> None:
    talk = Talk("instructed", reader=READER, model=with_model(Stub()))
    talk.crm.passages = [PRICES]
    await talk.say("¿Cuánto cuesta el plan Equipo?")
    heard: list[str] = []

    class Listening(Stub):
        def _answer(self, messages: list[BaseMessage]) -> AIMessage:
            heard.append(str(messages[0].content))
            return super()._answer(messages)

    live = with_model(Listening())(FakeClock(), FakeIds())
    await would_say(talk, Otherwise(instructions={"word": "Be brief."}), live=live)

    assert heard == ["Be brief."]


async def test_another_model_needs_a_model(booked: Talk) -> None:
    with pytest.raises(Rejected, match="OPENAI_API_KEY"):
        await would_say(booked, Otherwise(model="another"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("act_from: 7", "act_from"),
        ("colour: blue", "colour"),
        ("[", "is not YAML"),
        ("instructions: {sing: la}", "instructions"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_name(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(text)

    with pytest.raises(Rejected, match=message):
        read_otherwise_file(file)


@pytest.mark.parametrize("named", ["nowhere:Nobody", "tools.policy:next_step", "tools.policy"])
async def test_a_policy_that_is_none_is_refused(booked: Talk, named: str) -> None:
    with pytest.raises(Rejected, match="policy"):
        await would_say(booked, Otherwise(policy=named))
