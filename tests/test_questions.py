"""What an event type asks: what is known fills it, the rest is asked, and answers are read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import CALL
from tools.ports.calendar import EventType, Place, Question, QuestionKind
from tools.ports.scheduler import Asked
from tools.questions import Heard, declines, fill_in, read_reply

SIZES = ("1-10", "11-50", "More than 50")


def kind(
    *questions: Question, places: tuple[Place, ...] = (), round_robin: bool = False
) -> EventType:
    return replace(CALL, questions=questions, places=places, round_robin=round_robin)


def question(
    name: str, kind: QuestionKind = "string", *choices: str, required: bool = True
) -> Question:
    return Question(name=name, required=required, position=0, kind=kind, choices=choices)


def asked(kind: QuestionKind = "string", *choices: str, other: bool = False) -> Asked:
    return Asked(name="?", kind=kind, choices=list(choices), other=other)


KNOWN = {"company": "Acme", "role": "CEO", "team_size": "12", "phone": "+34600111222"}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Company", "Acme"),
        ("Your company?", "Acme"),
        ("Nombre de la empresa", "Acme"),
        ("¿De qué empresa eres?", "Acme"),
        ("Qual é a sua empresa?", "Acme"),
        ("Job title", "CEO"),
        ("¿Cuál es tu cargo?", "CEO"),
        ("Team size", "12"),
        ("¿Cuántos empleados hay en tu empresa?", "12"),
        ("How many people are in your team?", "12"),
        ("Teléfono de contacto", "+34600111222"),
        ("What does your company do?", None),
        ("Why did your company choose us?", None),
        ("What would you like to discuss?", None),
        ("¿Quién lleva las compras en tu empresa?", None),
        ("", None),
    ],
)
def test_a_question_for_nothing_but_a_detail_is_filled_with_it(
    name: str, answer: str | None
) -> None:
    sheet = fill_in(kind(question(name)), KNOWN, {})

    assert sheet.answers.get(name) == answer
    assert [each["name"] for each in sheet.open] == ([] if answer else [name])


def test_what_was_answered_goes_before_what_is_known() -> None:
    sheet = fill_in(kind(question("Company")), KNOWN, {"Company": "Globex"})

    assert sheet.answers == {"Company": "Globex"}


def test_an_optional_question_is_filled_and_never_asked() -> None:
    optional = (question("Company", required=False), question("Why?", required=False))

    sheet = fill_in(kind(*optional), KNOWN, {})

    assert (sheet.answers, sheet.open) == ({"Company": "Acme"}, [])


def test_a_select_takes_a_detail_only_where_it_is_one_of_its_choices() -> None:
    sheet = fill_in(kind(question("Team size", "single_select", *SIZES)), KNOWN, {})
    role = fill_in(kind(question("Role", "single_select", "Ceo", "Other")), KNOWN, {})

    assert [each["choices"] for each in sheet.open] == [list(SIZES)]
    assert role.answers == {"Role": "Ceo"}


def test_a_phone_question_takes_the_leads_phone_whatever_it_is_called() -> None:
    sheet = fill_in(kind(question("Send reminders to", "phone_number")), KNOWN, {})

    assert sheet.answers == {"Send reminders to": "+34600111222"}


CALLED = Place(kind="outbound_call", asks_lead=True)
ASKED = Place(kind="ask_invitee", asks_lead=True)
ZOOM = Place(kind="zoom_conference", asks_lead=False)


@pytest.mark.parametrize(
    ("places", "known", "given", "place", "open_"),
    [
        ((), KNOWN, {}, None, []),
        ((ZOOM,), {}, {}, None, []),
        ((CALLED, ZOOM), KNOWN, {}, None, []),
        ((CALLED,), KNOWN, {}, "+34600111222", []),
        ((CALLED,), {}, {}, None, ["phone"]),
        ((ASKED,), KNOWN, {}, None, ["place"]),
        ((ASKED,), KNOWN, {"place": "Calle Mayor 1"}, "Calle Mayor 1", []),
    ],
)
def test_the_lead_is_asked_where_only_where_nothing_else_will_do(
    places: tuple[Place, ...],
    known: dict[str, str],
    given: dict[str, str],
    place: str | None,
    open_: list[str],
) -> None:
    sheet = fill_in(kind(places=places), known, given)

    assert (sheet.place, [each["kind"] for each in sheet.open]) == (place, open_)


def test_a_round_robin_names_no_place() -> None:
    assert fill_in(kind(places=(CALLED,), round_robin=True), {}, {}).open == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("11-50", "11-50"),
        ("more than 50", "More than 50"),
        ("  MÓRE than 50! ", "More than 50"),
        ("2", "11-50"),
        ("la 2", "11-50"),
        ("option 3", "More than 50"),
        ("creo que 11-50 personas", "11-50"),
        ("4", None),
        ("muchas", None),
        ("1-10 o 11-50", None),
        ("", None),
    ],
)
def test_a_choice_is_told_by_its_words_or_its_number(text: str, answer: str | None) -> None:
    assert read_reply(asked("single_select", *SIZES), Heard(text=text)) == answer


def test_a_pressed_choice_is_that_choice() -> None:
    assert read_reply(asked("single_select", *SIZES), Heard(text="x", choice=2)) == "More than 50"
    assert read_reply(asked("single_select", *SIZES), Heard(text="", choice=9)) is None


def test_a_select_with_other_takes_any_words() -> None:
    assert (
        read_reply(asked("single_select", *SIZES, other=True), Heard(text="Unos 30")) == "Unos 30"
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Sales, Support", "Sales\nSupport"),
        ("sales y support", "Sales\nSupport"),
        ("1 and 3", "Sales\nR&D"),
        ("r&d", "R&D"),
        ("Sales, dancing", None),
    ],
)
def test_several_choices_are_joined_by_line_breaks(text: str, answer: str | None) -> None:
    several = asked("multi_select", "Sales", "Support", "R&D")

    assert read_reply(several, Heard(text=text)) == answer


def test_a_phone_is_what_was_read_as_one() -> None:
    assert read_reply(asked("phone_number"), Heard(text="600", phone="+34600111222"))
    assert read_reply(asked("phone_number"), Heard(text="600")) is None


@pytest.mark.parametrize(
    ("text", "refuses", "kind_", "declined"),
    [
        ("prefiero no decirlo", False, "string", True),
        ("I'd rather not say", False, "string", True),
        ("não quero responder", False, "text", True),
        ("skip", False, "string", True),
        ("no", True, "string", False),
        ("no", True, "phone_number", True),
        ("Acme", False, "string", False),
        (
            "We don't want to say goodbye to our old CRM before the new one works",
            False,
            "text",
            False,
        ),
    ],
)
def test_who_will_not_say_is_not_pressed(
    text: str, refuses: bool, kind_: QuestionKind, declined: bool
) -> None:
    assert declines(asked(kind_), Heard(text=text, refuses=refuses)) is declined


def test_no_is_an_answer_where_it_is_a_choice() -> None:
    assert not declines(asked("single_select", "Yes", "No"), Heard(text="no", refuses=True))


@given(st.text(), st.lists(st.text(), max_size=5), st.booleans())
def test_an_answer_to_a_select_is_among_its_choices_unless_it_takes_others(
    text: str, choices: list[str], several: bool
) -> None:
    select = asked("multi_select" if several else "single_select", *choices)

    answer = read_reply(select, Heard(text=text))

    assert answer is None or answer in choices or set(answer.split("\n")) <= set(choices)
