"""Choosing among the slots on offer: Wednesday at ten and four, Thursday at half past eleven."""

from datetime import UTC, datetime

import pytest

from tools.ports.calendar import Slot
from tools.ports.understanding import Choice, Hearing
from tools.ports.words import Language
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


TEN = offer("ten", "2026-03-11T09:00:00.000000Z")
FOUR = offer("four", "2026-03-11T15:00:00.000000Z")
THURSDAY = offer("thursday", "2026-03-12T10:30:00.000000Z")
OFFERS = (TEN, FOUR, THURSDAY)


def choose(
    text: str,
    *,
    offers: tuple[Slot, ...] = OFFERS,
    language: Language | None = None,
    zone: str = "Europe/Madrid",
) -> Choice | None:
    hearing = Hearing(now=TUESDAY, zone=zone, offers=offers, asked="slot", language=language)
    return LocalUnderstanding().understand(text, hearing)["choice"]


@pytest.mark.parametrize(
    ("text", "slot_id"),
    [
        ("la primera", "ten"),
        ("the first one", "ten"),
        ("1", "ten"),
        ("vale, la segunda", "four"),
        ("opción 2", "four"),
        ("option two", "four"),
        ("ok 2", "four"),
        ("la 3", "thursday"),
        ("the last one", "thursday"),
        ("la última", "thursday"),
        ("la de las 10", "ten"),
        ("a las diez", "ten"),
        ("10", "ten"),
        ("the 4pm one", "four"),
        ("a las 4", "four"),
        ("16:00", "four"),
        ("el jueves", "thursday"),
        ("Thursday works", "thursday"),
        ("el miércoles a las 10", "ten"),
        ("me va bien el jueves a las 11:30", "thursday"),
        ("sí, la primera", "ten"),
        ("the middle one", "four"),
        ("a do meio", "four"),
        ("the earliest one", "ten"),
        ("la más temprana", "ten"),
        ("a mais cedo", "ten"),
        ("the latest", "thursday"),
        ("o mais tarde", "thursday"),
        ("the afternoon one", "four"),
        ("la de la tarde", "four"),
        ("a da tarde", "four"),
        ("2nd", "four"),
        ("quiero la 3ra", "thursday"),
        ("la primera no, la segunda", "four"),
        ("not the first, the second", "four"),
        ("no, el jueves", "thursday"),
        ("4 works", "four"),
        ("dez horas", "ten"),
    ],
)
def test_a_slot_is_chosen_by_its_place_its_day_or_its_hour(text: str, slot_id: str) -> None:
    assert choose(text) == {"kind": "slot", "slot_id": slot_id}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cualquiera", "any"),
        ("me da igual", "any"),
        ("either of the first two", "any"),
        ("tanto faz", "any"),
        ("ninguna me va", "none"),
        ("none of those", "none"),
        ("nenhuma", "none"),
        ("¿algo más tarde?", "later"),
        ("later that day", "later"),
        ("algo antes", "earlier"),
        ("something earlier", "earlier"),
        ("mais cedo", "earlier"),
        ("otras opciones", "more"),
        ("another day", "other_day"),
        ("outro horário", "more"),
    ],
)
def test_a_wish_about_the_offers_is_no_slot(text: str, kind: str) -> None:
    assert choose(text) == {"kind": kind, "slot_id": None}


@pytest.mark.parametrize(
    "text",
    [
        "el miércoles",
        "mañana",
        "a las 10 o a las 4",
        "la cuarta",
        "el viernes",
        "sí",
        "la primera o la segunda",
        "la de la mañana",
        "the second to last",
        "what about the afternoon?",
        "el jueves no",
        "¿cuánto cuesta?",
    ],
)
def test_where_none_or_several_fit_nothing_is_chosen(text: str) -> None:
    assert choose(text) is None


def test_without_offers_there_is_nothing_to_choose() -> None:
    assert choose("la segunda", offers=()) is None
    assert choose("cualquiera", offers=()) is None


def test_hours_are_those_of_the_lead() -> None:
    assert choose("a las 3", zone="Europe/London") == {"kind": "slot", "slot_id": "four"}


def test_a_portuguese_monday_is_not_the_second_offer() -> None:
    assert choose("segunda", language="pt") is None
    assert choose("a segunda", language="pt") == {"kind": "slot", "slot_id": "four"}


def test_a_bare_hour_is_on_the_day_all_offers_share() -> None:
    hearing = Hearing(now=TUESDAY, zone="Europe/Madrid", offers=(TEN, FOUR), asked="slot")

    (window,) = LocalUnderstanding().understand("mejor a las 12", hearing)["windows"]

    assert window["start"] == "2026-03-11T11:00:00+00:00"
    assert window["assumptions"] == ["same_day"]
