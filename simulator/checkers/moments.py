"""A reader of times of the checkers' own: what a stranger would take for a time in a reply."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKDAYS = (
    ("monday", "lunes", "segunda-feira", "segunda"),
    ("tuesday", "martes", "terca-feira", "terca"),
    ("wednesday", "miercoles", "quarta-feira", "quarta"),
    ("thursday", "jueves", "quinta-feira", "quinta"),
    ("friday", "viernes", "sexta-feira", "sexta"),
    ("saturday", "sabado"),
    ("sunday", "domingo"),
)
MONTHS = (
    ("january", "enero", "janeiro"),
    ("february", "febrero", "fevereiro"),
    ("march", "marzo", "marco"),
    ("april", "abril"),
    ("may", "mayo", "maio"),
    ("june", "junio", "junho"),
    ("july", "julio", "julho"),
    ("august", "agosto"),
    ("september", "septiembre", "setembro"),
    ("october", "octubre", "outubro"),
    ("november", "noviembre", "novembro"),
    ("december", "diciembre", "dezembro"),
)
ORDINALS = ("segunda", "terca", "quarta", "quinta", "sexta")
"""Days in Portuguese, and everyday words besides."""
WEEKDAY = {name: place for place, names in enumerate(WEEKDAYS) for name in names}
MONTH = {name: place for place, names in enumerate(MONTHS, start=1) for name in names}
_DAYS = "|".join(sorted(WEEKDAY, key=len, reverse=True))
_MONTHS = "|".join(MONTH)
_HOURS = (
    "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|one|two|three|four|five|six|"
    "seven|eight|nine|ten|eleven|twelve|uma|duas|quatro|sete|oito|nove|dez|onze|doze"
)
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?(?P<half>am|pm))?(?: utc[+-]\d{1,2}(?::\d\d)?)?"

WHOLE = re.compile(
    rf"(?P<weekday>{_DAYS}),? (?:(?P<day>\d{{1,2}}) de (?P<month>{_MONTHS})"
    rf"|(?P<month2>{_MONTHS}) (?P<day2>\d{{1,2}})), {_CLOCK}"
)
"""A time that leaves nothing open: weekday, day, month and clock."""

_LONE_DAYS = "|".join(name for name in WEEKDAY if name not in ORDINALS)
HINT = re.compile(
    "|".join(
        (
            r"\b\d{1,2}[:.h]\d\d\b",
            r"\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|hs?|horas|o'?clock|ish)\b",
            r"\b(?:a las?|sobre las|hacia las|hasta las|ate as|as|at|around|by|until) "
            rf"(?:\d{{1,2}}|{_HOURS})\b",
            rf"\b(?:{_HOURS})(?: y media| y cuarto| en punto| e meia| o'?clock| thirty)\b",
            rf"\b(?:{_HOURS})(?: am| pm|ish)\b",
            r"\b(?:half past|quarter (?:to|past)|noon|midnight)\b",
            r"\b(?:mediodia|medianoche|meio-?dia|meia-?noite|primera hora|fim do dia)\b",
            rf"\b(?:{_LONE_DAYS})\b",
            rf"\b(?:na|a|da|esta|proxima) (?:{'|'.join(ORDINALS)})\b",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: de| of)? (?:{_MONTHS})\b",
            rf"\b(?:{_MONTHS}) \d{{1,2}}\b",
            r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{4}-\d\d-\d\d\b",
            r"\b(?:hoy|manana|esta tarde|esta noche|tomorrow|today|tonight|amanha|hoje)\b",
            r"\bthis (?:morning|afternoon|evening)\b",
        )
    )
)
"""Anything that a lead would take for a time."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    weekday: int
    month: int
    day: int
    hour: int
    minute: int


ACCENTS = re.compile("[\u0300-\u036f]")


def bare(text: str) -> str:
    """Small letters without accents, and everyday spaces."""
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower()))


def moments(text: str) -> Iterator[Moment]:
    """Those that leave nothing open."""
    for found in WHOLE.finditer(bare(text)):
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + (12 if found["half"] == "pm" else 0)
        yield Moment(
            weekday=WEEKDAY[found["weekday"]],
            month=MONTH[found["month"] or found["month2"]],
            day=int(found["day"] or found["day2"]),
            hour=hour,
            minute=int(found["minute"]),
        )


def hints(text: str) -> list[str]:
    """What sounds like a time, besides whole moments."""
    return HINT.findall(WHOLE.sub(" ", bare(text)))


def moment_of(instant: datetime, zone: str) -> Moment:
    local = instant.astimezone(ZoneInfo(zone))
    return Moment(
        weekday=local.weekday(),
        month=local.month,
        day=local.day,
        hour=local.hour,
        minute=local.minute,
    )


def clock_changes(about: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The wall clock right before and right after it changes, within a day of this instant."""
    steps = [about + timedelta(minutes=15 * each) for each in range(-120, 121)]
    for before, after in pairwise(steps):
        local, later = before.astimezone(ZoneInfo(zone)), after.astimezone(ZoneInfo(zone))
        if local.utcoffset() != later.utcoffset():
            return local + timedelta(minutes=15), later
    return None


def any_of(instants: Iterable[datetime], zones: Iterable[str]) -> set[Moment]:
    places = list(zones)
    return {moment_of(each, zone) for each in instants for zone in places}
