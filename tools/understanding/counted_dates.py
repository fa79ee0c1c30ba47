"""Days and moments counted from now: in two weeks, in half an hour, two days ago, the soonest."""

import re
from datetime import timedelta

from tools.understanding.date_words import NUMBERS, PORTUGUESE_WEEKDAYS, WEEKDAYS, number
from tools.understanding.days import (
    Days,
    Moment,
    Today,
    day,
    faulty,
    in_month,
    next_month,
    next_weekday,
    read_days,
)
from tools.understanding.page import Page, words

_N = (
    rf"(?P<n>\d{{1,3}}|"
    rf"{words(*(w for w, v in NUMBERS.items() if 1 <= v <= 31 and w != 'a'))}|a|un par de"
    "|a couple of|a couple|um par de)"
)
_UNIT = (
    "(?P<unit>minutos?|minutes?|mins?|horas?|hours?|hrs?|dias?|days?|semanas?|weeks?"
    r"|mes(?:es)?|months?)\b"
)
_AHEAD = re.compile(
    r"\b(?:(?:dentro de|en|in|daqui a|daqui|em|within"
    rf"|de aqui a) {_N} {_UNIT}(?! (?:from (?P<from>{words(*WEEKDAYS)}|tomorrow)))"
    rf"|{_N.replace('<n>', '<n2>')} {_UNIT.replace('<unit>', '<unit2>')} (?:from now"
    "|from today|a partir de (?:hoy|hoje|ahora|agora)))"
)
_HALF_HOUR = re.compile(r"\b(?:dentro de|en|in|em|daqui a) (?:media hora|half an hour|meia hora)\b")
_FROM_WEEKDAY = re.compile(
    rf"\b(?P<n>a|one|two|three|1|2|3) weeks? from (?P<from>{words(*WEEKDAYS)}|today|tomorrow)\b"
    rf"|\b(?P<weekday>{words(*WEEKDAYS)}) week\b"
    rf"|\b(?:el )?(?P<eight>{words(*WEEKDAYS)}) en (?:ocho|8) dias\b"
)
_AGO = re.compile(
    rf"\b(?:hace|ha) {_N} {_UNIT}|\b{_N.replace('<n>', '<n2>')}"
    rf" {_UNIT.replace('<unit>', '<unit2>')} (?:ago|atras)\b"
    r"|\b(?:anteayer|antes de ayer|ayer|anoche|yesterday|last night|anteontem|ontem)\b"
    rf"|\b(?:last|previous|this past|past) (?:{words(*WEEKDAYS)}|week|month|year)\b"
    rf"|\b(?:el |la )?(?:{words(*WEEKDAYS)}|semana|mes|ano) (?:pasad[oa]|anterior)\b"
    rf"|\b(?:na |no |a |o )?(?:{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}|semana|mes"
    r"|ano) passad[oa]\b"
)
_SOONEST = re.compile(
    r"\b(?:lo (?:antes|mas pronto) posible|cuanto antes|lo antes que (?:se )?pueda\w*"
    "|ahora mismo|ya mismo|ahorita|right now|right away|immediately"
    "|(?:el |la )?(?:primer(?:a)?|proxim[oa]) (?:hueco|cita|turno|horario|hora|fecha"
    r"|espacio|disponib\w*)(?: (?:libre|disponible|que tengas?|que haya))*"
    "|as soon as (?:possible|you can)|asap|(?:the )?(?:first|next|earliest"
    "|soonest)(?: possible| available)? (?:slot|available|opening|availability|time"
    "|appointment|one available)|(?:the )?(?:earliest|soonest)(?: possible)?"
    "|at your earliest convenience"
    "|o quanto antes|o mais (?:rapido|cedo|breve) possivel|assim que possivel|quanto antes"
    r"|primeiro horario(?: disponivel| livre)?)\b"
)
SOON = timedelta(days=14)


def read_counted_dates(page: Page, today: Today) -> tuple[list[Days], list[Moment]]:
    moments = page.read(_HALF_HOUR, lambda match: _later(match, today, timedelta(minutes=30)))
    moments += page.read(_SOONEST, lambda match: _soonest(match, today))
    found = read_days(page, today, [(_FROM_WEEKDAY, _from_weekday), (_AGO, _ago)])
    moments += page.read(_AHEAD, lambda match: _moment_ahead(match, today))
    return found + read_days(page, today, [(_AHEAD, _ahead)]), moments


def _count(match: re.Match[str]) -> int:
    said = match["n"] or match["n2"]
    return 2 if "par" in said or "couple" in said else number(said) or 0


def _later(match: re.Match[str], today: Today, wait: timedelta) -> Moment:
    at = (today.now + wait).replace(second=0, microsecond=0)
    return Moment(start=match.start(), end=match.end(), at=at, until=at)


def _soonest(match: re.Match[str], today: Today) -> Moment:
    now = today.now.replace(second=0, microsecond=0)
    return Moment(
        start=match.start(), end=match.end(), at=now, until=now + SOON, assumptions=("soonest",)
    )


def _moment_ahead(match: re.Match[str], today: Today) -> Moment | None:
    unit, count = match["unit"] or match["unit2"], _count(match)
    if unit.startswith(("min",)):
        return _later(match, today, timedelta(minutes=count))
    if unit.startswith(("hora", "hour", "hr")):
        return _later(match, today, timedelta(hours=count))
    return None


def _ahead(today: Today, match: re.Match[str]) -> list[Days]:
    """Weeks and months are taken to the day; a fortnight is "en quince dias" in Spanish."""
    unit, count = match["unit"] or match["unit2"], _count(match)
    if unit.startswith(("dia", "day")):
        return [day(match.span(), today.date + timedelta(days=count))]
    if unit.startswith(("semana", "week")):
        return [day(match.span(), today.date + timedelta(weeks=count))]
    month = next_month(today.date, count)
    when = in_month(month.year, month.month, min(today.date.day, 28)) or month
    return [day(match.span(), when)]


def _from_weekday(today: Today, match: re.Match[str]) -> list[Days]:
    """ "A week from Friday", "Friday week"."""
    named = match["from"] or match["weekday"] or match["eight"]
    weeks = number(match["n"]) or 1 if match["n"] else 1
    if named in ("today", "tomorrow"):
        start = today.date + timedelta(days=named == "tomorrow")
    else:
        start = next_weekday(today.date, WEEKDAYS[named])
    return [day(match.span(), start + timedelta(weeks=weeks))]


def _ago(today: Today, match: re.Match[str]) -> list[Days]:
    return [faulty(match.span(), "past", today.date)]
