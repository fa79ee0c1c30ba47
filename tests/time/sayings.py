"""How leads name an hour in the night, in three languages, and when they say so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.time.read_back import MONTHS
from tests.time.transitions import Transition
from tools.ports.words import Language

EVE = timedelta(days=2)
SAID: dict[Language, tuple[str, ...]] = {
    "es": (
        "¿Podemos vernos el {day} de {month} a las {h:02}:{m:02}?",
        "el domingo a las {h}:{m:02} de la madrugada",
        "pasado mañana a las {h}:{m:02}",
    ),
    "en": (
        "Can we meet on {month} {day} at {h:02}:{m:02}?",
        "Sunday at {h}:{m:02} am",
        "the day after tomorrow at {h}:{m:02}",
    ),
    "pt": (
        "Podemos marcar no dia {day} de {month} às {h:02}:{m:02}?",
        "domingo às {h}:{m:02} da madrugada",
        "depois de amanhã às {h}:{m:02}",
    ),
}


def eve_of(transition: Transition) -> datetime:
    """Friday noon there: two days before a Sunday's small hours."""
    day = transition.edge.date() - EVE
    return datetime.combine(day, datetime.min.time(), ZoneInfo(transition.zone)) + timedelta(
        hours=12
    )


def saying(form: str, wall: datetime, language: Language) -> str:
    month = MONTHS[language][wall.month - 1]
    return form.format(day=wall.day, month=month, h=wall.hour, m=wall.minute)
