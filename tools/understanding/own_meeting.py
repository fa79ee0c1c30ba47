"""Times that only say which meeting is meant: "move my Tuesday meeting to Thursday"."""

import re
from dataclasses import replace

from tools.ports.understanding import Hearing
from tools.understanding.date_words import PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.days import Days, Moment
from tools.understanding.hours import Hours
from tools.understanding.lexicon import lexicon, says
from tools.understanding.page import words

Item = Days | Hours | Moment

_LINK = re.compile(
    r"(?: (?:que )?(?:tengo|tenia|teniamos|(?:i|we) ha(?:ve|d)|tenho|scheduled|booked))?"
    r"(?: (?:de|del|da|do|para|on|from|for|at|of|the|el|la|las|das|as|na|no))* ?$"
)
_TOWARDS = re.compile(r"(?:al?|to|para|pra|as|ate) ")
_POSSESSED = re.compile(r"(?:'?s)? ?$")
_ONTO = re.compile(
    r",? ?(?:al?|to|para|pra|pro|por|pelas?|for|ao?)(?: (?:el|la|las|o|as|the|on|dia|mejor))* ?"
)


_CHANGES = re.compile(
    r"\b(?:change|switch|swap|push|shift|cambi\w+|troc\w+|mud[aeo]\w*|pas[ae](?:me|mos|r|lo|la)?"
    r"|movem\w*)"
    r" (?:it |la |lo |that |o |a )?(?:from )?(?:(?:el|la|de|del|da|do|the|my|lo del|las|os|a) )*"
    rf"(?:{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}|tomorrow|manana|amanha|today|hoy"
    rf"|hoje)\b.{{0,24}}? (?:to|al?|for"
    rf"|para|por|pra)\b"
)
"""One day changed for another, whatever it is that is on it."""


def moves_or_cancels(text: str, hearing: Hearing) -> bool:
    ours = hearing.has_meeting or says(text, "meeting")
    return (
        _CHANGES.search(text) is not None
        or says(text, "move")
        or says(text, "cancel")
        or (ours and (says(text, "shift") or says(text, "drop")))
    )


def without_own(text: str, items: list[Item]) -> list[Item]:
    """The items left when those that name the meeting itself are gone."""
    left: list[Item] = []
    for index, item in enumerate(items):
        later = items[index + 1] if index + 1 < len(items) else None
        if not _is_target(text, item) and _names_meeting(text, item):
            continue
        if later and _is_left_for(text, item, later):
            continue
        left.append(_target(item))
    return left


def _is_target(text: str, item: Item) -> bool:
    """ "A las 9", "to 6": where the meeting goes, not the one meant."""
    moves = isinstance(item, Hours) and item.clock_until is not None
    return moves or _TOWARDS.match(text, item.start) is not None


def _names_meeting(text: str, item: Item) -> bool:
    """Right behind or right before the meeting's noun: "la reunión del jueves", "today's demo"."""
    before = text[max(0, item.start - 60) : item.start]
    for noun in lexicon("meeting").finditer(before):
        if _LINK.fullmatch(before, noun.end()):
            return True
    noun_behind = lexicon("meeting").search(text, item.end, item.end + 25)
    return noun_behind is not None and bool(
        _POSSESSED.fullmatch(text, item.end, noun_behind.start())
    )


def _is_left_for(text: str, item: Item, later: Item) -> bool:
    """The first of "from Tuesday to Thursday", for the same kind of time."""
    same_kind = isinstance(item, Hours) == isinstance(later, Hours)
    return same_kind and _ONTO.fullmatch(text, item.end, later.start) is not None


def _target(item: Item) -> Item:
    """ "From four to six" moves a meeting to six."""
    if isinstance(item, Hours) and item.clock_until and item.until is not None:
        return replace(
            item, minute=item.until, until=None, clock=item.clock_until, clock_until=None
        )
    return item
