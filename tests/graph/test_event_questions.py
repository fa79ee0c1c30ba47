"""Event types that ask something: before booking, one question at a time, in its own words."""

from dataclasses import replace

import pytest

from tests.chat import Chat
from tests.fakes import CALL, FakeCalendar
from tools.policy import BOOK, FIND, HAND_LINK, LOOK_UP, MAKE_LINK, MOVE
from tools.ports.calendar import Place, Question
from tools.understanding.reader import LocalUnderstanding

GOAL = Question(name="What should we {prepare}?", required=True, position=1, kind="text")
SIZE = Question(
    name="Team size",
    required=True,
    position=0,
    kind="single_select",
    choices=("1-10", "11-50", "51+"),
)
CALL_ME = Place(kind="outbound_call", asks_lead=True)


def asking(*questions: Question, places: tuple[Place, ...] = ()) -> FakeCalendar:
    return FakeCalendar(types=[replace(CALL, questions=questions, places=places)])


async def picked(calendar: FakeCalendar, *more: str) -> tuple[Chat, str]:
    """A lead with a name and an address who has picked the second slot, in ordinary words."""
    chat = Chat({}, calendar=calendar, reader=LocalUnderstanding())
    reply = ""
    for line in ("Soy Ana López, ana@example.com", "Quiero una reunión", "la segunda", *more):
        reply = await chat.say(line)
    return chat, reply


async def test_a_question_is_asked_in_its_own_words_and_its_answer_goes_with_the_booking() -> None:
    chat, asked = await picked(asking(GOAL))
    reply = await chat.say("Una migración desde Excel")

    assert "«What should we {prepare}?»" in asked
    assert chat.tools == [BOOK]
    assert "está reservada" in reply
    assert chat.calendar.booked[0].answers == {GOAL.name: "Una migración desde Excel"}


async def test_questions_are_asked_one_at_a_time_and_choices_are_buttons() -> None:
    chat, first = await picked(asking(GOAL, SIZE))
    buttons = [button["title"] for button in chat.choices]
    second = await chat.press(chat.choices[1]["id"], "11-50")
    await chat.say("Una migración")

    assert "Team size" in first
    assert "prepare" not in first
    assert "2. 11-50" in first
    assert buttons == ["1-10", "11-50", "51+"]
    assert "prepare" in second
    assert chat.choices == []
    assert chat.calendar.booked[0].answers == {SIZE.name: "11-50", GOAL.name: "Una migración"}


@pytest.mark.parametrize("said", ["2", "la 2", "11-50", "11-50 personas"])
async def test_a_number_answers_the_question_and_picks_no_other_slot(said: str) -> None:
    chat, _ = await picked(asking(SIZE), said)

    assert chat.calendar.booked[0].answers == {SIZE.name: "11-50"}
    assert chat.calendar.booked[0].starts_at == "2026-11-25T13:00:00Z"


async def test_what_is_known_of_the_lead_is_not_asked() -> None:
    company = Question(name="Company", required=True, position=0)
    chat = Chat({}, calendar=asking(company), reader=LocalUnderstanding())

    for line in ("Soy Ana López, de Acme, ana@example.com", "Quiero una reunión", "la segunda"):
        await chat.say(line)

    assert chat.calendar.booked[0].answers == {"Company": "Acme"}


async def test_details_are_asked_before_questions() -> None:
    chat = Chat({}, calendar=asking(GOAL), reader=LocalUnderstanding())
    replies = [
        await chat.say(line)
        for line in ("Quiero una reunión", "la segunda", "Ana López, ana@example.com", "Precios")
    ]

    assert "nombre y correo" in replies[1]
    assert "prepare" in replies[2]
    assert "está reservada" in replies[3]


async def test_a_call_goes_to_the_number_the_lead_gives() -> None:
    chat, asked = await picked(asking(places=(CALL_ME,)), "mi número es +34 600 111 222")

    assert "Calle" not in asked
    assert chat.calendar.booked[0].place == "+34600111222"


async def test_a_lead_we_know_the_number_of_is_not_asked_where_to_call() -> None:
    chat, _ = await picked(asking(places=(CALL_ME,)))
    asked = chat.state["agenda"]["question"]

    assert asked
    assert asked["kind"] == "phone"
    assert "¿A qué número" in chat.state["messages"][-1].text


