"""A fourth language is one file: with it a whole dialogue is in that language, without new code."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from nodes.catalogue import LANGUAGES, PLURALS, TEXTS, learn
from tests.chat import Chat
from tests.fakes import FakeCalendar, Line, at, heard, nth
from tools.channels.whatsapp_wire import requests_for
from tools.ports.channels import Alias, Button, Outgoing
from tools.ports.understanding import Choice, Hearing
from tools.ports.words import Language
from tools.understanding.reader import LocalUnderstanding

FIXTURE = Path(__file__).parent.parent / "fixtures" / "texts" / "fr.toml"
FRENCH = cast(Language, "fr")
LINES: dict[str, Line] = {
    "Bonjour": heard("greeting", language=FRENCH),
    "Je voudrais un rendez-vous": heard("schedule_meeting", language=FRENCH),
    "Aucun": heard(choice=Choice(kind="none", slot_id=None), language=FRENCH),
    "Le deuxième": nth(1, FRENCH),
    "Anne Roux, anne@example.com": heard(
        "provide_details",
        language=FRENCH,
        details={"name": "Anne Roux", "email": "anne@example.com"},
    ),
    "Annulez": heard("cancel_meeting", language=FRENCH),
    "Oui": heard(answer="yes", language=FRENCH),
}


@pytest.fixture
def french(tmp_path: Path) -> Iterator[Language]:
    """The file of a whole language; a sentence that no line below needs is Spanish in it."""
    tables = {table: {**lines} for table, lines in TEXTS["es"].items()}
    for table, lines in tomllib.loads(FIXTURE.read_text("utf-8")).items():
        tables[table] |= lines
    file = tmp_path / FIXTURE.name
    file.write_text("\n".join(_toml(tables)), encoding="utf-8")
    yield learn(file)
    _forget(FRENCH)


def _toml(tables: dict[str, dict[str, Any]]) -> Iterator[str]:  # a sentence, or its forms
    for table, lines in tables.items():
        yield f"[{table}]"
        for key, sentence in lines.items():
            forms = sentence if isinstance(sentence, dict) else {"": sentence}
            for form, text in forms.items():
                yield f"{key}{'.' + form if form else ''} = '''{text}'''"


def _forget(language: Language) -> None:
    TEXTS.pop(language)
    for each in [each for each in PLURALS if each[0] == language]:
        PLURALS.pop(each)


async def test_a_whole_booking_is_told_in_it(french: Language) -> None:
    chat = Chat(LINES)

    hello = await chat.say("Bonjour")
    offer = await chat.say("Je voudrais un rendez-vous")
    others = await chat.say("Aucun")
    asked = await chat.say("Le deuxième")
    done = await chat.say("Anne Roux, anne@example.com")
    read_back = await chat.say("Annulez")
    canceled = await chat.say("Oui")

    assert hello.startswith("Bonjour, je suis l'assistant virtuel de l'équipe (une IA).")
    assert "1. mardi 24 novembre, 10:00" in offer
    assert offer.endswith("Lequel vous convient le mieux ?")
    assert others.startswith("D'autres horaires libres :")
    assert asked.endswith("À quel nom et à quelle adresse dois-je mettre le rendez-vous ?")
    assert "votre rendez-vous est réservé : Sales Call, " in done
    assert done.endswith("(heure de Madrid).")
    assert read_back.endswith("Dois-je l'annuler ?")
    assert "votre rendez-vous est annulé" in canceled


async def test_its_plural_forms_and_buttons_are_its_own(french: Language) -> None:
    chat = Chat(LINES, calendar=FakeCalendar(open=[at(24, 9)]))

    offer = await chat.say("Je voudrais un rendez-vous")

    assert "Cet horaire est libre :" in offer
    assert chat.choices[0]["title"] == "mar 24 nov, 10:00"


async def test_a_file_that_lacks_nothing_adds_no_other_language(french: Language) -> None:
    assert french not in LANGUAGES
    assert set(TEXTS[french]["say"]) == set(TEXTS["es"]["say"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, je voudrais prendre un rendez-vous avec votre équipe", "fr"),
        ("Hola, quiero reservar una reunión con vuestro equipo", "es"),
        ("Hi, I'd like to book a meeting with your team", "en"),
        ("Oi, quero marcar uma reunião com a equipe de vocês", "pt"),
    ],
)
def test_the_reader_tells_it_from_the_others(text: str, language: str) -> None:
    reader = LocalUnderstanding((*LANGUAGES, FRENCH))

    heard_in = reader.understand(text, Hearing(now=at(24, 9), zone="Europe/Paris"))

    assert heard_in["language"] == language


def test_a_channel_that_has_no_word_in_it_shows_a_sign() -> None:
    choices = tuple(Button(id=str(n), title=f"choix {n}") for n in range(4))
    to = (Alias(kind="phone", value="+33612345678", attested=True),)
    outgoing = Outgoing(outbox_id="1", to=to, text="?", choices=choices, language=FRENCH)

    assert "☰" in str(requests_for(outgoing))
