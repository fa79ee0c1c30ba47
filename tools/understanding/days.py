"""What a day in a sentence is, and the calendar arithmetic that names one."""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal

from tools.ports.words import Language
from tools.understanding.page import Page

Fault = Literal["past", "impossible", "ambiguous"]
FAR = 2200
RECENT = timedelta(days=60)
"""A day and month gone by for longer than this is next year's."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """One day, or a span of them (`until` is exclusive), named between `start` and `end`."""

    start: int
    end: int
    first: date
    until: date
    assumptions: tuple[str, ...] = ()
    fault: Fault | None = None
    weekday: int | None = None
    """Set for a weekday named without a date: a week beside it can still move it."""
    of_week: bool = False
    """"In two weeks": a weekday beside it is that of the week."""

    @property
    def single(self) -> bool:
        return (self.until - self.first).days == 1

    def assuming(self, *assumptions: str) -> "Days":
        return replace(self, assumptions=self.assumptions + assumptions)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A stretch of time counted from now; `until == at` for an instant."""

    start: int
    end: int
    at: datetime
    until: datetime
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Today:
    """From where days are counted: now in the lead's zone, and how the lead writes."""

    now: datetime
    language: Language
    region: str | None
    moving: bool = False
    """"From Monday to Thursday" moves something there, and is no span."""

    @property
    def date(self) -> date:
        return self.now.date()


Span = tuple[int, int]
Reader = Callable[[Today, re.Match[str]], list[Days] | None]


def read_days(
    page: Page, today: Today, rules: Sequence[tuple[re.Pattern[str], Reader]]
) -> list[Days]:
    found: list[Days] = []
    for pattern, reader in rules:
        for several in page.read(pattern, partial(reader, today)):
            found += several
    return found


def day(span: Span, when: date, *assumptions: str) -> Days:
    return days(span, when, 1, *assumptions)


def days(span: Span, first: date, count: int, *assumptions: str) -> Days:
    until = first + timedelta(days=count)
    return Days(start=span[0], end=span[1], first=first, until=until, assumptions=assumptions)


def faulty(span: Span, fault: Fault, today: date) -> Days:
    return replace(day(span, today), fault=fault)


def next_weekday(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def monday(when: date) -> date:
    return when - timedelta(days=when.weekday())


def in_month(year: int, month: int, day_of_month: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day_of_month <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day_of_month)


def this_month_or_next(today: date, day_of_month: int) -> date | None:
    """ "The 15th": the next one that exists."""
    month = date(today.year, today.month, 1)
    for _ in range(3):
        when = in_month(month.year, month.month, day_of_month)
        if when and when >= today:
            return when
        month = next_month(month)
    return None


def next_month(month: date, count: int = 1) -> date:
    """The first day of the month that many months later."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def nth_weekday(month: date, nth: int, weekday: int) -> date | None:
    """ "The first Monday in April"; -1 is the last."""
    days_of_month = calendar.monthrange(month.year, month.month)[1]
    every = [
        date(month.year, month.month, number)
        for number in range(1, days_of_month + 1)
        if date(month.year, month.month, number).weekday() == weekday
    ]
    index = nth - 1 if nth > 0 else nth
    return every[index] if -len(every) <= index < len(every) else None


def dated(
    span: Span, today: date, *, day_of_month: int, month: int, year: int | None = None
) -> Days:
    """A day and a month; without a year it is the coming one, unless it has only just gone by."""
    if year is not None:
        year += (2000 if year < 60 else 1900) if year < 100 else 0
        when = in_month(year, month, day_of_month) if 1900 < year < FAR else None
        return _checked(span, when, today)
    when = in_month(today.year, month, day_of_month) or in_month(
        today.year + 1, month, day_of_month
    )
    if when and when < today - RECENT:
        when = in_month(today.year + 1, month, day_of_month)
        return _checked(span, when, today, "next_year")
    return _checked(span, when, today)


def _checked(span: Span, when: date | None, today: date, *assumptions: str) -> Days:
    if when is None:
        return faulty(span, "impossible", today)
    if when < today:
        return faulty(span, "past", today)
    return day(span, when, *assumptions)
