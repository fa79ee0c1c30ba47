"""What a question asks about, and what a passage speaks of without naming it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.knowledge.hints import hints_of
from tools.knowledge.questions import MOST_WORDS, readings, things_of
from tools.ports.words import Language

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


def words(text: str, language: Language = "es") -> list[str]:
    return [thing["names"][0] for thing in things_of(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("Hola, me gustaría saber si tenéis parking, gracias", "es", ["parking"]),
        ("¿Cuánto es el plan Pro?", "es", ["precio", "plan", "pro"]),
        ("Hi! how much is the pro plan", "en", ["price", "pro", "plan"]),
        ("Olá, bom dia! quanto fica a diária?", "pt", ["preco", "diaria"]),
        ("¿y esto qué es?", "es", []),
    ],
)
def test_words_that_ask_nothing_are_dropped(
    text: str, language: Language, asked: list[str]
) -> None:
    assert words(text, language) == asked


def test_two_words_for_one_thing_count_once() -> None:
    assert words("precio, coste, tarifa") == ["precio", "tarifa"]  # a rate may be a plan as well


def test_a_name_tells_more_and_a_common_verb_less() -> None:
    weights = {
        thing["names"][0]: thing["weight"] for thing in things_of("¿Aceptáis Bizum hoy?", "es")
    }

    assert weights["aceptais"] < weights["hoy"] < weights["bizum"]


def test_each_sentence_and_each_half_may_be_a_question_of_its_own() -> None:
    found = readings("¿Cuánto cuesta? ¿Y se integra con HubSpot y Slack?", "es")

    assert [len(reading) for reading in found] == [1, 2, 3]


@given(text=st.text(max_size=400), language=st.sampled_from(LANGUAGES))
def test_whatever_is_written_gives_a_few_plain_words(text: str, language: Language) -> None:
    for reading in readings(text, language):
        for things in reading:
            assert 0 < len(things) <= MOST_WORDS
            assert all(thing["names"][0] for thing in things)


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Desde 29 € al año", "precio"),
        ("De lunes a viernes", "horario"),
        ("Abrimos a las 9:30", "horario"),
        ("En tres días", "demora"),
        ("Son 20 euros por 2 horas, de 9 h a 11 h", "precio horario demora"),
        ("Somos doce personas", ""),
    ],
)
def test_money_is_a_price_and_a_clock_time_an_opening_hour(text: str, hints: str) -> None:
    assert hints_of(text, "es") == hints
