"""Which of the offers is meant by its place among them: the second, option 2, the earliest."""

import re
from collections.abc import Sequence
from datetime import datetime

from tools.ports.calendar import Slot
from tools.understanding.polarity import refused

Span = tuple[int, int]

_LAST = -1
_ORDINALS: dict[str, int] = {
    r"primer(?:it)?[oa]?|first|1st|1[ao]\b|1r[ao]|1er|primeir[oa]": 0,
    r"segund(?:it)?[oa]|second(?! to last)|2nd|2[ao]\b|2d[ao]": 1,
    r"tercer(?:it)?[oa]?|third|3rd|3[ao]\b|3r[ao]|3er|terceir[oa]": 2,
    r"cuart[oa]|fourth|4th|4[ao]\b|4t[ao]|quarta opcao": 3,
    r"ultim[oa]|(?<!to )last": _LAST,
}
_BEFORE = (
    r"(?:^|\b(?:ok|okay|vale|si|yes|sim|perfecto|dale|la|el|the|a|o|prefiero|prefiro|mejor|melhor"
    r"|opcion|elijo|escojo|quiero|quero|tomo|me quedo con la|su|es[ae]|ess[ae]|that|aquella?) )"
)
_NO_OFFER = (
    r"(?! (?:hora|vez|cosa|thing|time i|de la manana|semana|week|day|plan|hueco|slot available"
    r"|available|question|pregunta))"
)
_ORDINAL = [
    (re.compile(rf"{_BEFORE}(?P<n>{said})(?!\w){_NO_OFFER}"), index)
    for said, index in _ORDINALS.items()
]
_ONLY_ORDINAL = re.compile(
    r"(?:the )?(?P<n>[1-4])(?:st|nd|rd|th)(?: (?:one|1|option|slot))?"
    r"(?: (?:is|works?|looks|sounds|good|gud|fine|great|ok|perfect|for me|pls|please|thx|thanks))*"
)
_OPTION = re.compile(
    r"(?:^|\b(?:ok|okay|vale|si|yes|sim|perfecto|dale|la|el|opcion|option|opcao|numero"
    "|number|num|nº|a|o|the|#|horario"
    r"|hora)) ?#?(?P<n>[1-9])(?: ?(?:,|\.|!|por favor|please|pls|porfa|me va bien|esta bien"
    "|works|me sirve)|$)"
)
_SPOKEN_NUMBER = re.compile(
    r"\b(?:opcion|option|opcao|number|numero) (?P<n>uno|dos|tres|one|two|three|um|dois|a|b"
    r"|c)\b|^(?:el |la )?(?P<alone>uno|dos|tres|one|two|three|um|dois)$"
)
_SPOKEN: dict[str, int] = {
    **{"uno": 0, "one": 0, "um": 0, "a": 0},
    **{"dos": 1, "two": 1, "dois": 1, "b": 1},
    **{"tres": 2, "three": 2, "c": 2},
}
_MIDDLE = re.compile(
    r"\b(?:(?:la|el) d?el? ?(?:en |de )?(?:medio|centro)|the (?:middle|one in the middle)"
    r"|[ao] d[oe] meio)\b"
)
_NOT_OF_ALL = r"(?! (?:posible|possible|possivel|que|you|disponible|available|horario))"
_EARLIEST = re.compile(
    r"\b(?:(?:la|el) mas (?:temprano|temprana|pronto)|the (?:earliest|soonest)|[ao] mais cedo)\b"
    + _NOT_OF_ALL
)
_LATEST = re.compile(
    r"\b(?:(?:la|el) mas (?:tarde|tardia|tardio)|the latest|[ao] mais tarde)\b" + _NOT_OF_ALL
)


def placed(text: str, offers: Sequence[Slot], spans: Sequence[Span]) -> Slot | None:
    """None where no place is named, or several; `spans` are times: "the second Monday"."""
    if only := _ONLY_ORDINAL.fullmatch(text):
        return _at(int(only["n"]) - 1, offers)
    if outermost := _outermost(text, offers):
        return outermost
    found = {index for index, _ in _wanted(text, _ordinals(text, spans))}
    if match := _OPTION.search(text):
        found.add(int(match["n"]) - 1)
    if match := _SPOKEN_NUMBER.search(text):
        found.add(_SPOKEN[match["n"] or match["alone"]])
    return _at(found.pop(), offers) if len(found) == 1 else None


def _outermost(text: str, offers: Sequence[Slot]) -> Slot | None:
    """The earliest, the latest, the one in the middle: in the order of time."""
    in_time = sorted(offers, key=lambda slot: datetime.fromisoformat(slot["starts_at"]))
    if _EARLIEST.search(text):
        return in_time[0]
    if _LATEST.search(text):
        return in_time[-1]
    return offers[1] if len(offers) == 3 and _MIDDLE.search(text) else None


def _ordinals(text: str, spans: Sequence[Span]) -> list[tuple[int, Span]]:
    """Not those that are part of a time, nor Portuguese Mondays."""
    found = []
    for pattern, index in _ORDINAL:
        match = pattern.search(text)
        if match and not any(
            start <= match.end("n") + 1 and match.start("n") < end for start, end in spans
        ):
            found.append((index, match.span("n")))
    return sorted(found, key=lambda each: each[1])


def _wanted(text: str, found: list[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """ "Not the first, the second"."""
    verdicts = refused(text, [span for _, span in found])
    return [each for each, no in zip(found, verdicts, strict=True) if not no]


def _at(index: int, offers: Sequence[Slot]) -> Slot | None:
    index = len(offers) - 1 if index == _LAST else index
    return offers[index] if index < len(offers) else None
