"""What a model's words say beyond their sources: times, money, addresses, names, deeds."""

import re
from collections.abc import Sequence
from typing import Literal

from tools.guard import addresses, claims, names, numbers, prices, times
from tools.guard.lexicon import lexicons
from tools.guard.reading import HIDDEN, Reading
from tools.ports.words import Language

Fault = Literal["number", "time", "price", "address", "name", "deed", "promise", "markup", "length"]

LONGEST = 700  # characters; a chat is no brochure

MARKUP = re.compile(r"[<>{}\[\]|`]")


def faults(text: str, sources: Sequence[str], language: Language | None = None) -> list[Fault]:
    """Empty for a text that may be sent. `sources` are all it may have facts from.

    `language` settles what a word means that several of them share; None takes it for the worst.
    """
    if len(text) > LONGEST or not text.strip():
        return ["length"]
    said, known, spoken = Reading(text), Reading("\n".join(sources)), lexicons(language)
    checks: tuple[tuple[Fault, bool], ...] = (
        ("markup", _is_disguised(said, known)),
        ("address", addresses.unknown(said, known)),
        ("number", numbers.unknown(said, known, spoken)),
        ("time", times.unknown(said, known, spoken)),
        ("price", prices.unknown(said, known, spoken)),
        ("promise", claims.promised(said, known, spoken)),
        ("name", names.unknown(said, known, spoken)),
        ("deed", claims.claimed(said, known, spoken)),
    )
    return [fault for fault, holds in checks if holds]


def _is_disguised(said: Reading, known: Reading) -> bool:
    """Markup, what nobody sees, letters of other alphabets, words spelled letter by letter."""
    new_letters = said.foreign_letters - known.foreign_letters
    return bool(MARKUP.search(said.said) or HIDDEN.search(said.said) or new_letters or said.spelled)
