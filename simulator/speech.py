"""How one person puts things: their language's phrase book, their hand, and their slips of it."""

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

NEIGHBOURS = {
    "a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "r": "t", "t": "y", "s": "d", "c": "v",
}  # fmt: skip
SLIP = 0.04  # of the letters of somebody who does not look
NAMES = {
    "es": ("Lucía Ferrer", "Javier Ortega", "Marta Solís", "Íñigo Vega", "Carmen Ruiz Díaz"),
    "en": ("Grace O'Neill", "Tom Baxter", "Priya Shah", "Liam Walker", "Zoe Hart"),
    "pt": ("João Barros", "Beatriz Lima", "Rafael Sousa", "Inês Prado", "Caio Nunes"),
}


@cache
def phrase_book(language: str) -> dict[str, Any]:
    return tomllib.loads(files("simulator.phrases").joinpath(f"{language}.toml").read_text("utf-8"))


class Voice:
    def __init__(self, language: str, style: str, chance: Random) -> None:
        self._book = phrase_book(language)
        self._style = style
        self._chance = chance

    def say(self, key: str, **blanks: object) -> str:
        """What fills a blank (an address, a time) is written with care."""
        phrase = self._chance.choice(self._book[key])
        before, _, _ = phrase.partition("{")
        if "{" in phrase:
            return str(phrase.format(**blanks))
        return self._in_style(before)

    def fragments(self, key: str) -> list[str]:
        return [self._in_style(each) for each in self._book[key]]

    def ordinal(self, number: int) -> str:
        ordinals = self._book["ordinals"]
        return str(ordinals[min(number, len(ordinals)) - 1])

    def _in_style(self, text: str) -> str:
        if self._style == "caps":
            return text.upper()
        return self._slipping(text) if self._style == "typos" else text

    def _slipping(self, text: str) -> str:
        return "".join(
            NEIGHBOURS.get(letter, letter) if self._chance.random() < SLIP else letter
            for letter in text
        )
