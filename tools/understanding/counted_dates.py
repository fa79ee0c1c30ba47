"""Days and moments counted from now: in two weeks, in half an hour, the next three days."""

import re
from dataclasses import replace
from datetime import date, timedelta

from tools.understanding.date_words import PORTUGUESE_WEEKDAYS, WEEKDAYS, number
from tools.understanding.days import (
    Days,
    Moment,
    Today,
    day,
    days,
    in_month,
    monday,
    next_month,
    next_weekday,
    read_days,
)
from tools.understanding.gone_by import AGO, COUNT, SOME, UNIT, gone_by
from tools.understanding.page import Page, words
from tools.understanding.soonest import FIRST_OF_ALL, NOW, SOONEST, soonest_moment, to_the_minute

_DAY_NAME = (
    rf"(?:(?:the |el |la )?(?P<from>{words(*WEEKDAYS)}|today|tomorrow|hoy|manana|hoje"
    r"|amanha|now|ahora|agora))\b"
)
_AHEAD = re.compile(
    r"\b(?:dentro de|en|in|daqui a|daqui|em"
    rf"|de a(?:qui|ca) a)(?: about| around| unos| unas| uns| umas| cerca de)? {COUNT}(?P<half2> and"
    rf" a half)? ?{UNIT}"
    rf"(?P<half> (?:y media|e meia|and a half)\b)?(?:"
    rf" time)?(?! (?:from|after|before) )"
)
_AFTER = re.compile(
    rf"\b{COUNT} {UNIT} (?:from|after|despues de|depois de|a partir de|a contar de) {_DAY_NAME}"
    rf"|\b(?:in )?{COUNT.replace('<n>', '<n2>')} {UNIT.replace('<unit>', '<unit2>')} hence\b"
)
_TWO_OR_THREE = re.compile(
    rf"\b(?:dentro de|en|in|daqui a|daqui|em|within) (?P<n>\d|{SOME}) ?(?:o|or|ou|-|a|to) ?"
    rf"(?P<last>\d|{SOME}) (?P<unit>dias|days|semanas|weeks)\b"
)
_HOUR_OR_TWO = re.compile(
    rf"\b(?:in|en|dentro de|em|daqui a|daqui) (?P<n>\d{{1,2}}|{SOME}) (?:o|or|ou|-|a|to)"
    rf" (?P<last>\d{{1,2}}|{SOME}) (?P<unit>horas?|hours?|hrs?|minut[eo]s?|mins?)\b"
    r"|\b(?:in|en|dentro de|em|daqui a|daqui) (?:an? |una |uma )(?:hour|hora) (?:or two|o dos|ou"
    r" duas)\b"
)
_HALF_HOUR = re.compile(
    r"\b(?:dentro de|en|in|em|daqui a|daqui) (?:media hora|half an hour|meia hora)\b"
    r"|\bhalf an hour from now\b"
)
_WEEKDAY_WEEKS = re.compile(
    rf"\b(?P<weekday>{words(*WEEKDAYS)}) (?:week|(?P<two>fortnight))\b"
    rf"|\b(?:el )?(?P<eight>{words(*WEEKDAYS)}) en (?:ocho|8) dias\b"
    rf"|\b(?P<n>\d|two|three|four|dos|tres) (?P<many>{words(*WEEKDAYS)})s? from (?:now|today)\b"
    rf"|\b(?:the )?(?P<next>{words(*WEEKDAYS)}) after next\b"
    r"|\b(?P<tomorrow>tomorrow|today) week\b"
    r"|\b(?:in )?(?:(?:(?P<weeks>a|one|two|three|\d) |^)weeks?(?= (?:from|on))|(?P<weeks2>a|one"
    r"|two|three|\d)"
    r" weeks?|(?P<fortnight>a fortnight|fortnight(?= from)))(?: on| from"
    r"| after)?"
    rf" (?P<on>{words(*WEEKDAYS)}|today|tomorrow)\b"
)
_SPAN = "dias?|days?|semanas?|weeks?|months?|mes(?:es)?"
_AT_WORK = "laborables|habiles|utiles|uteis|de trabajo|business|working"
_COMING = re.compile(
    r"\b(?:(?:los |las |the |in the |nos |nas |en los |en las |over the |within the"
    r" )?(?:proxim[oa]s"
    "|next|coming|upcoming|siguientes) "
    rf"(?:{COUNT} )(?P<work>business |working )?(?P<unit>{_SPAN})(?P<work2> (?:{_AT_WORK}))?"
    rf"|{COUNT.replace('<n>', '<n2>')} (?:next |proximas |proximos )?(?P<unit2>{_SPAN})"
    rf"(?P<work3> (?:{_AT_WORK}))? (?:siguientes|que vienen|que vem)"
    rf"|within {COUNT.replace('<n>', '<n3>')} (?P<work4>business |working )?(?P<unit3>{_SPAN})"
    rf"|(?:the )?{COUNT.replace('<n>', '<n4>')} (?:next|proximas|proximos) (?P<unit4>dias|days"
    rf"|semanas|weeks|months|meses))\b"
)
_WITHIN = re.compile(
    r"\b(?:within(?: the next)?|(?:in |over |for |during )?the next|(?:en |durante )?l[oa]s"
    r" proxim[oa]s"
    rf"|n[oa]s proxim[oa]s|proxim[oa]s|next) {COUNT} ?"
    r"(?P<unit>minut[oe]s|mins?|horas|hours?|hrs|h)\b"
    r"|\b(?:(?:within |in |for )?the next|next|(?:en )?la proxima|na proxima) (?P<one>hour|hora)\b"
)
_IN_EIGHT = re.compile(
    rf"\b(?:de )?(?P<from>hoy|manana|hoje|amanha|{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}) (?:en"
    rf"|a|em)"
    r" (?P<eight>ocho|8|oito|quince|15|quinze)(?: dias)?\b(?! ?(?:min|hora|h\b|:|de la|da ))"
)
_WEEK_AFTER_NEXT = re.compile(
    r"\b(?:the )?week after next\b|\b(?:la )?semana (?:siguiente a la (?:proxima|que viene)"
    r"|subsiguiente)\b"
)
_WEEK_FOLLOWING = re.compile(
    r"\bpara a semana\b(?! (?:que|d))|\b(?:na |a )?semana (?:a seguir|seguinte)\b"
)
_FORTNIGHT = re.compile(
    r"\b(?:(?:in|within|over) )?the (?:next|coming) fortnight\b|\bnext fortnight\b"
    r"|\b(?:la )?(?:proxima|siguiente) quincena\b"
)
_FEW = re.compile(
    r"\b(?:(?:in|within) (?:a few|few|several|some) days|en (?:unos|unos pocos|algunos|pocos) dias|"
    r"(?:em|daqui a) (?:alguns|uns|poucos) dias)\b"
)
_QUARTERS = re.compile(
    r"\b(?:in|en|dentro de|em|daqui a) (?:(?P<one>un cuarto|a quarter|um quarto)"
    r"|tres cuartos|three quarters|tres quartos) (?:de|of an) (?:hora|hour)\b"
)
_AND_A_HALF = re.compile(
    r"\ban hour and a half from now\b|\b(?:in|en|dentro de|em|daqui a) (?:an hour and a half|una"
    r" hora y media|hora y media"
    r"|uma hora e meia|hora e meia)\b"
)
FEWEST_MINUTES = 2


