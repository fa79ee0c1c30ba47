"""Which of the named times are wanted and which refused: "not Thursday, better Friday"."""

import re
from itertools import pairwise

_STOP = re.compile(
    r"[.;!?\n]|,(?! ?(?:ni|nor|nem|ou|o|or) )"
    r"|\b(?:pero|sino|mejor|prefiero|preferiria|prefer|rather|instead|but|so|however"
    "|how about|what about|"
    "could we|can we|(?:book|make|schedule|set|put|move|change) it|i can do|let'?s|would"
    "|does|puede ser|podria ser|podriamos|que tal|y si|en cambio|"
    r"mas sim|mas|melhor|prefiro|pode ser|que tal|podemos|entao|entonces|y el .{2,12} si)\b"
)
_BEFORE_ONLY = (
    "excepto|menos(?! (?:cuarto|diez|cinco|veinte))|salvo|quitando|except(?: for)?"
    "|apart from|other than|but not|any day but|exceto|tirando|fora"
)
_REFUSAL = re.compile(
    rf"\b(?:{_BEFORE_ONLY}|ni|nor|nem"
    "|no (?:puedo|podre|podria|podemos|podremos|me (?:va|viene|sirve|queda|cuadra"
    "|es posible|encaja|funciona)|nos (?:va|viene|sirve)|estoy|estare|estaremos|tengo"
    "|voy a poder|quiero|llego|es posible|sirve|va)(?: bien)?"
    "|que no sea|no(?= (?:el|los|a las|al|este|esta|manana|hoy|lunes|martes|miercoles"
    r"|jueves|viernes|por la|en la)\b)|imposible|(?:lo|la) tengo (?:ocupad|complicad"
    r"|fatal)\w*|ocupad[oa]|complicad[oa]|se me complica|tampoco"
    "|(?:i |we )?(?:can'?t|cannot|can not|could ?n'?t|won'?t|will not|am not|i'?m not"
    "|are not|aren'?t|is not|isn'?t|does ?n'?t|do ?n'?t|did ?n'?t)|not|unavailable|busy"
    "|booked|no good|bad for me|tied up|neither"
    "|nao (?:posso|podemos|consigo|conseguimos|da|rola|vai dar|vou (?:poder|conseguir)"
    "|estou|estarei|serve|quero|tenho|e possivel)|nao(?= (?:na|no|a|as|segunda|terca"
    r"|quarta|quinta|sexta|sabado|domingo|amanha|hoje)\b)|impossivel|complicou"
    r"|tambem nao)\b"
)
_PREFIX = re.compile(rf"{_BEFORE_ONLY}|ni|nor|nem|not")


def refused(text: str, spans: list[tuple[int, int]]) -> list[bool]:
    """For each named time, in order, whether the sentence refuses it.

    A refusal reaches the times behind it up to the end of the clause, or, where none are, the
    times before it ("Thursday doesn't work").
    """
    verdicts = [False] * len(spans)
    for start, end in _clauses(text, spans):
        for match in _REFUSAL.finditer(text, start, end):
            behind = [i for i, span in enumerate(spans) if match.end() <= span[0] < end]
            ahead = [i for i, span in enumerate(spans) if start <= span[0] < match.start()]
            reached = behind or ([] if _PREFIX.fullmatch(match[0]) else ahead)
            for index in reached:
                verdicts[index] = True
    return verdicts


def _clauses(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Bounds of the clauses; a full stop inside a named time ("10.30") ends none."""
    bounds = [0]
    for match in _STOP.finditer(text):
        if not any(first <= match.start() < last for first, last in spans):
            bounds.append(match.start())
    bounds.append(len(text))
    return list(pairwise(bounds))
