"""What answers our offers, and wishes that stand beside a name and an address."""

from datetime import UTC, datetime

import pytest

from tools.ports.calendar import Slot
from tools.ports.understanding import ACT, Hearing, Understanding
from tools.understanding.reader import LocalUnderstanding

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
OFFERS = tuple(
    Slot(
        id=f"slot-{n}",
        event_type="intro",
        event_name="Intro Call",
        starts_at=f"2026-03-1{n}T10:00:00Z",
        ends_at=f"2026-03-1{n}T10:30:00Z",
        expires_at="2026-03-10T12:00:00Z",
    )
    for n in (1, 2, 3)
)


def heard(text: str, *, offered: bool = False, booked: bool = False) -> Understanding:
    hearing = Hearing(
        now=NOW,
        zone="Europe/Madrid",
        asked="slot" if offered else None,
        offers=OFFERS if offered else (),
        has_meeting=booked,
    )
    return LocalUnderstanding().understand(text, hearing)


def sure(found: Understanding) -> list[str]:
    return [each["name"] for each in found["intents"] if each["confidence"] >= ACT]


@pytest.mark.parametrize(
    "text", ["the second one", "third one please", "I can't do any of these. How about Friday?"]
)
def test_who_answers_our_offers_neither_leaves_nor_complains(text: str) -> None:
    assert sure(heard(text, offered=True)) == ["schedule_meeting"]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("none of these, stop writing to me", "opt_out"),
        ("la segunda, pero quiero hablar con una persona antes", "talk_to_human"),
    ],
)
def test_who_says_so_leaves_or_gets_a_person_whatever_is_on_offer(text: str, wish: str) -> None:
    assert wish in sure(heard(text, offered=True))


@pytest.mark.parametrize(
    "text",
    [
        "Bom dia! Quero agendar, sou o Bento Alves, bento@example.com",
        "Olá, Helena Sá, helena@example.com quero marcar",
        "my name is Rosa Lind, I'd like a demo, rosa@example.com",
        "Soy Diego Rojas, agente inmobiliario, diego@example.com, necesito una reunión",
    ],
)
def test_a_wish_beside_a_name_and_an_address_leads(text: str) -> None:
    found = heard(text)
    assert found["intents"][0]["name"] == "schedule_meeting"
    assert "provide_details" in sure(found)
    assert {"name", "email"} <= found["details"].keys()


def test_a_wish_that_is_put_off_between_commas_is_none() -> None:
    found = heard("my name is Al Bond, al@example.com, please don't book anything yet")
    assert "schedule_meeting" not in sure(found)


def test_later_in_the_day_moves_no_meeting_where_there_is_none() -> None:
    assert sure(heard("anything in the afternoon, later in the day?", offered=True)) == [
        "schedule_meeting"
    ]


@pytest.mark.parametrize("text", ["thanks! what time was it again?", "gracias! ¿a qué hora era?"])
def test_it_is_the_meeting_they_have(text: str) -> None:
    assert heard(text, booked=True)["intents"][0]["name"] == "meeting_info"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chris Vance here, chris.vance@example.com", "Chris Vance"),
        ("hola, Nuria Gil aquí, nuria.gil@example.com", "Nuria Gil"),
        ("New York here, chris@example.com", None),
        ("Acme Sales here, sales@acme.com", None),
    ],
)
def test_who_is_here_is_named_where_the_address_bears_the_name(text: str, name: str | None) -> None:
    assert heard(text)["details"].get("name") == name