async def test_an_answer_that_is_none_is_asked_again_and_then_left_to_the_page() -> None:
    chat, again = await picked(asking(SIZE), "muchísimas")
    given_up = await chat.say("ya te digo que muchas")

    assert "no te he entendido" in again
    assert "Team size" in again
    assert "/d/link-1/" in given_up
    assert "date=2026-11-25" in given_up
    assert chat.tools == [LOOK_UP, MAKE_LINK, HAND_LINK]
    assert chat.calendar.booked == []


async def test_who_will_not_answer_gets_the_page_that_asks() -> None:
    chat, reply = await picked(asking(GOAL), "prefiero no decirlo")

    assert "/d/link-1/" in reply
    assert chat.state["result"]["meeting_state"] == "link_sent"


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        ("mejor el jueves a las 10:00", [FIND]),
        ("¿Cuánto cuesta?", []),
        ("quiero hablar con una persona", []),
        ("STOP", []),
        ("ya no me interesa", []),
        ("Hola", []),
        ("¡Muchas gracias!", []),
        ("?", []),
    ],
)
async def test_what_is_no_answer_is_not_taken_for_one(said: str, tools: list[str]) -> None:
    chat, _ = await picked(asking(GOAL), said)

    assert chat.tools == tools
    assert chat.calendar.booked == []


@pytest.mark.parametrize("said", ["en enero", "a partir del 1 de diciembre", "lo antes posible"])
async def test_a_time_answers_a_question_for_one(said: str) -> None:
    start = Question(name="When do you want to start?", required=True, position=0)

    chat, _ = await picked(asking(start), said)

    assert chat.calendar.booked[0].answers == {start.name: said}
    assert chat.calendar.booked[0].starts_at == "2026-11-25T13:00:00Z"


@pytest.mark.parametrize("said", ["10", "25 licencias", "dos", "no", "ninguna"])
async def test_a_short_answer_is_one(said: str) -> None:
    seats = Question(name="¿Cuántas licencias necesitas?", required=True, position=0)

    chat, _ = await picked(asking(seats), said)

    assert chat.calendar.booked[0].answers == {seats.name: said}


async def test_a_question_in_between_comes_back_to_ours() -> None:
    chat, reply = await picked(asking(GOAL), "¿Cuánto cuesta?")
    done = await chat.say("Precios y plazos")

    assert "«What should we {prepare}?»" in reply
    assert "está reservada" in done


async def test_a_button_of_another_question_answers_nothing() -> None:
    chat, _ = await picked(asking(SIZE))
    first = chat.choices[0]["id"]
    other = first.replace(first[-3:], "zzz")

    await chat.press(other, "1-10 ")
    await chat.press(other, "nada")

    assert all(order.answers == {SIZE.name: "1-10"} for order in chat.calendar.booked)


async def test_moving_asks_too_and_the_meetings_own_page_helps_out() -> None:
    calendar = FakeCalendar()
    chat, _ = await picked(calendar)
    calendar.types = asking(GOAL).types
    for line in ("Quiero cambiar la hora de la reunión", "la primera"):
        asked = await chat.say(line)
    reply = await chat.say("prefiero no decirlo")

    assert "prepare" in asked
    assert "https://calendly.com/reschedulings/1" in reply
    assert "did not answer" in str(chat.state["result"]["degraded_reason"])


async def test_a_meeting_is_moved_with_its_answers() -> None:
    calendar = FakeCalendar()
    chat, _ = await picked(calendar)
    calendar.types = asking(GOAL).types
    for line in ("Quiero cambiar la hora de la reunión", "la primera", "Una migración"):
        await chat.say(line)

    assert chat.tools == [MOVE]
    assert calendar.booked[1].answers == {GOAL.name: "Una migración"}


async def test_an_address_in_an_answer_is_not_where_the_invitation_goes() -> None:
    bills = Question(name="Who gets the bills?", required=True, position=0)

    chat, _ = await picked(asking(bills), "soy yo no, es Eva Ruiz, eva@example.org")

    [order] = chat.calendar.booked
    assert (order.name, order.email) == ("Ana López", "ana@example.com")
    assert "eva@example.org" in order.answers[bills.name]


async def test_a_question_brings_no_address_into_the_chat() -> None:
    named = Question(name="Read https://evil.example/x first?", required=True, position=0)

    _, asked = await picked(asking(named))

    assert "evil" not in asked
    assert "first?" in asked
