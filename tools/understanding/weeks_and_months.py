"""Weeks, months and their parts said in words: next week, the end of April, this weekend."""

import re
from dataclasses import replace
from datetime import date, timedelta

from tools.understanding.date_words import MONTHS
from tools.understanding.days import Days, Today, days, faulty, monday, next_month
from tools.understanding.page import words

OTHER_WEEK = re.compile(
    r"\b(?P<week>esta semana|this week|n?essa semana|nesta semana|la (?:proxima semana|semana que"
    r" viene)"
    r"|next week|(?:a )?semana que vem)(?=[^.;!?\n\d]{0,25}?\W(?:la|the|a|na|pra) (?:que viene"
    r"|proxima"
    r"|siguiente|next(?: one)?|following(?: one)?|one after|que vem|seguinte)(?! (?:\w*semana"
    r"|week)))"
    r"(?P<between>[^.;!?\n\d]{0,25}?\W)(?P<other>(?:la|the|a|na|pra) (?:que viene|proxima|siguiente"
    r"|next(?: one)?|following(?: one)?|one after|que vem|seguinte))\b"
)
THIS_OR_NEXT = re.compile(
    r"\b(?P<week>esta|this|n?essa|nesta) (?:o|or|ou) (?:la |a |na )?(?P<other>proxima semana|next"
    r" week"
    r"|semana que (?:viene|vem)|que (?:viene|vem))\b"
)
WEEK_AFTER = (
    "(?:(?:de |en |d?a |na |of |in )?(?:la |the )?(?:proxima semana|semana que viene"
    "|semana q viene|semana proxima|siguiente semana|semana siguiente|semana entrante|otra"
    " semana|outra semana|next (?:work ?)?week"
    r"|the week after(?= ?(?:$|[.,;!?]| (?:at|on|in|works|is|would|please)\b))|(?:the )?"
    r"(?:following|coming) week|semana que vem|semana q vem))"
)
THIS_WEEK = (
    "(?:(?:de |en |d?n?)?(?:esta (?:misma )?semana|this week|current week|(?:el |the |o"
    " )?rest[oe]? (?:de la|de|of the|da|of this) (?:semana|week)|lo que queda de (?:la )?semana|"
    "(?:durante|en el transcurso de) la semana"
    "|essa semana|nesta semana"
    "|nessa semana|later this week))"
)
_WEEK_PART = (
    "(?P<part>(?:en |na |in )?(?:la |a |the )?(?:primera mitad|primeira metade|first half) (?:de"
    "|d|of) (?:la )?|(?:a |para )?(?:principios?|inicios?|comienzos?|mediados|finales|fines"
    "|el fin|fin|final) de (?:la )?|(?:early|mid|late|(?:at )?the end of|end of|(?:the )?middle"
    " of|(?:the )?start of|beginning of"
    "|the beginning of)[ -]|(?:no )?(?:comeco|inicio|meio|fim|final) d[ae] )"
)
NEXT_WEEK = re.compile(rf"\b{_WEEK_PART}?(?P<week>{WEEK_AFTER})\b")
MIDWEEK = re.compile(
    r"\b(?:a (?:mitad|mediados) de (?:la )?semana|a media semana|mid[- ]?week|(?:no )?meio da"
    r" semana)\b(?! (?:que|proxima))"
)
OWN_WEEK = re.compile(
    rf"\b{_WEEK_PART}?(?P<week>{THIS_WEEK}|(?:la |the |a )?(?:semana"
    r"|week)(?= del? (?:el )?\d| of the \d| do dia))\b"
)
END_OF = re.compile(
    r"\b(?:a )?(?:finales|fines) de semana\b(?! que)|\ba (?:fin|final) de semana\b|\bend of"
    r" (?:the )?week\b"
    r"|\b(?:no )?(?:fim|final) da semana\b(?! que)|\b(?:a(?:l)? )?(?:fin|final) de la"
    r" semana\b(?! que)"
)
WEEKEND = re.compile(
    r"\b(?:(?:el|este|the|this|on the|o|no|neste|next|proximo"
    r"|el proximo) )?(?:fin de semana|finde|weekend|wkend|fim de semana|final de semana"
    r"|fds)\b(?: (?:que viene|que vem))?"
)
_LONG_MONTHS = words("may", *(month for month in MONTHS if len(month) > 3))
_PART_OF = (
    "(?:en |in |nos )?(?:los |the )?(?:primeros|ultimos|primeiros|first|last) (?:few )?(?:dias"
    "|days) (?:de|of) "
    "|(?:a )?(?:principios|primeros|ultimos|inicios|mediados|finales|fines) de |early |mid[- ]"
    "|late "
    "|(?:at )?(?:the )?(?:end|beginning|start|middle) of |(?:no )?(?:comeco|inicio|meados"
    "|meio|fim|final) de |(?:a |para )?(?:fin|comienzos?|principio|inicio|mitad) de "
)
IN_MONTH = re.compile(
    rf"\b(?:(?P<part>{_PART_OF})?(?:en|in|em|during|durante"
    rf"|para) (?:the )?(?P<month>{_LONG_MONTHS})"
    rf"|(?P<part2>{_PART_OF})(?P<month2>{_LONG_MONTHS}))\b(?:,? (?:de |del "
    r"|of )?(?P<year>(?:19|20)\d\d))?"
)
NEXT_MONTH = re.compile(
    rf"\b(?P<part>{_PART_OF.replace(' de ', ' d[eo]l? ')})?(?:(?:el|en el|o|no|in the|do|del)"
    rf" )?(?:mes que viene|proximo mes"
    r"|mes proximo|mes entrante|next month|mes que vem)\b"
)
HALF_MONTH = re.compile(
    r"\b(?:en |na |in )?(?:la |a |the )?(?P<half>primera|segunda|primeira|first|second)"
    r" (?:quincena|quinzena|half)"
    rf"(?: (?:de|del|of) (?:(?P<month>{_LONG_MONTHS})|(?:este )?mes))?\b"
)
THIS_MONTH = re.compile(
    rf"\b(?:(?P<part>{_PART_OF.replace(' de ', ' d[eo]l? ')})(?:(?:este|the|this|o|neste) )?"
    r"(?:mes|month)|(?:en |in |for |para )?(?:este (?:mismo )?mes|this month|neste mes|este mes))\b"
    r"|\beom\b"
)
MONTH_YEAR = re.compile(
    rf"\b(?P<month>{words(*MONTHS)})(?: ?[,/-] ?| (?:de |del |of |in )?)(?P<year>20\d\d)\b(?!:)"
)
ONLY_MONTH = re.compile(
    rf"^[^\w\0\1]*(?:por |para |for |in |around )?"
    rf"(?P<month>{_LONG_MONTHS})[^\w\0\1]*$"
)
PART_OF_WEEK = {"early": (0, 3), "mid": (1, 4), "late": (3, 5)}
PART_OF_MONTH = {"early": (0, 10), "mid": (10, 20), "late": (20, 31)}


