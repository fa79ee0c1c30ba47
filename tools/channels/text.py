"""Text at the edge of a channel: made storable on its way in, cut within limits on its way out."""

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

TEXT_LIMIT = 8000  # characters of one message that are kept
NAME_LIMIT = 200
RAW_DEPTH = 32

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Directions a stranger's name would carry into our console and our sentences.
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
URL = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)

Size = Callable[[str], int]

ZWJ = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
HANGUL_TAILS = range(0x1160, 0x1200)


def clean(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """The same words in a form every store takes: NFC, no control characters, whole characters."""
    text = _whole(text[: 4 * limit]).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", CONTROLS.sub("", text))
    return text[: _whole_characters(text, limit)]


def clean_name(text: str) -> str:
    """A stranger's name on one line, unable to turn the direction of what stands beside it."""
    return " ".join(BIDI.sub("", clean(text, limit=NAME_LIMIT)).split())


def storable(value: Any, *, depth: int = RAW_DEPTH) -> Any:  # any JSON a stranger sent
    """The same JSON without what a store refuses: NUL, half characters, infinity, deep nests."""
    if isinstance(value, str):
        return _whole(value).replace("\0", "")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if depth == 0 and isinstance(value, dict | list):
        return "…"
    if isinstance(value, dict):
        return {storable(k): storable(v, depth=depth - 1) for k, v in value.items()}
    if isinstance(value, list):
        return [storable(item, depth=depth - 1) for item in value]
    return value


def utf16(text: str) -> int:
    """Length in UTF-16 units, as JavaScript counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, *, size: Size = len) -> list[str]:
    """Parts within the limit, cut between paragraphs, else sentences, words, whole characters.

    Joined, the parts are the text; only white space at the cuts is gone. A link or an emoji is
    cut only where it is itself longer than the limit.
    """
    parts = []
    rest = text.strip()
    while size(rest) > limit:
        cut = _best_cut(rest, _fitting(rest, limit, size))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if part]


def shorten(text: str, limit: int, *, size: Size = len) -> str:
    """Within the limit, with an ellipsis where something is missing."""
    text = " ".join(text.split())
    if size(text) <= limit:
        return text
    longest = _fitting(text, limit - 1, size)
    return text[: _whole_characters(text, longest)].rstrip() + "…"


def _whole(text: str) -> str:
    """Half characters, which JSON can spell and UTF-8 cannot, become the replacement sign."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _fitting(text: str, limit: int, size: Size) -> int:
    """The longest prefix within the limit, by bisection: no character is smaller than one."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return max(low, 1)


BREAKS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s|(?<=[.!?…][\"'”»)])\s"),  # after a sentence
    re.compile(r"\s"),
)


def _best_cut(text: str, longest: int) -> int:
    """Where a white space begins, so that what stands before it fits without it."""
    head = text[: longest + 1]
    for pattern in BREAKS:
        cuts = [c.start() for c in pattern.finditer(head) if _is_clean(text, c.start())]
        if cuts and (cuts[-1] > longest // 3 or pattern is BREAKS[-1]):
            return cuts[-1]
    return _whole_characters(text, _before_link(text, longest))


def _is_clean(text: str, cut: int) -> bool:
    """No white space goes that carries an accent, and there is something before it."""
    rest = text[cut : cut + 100].lstrip()
    return cut > 0 and _is_boundary(text, cut) and not (rest and _extends(rest[0]))


def _before_link(text: str, cut: int) -> int:
    for link in URL.finditer(text):
        if link.start() >= cut:
            break
        if link.start() > 0 and cut < link.end():
            return link.start()
    return cut


def _whole_characters(text: str, cut: int) -> int:
    """The last place up to `cut` that does not tear what a reader sees as one character."""
    for place in range(min(cut, len(text)), 0, -1):
        if _is_boundary(text, place):
            return place
    return cut


def _is_boundary(text: str, place: int) -> bool:
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before == ZWJ or _extends(after):
        return False
    if ord(before) in FLAG_LETTERS and ord(after) in FLAG_LETTERS:
        return _flag_letters_before(text, place) % 2 == 0
    return True


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character in {ZWJ, "\u200c"}
        or code in SKIN_TONES
        or code in TAGS
        or code in HANGUL_TAILS
    )


def _flag_letters_before(text: str, place: int) -> int:
    count = 0
    while place > count and ord(text[place - 1 - count]) in FLAG_LETTERS:
        count += 1
    return count
