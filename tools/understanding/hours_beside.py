"""Numbers that are hours only because they stand beside what was read: "Friday 9-11"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tools.understanding.clock import clock, said
from tools.understanding.clock_times import OR_HOUR, compact, or_hour, single
from tools.understanding.hour_stretches import OR_RANGE, TO, clock_range, or_range, since
from tools.understanding.hours import Hours, time_of
from tools.understanding.page import Page

_BESIDE = (
    re.compile(rf"(?<=\0)(?: ?[,-] ?| ){clock(1)}(?![\w/:])"),
    re.compile(rf"\b{clock(1)}(?= ?,? (?:on |el |na |no )?\0)"),
)
_HHMM_BESIDE = re.compile(r"\b(?P<las>)(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5]\d)(?=,? (?:on )?\0)")
_BESIDE_SPAN = (
    re.compile(
        r"\b(?P<h1>\d{1,2}):(?P<m1>[0-5]\d)(?: ?- ?| (?:to|till|until) )(?P<h2>\d{1,2})(?![\w/:.-])"
    ),
    re.compile(
        r"(?<=\0)(?: ?[,:] ?| )(?P<h1>\d{1,2})(?::(?P<m1>[0-5]\d))? ?(?:-|to|a|'?till?) ?"
        r"(?P<h2>\d{1,2})(?::(?P<m2>[0-5]\d))?(?: ?h\b)?(?![\w/:.-])"
    ),
    re.compile(r"\b(?P<h1>\d{1,2}) ?- ?(?P<h2>\d{1,2})(?: ?h)?(?=,? \0)"),
    re.compile(
        r"(?:(?<=except )|(?<=except for )|(?<=but not )|(?<=menos )|(?<=salvo )|(?<=excepto )"
        r"|(?<=exceto ))(?P<h1>\d{1,2}) ?(?:-|to|a) ?(?P<h2>\d{1,2})(?![\w/:.-])"
    ),
)
_WORDS_SPAN = re.compile(
    rf"(?<=\0)(?: ?, ?| )(?!\d+ (?:and|y|e) ){clock(1)}{TO}{clock(2)}(?![\w/])"
)
_HOUR_ON = re.compile(r"\b(?P<h1>1?\d|2[0-3])(?= (?:on|el|na) \0)")
_HHMM_BEHIND = re.compile(
    r"(?<=\0 )(?P<las>)(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5]\d)(?: ?(?:hours|hrs|h))?(?![\w/:.-])"
)
_FROM_HOUR = re.compile(
    r"(?<=\0 )(?:from|desde|a partir d[ae]s?) (?P<h1>1?\d|2[0-3])(?=[ .,;!?)]*$)"
)
_SAY = re.compile(
    r"(?<=\0)(?: ?, ?| )(?:(?:at|a las|as),? )?(?:say|maybe|perhaps|digamos|quizas?|talvez),?"
    r" (?P<h1>1?\d|2[0-3])"
    r"(?=[ .,;!?)]*$)"
)
_SHARP = re.compile(r"(?<=\0)(?: ?, ?| )(?P<h1>\d{1,2}) (?:sharp|en punto|em ponto)\b")
_TWO_HOURS = re.compile(
    r"(?<=\0 )(?P<h1>1?\d|2[0-3])(?= (?:o|or|ou) (?:1?\d|2[0-3])(?=[ .,;!?)]*$))"
)
_CORRECTED = re.compile(
    r"(?<=\0)[ ,.;-]*(?:\b(?:no|nao|wait|sorry|perdon|espera|digo|desculpa?|opa|mejor|melhor|better"
    r"|actually|rather|or rather|i mean|i meant|make (?:that|it)|quiero decir|quise decir|quer"
    r" dizer"
    r"|quis dizer|mejor dicho|ou melhor|o mejor|alias|scratch that|lets say|let'?s"
    r" say)\b[ ,.!:-]*){1,3}"
    r"(?:a las|las|as|at)? ?(?P<h1>1?\d|2[0-3])(?:[:.h](?P<m1>[0-5]\d))?(?: ?h\b)?"
    r"(?= ?(?:$|[,.;!?)\0]| (?:is|works|would|please|pls|por favor|porfa|me|si|then|instead)\b))"
)
"""The hour that takes the place of the one before: "at 3, sorry, 4"."""
_ANSWERED = re.compile(
    r"(?<=\0)(?: ?, ?| )(?P<h1>1?\d|2[0-3])(?= (?:works?|does ?n'?t|does|suits|sounds|is|would"
    r"|will|wo"
    r"n'?t|isn'?t|me (?:va|viene|sirve|queda)|serve|funciona|no (?:puedo|me)|nao)\b)"
    r"|\b(?P<h2>1?\d|2[0-3])(?= (?:works?|is (?:good|fine|ok|great|better)|would (?:work|be|suit)"
    r"|suits"
    r"(?: me)?|me (?:va|viene)(?: bien)?)(?: (?:better|great|well|good|for me|on))* \0)"
)
_LAST_END = re.compile(
    r"(?<=\0)(?: ?- ?| (?:to|till?|until|hasta las|ate as) )(?P<h1>1?\d|2[0-3])"
    r"(?:[:.](?P<m1>[0-5]\d))?(?= ?(?:$|[.,;!?)\0]))"
)
_LAST_WORD = re.compile(r"(?<=\0)(?: ?,)? (?P<h1>\d{1,2})(?=[ .,;!?)\0]*$)")


def read_hours_beside(page: Page, read: Sequence[Hours] = ()) -> list[Hours]:
    """Numbers that are hours only because they stand right beside what was read: "Friday 9-11"."""
    spans = (*_BESIDE_SPAN, _WORDS_SPAN)
    found = [hours for pattern in spans for hours in page.read(pattern, clock_range)]
    found += [hours for pattern in _BESIDE for hours in page.read(pattern, _spoken)]
    found += page.read(_LAST_END, partial(_last_end, found=[*read, *found]))
    found += page.read(_FROM_HOUR, since)
    found += page.read(_CORRECTED, _corrected)
    found += page.read(_ANSWERED, _either_hour)
    for pattern in (_SAY, _SHARP, _TWO_HOURS):
        found += page.read(pattern, single)
    found += page.read(OR_RANGE, partial(or_range, found=found))
    found += page.read(OR_HOUR, partial(or_hour, found=found))
    for pattern in (_HHMM_BESIDE, _HHMM_BEHIND):
        found += page.read(pattern, compact)
    return found + page.read(_HOUR_ON, single) + page.read(_LAST_WORD, single)


def _corrected(match: re.Match[str]) -> Hours | None:
    """It begins behind the word of correction, which stays to be seen."""
    found = single(match)
    return replace(found, start=match.start("h1")) if found else None


def _either_hour(match: re.Match[str]) -> Hours | None:
    return time_of(match, said(match, 1) or said(match, 2))


def _spoken(match: re.Match[str]) -> Hours | None:
    """ "Nine thirty", "onze horas": an hour with its minutes, or said to be hours."""
    sure = any(match[group] for group in ("f1", "g1", "m1", "o1", "i1", "b1"))
    return single(match) if sure else None


def _last_end(match: re.Match[str], found: list[Hours]) -> Hours | None:
    """The 4 of "half three to 4"."""
    first = any(hours.end == match.start() and hours.until is None for hours in found)
    return _corrected(match) if first else None
