"""The vocabularies of all languages as one: every reader tries every language."""

import re
from collections.abc import Iterable
from functools import cache

from tools.understanding.english import ENGLISH
from tools.understanding.portuguese import PORTUGUESE
from tools.understanding.spanish import SPANISH

VOCABULARIES = (SPANISH, ENGLISH, PORTUGUESE)
_BREAK = re.compile(r"[\s,.;:!?¡¿()\"'-]+")


def any_word(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{each})" for each in patterns) + r")(?!\w)")


@cache
def lexicon(field: str) -> re.Pattern[str]:
    """The patterns of one field of every vocabulary."""
    return any_word(each for vocabulary in VOCABULARIES for each in getattr(vocabulary, field))


@cache
def _longest_first(field: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(f"(?:{each})(?!\\w)")
        for vocabulary in VOCABULARIES
        for each in getattr(vocabulary, field)
    )


def says(text: str, field: str) -> bool:
    return lexicon(field).search(text) is not None


def only_says(text: str, *fields: str) -> bool:
    """Whether the text is nothing but phrases of these fields, at least one of the first."""
    position, said = _skip(text, 0), False
    while position < len(text):
        ends = {field: _end_of_phrase(text, position, field) for field in fields}
        best = max(ends, key=lambda field: ends[field])
        if ends[best] <= position:
            return False
        said = said or ends[fields[0]] == ends[best]
        position = _skip(text, ends[best])
    return said


def begins_with(text: str, field: str) -> int:
    """Where a phrase of the field that opens the text ends; 0 where none does."""
    start = _skip(text, 0)
    end = _end_of_phrase(text, start, field)
    return end if end > start else 0


def _end_of_phrase(text: str, position: int, field: str) -> int:
    """The furthest end of a phrase of the field that begins here."""
    matches = (each.match(text, position) for each in _longest_first(field))
    return max((match.end() for match in matches if match), default=position)


def _skip(text: str, position: int) -> int:
    match = _BREAK.match(text, position)
    return match.end() if match else position
