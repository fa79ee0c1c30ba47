"""A message without its courtesies, and the parts of it that may each want something."""

import re
from dataclasses import dataclass

from tools.understanding.lexicon import begins_with, only_says

MOST = 4
"""Parts of a message that are read one by one."""
_END = re.compile(r"[.?!;\n]+")
_AND = re.compile(
    r",? (?:y|e|and|but|pero|mas|also|plus|tambien|ademas|alem disso|por cierto|by the way) "
)
_WORD = re.compile(r"\w+")
_PAUSE = re.compile(r"[,.!?\n]+ ?")
_FEW = 2


@dataclass(frozen=True, kw_only=True)
class Body:
    """What is left of a plain text without a greeting before it and thanks behind it."""

    text: str
    greets: bool
    thanks: bool


def body_of(text: str) -> Body:
    """A text that is nothing but courtesies keeps them."""
    start = 0
    while length := begins_with(text[start:], "greeting"):
        start += length
    end = _before_thanks(text, start)
    if _words(text[start:end]) < _FEW:
        end = len(text)
    if _words(text[start:end]) < _FEW:
        return Body(text=text, greets=False, thanks=False)
    body = text[start:end].lstrip(" ,.!").rstrip()
    return Body(text=body, greets=start > 0, thanks=end < len(text))


def _before_thanks(text: str, start: int) -> int:
    """Where the last pieces that only thank or take leave begin."""
    ends = [match.end() for match in _PAUSE.finditer(text, start)]
    end = len(text)
    for begin in reversed(ends):
        piece = text[begin:end]
        if _words(piece) and not only_says(piece, "farewell", "filler"):
            break
        end = begin
    return end


def clauses(text: str) -> list[str]:
    """The sentences, and their halves where "and" or "but" joins two; none where there is one."""
    parts: list[str] = []
    position = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        parts += _AND.split(text[position:end])
        position = end
    long = [part.strip(" ,") for part in parts if _words(part) >= _FEW]
    return long[:MOST] if len(long) > 1 else []


def pieces(text: str) -> list[str]:
    """What stands between commas, where who introduces themselves may also say a wish."""
    parts = [part.strip() for part in _PAUSE.split(text)]
    return [part for part in parts if _words(part) >= _FEW][:MOST]


def _words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))
