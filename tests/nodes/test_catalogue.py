"""The sentences: the same keys in every language, and claims only where receipts speak."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import get_args

import pytest

from nodes.catalogue import LANGUAGES, PLURALS, TEXTS, moment, say, short_moment, zone_name
from nodes.render import CHOICES
from tools.ports.words import Language, ReceiptKind

CLAIMS: dict[Language, str] = {
    "es": r"reservad[oa]|agendad[oa]|confirmad[oa]|cambiado|movid[oa]|cancelad[oa]|he avisado",
    "en": r"\bbooked:|is booked|scheduled|confirmed|moved|cancell?ed|i've told|won't write",
    "pt": r"reservad[oa]|agendad[oa]|confirmad[oa]|mudad[oa]|cancelad[oa]|avisei",
}
NOVEMBER = "2026-11-24T09:00:00Z"


def sentences(language: Language) -> Iterator[tuple[str, str, str]]:
    for table, lines in TEXTS[language].items():
        for key, text in lines.items():
            forms = PLURALS.get((language, key), {"": text}) if table == "say" else {"": text}
            for form, sentence in forms.items():
                yield table, f"{key} {form}".strip(), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_blanks(language: Language) -> None:
    def blanks(of: Language) -> dict[tuple[str, str], set[str | None]]:
        return {
            (table, key): {name for _, name, _, _ in Formatter().parse(text) if name}
            for table, key, text in sentences(of)
        }

    assert blanks(language) == blanks("es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_receipts_say_that_something_was_done(language: Language) -> None:
    claiming = {
        (table, key)
        for table, key, text in sentences(language)
        if re.search(CLAIMS[language], text, re.IGNORECASE)
    }

    assert {table for table, _ in claiming} == {"receipt"}
    assert {("receipt", kind) for kind in ("booked", "moved", "canceled")} <= claiming


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_receipt_and_every_button_has_words(language: Language) -> None:
    buttons = {name.removeprefix("intent:") for names in CHOICES.values() for name in names}

    assert set(TEXTS[language]["receipt"]) == set(get_args(ReceiptKind))
    assert buttons == set(TEXTS[language]["choice"])
    assert all(len(title) <= 20 for title in TEXTS[language]["choice"].values())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "martes 24 de noviembre, 10:00 (hora de Madrid)"),
        ("en", "Tuesday, November 24, 10:00 AM (Madrid time)"),
        ("pt", "terça-feira, 24 de novembro, 10:00 (horário de Madri)"),
    ],
)
def test_a_time_is_said_with_weekday_date_hour_and_zone(language: Language, words: str) -> None:
    assert moment(language, NOVEMBER, "Europe/Madrid") == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_a_time_fits_on_a_button(language: Language, month: int) -> None:
    assert len(short_moment(language, f"2026-{month:02}-23T22:30:00Z", "UTC")) <= 20


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Bogota", "hora de Bogotá"),
        ("America/Argentina/Buenos_Aires", "hora de Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "UTC-5"),
        ("Etc/GMT-2", "UTC+2"),
        ("Etc/GMT", "UTC"),
    ],
)
def test_a_zone_has_a_name_people_know(zone: str, words: str) -> None:
    assert zone_name("es", zone) == words


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("es", 1, "Esta hora está libre:"),
        ("es", 3, "Estas horas están libres:"),
        ("en", 1, "This time is open:"),
        ("pt", 2, "Estes horários estão livres:"),
    ],
)
def test_a_number_chooses_the_form_of_a_sentence(
    language: Language, count: int, words: str
) -> None:
    assert say(language, "offer", count=count) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_that_a_number_can_take_has_words(language: Language) -> None:
    assert all({"one", "other"} <= forms.keys() for forms in PLURALS.values())
    assert {key for spoken, key in PLURALS if spoken == language} == {key for _, key in PLURALS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_short_enough_for_a_chat(language: Language) -> None:
    assert max(len(text) for _, _, text in sentences(language)) <= 220
