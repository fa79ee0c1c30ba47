"""Cuts a document into passages short enough to be quoted. Pure, and no word is lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 480
"""Characters of a passage: what fits on a phone's screen."""

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
FENCE = re.compile(r" {0,3}(```|~~~)")
CUTS = (
    re.compile(r"\n[ \t]*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…;:])[ \t]+"),
    re.compile(r"[ \t]+"),
)
"""Where a text may be cut, the best places first: paragraphs, lines, sentences, words."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A passage before it is stored; its title says under which headings it stood."""

    title: str
    text: str


def split(text: str, *, name: str) -> list[Piece]:
    """In the text's order; what stands under no heading has the document's name for a title."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        Piece(title=title or name, text=part)
        for title, body in _sections(lines)
        for part in _packed(_cut(body, CUTS))
    ]


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each with the headings above it. A heading over nothing is a section of its own words."""
    above: list[tuple[int, str]] = []
    body: list[str] = []
    read = list(_read(lines))
    whole = _over_all([heading for _, heading in read if heading])
    for line, heading in read:
        if heading is None:
            body.append(line)
            continue
        depth, title = heading
        written = "\n".join(body).strip()
        if written or (above and (above[-1][0] >= depth or above[-1] == whole)):
            yield _section(above, written)
        if above == [whole]:
            above = []  # it says of no passage what the others are not about
        above = [*(each for each in above if each[0] < depth), (depth, title)]
        body = []
    written = "\n".join(body).strip()
    if written or above:
        yield _section(above, written)


def _over_all(headings: Sequence[tuple[int, str]]) -> tuple[int, str] | None:
    """The document's own title: the only heading of its depth, over all the others."""
    if len(headings) < 2 or any(depth <= headings[0][0] for depth, _ in headings[1:]):
        return None
    return headings[0]


def _section(above: Sequence[tuple[int, str]], written: str) -> tuple[str, str]:
    titles = [title for _, title in above]
    return ": ".join(titles), written or titles[-1]


def _read(lines: Sequence[str]) -> Iterator[tuple[str, tuple[int, str] | None]]:
    """Lines, and which are headings: inside a fence, a `#` begins a comment."""
    fence: str | None = None
    for line in lines:
        mark = FENCE.match(line)
        if mark and fence in (None, mark[1]):
            fence = None if fence else mark[1]
        found = None if fence or mark else HEADING.fullmatch(line)
        title = found[2].rstrip().rstrip("#").rstrip() or found[2].rstrip() if found else ""
        yield line, (len(found[1]), title) if found else None


def _cut(text: str, cuts: Sequence[re.Pattern[str]]) -> list[str]:
    """Pieces of at most `LONGEST` that make up the text when they are put together again."""
    if len(text) <= LONGEST:
        return [text]
    if not cuts:
        return [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
    ends = [0, *(found.end() for found in cuts[0].finditer(text)), len(text)]
    pieces = [text[start:end] for start, end in pairwise(ends) if start < end]
    return [part for piece in pieces for part in _cut(piece, cuts[1:])]


def _packed(pieces: Sequence[str]) -> list[str]:
    """As few parts as may be: a paragraph alone says less than with its neighbour."""
    parts: list[str] = []
    for piece in pieces:
        if parts and len(parts[-1]) + len(piece.rstrip()) <= LONGEST:
            parts[-1] += piece
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]
