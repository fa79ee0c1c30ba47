"""Days written with their month: ISO, "15 de abril", "March 7th", ranges of them."""

import re
from dataclasses import replace
from datetime import date, datetime

from tools.understanding.date_grammar import (
    ARTICLE,
    DAY,
    JOIN,
    MONTH,
    NEXT_MONTH,
    NUMBER,
    WEEKDAY,
    YEAR,
    day_number,
    weekday_agrees,
    year_said,
)
from tools.understanding.date_words import MONTHS
from tools.understanding.days import (
    Days,
    Moment,
    Today,
    dated,
    day,
    days,
    faulty,
    in_month,
    next_month,
    read_days,
    this_month_or_next,
)
from tools.understanding.nth_of_month import (
    MONTHS_WEEKDAY,
    NTH_OF_MONTH,
    NTH_WEEK,
    NTH_WEEKDAY,
    nth_of_month,
    nth_week,
    nth_weekday_named,
)
from tools.understanding.numeric_dates import (
    BETWEEN_NUMERIC,
    HALF_NUMERIC_RANGE,
    NUMERIC,
    numeric,
    numeric_range,
)
from tools.understanding.page import Page, words

_LAST_MONTH = re.compile(
    r"\b(?:the |el |dia |o )?[0-3]?\d(?:st|nd|rd|th)? (?:of|de|del|do) (?:last month|mes pasado"
    r"|mes passado)\b"
)
_ISO = re.compile(
    rf"\b{WEEKDAY}(?P<year>20\d\d)[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?!\d)(?:t(?=\d))?"
)
_RANGE_OF_MONTH = re.compile(
    rf"(?<!\d[:.])\b(?:entre |between |from )?{ARTICLE}(?P<first>{NUMBER})"
    rf"(?P<join>{JOIN})(?P<last>{NUMBER}) (?:de |of )?{MONTH}{YEAR}"
)
_NAMED_ISO = re.compile(rf"\b(?P<year>20\d\d)[-/](?P<month>{words(*MONTHS)})[-/](?P<day>\d\d?)\b")
_MONTH_RANGE = re.compile(
    rf"\b{MONTH} (?:the )?(?P<first>{NUMBER})(?P<join>{JOIN})(?P<last>{NUMBER})"
    r"(?![\d:/])(?! ?[ap]m)"
)
_DAY_MONTH = re.compile(
    rf"(?<!\d:)(?<!week )(?<!semana )\b{WEEKDAY}{ARTICLE}{DAY}"
    rf"(?:(?: (?:day of|de|of|del mes de)|,)? ?|[-/]){MONTH}"
    rf"(?![a-z])(?:[-/](?P<slashed>(?:19|20)?\d\d)|{YEAR})"
)
_MONTH_DAY = re.compile(
    rf"\b{WEEKDAY}{MONTH}[ /-](?:the )?{DAY}(?![\d:/])(?! ?(?:[ap]m|h)\b){YEAR}"
)
_RANGE_OF_THIS_MONTH = re.compile(
    r"\b(?:del?|do|from )?(?: ?dia)? ?(?P<first>[0-3]?\d) (?:al?|ao|to|through|-)"
    r" (?P<last>[0-3]?\d)"
    r" (?:de |of )?(?:este|deste|neste|this) (?:mes|month)\b"
)
_DAY_OF_NUMBERED_MONTH = re.compile(
    r"\b(?:el|dia|del) (?P<day>[0-3]?\d) del? (?P<month>\d{1,2})\b(?![:\w/]| ?(?:-|a|y|e|to) ?\d"
    r"| ?(?:h\b|de la"
    r"|personas))"
)
_DAY_OF_NEXT_MONTH = re.compile(
    rf"\b{ARTICLE}(?P<day>{NUMBER})(?: day)? (?:de|del|of|do|deste) (?:{NEXT_MONTH}"
    r"|(?P<this>(?:this|este|the|el|o)? ?(?:mes|month)))\b"
)
_RANGE_OF_DAYS = re.compile(
    r"\b(?:del|entre el|from the|between the|do|entre o|de|between|los dias|dos dias|nos dias|dias"
    r"|entre os dias|from) (?:dia )?(?P<first>[0-3]?\d)(?P<th>st|nd|rd|th)?"
    r" (?P<join>al?|y el|to the|and the|ao|e o|and|to|e|y)(?: dia)? (?P<last>[0-3]?\d)(?:st|nd"
    r"|rd|th)?(?![\d:])"
)
_INSTANT = re.compile(
    r"\b20\d\d-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:z\b|[+-]\d\d:?\d\d\b)"
)


def read_instants(page: Page) -> list[Moment]:
    """ISO 8601 with its offset: nothing about it depends on where the lead is."""
    return page.read(_INSTANT, _instant)


