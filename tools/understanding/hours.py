"""A time of day in a sentence, and what a part of day beside it makes of it."""

import re
from dataclasses import dataclass, replace

from tools.understanding.clock import DAY, ClockTime, Half
from tools.understanding.clock import before as range_of


@dataclass(frozen=True, kw_only=True)
class Hours:
    """A time of day between `start` and `end` of the text.

    Minutes after midnight; `until` is None for a clock time. `clock` and `clock_until` are what
    was literally said, for a part of day beside it to settle.
    """

    start: int
    end: int
    minute: int
    until: int | None = None
    part: str | None = None
    clock: ClockTime | None = None
    clock_until: ClockTime | None = None
    impossible: bool = False
    """Something like a clock time that no clock shows: "26:30"."""
    today: bool = False
    """ "This afternoon", "tonight": the part of day names the day too."""

    @property
    def afternoon(self) -> bool:
        """Taken for the afternoon only because nobody said otherwise."""
        return (
            self.clock is not None
            and not self.clock.settled
            and self.minute > self.clock.minute
            and self.part is None
        )


def with_part(hours: Hours, part: Hours) -> Hours:
    """A clock time read in the half of the day that the part of day beside it names."""
    half = _HALF_OF_PART.get(part.part or "", "pm")
    if hours.until is None and hours.clock:
        return replace(hours, minute=hours.clock.resolved(half), part=part.part)
    if hours.clock and hours.clock_until:
        first, last = (
            clock if clock.settled else replace(clock, half=half)
            for clock in (hours.clock, hours.clock_until)
        )
        start, until = range_of(first, last)
    elif hours.clock:  # "after four", "before four"
        at = hours.clock.resolved(half)
        start, until = (at, hours.until or DAY) if hours.minute else (0, at)
    else:
        start, until = hours.minute, hours.until or DAY
    open_ended = hours.clock is None or hours.clock_until is None
    if open_ended and part.until and max(start, part.minute) < min(until, part.until):
        start, until = max(start, part.minute), min(until, part.until)
    return replace(hours, minute=start, until=until, part=part.part)


_HALF_OF_PART: dict[str, Half] = {
    "morning": "am",
    "first_thing": "am",
    "mid_morning": "am",
    "before_lunch": "am",
    "small_hours": "am",
    "night": "night",
}
AT = (
    r"(?:\b(?:(?:(?:a|para|hacia|sobre|desde|de|como a|tipo|eso de|y|o|mejor|at) )?las"
    r"|(?:a|de|sobre|para) la(?= una\b| 1\b)|tipo(?: las)?|a eso de las?|hacia|"
    r"(?:para |ate |umas? |la )?(?:as|a(?= uma\b)|pelas)|(?:por volta|perto|em torno) das"
    r"|umas(?= \d)"
    r"|(?:at|around|about|round)(?: about| around| like)?) ?|[@~] ?)"
)
NOON_WORD = "(?:medio ?dia|meio[- ]?dia|noon|midday)"
_UP_TO_NEXT = re.compile(r" ?- ?| (?:to|till?|until) ")


def joined(text: str, found: list[Hours]) -> list[Hours]:
    """ "Quarter past three till four", "half three to four": two clock times are one stretch."""
    left: list[Hours] = []
    for item in sorted(found, key=lambda hours: hours.start):
        last = left[-1] if left else None
        stretch = _stretch(text, last, item) if last else None
        left[-1:] = [stretch] if stretch else [*left[-1:], item]
    return left


def _stretch(text: str, first: Hours, last: Hours) -> Hours | None:
    if first.until is not None or not (first.clock and last.clock) or last.clock_until:
        return None
    between = text[first.end : last.start]
    until = last.until is not None and not last.minute and between in (" ", ", ")
    if not until and (last.until is not None or not _UP_TO_NEXT.fullmatch(between)):
        return None
    start, end = range_of(first.clock, last.clock)
    if not start < end <= DAY:
        return None
    clocks = replace(first, clock=first.clock, clock_until=last.clock)
    return replace(clocks, end=last.end, minute=start, until=end)


def no_clock(match: re.Match[str]) -> Hours:
    return Hours(start=match.start(), end=match.end(), minute=0, impossible=True)


def time_of(match: re.Match[str], time: ClockTime | None) -> Hours | None:
    if time is None:
        return None
    return Hours(start=_start(match), end=match.end(), minute=time.resolved(), clock=time)


def span_of(match: re.Match[str], first: int, last: int, part: str | None = None) -> Hours | None:
    if not 0 <= first < last <= DAY:
        return None
    return Hours(start=_start(match), end=match.end(), minute=first, until=last, part=part)


def _start(match: re.Match[str]) -> int:
    """The comma before a time ends the clause before it, and is no part of the time."""
    return match.end() - len(match[0].lstrip(" ,:-"))


YEARS = re.compile(r"(?:19|20)\d\d$")
