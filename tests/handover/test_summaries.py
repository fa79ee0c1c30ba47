"""The screen a person reads who takes a lead over."""

import string
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.handover.handovers import MEETING, handover, lead, said
from tools.ports.words import Language
from tools.summaries.handover import LANGUAGES, LONGEST, WORDS, summarise

TEXT = st.text(max_size=300)
DETAILS = st.dictionaries(st.sampled_from(["company", "role", "need", "odd"]), TEXT, max_size=4)


def test_one_screen_says_who_it_is_what_they_want_and_what_was_said() -> None:
    lines = summarise(
        handover(
            said("Hola,\nquiero una demo"),
            said("¿Qué día?", by_us=True),
            said("", note="image"),
            said("con una persona"),
            meeting=MEETING,
            lead=lead(score=72, band="warm"),
        )
    )

    assert lines == [
        "Ana López (Clínica Sol): pide hablar con una persona",
        "",
        "Quién: Ana López · ana@sol.example · +34600100101 · whatsapp",
        "Quiere: agendar una reunión",
        "Se sabe: empresa: Clínica Sol · equipo: 12",
        "Puntuación: 72/100, tibio",
        "Reunión: Sales Call, martes 24 de noviembre, 10:00 (Europe/Madrid)",
        "",
        "Últimos mensajes:",
        "  lead: Hola, quiero una demo",
        "  bot: ¿Qué día?",
        "  lead: [image]",
        "  lead: con una persona",
        "",
        "Conversación: c1",
    ]


def test_of_a_lead_nothing_is_known_of_little_is_said() -> None:
    nobody = lead(name=None, email=None, phone=None, details={})

    lines = summarise(handover(lead=nobody, wants=[], language="en"))

    assert lines[0] == "Somebody without a name asks for a person"
    assert not any(line.startswith(("Wants", "Known", "Score")) for line in lines)


def test_what_went_wrong_is_told_in_its_own_words() -> None:
    lines = summarise(handover(reason="Calendly answered 503", wants=[], language="en"))

    assert lines[0] == "Ana López (Clínica Sol) needs a person"
    assert "Wants: Calendly answered 503" in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_is_called_one_in_every_language(language: Language) -> None:
    first = summarise(handover(reason="complaint", language=language))[0]

    assert WORDS[language]["why"]["complaint"] in first


@given(
    name=st.none() | TEXT,
    details=DETAILS,
    texts=st.lists(TEXT, max_size=6),
    reason=TEXT,
    language=st.sampled_from(LANGUAGES),
)
def test_whatever_a_lead_writes_it_stays_one_screen_and_the_same(
    name: str | None, details: dict[str, str], texts: list[str], reason: str, language: Language
) -> None:
    given_over = handover(
        *map(said, texts), lead=lead(name=name, details=details), reason=reason, language=language
    )

    lines = summarise(given_over)

    assert lines == summarise(given_over)
    assert len(lines) <= 20
    assert all(len(line) <= LONGEST and len(line.splitlines()) <= 1 for line in lines)


def _shape(catalogue: Any) -> Any:  # a catalogue, or one of its sentences
    """Keys, and the places to fill in."""
    if isinstance(catalogue, dict):
        return {key: _shape(value) for key, value in catalogue.items()}
    return sorted(name for _, name, _, _ in string.Formatter().parse(catalogue) if name)


def test_every_language_says_the_same_things() -> None:
    shapes = [
        _shape(tomllib.loads((files("tools.summaries") / f"{each}.toml").read_text("utf-8")))
        for each in LANGUAGES
    ]

    assert shapes == [shapes[0]] * len(LANGUAGES)