def _instant(match: re.Match[str]) -> Moment | None:
    try:
        at = datetime.fromisoformat(match[0].replace(" z", "z").upper())
    except ValueError:
        return None
    return Moment(start=match.start(), end=match.end(), at=at, until=at)


def read_written_dates(page: Page, today: Today) -> list[Days]:
    return read_days(
        page,
        today,
        [
            (_LAST_MONTH, _gone_by),
            (_ISO, _day_month_year),
            (_RANGE_OF_THIS_MONTH, _of_this_month),
            (_NAMED_ISO, _day_month),
            (_RANGE_OF_MONTH, _days_of_month),
            (_MONTH_RANGE, _days_of_month),
            (_DAY_MONTH, _day_month),
            (_MONTH_DAY, _day_month),
            (HALF_NUMERIC_RANGE, numeric_range),
            (BETWEEN_NUMERIC, numeric_range),
            (_DAY_OF_NUMBERED_MONTH, _numbered),
            (NTH_OF_MONTH, nth_of_month),
            (NTH_WEEKDAY, nth_weekday_named),
            (MONTHS_WEEKDAY, nth_weekday_named),
            (NTH_WEEK, nth_week),
            (_DAY_OF_NEXT_MONTH, _of_next_month),
            (NUMERIC, numeric),
            (_RANGE_OF_DAYS, _days_alone),
        ],
    )


def _day_month_year(today: Today, match: re.Match[str]) -> list[Days] | None:
    return [
        dated(
            match.span(),
            today.date,
            day_of_month=int(match["day"]),
            month=int(match["month"]),
            year=int(match["year"]),
        )
    ]


_ELSEWHERE = {
    "en": {"out", "set", "mai", "ago", "fev", "abr", "ene", "dez", "dic", "marco"},
    "es": {"out", "set"},
}
"""Short names of months that are words in another language: "I'm out 5 to 6pm"."""


def _day_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    if match["month"] in _ELSEWHERE.get(today.language, ()):
        return None
    found = dated(
        match.span(),
        today.date,
        day_of_month=day_number(match),
        month=MONTHS[match["month"]],
        year=year_said(match),
    )
    return [weekday_agrees(today, match, found)]


def _days_of_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    if match["month"] in _ELSEWHERE.get(today.language, ()):
        return None
    month = MONTHS[match["month"]]
    first, last = (
        dated(
            match.span(),
            today.date,
            day_of_month=day_number(match, name),
            month=month,
            year=year_said(match),
        )
        for name in ("first", "last")
    )
    return _pair(match, first, last)


def _pair(match: re.Match[str], first: Days, last: Days) -> list[Days] | None:
    """Two days joined by "and" or "or" stay two; joined by "to" they are a span."""
    if first.fault or last.fault:
        return [first if first.fault else last]
    if set(match["join"].split()) & {"y", "e", "o", "ou", "or"} and "entre" not in match[0]:
        return [first, last]
    if first.first >= last.first:
        return [faulty(match.span(), "impossible", first.first)]
    return [replace(first, until=last.until)]


_WEEK = re.compile(r"(?:^|[^\w ] |\b(?:la|na|a|para|pra|em) )semana $")


def _days_alone(today: Today, match: re.Match[str]) -> list[Days] | None:
    days_said = match["th"] or "dias" in match[0] or _WEEK.search(match.string, 0, match.start())
    if match["join"] in ("and", "to", "a", "e", "y") and not days_said:
        return None  # "from 10 to 12" are hours
    first, last = (this_month_or_next(today.date, int(match[name])) for name in ("first", "last"))
    if first is None or last is None:
        return None
    if last < first and int(match["last"]) < int(match["first"]):
        last = in_month(*_month_after(first), int(match["last"])) or last
    if last < first:
        first = today.date
    return [days(match.span(), first, (last - first).days + 1)]


def _month_after(when: date) -> tuple[int, int]:
    month = next_month(when)
    return month.year, month.month


def _gone_by(today: Today, match: re.Match[str]) -> list[Days] | None:
    return [faulty(match.span(), "past", today.date)]


def _of_this_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    first, last = (
        in_month(today.date.year, today.date.month, int(match[name])) for name in ("first", "last")
    )
    if first is None or last is None or first >= last or last < today.date:
        return None
    return [days(match.span(), max(first, today.date), (last - max(first, today.date)).days + 1)]


def _numbered(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "El 15 del 4"."""
    return [
        dated(
            match.span(),
            today.date,
            day_of_month=int(match["day"]),
            month=int(match["month"]),
        )
    ]


def _of_next_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    month = today.date if match["this"] else next_month(today.date)
    when = in_month(month.year, month.month, day_number(match))
    if when is None:
        return [faulty(match.span(), "impossible", today.date)]
    return [
        day(match.span(), when) if when >= today.date else faulty(match.span(), "past", today.date)
    ]
