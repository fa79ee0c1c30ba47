"""Every time of day of a text, in the order in which its patterns are tried."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tools.ports.words import Language
from tools.understanding.clock_times import (
    AT_NOON,
    BEFORE_DAY,
    CLOCK,
    COMPACT,
    DIGITAL,
    EITHER_HOUR,
    HALF_TWO,
    HHMM,
    IN_PLACE,
    MARKED,
    MIDNIGHT,
    NO_CLOCK,
    OR_HOUR,
    PARA,
    PART_FIRST,
    PAST,
    PAST_NOON,
    SPACED,
    SPACED_HALF,
    compact,
    first_of_two,
    half_two,
    marked,
    midnight,
    minutes_past,
    noon,
    or_hour,
    past_noon,
    single,
)
from tools.understanding.date_words import PART_WORDS, TODAY_PARTS, part_hours
from tools.understanding.hour_stretches import (
    AT_LEAST,
    AT_MOST,
    COLON,
    COLONS,
    DASHED,
    HALF_DASHED,
    HHMM_SPAN,
    HOURS_DASHED,
    LAS,
    OR_RANGE,
    RANGE,
    SINCE,
    SINCE_NOON,
    SLASHED,
    TILL,
    TO_NOON,
    UNEVEN,
    UP_TO,
    clock_range,
    compact_range,
    or_range,
    since,
    since_noon,
    to_noon,
    up_to,
)
from tools.understanding.hours import Hours, no_clock, span_of
from tools.understanding.page import Page

_PARTS = [(re.compile(rf"\b(?:{said_})(?![a-z])"), part) for said_, part in PART_WORDS.items()]
_TODAY_PARTS = [(re.compile(rf"\b(?:{said_})\b"), part) for said_, part in TODAY_PARTS.items()]


def read_hours(page: Page, language: Language) -> list[Hours]:
    """Every time of day of the text, in the order in which the patterns are tried."""
    rules: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Hours | None]]] = [
        (PAST_NOON, past_noon),
        (NO_CLOCK, no_clock),
        (IN_PLACE, single),
        (RANGE, clock_range),
        (TO_NOON, to_noon),
        (LAS, clock_range),
        (HHMM_SPAN, compact_range),
        (UNEVEN, clock_range),
        (SLASHED, clock_range),
        (PAST, minutes_past),
        (PARA, minutes_past),
        (DASHED, clock_range),
        (HALF_DASHED, clock_range),
        (HOURS_DASHED, clock_range),
        (COLONS, clock_range),
        (COLON, clock_range),
        (SINCE_NOON, since_noon),
        (SINCE, since),
        (TILL, clock_range),
        (AT_MOST, up_to),
        (AT_LEAST, since),
        (UP_TO, up_to),
        (HALF_TWO, half_two),
        (PART_FIRST, single),
        (HHMM, compact),
        (SPACED, single),
        (SPACED_HALF, single),
        (EITHER_HOUR, first_of_two),
        (CLOCK, single),
        (COMPACT, single),
        (MARKED, marked),
        (DIGITAL, single),
        (BEFORE_DAY, single),
    ]
    found = [hours for pattern, reader in rules for hours in page.read(pattern, reader)]
    found += page.read(OR_RANGE, partial(or_range, found=found))
    for _ in range(3):
        found += page.read(OR_HOUR, partial(or_hour, found=found))
    found += page.read(MIDNIGHT, midnight)
    for pattern, part in _TODAY_PARTS:
        read_part = partial(_part, part=part, language=language)
        found += [replace(hours, today=True) for hours in page.read(pattern, read_part)]
    for pattern, part in _PARTS:
        found += page.read(pattern, partial(_part, part=part, language=language))
    return found + page.read(AT_NOON, noon)


def _part(match: re.Match[str], *, part: str, language: Language) -> Hours | None:
    first, last = part_hours(part, language)
    return span_of(match, first * 60, last * 60, part)
