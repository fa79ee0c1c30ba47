"""The sentences a first conversation is made of, read in Spanish, English and Portuguese."""

from datetime import UTC, datetime

import pytest

from tools.ports.calendar import Slot
from tools.ports.understanding import Hearing, Understanding
from tools.ports.words import AskedFor
from tools.understanding.reader import LocalUnderstanding

TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def offer(slot_id: str, starts_at: str) -> Slot:
    return {
        "id": slot_id,
        "event_type": "demo",
        "event_name": "Demo",
        "starts_at": starts_at,
        "ends_at": starts_at,
        "expires_at": starts_at,
    }


OFFERS = (
    offer("ten", "2026-03-11T09:00:00.000000Z"),
    offer("four", "2026-03-11T15:00:00.000000Z"),
    offer("thursday", "2026-03-12T10:30:00.000000Z"),
)


def read(
    text: str, *, asked: AskedFor | None = None, offers: tuple[Slot, ...] = ()
) -> Understanding:
    hearing = Hearing(now=TUESDAY, zone="Europe/Madrid", asked=asked, offers=offers)
    return LocalUnderstanding().understand(text, hearing)


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("Hola, quiero agendar una demo", "schedule_meeting", "es"),
        ("Hi, I'd like to schedule a demo", "schedule_meeting", "en"),
        ("Oi, quero agendar uma demonstração", "schedule_meeting", "pt"),
        ("quiero hablar con una persona", "talk_to_human", "es"),
        ("I want to talk to a person", "talk_to_human", "en"),
        ("quero falar com uma pessoa", "talk_to_human", "pt"),
        ("¿cuánto cuesta?", "pricing_question", "es"),
        ("how much does it cost?", "pricing_question", "en"),
        ("quanto custa?", "pricing_question", "pt"),
    ],
)
def test_a_first_message_says_what_it_wants_and_in_which_language(
    text: str, intent: str, language: str
) -> None:
    understood = read(text)

    assert understood["intents"][0]["name"] == intent
    assert understood["intents"][0]["confidence"] >= 0.6
    assert understood["language"] == language


def test_stop_is_an_opt_out_before_anything_else() -> None:
    assert read("STOP")["intents"][0]["name"] == "opt_out"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("mañana por la tarde", "2026-03-11T12:00:00+00:00", "2026-03-11T19:00:00+00:00"),
        ("tomorrow at 10", "2026-03-11T09:00:00+00:00", "2026-03-11T09:00:00+00:00"),
        ("amanhã às 15h", "2026-03-11T14:00:00+00:00", "2026-03-11T14:00:00+00:00"),
    ],
)
def test_a_time_is_read_in_the_zone_of_the_lead(text: str, start: str, end: str) -> None:
    (window,) = read(text)["windows"]

    assert (window["start"], window["end"], window["zone"]) == (start, end, "Europe/Madrid")


@pytest.mark.parametrize("text", ["la segunda", "the second one", "2", "opción 2", "the 4pm one"])
def test_one_of_the_offers_is_chosen_by_its_place_or_its_hour(text: str) -> None:
    assert read(text, asked="slot", offers=OFFERS)["choice"] == {"kind": "slot", "slot_id": "four"}


def test_a_name_and_an_address_come_in_one_message() -> None:
    details = read("me llamo Ana García, ana@example.com")["details"]

    assert details == {"name": "Ana García", "email": "ana@example.com"}


@pytest.mark.parametrize(
    ("text", "answer"), [("sí", "yes"), ("no", "no"), ("yes", "yes"), ("não", "no")]
)
def test_a_bare_yes_or_no_is_an_answer_and_no_intent(text: str, answer: str) -> None:
    understood = read(text, asked="agree_book")

    assert understood["answer"] == answer
    assert understood["intents"] == [{"name": "other", "confidence": 0.25}]
