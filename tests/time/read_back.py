"""What a reply tells a lead, read as the lead would: every time in it, as the instant it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tools.ports.words import Language

ZONE_WORDS: dict[Language, str] = {
    "es": r"\(hora de ([^)]+)\)",
    "en": r"\(([^)]+) time\)",
    "pt": r"\(horário de ([^)]+)\)",
}
CITIES: dict[Language, dict[str, str]] = {
    "es": {
        "Madrid": "Europe/Madrid",
        "Nueva York": "America/New_York",
        "São Paulo": "America/Sao_Paulo",
        "Ciudad de México": "America/Mexico_City",
        "Lord Howe": "Australia/Lord_Howe",
        "Katmandú": "Asia/Kathmandu",
    },
    "en": {
        "Madrid": "Europe/Madrid",
        "New York": "America/New_York",
        "São Paulo": "America/Sao_Paulo",
        "Mexico City": "America/Mexico_City",
        "Lord Howe Island": "Australia/Lord_Howe",
        "Kathmandu": "Asia/Kathmandu",
    },
    "pt": {
        "Madri": "Europe/Madrid",
        "Nova York": "America/New_York",
        "São Paulo": "America/Sao_Paulo",
        "Cidade do México": "America/Mexico_City",
        "Lord Howe": "Australia/Lord_Howe",
        "Katmandu": "Asia/Kathmandu",
    },
}
WEEKDAYS: dict[Language, Sequence[str]] = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "pt": (
        "segunda-feira",
        "terça-feira",
        "quarta-feira",
        "quinta-feira",
        "sexta-feira",
        "sábado",
        "domingo",
    ),
}
MONTHS: dict[Language, Sequence[str]] = {
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "pt": [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
}
OFFSET = r"(?: UTC(?P<sign>[+-])(?P<hours>\d{1,2})(?::(?P<minutes>\d\d))?)?"
TIMES: dict[Language, str] = {
    "es": r"(?P<weekday>{weekdays}) (?P<day>\d+) de (?P<month>{months}), (?P<h>\d+):(?P<m>\d\d)",
    "en": (
        r"(?P<weekday>{weekdays}), (?P<month>{months}) (?P<day>\d+),"
        r" (?P<h>\d+):(?P<m>\d\d) (?P<half>AM|PM)"
    ),
    "pt": r"(?P<weekday>{weekdays}), (?P<day>\d+) de (?P<month>{months}), (?P<h>\d+):(?P<m>\d\d)",
}


class Misleading(AssertionError):
    """A reply that a lead could read as another time, or as none."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The times a reply names, in order, and the zone they are in."""

    zone: str
    instants: list[datetime]


def read_back(text: str, language: Language, *, now: datetime) -> Told:
    """Raise `Misleading` unless each time names exactly one instant of the coming year."""
    zone = _zone(text, language)
    pattern = TIMES[language].format(
        weekdays="|".join(WEEKDAYS[language]), months="|".join(MONTHS[language])
    )
    found = list(re.finditer(pattern + OFFSET, text))
    return Told(zone=zone, instants=[_instant(match, language, zone, now) for match in found])


def _zone(text: str, language: Language) -> str:
    named = {CITIES[language][city] for city in re.findall(ZONE_WORDS[language], text)}
    if len(named) != 1:
        raise Misleading(f"{len(named)} zones are named in {text!r}")
    return named.pop()


def _instant(match: re.Match[str], language: Language, zone: str, now: datetime) -> datetime:
    wall = datetime.combine(_date(match, language, zone, now), _clock(match))
    readings = readings_of(wall, zone)
    if offset := _offset(match):
        readings = [
            each for each in readings if each.astimezone(ZoneInfo(zone)).utcoffset() == offset
        ]
    if len(readings) != 1:
        raise Misleading(f"{match[0]!r} is {len(readings)} instants in {zone}")
    return readings[0]


def readings_of(wall: datetime, zone: str) -> list[datetime]:
    """Every instant at which the clocks of the zone show this: found by trying offsets."""
    place = ZoneInfo(zone)
    steps = (timedelta(minutes=15 * count) for count in range(-14 * 4, 14 * 4 + 1))
    tried = (wall.replace(tzinfo=UTC) - step for step in steps)
    return sorted(each for each in tried if each.astimezone(place).replace(tzinfo=None) == wall)


def _date(match: re.Match[str], language: Language, zone: str, now: datetime) -> date:
    """The next such date; its weekday has to be the one that is said."""
    month, day = MONTHS[language].index(match["month"]) + 1, int(match["day"])
    today = now.astimezone(ZoneInfo(zone)).date()
    when = date(today.year, month, day)
    when = when if when >= today else date(today.year + 1, month, day)
    if WEEKDAYS[language][when.weekday()] != match["weekday"]:
        raise Misleading(f"{match[0]!r} is no {match['weekday']}")
    return when


def _clock(match: re.Match[str]) -> time:
    hour, half = int(match["h"]), match.groupdict().get("half")
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return time(hour, int(match["m"]))


def _offset(match: re.Match[str]) -> timedelta | None:
    if match["hours"] is None:
        return None
    size = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return -size if match["sign"] == "-" else size
