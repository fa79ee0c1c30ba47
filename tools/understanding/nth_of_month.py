"""Days by their place in a month: the first Monday of April, the last weekend."""

import re
from datetime import date, timedelta

from tools.understanding.date_grammar import MONTH, NEXT_MONTH, WEEKDAY_OF, YEAR, year_said
from tools.understanding.date_words import MONTHS, ORDINALS, WEEKDAYS
from tools.understanding.days import Days, Today, day, days, faulty, next_month, nth_weekday
from tools.understanding.page import words

_UNIT_OF_MONTH = "day|dia|weekend|wkend|fin de semana|finde|fim de semana|final de semana"
NTH_OF_MONTH = re.compile(
    rf"(?<!th )(?<!rd )(?<!nd )\b(?:el |the |o |no |on the )?(?P<nth>{words(*ORDINALS)})"
    rf" (?P<unit>{_UNIT_OF_MONTH})"
    rf"(?: habil| util)? (?:de|in|of|em|do|del) (?:{MONTH}{YEAR}|(?P<next>{NEXT_MONTH})"
    r"|(?:el |the |this |este |o )?(?P<this>mes|month))\b"
)
NTH_WEEKDAY = re.compile(
    rf"\b(?:el |the |a |o |na |no )?(?P<nth>{words(*ORDINALS)})"
    rf" (?P<weekday>{words(*WEEKDAY_OF)}) (?:de|in|of|em|do|del) (?:{MONTH}{YEAR}"
    rf"|(?P<next>{NEXT_MONTH})|(?P<this>(?:the |this |este |el )?(?:mes|month)))\b"
)
MONTHS_WEEKDAY = re.compile(
    rf"\b{MONTH}'s (?P<nth>{words(*ORDINALS)}) (?P<weekday>{words(*WEEKDAYS)})\b(?P<this>(?=x)x)?"
    r"(?P<year>(?=x)x)?"
)
NTH_WEEK = re.compile(
    rf"(?<!th )(?<!rd )(?<!nd )\b(?:el |la |the |a |na )?(?P<nth>{words(*ORDINALS)}) (?:semana"
    "|week) (?:de|in|of|em|do|del) "
    rf"(?:{MONTH}{YEAR}|(?P<next>{NEXT_MONTH})|(?P<this>(?:the |this |este |el )?(?:mes"
    rf"|month)))\b"
)


def _month_meant(today: Today, match: re.Match[str]) -> date:
    """The first of the month named: this year's, or next year's once it has gone by."""
    if not match["month"]:
        return next_month(today.date)
    month = MONTHS[match["month"]]
    return date(year_said(match) or today.date.year + (month < today.date.month), month, 1)


def nth_weekday_named(today: Today, match: re.Match[str]) -> list[Days] | None:
    month = today.date.replace(day=1) if match["this"] else _month_meant(today, match)
    when = nth_weekday(month, ORDINALS[match["nth"]], WEEKDAY_OF[match["weekday"]])
    if when is None:
        return [faulty(match.span(), "impossible", today.date)]
    if when < today.date:
        return [faulty(match.span(), "past", today.date)]
    return [day(match.span(), when)]


def nth_of_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "The last day of May", "the first weekend of June"."""
    month = today.date.replace(day=1) if match["this"] else _month_meant(today, match)
    nth = ORDINALS[match["nth"]]
    if match["unit"] in ("day", "dia"):
        when = next_month(month) - timedelta(days=1) if nth < 0 else month + timedelta(days=nth - 1)
        found = day(match.span(), when)
    else:
        saturday = nth_weekday(month, nth, 5)
        if saturday is None:
            return [faulty(match.span(), "impossible", today.date)]
        found = days(match.span(), saturday, 2)
    return [faulty(match.span(), "past", today.date) if found.until <= today.date else found]


def nth_week(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "The first week of April" is its first seven days."""
    month = today.date.replace(day=1) if match["this"] else _month_meant(today, match)
    nth = ORDINALS[match["nth"]]
    first = month + timedelta(weeks=nth - 1) if nth > 0 else next_month(month) - timedelta(weeks=1)
    if first + timedelta(weeks=1) <= today.date:
        return [faulty(match.span(), "past", today.date)]
    return [days(match.span(), first, 7)]
