"""A turn waits for the rest of a burst, longer for half a thought."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.burst import latest, wait

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["STOP", "stop.", " Baja ", "PARAR!", "unsubscribe", "sair"])
def test_who_wants_it_to_stop_does_not_wait(text: str) -> None:
    assert wait(2.0, text, choice=False) == 0


def test_a_pressed_button_does_not_wait() -> None:
    assert wait(2.0, "Thu 10:00,", choice=True) == 0


@pytest.mark.parametrize(
    "text",
    [
        *("Hola", "hola!", "Buenas tardes 👋", "Hi", "good morning", "Olá!", "Oi"),
        *(
            "quiero una demo,",
            "well...",
            "hmm…",
            "I'm free on Monday and",
            "el jueves y",
            "mañana ou",
        ),
    ],
)
def test_half_a_thought_waits_longer(text: str) -> None:
    assert wait(2.0, text, choice=False) == 3.0


@pytest.mark.parametrize("text", ["How much is it?", "El jueves a las 10.", "¡Gracias!", 'a "b."'])
def test_a_finished_sentence_waits_less(text: str) -> None:
    assert wait(2.0, text, choice=False) == 1.2


@pytest.mark.parametrize("text", ["mañana a las 10", "please stop by on Monday", "the bay", "xy"])
def test_anything_else_waits_as_the_channel_does(text: str) -> None:
    assert wait(2.0, text, choice=False) == 2.0


@given(st.floats(0, 5), st.text(max_size=2000), st.booleans())
def test_no_wait_is_negative_or_longer_than_half_as_long_again(
    quiet: float, text: str, choice: bool
) -> None:
    assert 0 <= wait(quiet, text, choice=choice) <= quiet * 1.5


@given(st.text(max_size=200), st.sampled_from([" ", "\n", "  \n"]))
def test_white_space_around_it_changes_nothing(text: str, space: str) -> None:
    assert wait(2.0, space + text + space, choice=False) == wait(2.0, text, choice=False)


@given(st.text(max_size=200))
def test_a_channel_without_a_wait_never_waits(text: str) -> None:
    assert wait(0.0, text, choice=False) == 0


def test_a_long_message_is_judged_by_its_end() -> None:
    assert wait(2.0, "hola " * 200_000 + "?", choice=False) == 1.2


@given(st.timedeltas(timedelta(0), timedelta(days=1)))
def test_the_first_message_sets_the_latest_start(later: timedelta) -> None:
    assert latest(NOON + later) - (NOON + later) == timedelta(seconds=10)
