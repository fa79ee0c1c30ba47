"""Which language a message is in."""

import pytest

from tools.ports.words import Language
from tools.understanding.language import language_of
from tools.understanding.normalise import plain


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("hola", "es"),
        ("hello", "en"),
        ("olá", "pt"),
        ("Buenas, quería información sobre el producto", "es"),
        ("Good morning, I'd like to know more", "en"),
        ("Bom dia, queria saber mais sobre o produto", "pt"),
        ("mañana a las 10", "es"),
        ("tomorrow at ten", "en"),
        ("amanhã às dez", "pt"),
    ],
)
def test_a_first_message_gives_its_language_away(message: str, language: Language) -> None:
    assert language_of(plain(message), before=None, region=None) == language


@pytest.mark.parametrize("message", ["ok", "10:30", "Ana", "ana@acme.example", "👍", "demo"])
def test_a_message_of_no_language_keeps_that_of_the_conversation(message: str) -> None:
    assert language_of(plain(message), before="en", region="ES") == "en"
    assert language_of(plain(message), before="pt", region="ES") == "pt"


def test_a_clear_longer_message_switches_the_language() -> None:
    message = plain("Sorry, could we please switch to English? My Spanish is not good.")

    assert language_of(message, before="es", region="ES") == "en"


def test_the_country_of_the_phone_decides_where_nothing_else_does() -> None:
    assert language_of(plain("ok"), before=None, region="BR") == "pt"
    assert language_of(plain("ok"), before=None, region="US") == "en"
