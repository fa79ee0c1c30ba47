"""A text as the guard compares it: one form of every letter, and disguises taken off."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
EMPHASIS = re.compile(r"\*+|__+|~~|`+")
SPELLED = re.compile(r"(?<![^\W_])[^\W_](?:[ \-.·:][^\W_](?![^\W_]))+")
SHORT = re.compile(r"(?<=[a-z])'(?:ve|ll|re|m)\b")
LONG = {"'ve": " have", "'ll": " will", "'re": " are", "'m": " am"}
FEWEST_LETTERS = 4
"""So many single letters in a row are a word that is spelled: "é o a" is none."""


@dataclass(frozen=True)
class Reading:
    written: str

    @cached_property
    def said(self) -> str:
        return unicodedata.normalize("NFKC", self.written)

    @cached_property
    def plain(self) -> str:
        """Small letters without accents."""
        apart = unicodedata.normalize("NFKD", self.accented)
        return "".join(letter for letter in apart if not unicodedata.combining(letter))

    @cached_property
    def accented(self) -> str:
        """Small letters without emphasis and invisible signs, and no short forms."""
        shown = EMPHASIS.sub("", HIDDEN.sub("", self.said)).replace("\u2019", "'").casefold()
        return SHORT.sub(lambda found: LONG[found[0]], shown)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(WORD.findall(self.plain))

    @cached_property
    def spelled(self) -> list[str]:
        """Words written letter by letter: "b o o k e d", "s-u-p-p-o-r-t"."""
        runs = (re.sub(r"[ \-.·:]", "", found[0]) for found in SPELLED.finditer(self.plain))
        return [run for run in runs if len(run) >= FEWEST_LETTERS]

    @cached_property
    def foreign_letters(self) -> frozenset[str]:
        """Letters of other alphabets, which look like ours: "nоon" with a Cyrillic "о"."""
        letters = {letter for letter in self.said if letter.isalpha()}
        return frozenset(letter for letter in letters if not _is_latin(letter))


def _is_latin(letter: str) -> bool:
    return letter in "ªº" or unicodedata.name(letter, "").startswith("LATIN")