def read_counted_dates(page: Page, today: Today) -> tuple[list[Days], list[Moment]]:
    moments = page.read(_HOUR_OR_TWO, lambda match: _one_or_two(match, today))
    moments += page.read(_HALF_HOUR, lambda match: _later(match, today, timedelta(minutes=30)))
    moments += page.read(
        _QUARTERS,
        lambda match: _later(match, today, timedelta(minutes=15 if match["one"] else 45)),
    )
    moments += page.read(_AND_A_HALF, lambda match: _later(match, today, timedelta(minutes=90)))
    for pattern in (SOONEST, FIRST_OF_ALL, NOW):
        moments += page.read(pattern, lambda match: soonest_moment(match, today))
    moments += page.read(_WITHIN, lambda match: _within(match, today))
    found = read_days(
        page,
        today,
        [
            (AGO, gone_by),
            (_WEEKDAY_WEEKS, _weeks_on),
            (_TWO_OR_THREE, _two_or_three),
            (_IN_EIGHT, _in_eight),
            (_FORTNIGHT, _fortnight),
            (_WEEK_AFTER_NEXT, _week_after_next),
            (_WEEK_FOLLOWING, _week_following),
            (_COMING, _coming),
            (_FEW, _few),
        ],
    )
    for pattern in (_AFTER, _AHEAD):
        moments += page.read(pattern, lambda match: _moment_ahead(match, today))
    return found + read_days(page, today, [(_AFTER, _ahead), (_AHEAD, _ahead)]), moments


def _group(match: re.Match[str], name: str) -> str:
    """The group of that name, or of that name and a number, that was found."""
    groups = match.groupdict()
    return next(
        (groups[each] for each in (name, *(f"{name}{n}" for n in "234")) if groups.get(each)), ""
    )


def _count(match: re.Match[str]) -> int:
    said = _group(match, "n")
    return 2 if "par" in said or "couple" in said else number(said) or 0


def _later(match: re.Match[str], today: Today, wait: timedelta) -> Moment:
    at = to_the_minute(today) + wait
    return Moment(start=match.start(), end=match.end(), at=at, until=at)


def _moment_ahead(match: re.Match[str], today: Today) -> Moment | None:
    unit, count = _group(match, "unit"), _count(match)
    if match.groupdict().get("from") not in (None, "now", "ahora", "agora"):
        return None
    if unit.startswith("min"):
        if count < FEWEST_MINUTES:
            return None  # "in a minute" is when somebody writes on
        return _later(match, today, timedelta(minutes=count))
    if unit.startswith("h"):
        return _later(
            match, today, timedelta(hours=count, minutes=30 * bool(_group(match, "half")))
        )
    return None


