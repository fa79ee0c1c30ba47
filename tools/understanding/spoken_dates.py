"""Days said in words: today, tomorrow, weekdays, weeks and months, in the order they are tried."""

import re
from datetime import timedelta

from tools.understanding.days import Days, Today, day, days, read_days
from tools.understanding.named_weekdays import (
    ALONE,
    MARKED,
    MARKED_BEHIND,
    MARKED_PAIR,
    NOT_THIS_ONE,
    NUMBERED,
    ORDINAL,
    THROUGH,
    WEEKDAY,
    WEEKDAY_PT,
    WEEKDAY_SPAN,
    WORKDAYS,
    marked_weekday,
    named_weekday,
    numbered_weekday,
    one_after,
    refusable,
    weekday_span,
    workdays,
)
from tools.understanding.page import Page
from tools.understanding.weeks_and_months import (
    END_OF,
    HALF_MONTH,
    IN_MONTH,
    MIDWEEK,
    MONTH_YEAR,
    NEXT_MONTH,
    NEXT_WEEK,
    ONLY_MONTH,
    OTHER_WEEK,
    OWN_WEEK,
    THIS_MONTH,
    THIS_OR_NEXT,
    WEEKEND,
    end_of_week,
    half_month,
    midweek,
    month_named,
    month_year,
    next_months_days,
    next_week,
    this_month,
    this_week,
    two_weeks,
    weekend,
)

_AFTERWARDS = re.compile(
    r"\b(?:mejor|o|y|ni|para|prefiero) (?P<day>pasado)\b(?=\W*$| \0)|^pasado(?= \0)"
)
_DAY_AFTER = re.compile(
    r"\b(?:pasado manana|(?:el )?dia despues de manana|depois de amanha|(?:(?<=manana o )|"
    r"(?<=manana y )|(?<=manana, ))pasado(?! (?:a|el|la|o\\b) (?:lunes|semana))"
    r"|(?<=amanha ou )depois|(?<=tomorrow or )the (?:day after|next day)|(?<=manana o )al dia"
    r" siguiente"
    r"|(?:the )?day after tomorrow|overmorrow)\b"
)
_TOMORROW = re.compile(
    r"\b(?:manana|amanha|tomorrow|tomorow|tommorow|tommorrow|tomorrows|tmrw?|tmw|tmrrw"
    r"|2moro|2morrow)\b"
)
_TODAY = re.compile(
    r"\b(?:hoy(?: mismo| dia)?|today|hoje(?: mesmo)?|hj)\b(?! (?:en dia|em dia|usamos|trabajamos"
    r"|(?:lo )?hacemos|tenemos un|noss[oa]|fazemos|trabalhamos|we (?:use|have|do|work)))"
)
_FEW_DAYS = re.compile(
    r"\b(?:en )?(?:los |the |in the |nos )?(?:proximos|next|coming|siguientes|next few"
    r"|next couple of|next \d|proximos \d) (?:pocos )?(?:dias|days)\b"
)


def read_spoken_dates(page: Page, today: Today) -> list[Days]:
    found = read_days(
        page,
        today,
        [
            (_DAY_AFTER, _day_after),
            (_AFTERWARDS, _day_after),
            (NOT_THIS_ONE, one_after),
            (WEEKDAY_SPAN, weekday_span),
            (THROUGH, weekday_span),
            (WORKDAYS, workdays),
            (WEEKDAY, named_weekday),
            (MIDWEEK, midweek),
            (OTHER_WEEK, two_weeks),
            (THIS_OR_NEXT, two_weeks),
            (WEEKEND, weekend),
            (NEXT_WEEK, next_week),
            (END_OF, end_of_week),
            (OWN_WEEK, this_week),
            (NEXT_MONTH, next_months_days),
            (HALF_MONTH, half_month),
            (THIS_MONTH, this_month),
            (IN_MONTH, month_named),
            (MONTH_YEAR, month_year),
            (ONLY_MONTH, month_year),
            (_FEW_DAYS, _few_days),
            (_TODAY, _today),
            (_TOMORROW, _tomorrow),
        ],
    )
    if today.language == "pt":
        page.cover([ORDINAL])
        found += read_days(page, today, [(WEEKDAY_PT, named_weekday), (NUMBERED, numbered_weekday)])
    rules = [(MARKED_PAIR, marked_weekday), (MARKED, marked_weekday), (ALONE, marked_weekday)]
    found += read_days(page, today, [*rules, (MARKED_BEHIND, marked_weekday)])
    return found if today.language == "pt" else [refusable(page.text, each) for each in found]


def _day_after(today: Today, match: re.Match[str]) -> list[Days]:
    return [day(match.span(), today.date + timedelta(days=2))]


def _tomorrow(today: Today, match: re.Match[str]) -> list[Days]:
    return [day(match.span(), today.date + timedelta(days=1))]


def _today(today: Today, match: re.Match[str]) -> list[Days]:
    return [day(match.span(), today.date)]


def _few_days(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), today.date, 7)]
