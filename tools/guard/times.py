"""Times and dates that no source has: weekdays, months, "tomorrow", "half past", "next week"."""

import itertools
from collections.abc import Iterable, Sequence

from tools.guard.lexicon import Lexicon
from tools.guard.reading import Reading

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING, FREE = frozenset(WEEK[:5]), frozenset(WEEK[5:])
CLOCKS = range(0x1F550, 0x1F568)
UNTIL = frozenset(
    {"-", "–", "to", "through", "until", "till", "a", "al", "hasta", "ate", "e", "thru"}
)


def unknown(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    if any(ord(sign) in CLOCKS for sign in said.said):
        return True
    text = _without(said.plain, lexicons)
    sourced = _completed(_named(known.plain, lexicons))
    if _completed(_named(text, lexicons)) - sourced:
        return True
    told = (
        found[0] for each in lexicons for phrase in each.phrases for found in phrase.finditer(text)
    )
    return any(phrase not in known.plain for phrase in told)


def _without(text: str, lexicons: Iterable[Lexicon]) -> str:
    for lexicon in lexicons:
        for phrase in lexicon.ordinary:
            text = phrase.sub(" ", text)
    return text


def _named(text: str, lexicons: Iterable[Lexicon]) -> set[str]:
    """The days of a stretch, too: "Monday to Friday" is Wednesday as well."""
    places = sorted(
        (found.start(), found.end(), name)
        for lexicon in lexicons
        for name, words in lexicon.times.items()
        for found in words.finditer(text)
    )
    named = {name for _, _, name in places}
    for (_, end, first), (start, _, last) in itertools.pairwise(places):
        if first in WEEK and last in WEEK and text[end:start].strip() in UNTIL:
            named |= set(_between(first, last))
    return named


def _between(first: str, last: str) -> Sequence[str]:
    begin, end = WEEK.index(first), WEEK.index(last)
    return WEEK[begin : end + 1] if begin <= end else (*WEEK[begin:], *WEEK[: end + 1])


def _completed(named: set[str]) -> set[str]:
    """Weekdays and weekends by either of their names."""
    every = set(named)
    if "weekday" in named or named >= WORKING:
        every |= {"weekday", *WORKING}
    if "weekend" in named or named >= FREE:
        every |= {"weekend", *FREE}
    return every
