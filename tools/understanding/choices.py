"""What the lead says about the slots on offer, and plain yes and no."""

import re
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tools.ports.calendar import Slot
from tools.ports.understanding import Choice, Hearing, Window
from tools.understanding.clock import NOON
from tools.understanding.date_words import NUMBERS, number
from tools.understanding.dates import Times
from tools.understanding.hours import Hours
from tools.understanding.lexicon import begins_with, only_says, says
from tools.understanding.normalise import Plain
from tools.understanding.placed import placed

_ANY_OF = re.compile(r"\b(?:either|any|cualquiera|qualquer um[a]?) (?:of|de|d[oa]s|del[ea]s)\b")
_HOUR_WORDS = "|".join(word for word, value in NUMBERS.items() if 4 <= value <= 12)
_BARE_HOUR = re.compile(
    r"(?:(?:la|las|a las|el de las|la de las|at|as|ok|vale) )?"
    rf"(?P<h>1?\d|2[0-4]|{_HOUR_WORDS})(?: ?(?:h|hs|horas|o'? ?clock))?"
    r"(?: (?:works?|is (?:good|fine|great|perfect)|sounds good|me (?:va|viene|sirve)|serve|esta"
    r"|bien|bom|for me|please|pls|por favor|porfa))*"
)
_PART_OF_OFFERS = re.compile(
    r"\b(?:la|el|a|o) d[ea] (?:la )?(?:manana|tarde|noche|manha|noite)\b"
    r"|\b(?:morning|afternoon|evening) (?:one|slot|option)\b"
)
"""One of the offers by its part of day, where "the afternoon" alone asks for others too."""
_VAGUE = {"any_day", "soonest"}
_ASIDE = re.compile(
    r"\bantes(?:,| de (?:eso|nada|todo|mais)| que nada| (?:me |te |dime|diga|diz|quer|quis))"
)
_OTHER_DAY = re.compile(
    r"\b(?:otros? dias?|outros? dias?|(?:an)?other days?|(?:a )?different day)\b"
)
_LONGEST_DAY = timedelta(hours=25)  # where the clocks go back


def read_choice(message: Plain, hearing: Hearing, times: Times) -> Choice | None:
    """Only about offers on the table; where several offers fit, none is chosen for the lead."""
    if not hearing.offers:
        return None
    text = message.text.rstrip(" .!¡,")
    if says(text, "choose_none"):
        return _choice("other_day" if _OTHER_DAY.search(text) else "none")
    if _ANY_OF.search(text):
        return _choice("any")
    slot = placed(text, hearing.offers, times.spans) or _timed(text, hearing, times)
    if slot:
        return {"kind": "slot", "slot_id": slot["id"]}
    return None if times.windows or times.clocks else _wish(text)


def _wish(text: str) -> Choice | None:
    if _OTHER_DAY.search(text):
        return _choice("other_day")
    if says(text, "choose_more"):
        return _choice("more")
    if says(text, "choose_any"):
        return _choice("any")
    if says(text, "choose_later"):
        return _choice("later")
    earlier = says(text, "choose_earlier") and not _ASIDE.search(text)
    return _choice("earlier") if earlier else None


def _choice(kind: Literal["any", "none", "earlier", "later", "more", "other_day"]) -> Choice:
    return {"kind": kind, "slot_id": None}


def _timed(text: str, hearing: Hearing, times: Times) -> Slot | None:
    """The one offer at the time named ("el martes", "la de las 10"); a part of day names none."""
    if times.windows:
        any_part = _PART_OF_OFFERS.search(text) is not None
        named = [each for each in times.windows if any_part or _is_narrow(each)]
        fitting = [slot for slot in hearing.offers if any(_inside(slot, each) for each in named)]
        return fitting[0] if len(fitting) == 1 else None
    said = {minute for clock in times.clocks for minute in _readings(clock)}
    if bare := _BARE_HOUR.fullmatch(text):
        hour = number(bare["h"]) or 0
        said |= {hour % 12 * 60, hour % 12 * 60 + NOON}
    place = ZoneInfo(hearing.zone)
    fitting = [slot for slot in hearing.offers if _minute(slot, place) in said]
    return fitting[0] if len(fitting) == 1 else None


