"""The few sentences of a passage that a reply quotes, word for word."""

import re

from tools.knowledge.questions import Things, readings, typed
from tools.ports.words import Language

SHORT = 320
"""Characters that are read at a glance."""

END = re.compile(r"(?<=[.!?…])\s+|\n+")
MARKUP = re.compile(r"\*\*|__|`+|^[ \t]{0,3}#{1,6}[ \t]+|^[ \t]{0,3}>[ \t]?", re.MULTILINE)


def excerpt(passage: str, question: str, language: Language) -> str:
    """Whole where it is short; otherwise the sentences around the one nearest to the question."""
    plain = MARKUP.sub("", passage).strip()
    if len(plain) <= SHORT:
        return plain
    ends = [*(found.end() for found in END.finditer(plain)), len(plain)]
    spans = list(zip([0, *ends], ends, strict=False))
    things = [thing for reading in readings(question, language)[:1] for thing in _all(reading)]
    first = last = max(
        range(len(spans)), key=lambda at: _nearness(plain[slice(*spans[at])], things)
    )
    while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= SHORT:
        last += 1
    while first > 0 and spans[last][1] - spans[first - 1][0] <= SHORT:
        first -= 1
    return plain[spans[first][0] : spans[last][1]].strip()


def _all(reading: list[Things]) -> list[list[str]]:
    return [thing["names"] for things in reading for thing in things]


def _nearness(sentence: str, things: list[list[str]]) -> int:
    """Of how many things asked about it speaks; endings differ, beginnings do not."""
    written = typed(sentence)
    return sum(
        any(re.search(rf"\b{re.escape(name[: max(4, len(name) - 2)])}", written) for name in names)
        for names in things
    )