def _ahead(today: Today, match: re.Match[str]) -> list[Days] | None:
    """Weeks and months are taken to the day."""
    unit, count = _group(match, "unit"), _count(match)
    start = _named_day(today, match.groupdict().get("from"))
    if unit.startswith(("dia", "day")):
        return [day(match.span(), start + timedelta(days=count))]
    if unit.startswith(("semana", "week")):
        found = day(match.span(), start + timedelta(weeks=count))
        return [replace(found, of_week=True)]
    if unit.startswith(("fortnight", "quincena")):
        return [day(match.span(), start + timedelta(weeks=2 * count))]
    if not unit.startswith(("mes", "month")):
        return None
    month = next_month(start, count)
    when = in_month(month.year, month.month, start.day) or next_month(month) - timedelta(days=1)
    return [day(match.span(), when)]


def _named_day(today: Today, name: str | None) -> date:
    if name in WEEKDAYS:
        return next_weekday(today.date, WEEKDAYS[name])
    return today.date + timedelta(days=name in ("tomorrow", "manana", "amanha"))


def _weeks_on(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Friday week", "two Fridays from now", "the Friday after next"."""
    if match["on"]:
        count = 2 if match["fortnight"] else number(match["weeks"] or match["weeks2"] or "a") or 1
        return [day(match.span(), _named_day(today, match["on"]) + timedelta(weeks=count))]
    if match["tomorrow"]:
        when = _named_day(today, match["tomorrow"])
        return [day(match.span(), when + timedelta(weeks=1))]
    named = match["weekday"] or match["eight"] or match["many"] or match["next"]
    weeks = (number(match["n"]) or 1) - 1 if match["n"] else 2 if match["two"] else 1
    start = next_weekday(today.date, WEEKDAYS[named])
    return [day(match.span(), start + timedelta(weeks=weeks))]


def _coming(today: Today, match: re.Match[str]) -> list[Days]:
    """ "The next three days" begin tomorrow."""
    tomorrow, unit = today.date + timedelta(days=1), _group(match, "unit")
    if _group(match, "work"):
        return [days(match.span(), tomorrow, _until_worked(tomorrow, _count(match)))]
    length = 7 if unit.startswith(("semana", "week")) else 30 if unit.startswith("m") else 1
    return [days(match.span(), tomorrow, min(_count(match) * length, MOST_DAYS) or 1)]


MOST_DAYS = 92


def _until_worked(first: date, wanted: int) -> int:
    """How many days from the first it takes to have so many from Monday to Friday."""
    worked = count = 0
    while worked < min(wanted, MOST_DAYS):
        worked += (first + timedelta(days=count)).weekday() < 5
        count += 1
    return max(count, 1)


def _within(match: re.Match[str], today: Today) -> Moment:
    hours = match["one"] or match["unit"].startswith("h")
    count = 1 if match["one"] else _count(match)
    now = to_the_minute(today)
    until = now + (timedelta(hours=count) if hours else timedelta(minutes=count))
    return Moment(start=match.start(), end=match.end(), at=now, until=until)


def _one_or_two(match: re.Match[str], today: Today) -> Moment | None:
    """ "In an hour or two" is any time between the two."""
    unit = timedelta(minutes=1) if (match["unit"] or "h").startswith("m") else timedelta(hours=1)
    first, last = number(match["n"] or "1") or 0, number(match["last"] or "2") or 0
    now = to_the_minute(today)
    return (
        Moment(start=match.start(), end=match.end(), at=now + first * unit, until=now + last * unit)
        if first < last
        else None
    )


def _two_or_three(today: Today, match: re.Match[str]) -> list[Days] | None:
    first, last = number(match["n"]) or 0, number(match["last"]) or 0
    length = 7 if match["unit"][0] in "sw" else 1
    if not first < last:
        return None
    start = today.date + timedelta(days=first * length)
    return [days(match.span(), start, (last - first) * length + 1)]


def _in_eight(today: Today, match: re.Match[str]) -> list[Days]:
    """ "De hoy en ocho" is a week from today, and "en quince" two."""
    weeks = 1 if match["eight"] in ("ocho", "8", "oito") else 2
    named = {**WEEKDAYS, **PORTUGUESE_WEEKDAYS}.get(match["from"])
    start = (
        next_weekday(today.date, named) if named is not None else _named_day(today, match["from"])
    )
    return [day(match.span(), start + timedelta(weeks=weeks))]


def _week_after_next(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), monday(today.date) + timedelta(weeks=2), 7)]


def _week_following(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), monday(today.date) + timedelta(weeks=1), 7)]


def _fortnight(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), today.date + timedelta(days=1), 14)]


def _few(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), today.date + timedelta(days=2), 5)]
