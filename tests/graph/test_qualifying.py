"""A lead is asked about themselves in passing: one thing at a time, never in the way."""

import pytest

from tests.chat import Chat
from tests.fakes import heard
from tools.ports.qualification import Bands, Criterion, Rules
from tools.ports.words import Language

NEED, SIZE = "¿Qué te gustaría resolver?", "¿Cuántas personas sois en el equipo?"
LINES = {
    "soy de Sol": heard("provide_details", details={"company": "Sol"}),
    "perder menos citas": heard(),
    "12": heard(),
    "no": heard(confidence=0.4) | {"answer": "no"},
    "sí": heard(confidence=0.4) | {"answer": "yes"},
    "¿qué hacéis?": heard("product_question"),
    "quiero una reunión": heard("schedule_meeting"),
    "soy la CEO, ceo@sol.example": heard(
        "provide_details",
        details={
            "role": "CEO",
            "email": "ceo@sol.example",
            "team_size": "60",
            "need": "citas",
            "budget": "5000",
            "urgency": "ya",
        },
    ),
    "no me interesa": heard("not_interested"),
    "i'm from Sol": heard("provide_details", language="en", details={"company": "Sol"}),
    "sou da Sol": heard("provide_details", language="pt", details={"company": "Sol"}),
}


def lead(chat: Chat) -> dict[str, object]:
    found = chat.state["lead"]
    assert found
    return {**chat.crm.leads[found["id"]]}


def known(chat: Chat) -> dict[str, str]:
    found = chat.state["lead"]
    assert found
    return chat.crm.leads[found["id"]]["details"]


async def test_one_thing_is_asked_at_a_time_and_a_bare_answer_is_understood() -> None:
    chat = Chat(LINES)

    first = await chat.say("soy de Sol")
    second = await chat.say("perder menos citas")

    assert (first.endswith(NEED), second.endswith(SIZE)) == (True, True)
    assert first.count("?") == second.count("?") == 1
    assert known(chat) == {"company": "Sol", "need": "perder menos citas"}


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("soy de Sol", NEED),
        ("i'm from Sol", "What would you like to solve?"),
        ("sou da Sol", "O que você gostaria de resolver?"),
    ],
)
async def test_the_question_is_in_the_lead_s_language(line: str, asked: str) -> None:
    assert (await Chat(LINES).say(line)).endswith(asked)


async def test_after_two_questions_a_meeting_is_proposed_once() -> None:
    chat = Chat(LINES)
    for line in ("soy de Sol", "perder menos citas"):
        await chat.say(line)

    proposed = await chat.say("12")
    times = await chat.say("sí")

    assert "busco una hora" in proposed
    assert known(chat)["team_size"] == "12"
    assert chat.choices
    assert "?" in times


async def test_who_will_not_say_is_asked_no_more() -> None:
    chat = Chat(LINES)
    await chat.say("soy de Sol")

    reply = await chat.say("no")

    assert "?" not in reply
    assert "need" not in known(chat)


async def test_who_wants_to_book_is_asked_nothing_but_the_meeting() -> None:
    chat = Chat(LINES)
    await chat.say("soy de Sol")

    reply = await chat.say("quiero una reunión")

    assert chat.choices
    assert NEED not in reply
    assert SIZE not in reply
    assert known(chat) == {"company": "Sol"}


async def test_a_question_of_the_lead_is_no_answer_to_ours() -> None:
    chat = Chat(LINES)
    await chat.say("soy de Sol")

    await chat.say("¿qué hacéis?")
    await chat.say("12")

    assert "need" not in known(chat)


async def test_who_is_told_something_is_asked_something_once() -> None:
    chat = Chat(LINES)
    await chat.crm.add_passage("", title="Citas", text="Menos ausencias.", language="es")

    replies = [await chat.say("¿qué hacéis?") for _ in range(4)]

    assert [NEED in reply for reply in replies] == [True, False, False, False]
    assert [SIZE in reply for reply in replies] == [False, True, False, False]


async def test_who_wants_no_meeting_is_asked_nothing() -> None:
    chat = Chat(LINES)
    await chat.crm.add_passage("", title="Citas", text="Menos ausencias.", language="es")
    await chat.say("no me interesa")

    assert NEED not in await chat.say("¿qué hacéis?")


async def test_the_score_and_the_status_follow_what_is_known() -> None:
    chat = Chat(LINES)

    await chat.say("soy de Sol")
    early = lead(chat)
    await chat.say("soy la CEO, ceo@sol.example")
    late = lead(chat)

    assert (early["score"], early["status"]) == (10, "engaged")
    assert (late["score"], late["band"], late["status"]) == (100, "hot", "qualified")
    assert chat.state["result"]["lead_status"] == "qualified"


@pytest.mark.parametrize(
    ("language", "asked"), [("es", "¿Cuántas sillas tenéis?"), ("pt", "How many chairs?")]
)
async def test_a_workspace_asks_in_its_own_words(language: Language, asked: str) -> None:
    chat = Chat({"hola": heard("provide_details", language=language, details={"company": "Sol"})})
    chat.crm.rules = Rules(
        criteria=[
            Criterion(
                detail="phone",
                points=100,
                levels=[],
                otherwise=100,
                ask=True,
                question={"es": "¿Cuántas sillas tenéis?", "en": "How many chairs?"},
            )
        ],
        bands=Bands(hot=80, warm=60, cold=40),
    )

    assert (await chat.say("hola")).endswith(asked)
