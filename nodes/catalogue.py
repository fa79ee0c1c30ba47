"""The sentences of every language, read once, and times put into words."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, get_timezone_location

from tools.ports.words import Language
from tools.wall_clock import around, comes_twice

FIXED = "Etc/GMT"
SUFFIX = ".toml"
TEXTS: dict[Language, dict[str, dict[str, str]]] = {}
PLURALS: dict[tuple[Language, str], dict[str, str]] = {}
"""Sentences that depend on a number, by the names CLDR has for its forms: "one", "few", "other"."""


def learn(file: Traversable) -> Language:
    """All that a language needs to be written in: a file named after it, "fr.toml"."""
    language = cast(Language, file.name.removesuffix(SUFFIX))
    tables = tomllib.loads(file.read_text("utf-8"))
    TEXTS[language] = tables
    for key, sentence in tables["say"].items():
        if isinstance(sentence, dict):
            PLURALS[language, key] = sentence
    return language


LANGUAGES: tuple[Language, ...] = tuple(
    learn(file)
    for file in sorted(files("nodes.texts").iterdir(), key=lambda file: file.name)
    if file.name.endswith(SUFFIX)
)


def say(language: Language, key: str, *, count: int = 2) -> str:
    """A sentence of ours as it stands: it has no blanks, and `count` only chooses its form."""
    forms = PLURALS.get((language, key))
    return forms[_form(language, forms, count)] if forms else TEXTS[language]["say"][key]


def _form(language: Language, forms: dict[str, str], count: int) -> str:
    form = _locale(language).plural_form(count)
    return form if form in forms else "other"


def read_back(language: Language, what: str, **stored: str) -> str:
    """What a row holds: a meeting and its time, a question of the event type, an address."""
    return TEXTS[language]["read_back"][what].format(**stored)


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language)


def claim(language: Language, kind: str, **values: str) -> str:
    """The words for a receipt; nothing else in the catalogue says that something was done."""
    return TEXTS[language]["receipt"][kind].format(**values)


def link_line(language: Language, url: str, *, to: str) -> str:
    """`to`: what the page behind the link is for."""
    return TEXTS[language]["link"][to].format(url=url)


def choice_title(language: Language, key: str) -> str:
    return TEXTS[language]["choice"][key]


def moment(language: Language, instant: str, zone: str) -> str:
    """Weekday, date, time and the zone's name: "martes 24 de noviembre, 10:00 (hora de Madrid)"."""
    return _in_words("moment", language, instant, zone)


def listed_moment(language: Language, instant: str, zone: str) -> str:
    """The same without the zone, for a list that names it once."""
    return _in_words("listed", language, instant, zone)


def short_moment(language: Language, instant: str, zone: str) -> str:
    """What fits on a button: "mar 24 nov, 10:00"; of an hour that comes twice, which one it is."""
    formats, local = TEXTS[language]["format"], _local(instant, zone)
    if not comes_twice(local, zone):
        return _format(language, local, formats["short"]).replace(".", "")
    when = _format(language, local, formats["shorter"]).replace(".", "")
    return f"{when} {_offset(local)}"


def change_of_clocks(language: Language, why: str, instant: str, zone: str) -> str:
    """Why a time does not exist there, or comes twice: "el reloj salta de 2:00 a 3:00"."""
    formats = TEXTS[language]["format"]
    before, after = around(datetime.fromisoformat(instant), zone)
    return TEXTS[language]["when"][why].format(
        day=_format(language, after, formats["day"]),
        before=_format(language, before, formats["clock"]),
        after=_format(language, after, formats["clock"]),
    )


def zone_name(language: Language, zone: str) -> str:
    if zone in {"UTC", "Etc/UTC"}:
        return "UTC"
    if zone.startswith(FIXED):  # the sign of these names is the opposite of what people write
        hours = -int(zone.removeprefix(FIXED) or 0)
        return f"UTC{hours:+d}" if hours else "UTC"
    place = get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)
    return TEXTS[language]["format"]["zone"].format(city=place.rpartition("/")[2])


def _in_words(shape: str, language: Language, instant: str, zone: str) -> str:
    formats, local = TEXTS[language]["format"], _local(instant, zone)
    clock = _format(language, local, formats["clock"])
    return formats[shape].format(
        day=_format(language, local, formats["day"]),
        clock=f"{clock} {_offset(local)}" if comes_twice(local, zone) else clock,
        zone=zone_name(language, zone),
    )


def _local(instant: str, zone: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))


def _offset(local: datetime) -> str:
    """ "UTC+2", "UTC-3:30": what tells the two hours of one name apart."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _format(language: Language, local: datetime, pattern: str) -> str:
    # CLDR puts a narrow no-break space before AM and PM, which some channels show as a box.
    return format_datetime(local, pattern, locale=language).replace("\u202f", " ")
