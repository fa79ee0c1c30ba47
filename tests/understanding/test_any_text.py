"""Whatever is written, the reader answers in shape, the same each time, and ends."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.ports.calendar import Slot
from tools.ports.understanding import Hearing, Understanding
from tools.ports.words import AskedFor, IntentName
from tools.understanding.reader import LocalUnderstanding
from tools.zones import is_zone

TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SLOT: Slot = {
    "id": "ten",
    "event_type": "demo",
    "event_name": "Demo",
    "starts_at": "2026-03-11T09:00:00Z",
    "ends_at": "2026-03-11T09:30:00Z",
    "expires_at": "2026-03-10T10:00:00Z",
}
READER = LocalUnderstanding()
UNTIMED = settings(deadline=None)  # the first message loads the language model

_VOCABULARY = """
el la lunes martes mañana tarde a las de y o no mejor 10 4 31 12/3 2:30 pm am 15h media hora semana
que viene marzo next Monday tomorrow at half past to in two weeks from between and the 31st February
amanhã às segunda quinta hoy ayer nunca 2026-03-29 0:00 24 25 99 menos cuarto cancelar mover mi
reunión , . ? antes después hasta primera
"""
WORDS = st.lists(st.sampled_from(_VOCABULARY.split()), max_size=14).map(" ".join)
HEARINGS = st.builds(
    Hearing,
    now=st.integers(0, 15 * 365 * 24 * 60).map(
        lambda minutes: TUESDAY + timedelta(minutes=minutes)
    ),
    zone=st.sampled_from(
        ["Europe/Madrid", "America/Sao_Paulo", "Asia/Kathmandu", "UTC", "No/where"]
    ),
    language=st.sampled_from([None, "es", "en", "pt"]),
    region=st.sampled_from([None, "ES", "US", "BR", "XX"]),
    asked=st.sampled_from([None, *get_args(AskedFor)]),
    offers=st.sampled_from([(), (SLOT,), (SLOT, SLOT)]),
    has_meeting=st.booleans(),
)


def check(understood: Understanding) -> None:
    assert understood["intents"]
    for intent in understood["intents"]:
        assert intent["name"] in get_args(IntentName)
        assert 0 <= intent["confidence"] <= 1
    for window in [*understood["windows"], *understood["excluded"]]:
        start, end = (datetime.fromisoformat(window[name]) for name in ("start", "end"))
        assert start.utcoffset() == end.utcoffset() == UTC.utcoffset(None)
        assert start <= end
        assert is_zone(window["zone"])


@UNTIMED
@given(text=st.text(max_size=300), hearing=HEARINGS)
def test_any_text_is_read_without_an_error(text: str, hearing: Hearing) -> None:
    check(READER.understand(text, hearing))


@settings(UNTIMED, max_examples=400)
@given(text=WORDS, hearing=HEARINGS)
def test_any_words_of_the_calendar_give_windows_in_shape(text: str, hearing: Hearing) -> None:
    check(READER.understand(text, hearing))


@UNTIMED
@given(text=WORDS, hearing=HEARINGS)
def test_the_same_words_mean_the_same_each_time(text: str, hearing: Hearing) -> None:
    assert READER.understand(text, hearing) == LocalUnderstanding().understand(text, hearing)


HEAVY = ["mañana ", "12/3 ", "lunes a las 4 ", "no ", "de 9 a ", "10:00-", "+34 6", " y ", "a@"]


@pytest.mark.parametrize("times", [10, 200, 10_000])
@pytest.mark.parametrize("piece", [*HEAVY, "😀", "\0", "\ud800"])
def test_a_message_made_to_be_slow_is_read_all_the_same(piece: str, times: int) -> None:
    check(
        READER.understand(piece * times, Hearing(now=TUESDAY, zone="Europe/Madrid", asked="name"))
    )


def test_what_comes_after_a_thousand_characters_is_not_read() -> None:
    text = "hola " * 300 + "STOP"

    understood = READER.understand(text, Hearing(now=TUESDAY, zone="Europe/Madrid"))

    assert [intent["name"] for intent in understood["intents"]] == ["greeting"]
