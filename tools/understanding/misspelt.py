"""Words of the calendar as they are mistyped, put right before anything else is read."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tools.understanding.normalise import Plain

_LONG = (
    "miercoles septiembre noviembre diciembre wednesday thursday saturday tomorrow february "
    "september november december afternoon fevereiro novembro dezembro setembro"
)
"""So long that a slip of the finger in one is no other word."""

_KNOWN = {
    "lunes": "lune lunez lnes lues", "martes": "marte matres martez",
    "miercoles": "mircoles mierkoles", "jueves": "juebes jueve juevez juves jeuves",
    "viernes": "biernes viernez vierens vienres virnes", "sabado": "savado sabdo sbado",
    "domingo": "domimgo dimingo", "manana": "mnn mnna manan manna mamana mannana mananna manyana",
    "monday": "moday mondy munday", "tuesday": "tusday tuseday teusday tuesdy thuesday",
    "wednesday": "wensday wendsday wedensday weddnesday", "thursday": "thurday thurdsay thrusday",
    "friday": "firday fryday frday", "saturday": "saterday satuday", "sunday": "sundy",
    "tomorrow": "tomorow tommorow tommorrow tomorrrow tomoroow tmmrw tomoz",
    "tonight": "tonigt tonihgt", "afternoon": "aftrnoon afternon aftenoon",
    "morning": "mornin mornig moring", "night": "nite", "january": "janury janurary",
    "february": "febuary feburary febrary", "august": "augst", "october": "ocotber octuber",
    "enero": "henero", "agosto": "agusto", "octubre": "octubr otubre",
    "noviembre": "novienbre nobiembre", "diciembre": "dicienbre disiembre",
    "amanha": "amnh amnha amanhan amanna", "hoje": "hj hoj oje", "segunda": "segnda",
    "terca": "tersa", "quarta": "qarta", "quinta": "qinta", "sexta": "sesta", "feira": "fera",
    "janeiro": "janero", "marco": "marso",
}  # fmt: skip


def _slips(word: str) -> Iterator[str]:
    """One letter lost, or two of them swapped; the first letter is right."""
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


MEANT = {
    **{slip: word for word in _LONG.split() for slip in _slips(word) if slip != word},
    **{slip: word for word, slips in _KNOWN.items() for slip in slips.split()},
}
_WORD = re.compile(r"[a-z]{2,}")


def respelled(message: Plain) -> Plain:
    letters: list[str] = []
    origin: list[int] = []
    done = 0
    for match in _WORD.finditer(message.text):
        meant = MEANT.get(match[0])
        if meant is None:
            continue
        letters.append(message.text[done : match.start()] + meant)
        origin += message.origin[done : match.start()]
        said = message.origin[match.start() : match.end()]
        origin += [said[min(place, len(said) - 1)] for place in range(len(meant) - 1)] + [said[-1]]
        done = match.end()
    if not letters:
        return message
    text = "".join([*letters, message.text[done:]])
    return replace(message, text=text, origin=(*origin, *message.origin[done:]))
