"""The plain spelling of a message and the way back to the lead's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.understanding.normalise import LIMIT, plain


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("¿MAÑANA a las 10?", "¿manana a las 10?"),
        ("Sexta às 15h – não", "sexta as 15h - nao"),
        ("I’d like “that”", 'i\'d like "that"'),
        ("holaaa sííí", "hola si"),
        ("www.acme.example", "www.acme.example"),
        ("Hola 👋 qué tal", "hola que tal"),
        ("a las ١٠ o １１", "a las 10 o 11"),
        ("2️⃣", "2"),
        ("vale 👍", "vale ok "),
        ("10\u00a0am", "10 am"),
    ],
)
def test_case_accents_typography_and_digits_become_plain(message: str, text: str) -> None:
    assert plain(message).text == text


def test_a_span_of_plain_text_leads_back_to_the_words_as_written() -> None:
    message = plain("¡Holaaa! El MIÉRCOLES, por favor")
    start = message.text.index("miercoles")

    assert message.words(start, start + len("miercoles")) == "MIÉRCOLES"


@given(st.text(max_size=2_000))
def test_every_plain_character_comes_from_somewhere_in_what_is_read(message: str) -> None:
    found = plain(message)

    assert len(found.text) == len(found.origin)
    assert list(found.origin) == sorted(found.origin)
    assert all(position < min(len(message), LIMIT) for position in found.origin)


@given(st.text(alphabet="hola mañana ÁÉ10:·\n", max_size=60))
def test_plain_text_is_plain_already(message: str) -> None:
    once = plain(message).text

    assert plain(once).text == once