def _part_name(said: str | None) -> str | None:
    if not said:
        return None
    if re.search(r"princip|inicio|comienz|early|beginning|start|comeco|prim|first", said):
        return "early"
    return "mid" if re.search(r"mid|meio|mediados|meados|mitad", said) else "late"


def week_days(today: Today, match: re.Match[str], start: date) -> list[Days]:
    part = _part_name(match["part"])
    if part is None:
        return [_from_today(today, days(match.span(), start, 7))]
    first, until = PART_OF_WEEK[part]
    return [_from_today(today, days(match.span(), start + timedelta(days=first), until - first))]


def _from_today(today: Today, found: Days) -> Days:
    if found.until <= today.date:
        return faulty((found.start, found.end), "past", today.date)
    return replace(found, first=max(found.first, today.date))


def next_week(today: Today, match: re.Match[str]) -> list[Days]:
    return week_days(today, match, monday(today.date) + timedelta(weeks=1))


def this_week(today: Today, match: re.Match[str]) -> list[Days] | None:
    if re.search(r"\b(?:la|the|a) (?:semana|week)$|^(?:semana|week)$", match["week"]):
        return None
    return week_days(today, match, monday(today.date))


def two_weeks(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Not this week, the next one"."""
    this = re.match(r"(?:this|n?esta|n?essa)\b", match["week"])
    first = monday(today.date) + timedelta(weeks=0 if this else 1)
    weeks = ((match.span("week"), first), (match.span("other"), first + timedelta(weeks=1)))
    return [_from_today(today, days(span, start, 7)) for span, start in weeks]


def weekend(today: Today, match: re.Match[str]) -> list[Days]:
    saturday = monday(today.date) + timedelta(days=5)
    if match[0].startswith("next") and today.date.weekday() < 5:
        saturday += timedelta(weeks=1)
    return [_from_today(today, days(match.span(), saturday, 2))]


def midweek(today: Today, match: re.Match[str]) -> list[Days]:
    """Tuesday to Thursday: next week's, once this week's are over."""
    tuesday = monday(today.date) + timedelta(days=1)
    found = _from_today(today, days(match.span(), tuesday, 3))
    return [days(match.span(), tuesday + timedelta(weeks=1), 3)] if found.fault else [found]


def end_of_week(today: Today, match: re.Match[str]) -> list[Days]:
    return [_from_today(today, days(match.span(), monday(today.date) + timedelta(days=3), 2))]


def _month_days(today: Today, match: re.Match[str], month: date, part: str | None) -> list[Days]:
    length = (next_month(month) - month).days
    first, until = PART_OF_MONTH[part] if part else (0, length)
    return [
        _from_today(
            today, days(match.span(), month + timedelta(days=first), min(until, length) - first)
        )
    ]


def half_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "La primera quincena": up to the 15th."""
    if "half" in match[0] and not match["month"]:
        return None  # of a week, of a year
    month = today.date.replace(day=1)
    if match["month"]:
        number = MONTHS[match["month"]]
        month = date(today.date.year + (number < today.date.month), number, 1)
    first, until = (0, 15) if match["half"][0] in "pf" else (15, 31)
    length = min(until, (next_month(month) - month).days) - first
    return [_from_today(today, days(match.span(), month + timedelta(days=first), length))]


def this_month(today: Today, match: re.Match[str]) -> list[Days]:
    """ "The beginning of the month", said when that is over, is the next one's."""
    part = "late" if match[0] == "eom" else _part_name(match["part"])
    found = _month_days(today, match, today.date.replace(day=1), part)
    return next_months_days(today, match) if found[0].fault else found


def next_months_days(today: Today, match: re.Match[str]) -> list[Days]:
    return _month_days(today, match, next_month(today.date), _part_name(match["part"]))


def month_year(today: Today, match: re.Match[str]) -> list[Days]:
    month = MONTHS[match["month"]]
    said = match.groupdict().get("year")
    year = int(said) if said else today.date.year + (month < today.date.month)
    return _month_days(today, match, date(year, month, 1), None)


def month_named(today: Today, match: re.Match[str]) -> list[Days]:
    number_of_month = MONTHS[match["month"] or match["month2"]]
    year = int(match["year"] or today.date.year + (number_of_month < today.date.month))
    part = _part_name(match["part"] or match["part2"])
    return _month_days(today, match, date(year, number_of_month, 1), part)
