"""How a person reads a reply: with a person's eyes, and nothing of ours."""

import re
from dataclasses import dataclass

from simulator.platforms import Heard

NUMBERED = re.compile(r"^\s*(\d{1,2})[.)]\s+(.*\d{1,2}:\d\d.*)$", re.MULTILINE)
CLOCK = re.compile(r"\d{1,2}:\d\d")

BOOKED = re.compile(
    r"(?<!not )\bbooked\b(?! yet)|está (reservada|confirmada)|(reunião|reserva) está reservada"
)
NOT_BOOKED = re.compile(r"not booked|no (está|se ha) reservad|não (está|ficou) (reservad|marcad)")
MOVED = re.compile(r"has been moved|se ha (movido|cambiado)|foi (remarcada|movida|mudada)")
CANCELED = re.compile(r"is cancel|(está|ha sido|queda) cancelada|(está|foi) (cancelada|desmarcada)")
EMAIL = re.compile(r"(e-?mail|correo)[^?]*\?|(qué|que|which|qual) (correo|e-?mail)")
NAME = re.compile(r"(\bname\b|nombre|\bnome\b)[^?]*\?")
WHICH = re.compile(r"which one|cuál|qual d")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A time that one may have: by its number, by its words, or by pressing it."""

    number: int
    words: str
    button: str | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    booked: bool
    moved: bool
    canceled: bool
    offers: tuple[Offered, ...]
    wants_email: bool
    wants_name: bool
    asks: bool
    again: bool
    """The very words that were said just before: a yes did not help."""
    buttons: tuple[tuple[str, str], ...]


def read(heard: Heard, *, before: str) -> Reading:
    text = heard.text.lower()
    return Reading(
        booked=bool(BOOKED.search(text)) and not NOT_BOOKED.search(text),
        moved=bool(MOVED.search(text)),
        canceled=bool(CANCELED.search(text)),
        offers=_offers(heard),
        wants_email=bool(EMAIL.search(text)),
        wants_name=bool(NAME.search(text)),
        asks="?" in text,
        again=heard.text == before,
        buttons=heard.buttons,
    )


def _offers(heard: Heard) -> tuple[Offered, ...]:
    """Numbered lines with a clock; the buttons stand in the same order."""
    pressed = [each for each, title in heard.buttons if CLOCK.search(title)]
    lines = NUMBERED.findall(heard.text)
    return tuple(
        Offered(
            number=int(number),
            words=words.strip(),
            button=pressed[place] if place < len(pressed) else None,
        )
        for place, (number, words) in enumerate(lines)
    )
