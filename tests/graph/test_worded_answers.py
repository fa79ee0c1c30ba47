"""Answers in a model's words: sent where they hold up, and the passage itself where they do not."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from graph.state import Segment
from tests.chat import Chat
from tests.fakes import FakeUnderstander, Line, heard
from tests.platforms.openai_like import (
    Behaviour,
    OpenAILike,
    calls,
    declines,
    openai_like,
    prefix,
    refuses,
    says,
)
from tools.models import chat_model
from tools.ports.arrivals import Passage
from tools.ports.understanding import Hearing, Understanding
from tools.understanding.reader import LocalUnderstanding

TEXT = "El plan Equipo cuesta 20 € por usuario y mes e incluye HubSpot."
PASSAGE = Passage(id="p1", title="Planes", text=TEXT)
GOOD = "El plan Equipo sale a 20 € por usuario y mes, con HubSpot incluido."
QUESTION = "¿qué cuesta?"
BOTH = "¿qué cuesta? y quiero una reunión"
LINES: dict[str, Line] = {
    BOTH: heard("pricing_question", "schedule_meeting"),
    QUESTION: heard("pricing_question"),
    "¿y qué incluye?": heard("product_question"),
}


class Reader:
    """Knows what the lines are for, and the language of everything else."""

    def __init__(self) -> None:
        self._taught, self._local = FakeUnderstander(LINES), LocalUnderstanding()

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        return (self._taught if text in LINES else self._local).understand(text, hearing)


READER = Reader()


def answers(text: str, passage: str = "p1", *, found: bool = True) -> Behaviour:
    return calls("answer_question", found=found, passage=passage, text=text)


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[OpenAILike]:
    async with openai_like() as server:
        yield server


@pytest.fixture(scope="module")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as http:
        yield http


def chat_with(server: OpenAILike, http: httpx.AsyncClient, line: Behaviour) -> Chat:
    server.begin(line)
    model = chat_model(server.url, SecretStr("k"), "small", 5, http=http)
    chat = Chat({}, model=model, reader=READER)
    chat.crm.passages = [PASSAGE]
    return chat


def segments(chat: Chat) -> list[Segment]:
    return [each for each in chat.state["draft"] if each["kind"] in ("worded", "quote")]


async def test_an_answer_that_holds_up_is_sent_and_names_its_passage(
    server: OpenAILike, http: httpx.AsyncClient
) -> None:
    chat = chat_with(server, http, answers(GOOD))

    reply = await chat.say(QUESTION)

    assert GOOD in reply
    assert segments(chat) == [
        {"kind": "worded", "id": "p1", "key": "Planes", "ids": ["p1"], "text": GOOD}
    ]
    assert chat.state["result"]["degraded_reason"] is None
    assert [call["purpose"] for call in chat.crm.traces[-1]["model"]["calls"]] == ["word"]


LIES: dict[str, Behaviour] = {
    "another price": answers("El plan Equipo cuesta 15 € por usuario y mes."),
    "a claim": answers("Tu reunión está reservada."),
    "a link": answers("Míralo en https://evil.example/pagar"),
    "another passage": answers(GOOD, passage="p2"),
    "another language": answers("The plan costs 20 € and includes HubSpot for every user."),
    "nothing": answers(""),
    "a NUL": answers(f"{GOOD}\0"),
    "plain words": says(GOOD),
    "a refusal": declines(),
    "a broken server": refuses(500),
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_answer_that_does_not_is_replaced_by_the_passage(
    server: OpenAILike, http: httpx.AsyncClient, lie: str
) -> None:
    chat = chat_with(server, http, LIES[lie])

    reply = await chat.say(QUESTION)

    assert TEXT in reply
    assert [each["kind"] for each in segments(chat)] == ["quote"]
    assert chat.state["result"]["degraded_reason"]


async def test_a_model_that_finds_no_answer_leaves_the_passage(
    server: OpenAILike, http: httpx.AsyncClient
) -> None:
    chat = chat_with(server, http, answers("", found=False))

    assert TEXT in await chat.say(QUESTION)
    assert chat.state["result"]["degraded_reason"] is None


async def test_without_a_passage_there_is_nothing_to_word(
    server: OpenAILike, http: httpx.AsyncClient
) -> None:
    chat = chat_with(server, http, answers(GOOD))
    chat.crm.passages = []

    await chat.say(QUESTION)

    assert server.requests == []


async def test_answers_share_their_prompt_up_to_the_passages(
    server: OpenAILike, http: httpx.AsyncClient
) -> None:
    asked = []
    for question in (QUESTION, "¿y qué incluye?"):
        await chat_with(server, http, answers(GOOD)).say(question)
        asked += server.requests

    assert len(asked) == 2
    assert TEXT in prefix(asked)


async def test_what_was_refused_is_in_the_trace(
    server: OpenAILike, http: httpx.AsyncClient
) -> None:
    chat = chat_with(server, http, answers("Tu reunión está reservada."))

    await chat.say(QUESTION)

    [refused] = chat.crm.traces[-1]["model"]["refused"]
    assert refused == {"text": "Tu reunión está reservada.", "faults": ["deed"]}


async def test_beside_a_wish_to_meet_the_passage_itself_is_the_answer(
    server: OpenAILike, http: httpx.AsyncClient
) -> None:
    chat = chat_with(server, http, answers(GOOD))

    reply = await chat.say(BOTH)

    assert TEXT in reply
    assert "word" not in [call["purpose"] for call in chat.crm.traces[-1]["model"]["calls"]]
