"""Dates in figures: 12/3, 16 a 18/03, 20-03-2026."""

import re
from dataclasses import replace

from tools.understanding.date_grammar import WEEKDAY, weekday_agrees, year_said
from tools.understanding.days import Days, Today, dated, faulty

NUMERIC = re.compile(
    rf"{WEEKDAY}\b(?<![:/.])(?P<first>[0-3]?\d)(?P<sep>[/.-])(?P<second>[0-3]?\d)"
    r"(?:(?P=sep)(?P<year>(?:19|20)?\d\d))?(?![\w/:%]|[.,]\d)"
)
HALF_NUMERIC_RANGE = re.compile(
    r"(?<![\d/.-])\b(?:de |del |do |from )?(?P<first>[0-3]?\d) ?(?:al?|ao|-|to)"
    r" ?(?P<last>[0-3]?\d)/(?P<month>[01]?\d)\b"
    r"(?![\w/:])"
)
BETWEEN_NUMERIC = re.compile(
    r"\b(?:entre|between)(?: el| o| the| dia)? (?P<first>[0-3]?\d) (?:y|e|and)(?: el| o| the| dia)?"
    r" (?P<last>[0-3]?\d)/(?P<month>[01]?\d)\b(?![\w/:])"
)


def numeric_range(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "16 a 18/03", which is said day first."""
    month = int(match["month"])
    if int(match["first"]) >= int(match["last"]) or month > 12:
        return None
    first, last = (
        dated(match.span(), today.date, day_of_month=int(match[name]), month=month)
        for name in ("first", "last")
    )
    return [first if first.fault else last if last.fault else replace(first, until=last.until)]


MONTH_FIRST = {"US", "PH", "PR"}


def numeric(today: Today, match: re.Match[str]) -> list[Days] | None:
    """12/3: day first in Spanish and Portuguese; in English by region, else the nearer one."""
    separator, year = match["sep"], year_said(match)
    if separator in ".-" and year is None:
        return None  # 9-11 and 16.30 are times
    first, second = int(match["first"]), int(match["second"])

    def reading(day_of_month: int, month: int) -> Days:
        return dated(match.span(), today.date, day_of_month=day_of_month, month=month, year=year)

    day_first, month_first = reading(first, second), reading(second, first)
    found = _order(day_first, month_first, today)
    if first > 31 or second > 31 or (first > 12 and second > 12):
        found = faulty(match.span(), "impossible", today.date)
    return [weekday_agrees(today, match, found)]


def _order(day_first: Days, month_first: Days, today: Today) -> Days:
    if month_first.fault == "impossible" or day_first.fault == "impossible":
        return day_first if month_first.fault == "impossible" else month_first
    if day_first.first == month_first.first:
        return day_first
    if today.language != "en" or (today.region or "US") not in MONTH_FIRST:
        return day_first.assuming("day_first")
    if today.region:
        return month_first.assuming("month_first")
    if month_first.fault or (not day_first.fault and day_first.first < month_first.first):
        return day_first.assuming("day_first")
    return month_first.assuming("month_first")