def _is_narrow(window: Window) -> bool:
    """A day or less: "next week" is a wish, even where just one offer is in it."""
    first, last = datetime.fromisoformat(window["start"]), datetime.fromisoformat(window["end"])
    return last - first <= _LONGEST_DAY and not _VAGUE & set(window["assumptions"])


def _readings(hours: Hours) -> set[int]:
    """A clock time without am or pm may be either half of the day: the offers tell."""
    if hours.clock is None or hours.clock.settled:
        return {hours.minute}
    return {hours.clock.minute % NOON, hours.clock.minute % NOON + NOON}


def _inside(slot: Slot, window: Window) -> bool:
    start = datetime.fromisoformat(slot["starts_at"])
    first, last = datetime.fromisoformat(window["start"]), datetime.fromisoformat(window["end"])
    return first <= start < last or first == start == last


def _minute(slot: Slot, place: ZoneInfo) -> int:
    start = datetime.fromisoformat(slot["starts_at"]).astimezone(place)
    return start.hour * 60 + start.minute


FEWEST_WORDS = 4
_GO_AHEAD = re.compile(
    r"(?:(?:si|yes|sim|ok|vale|dale|isso(?: ai)?|perfecto?|great|great,|claro)[ ,]+)*"
    r"(?:(?:re)?serva(?:l[ao]|me|mel[ao])?|agenda(?:l[ao]|me|mel[ao])|apunta(?:me|l[ao])"
    r"|confirm(?:o|a|al[ao]|ado)|(?:go ahead(?: and book it)?|(?:please )?(?:book|confirm) it)"
    r"|pode (?:marcar?|agendar?|reservar?|confirmar?|ser|perguntar|avisar|falar)"
    r"|marca(?: ai)?|adelante|hazlo|hagale|pregunta(?:l[eo]s?|sel[oa]s?)?|avis[ae](?:les?)?"
    r"|(?:please )?(?:ask|tell) (?:them|the team))"
    r"(?: (?:pra|para|com|al|a) (?:a )?(?:equipe|equipo|ele[sa]?|eles))?"
    r"(?:[ ,]+(?:ya|pues|por favor|porfa|please|entonces|entao|ai|sim|gracias|thanks|obrigad[oa]))*"
)
_SIGH = re.compile(r"^(?:(?:h?m+|e+h|a+h|o+h|ay|uy|uf|um+|uh|bueno|pues|well|bom|bem)\b[ ,.]*)+")
_TURN = re.compile(
    r"\b(?:pero|mejor|but|instead|rather|actually|however|mas sim|porem|melhor|sino)\b"
)


def read_answer(message: Plain) -> Literal["yes", "no"] | None:
    """A yes or a no that stands alone or opens the message; "yes, but at 11" is neither."""
    text = _SIGH.sub("", message.text)
    if only_says(text, "no", "filler"):
        return "no"
    if only_says(text, "yes", "filler") or _GO_AHEAD.fullmatch(text.rstrip(" .!")):
        return "yes"
    if _TURN.search(text):
        return "no" if _opens(text, "no") else None
    if _opens(text, "no"):
        return "no"
    return "yes" if _opens(text, "yes") or _ends_with_yes(text) else None


def _ends_with_yes(text: str) -> bool:
    """ "Lovely, yes"; of more words the last one may mean anything."""
    _, comma, last = text.rstrip(" .!").rpartition(", ")
    return bool(comma) and len(text.split()) <= FEWEST_WORDS and only_says(last, "yes", "filler")


def _opens(text: str, field: str) -> bool:
    end = begins_with(text, field)
    return bool(end) and re.match(r" ?[,.;!:]|$", text[end:]) is not None
