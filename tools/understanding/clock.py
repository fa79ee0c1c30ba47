"""The grammar of a clock time, and what a clock time without am or pm is taken for."""

import re
from dataclasses import dataclass
from typing import Literal

from tools.understanding.date_words import NUMBERS, number
from tools.understanding.page import words

NOON = 12 * 60
DAY = 24 * 60
Half = Literal["am", "pm", "night"]


@dataclass(frozen=True, kw_only=True)
class ClockTime:
    """What was said: minutes after midnight on a clock of twelve or twenty-four hours."""

    minute: int
    half: Half | None = None
    whole: bool = False
    """Said on a clock of twenty-four hours ("15:00", "07:30")."""

    @property
    def settled(self) -> bool:
        return self.whole or self.half is not None

    def resolved(self, half: Half | None = None) -> int:
        """Minutes after midnight; without am or pm, one to seven o'clock is in the afternoon."""
        half = self.half or half
        hour = self.minute // 60
        if self.whole or hour > 12:
            return self.minute
        if half is None:
            return self.minute + (NOON if 1 <= hour <= 7 else 0)
        if hour == 12 and self.half is None and half == "am":
            return self.minute  # "in the morning until twelve"
        if hour == 12:
            return self.minute + {"am": -NOON, "pm": 0, "night": NOON}[half]
        late = half == "pm" or (half == "night" and hour >= 5)
        return self.minute + (NOON if late else 0)


def half_of(said: str | None) -> Half | None:
    for half, words_ in _HALF_WORDS.items():
        if said and re.search(words_, said):
            return half
    return None


_HALF_WORDS: dict[Half, str] = {
    "am": r"^a\.? ?m\b|^a\.?$|manana|manha|madrugada|morning",
    "night": "noche|noite|night",
    "pm": r"^p\.? ?m\b|^p\.?$|tarde|mediodia|d[eo]l? dia|afternoon|evening",
}
_HOURS = words(*(word for word, value in NUMBERS.items() if 1 <= value <= 24 and len(word) > 2))
_TENS = words(*(word for word, value in NUMBERS.items() if value in (20, 30, 40, 50)))
_UNITS = words(*(word for word, value in NUMBERS.items() if 1 <= value <= 9 and len(word) > 2))
_FIVES = words(*(w for w, value in NUMBERS.items() if 5 <= value <= 25 and len(w) > 2))
MINUTES = rf"(?:{_TENS}(?:(?: y | e |[- ]){_UNITS})?|{_FIVES}|[1-5][05]|(?<=y )5|(?<=e )5)"
HALVES = (
    r"[ap]\.? ?m\b\.?|(?<=\d)p\b\.?|(?:(?<=:\d\d)|(?<=at \d)|(?<=at \d\d)|(?<=to \d)|(?<=to \d\d)"
    r"|(?<=from \d))a\b\.?"
    r"|(?:de|por|en|a) la (?:manana|tarde|noche|madrugada)|del (?:medio ?)?dia(?! \d)|do dia(?!"
    r" \\d)"
    r"|(?:da|de|a|pela) (?:manha|tarde|noite|madrugada)"
    r"|in the (?:morning|afternoon|evening)|at night"
)
_PART_OF_HOUR = rf"(?:1/2|media|meia|(?:un |um )?(?:cuarto|quarto)|half|a quarter|{MINUTES})"
_FRACTION = (
    rf"(?:y|e|con|menos|and) {_PART_OF_HOUR}(?! horas?\b)"
    rf"|(?:oh|cero|zero) {_UNITS}|{_TENS}(?:[- ]{_UNITS})?|fifteen|ten|twelve|eleven"
    "|eighteen|thirteen|sixteen|(?:diez|quince|dez|quinze)(?= ?(?:$|[,.;!?\\0]))"
)
_NOONS = (
    r"(?:(?:12 )?noon|midday|medio ?dia|meio[- ]?dia"
    r"|12 ?m(?= ?(?:$|[,.;!?)\0]| (?:a|y|o|el|del|to|and|hasta)\b)))"
)
HOUR_WORDS = _HOURS


def clock(n: int) -> str:
    """The pattern of a clock time; `said(match, n)` reads its groups."""
    return (
        rf"(?:(?P<b{n}>half) )?(?P<h{n}>{_NOONS}|\d{{1,2}}|{_HOURS}\b)(?![\d%€$])"
        rf"(?:(?:: ?|[.']|,(?=[0-5][05]\b)| ?h ?)(?P<m{n}>[0-5]\d)(?!\d)(?::00)?)?"
        rf"(?P<o{n}> ?(?:h|hs|hrs?|horas?|o['\" ]? ?clock)\b\.?)?(?P<i{n}> ?-?ish\b)?"
        rf"(?:[ -](?P<f{n}>{_FRACTION})\b)?"
        rf"(?: (?:en punto|em ponto|sharp|on the dot))?"
        rf"(?:,? ?(?P<p{n}>{HALVES})(?![a-z]))?"
        rf"(?: (?P<g{n}>(?:menos|y|e) {_PART_OF_HOUR})\b(?! horas?\b))?"
    )


def said(match: re.Match[str], n: int) -> ClockTime | None:
    """None where the numbers are no time of day."""
    groups = match.groupdict()
    hours = groups.get(f"h{n}") or ""
    hour = 12 if re.fullmatch(_NOONS, hours) else number(hours)
    minute = int(groups.get(f"m{n}") or 0)
    shift = _shift(groups.get(f"f{n}")) + _shift(groups.get(f"g{n}"))
    shift += 30 if groups.get(f"b{n}") else 0
    if hour is None or hour > 24:
        return None
    total = hour * 60 + minute + shift
    if not 0 <= total <= DAY:
        return None
    half = half_of(groups.get(f"p{n}"))
    if hour == 12 and re.search("manana|manha", groups.get(f"p{n}") or ""):
        half = "pm"  # "las doce de la mañana"
    whole = (
        (hour == 12 and shift < 0 and half == "pm")
        or hour > 12
        or hour == 0
        or (hours.startswith("0") and hours.isdigit())
    )
    return ClockTime(minute=total, half=half, whole=whole)


def _shift(fraction: str | None) -> int:
    if not fraction:
        return 0
    way, _, amount = fraction.partition(" ")
    if way not in ("y", "e", "con", "menos", "and"):
        way, amount = "y", re.sub("^(?:oh|cero|zero) ", "", fraction)
    amount = re.sub("^(?:a|un|um) ", "", amount)
    minutes = {
        "1/2": 30,
        "media": 30,
        "meia": 30,
        "half": 30,
        "cuarto": 15,
        "quarto": 15,
        "quarter": 15,
    }
    shift = minutes.get(amount) or number(amount) or 0
    return -shift if way == "menos" else shift


def before(first: ClockTime, last: ClockTime) -> tuple[int, int]:
    """A range on one clock: "2 to 3:30pm", "11 to 1pm", "de 9 a 6"."""
    until = last.resolved()
    if first.settled:
        start = first.resolved()
        later = until + NOON
        fits = not last.settled and until <= start and later <= DAY
        return start, later if fits else until
    if last.settled:
        late = first.minute + NOON
        fits = first.minute < NOON and late < until
        return (late if fits else first.minute), until
    start = first.resolved()
    if until <= start and last.minute + NOON > start:
        until = last.minute + NOON
    return start, until
