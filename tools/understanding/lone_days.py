"""Days of a month named without it: the 15th, "martes 17", "el 16, 17 o 18"."""

import re
from collections.abc import Sequence
from datetime import timedelta

from tools.understanding.date_grammar import SPELLED, WEEKDAY, WEEKDAY_OF, weekday_agrees
from tools.understanding.date_words import DAY_WORDS, MARKED_WEEKDAYS, PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.days import (
    Days,
    Today,
    day,
    faulty,
    in_month,
    read_days,
    this_month_or_next,
)
from tools.understanding.page import Page, words

_DAY_ALONE = re.compile(
    rf"\b(?:{WEEKDAY}(?:el dia|el|dia|no dia|para el|al|on the|(?:el|no|o) proximo(?: dia)?|este"
    r"|(?:(?<=\0 )|(?<=partir )|(?<=despues )|(?<=antes )|(?<=depois ))(?:del|do(?: dia)?|de)"
    r"|(?<=semana )del?) (?P<day>[0-9]?\d)(?:(?<=dia 1)o)?\b"
    r"(?![:.,/]\d|[h%€$]| ?(?:[ap]m|hs?|horas)\b)"
    rf"|{WEEKDAY.replace('weekday', 'weekday2')}(?:on )?(?:the )?(?P<nth>[0-3]?\d)(?:st|nd"
    r"|rd|th)\b(?! (?:one|option|slot|time|week|week of|quarter|floor|century|plan|question"
    "|person)))"
)


def _is_late_ordinal(word: str) -> bool:
    """ "The tenth" is a day; "the second" may be anything."""
    return DAY_WORDS[word] >= 10 and re.search(r"(?:th|st|nd|rd)$", word) is not None


_SPELLED_ALONE = re.compile(
    rf"\b(?P<weekday>{words(*WEEKDAY_OF)})[.,]? (?:(?:el|dia|the|el dia) {SPELLED}"
    rf"|(?P<late>{words(*(w for w, v in DAY_WORDS.items() if v >= 13))}))\b(?! (?:h|hs|horas"
    rf"|[ey] [a-z]))"
    r"|\b(?:el dia|no dia|dia|el)"
    rf" (?P<lone>{words(*(w for w, v in DAY_WORDS.items() if v >= 10))})\b"
    rf"|\b(?:el |no )?dia (?P<any>{words(*DAY_WORDS)})\b"
    rf"|\b(?:on )?the (?P<ordinal>{words(*(w for w in DAY_WORDS if _is_late_ordinal(w)))})\b"
    r"(?! (?:one|option|slot|time|person|question|floor|century|plan))"
)
_OR_DAY = re.compile(
    r"(?: (?:o|u|or|ou|y|e|and|&)(?: el| dia| the)?|,(?: el)?(?= \d{1,2},? (?:\d|o |ou |or |y |e "
    r"|and )))"
    r" (?P<day>[0-3]?\d)(?P<nth>(?=x)x)?(?P<weekday>(?=x)x)?(?:st|nd|rd|th)?\b(?![:/]\d| ?h\b)"
)
_DAY_AGAIN = re.compile(
    r"(?<=\0) (?:o|u|or|ou|y|e|and)(?: el| dia)? (?P<day>[12]\d|3[01])(?P<nth>(?=x)x)?"
    r"(?P<weekday>(?=x)x)?(?= \0)"
)
_SHORT_WEEKDAYS = [name for name in MARKED_WEEKDAYS if name not in ("ter", "dom", "sex", "sun")]
_WEEKDAY_DAY = re.compile(
    rf"\b(?P<weekday>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS, *_SHORT_WEEKDAYS)})[.,]?"
    r" (?P<day>[0-3]?\d)\b(?! (?:e|y) (?:15|30|45)\b)(?![:.,/-]\d|h|%| ?(?:[ap]\.? ?m|hs?|horas"
    r"|de la|da|-|a|to|'?till?)\b)"
)


def read_lone_days(page: Page, today: Today, written: Sequence[Days] = ()) -> list[Days]:
    """ "The 15th": tried after the clock has taken its numbers."""
    found = read_days(
        page,
        today,
        [(_WEEKDAY_DAY, _weekday_day), (_DAY_ALONE, alone), (_SPELLED_ALONE, _spelled)],
    )
    dated_before = {each.end: each for each in written if each.single and not each.fault}
    ends = {each.end for each in found}
    unclear = {each.end for each in found if each.fault}

    def another(today: Today, match: re.Match[str]) -> list[Days] | None:
        """The 23 of "Oct 22, 23 and 24": a day soon after the one before it."""
        last = dated_before.get(match.start())
        if last is None and match.start() not in ends:
            return None
        if last is None and match.start() in unclear:
            return [faulty(match.span(), "ambiguous", today.date)]
        if last is None:
            ends.add(match.end())
            return alone(today, match)
        number_of_day = int(match["day"])
        if not last.first.day < number_of_day <= last.first.day + 7:
            return None
        when = in_month(last.first.year, last.first.month, number_of_day)
        if when is None:
            return None
        dated_before[match.end()] = day(match.span(), when)
        return [dated_before[match.end()]]

    return found + read_days(page, today, [(_OR_DAY, another), (_DAY_AGAIN, alone)])


def _spelled(today: Today, match: re.Match[str]) -> list[Days] | None:
    when = this_month_or_next(
        today.date,
        DAY_WORDS[
            match["spelled"] or match["late"] or match["lone"] or match["any"] or match["ordinal"]
        ],
    )
    if when is None:
        return None
    return [weekday_agrees(today, match, day(match.span(), when))]


def alone(today: Today, match: re.Match[str]) -> list[Days] | None:
    when = this_month_or_next(today.date, int(match["day"] or match["nth"]))
    if when is None:
        said = match["nth"] or "dia" in match[0] or int(match["day"]) > 31
        return [faulty(match.span(), "impossible", today.date)] if said else None
    return [weekday_agrees(today, match, day(match.span(), when))]


def _weekday_day(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "Martes 17": the 17th of a month soon that is a Tuesday, else two things at odds."""
    day_of_month, weekday = int(match["day"]), WEEKDAY_OF[match["weekday"]]
    hour = today.language == "en" and day_of_month <= NOON
    for ahead in range(SOON if hour else FAR_OFF):
        when = today.date + timedelta(days=ahead)
        if when.day == day_of_month and when.weekday() == weekday:
            return [day(match.span(), when)]
    return [faulty(match.span(), "ambiguous", today.date)]


NOON = 12
SOON = 7
FAR_OFF = 36
"""In English "Thursday 5" may be five o'clock, unless that Thursday is near; no language names a
day by these two that is many weeks away."""
