"""Which fields a segment of each kind may have: what has no place for words can carry none."""

from graph.state import Segment, SegmentKind
from tools.errors import Rejected

FIELDS: dict[SegmentKind, tuple[frozenset[str], frozenset[str]]] = {
    "say": (frozenset({"key"}), frozenset({"count"})),
    "slots": (frozenset({"ids"}), frozenset()),
    "slot": (frozenset({"ids"}), frozenset()),
    "meeting": (frozenset(), frozenset()),
    "question": (frozenset({"key", "text", "ids"}), frozenset()),
    "link": (frozenset(), frozenset({"id", "url", "key", "day"})),
    "page": (frozenset({"key"}), frozenset()),
    "receipt": (frozenset({"id"}), frozenset()),
    "quote": (frozenset({"id", "key"}), frozenset()),
    "worded": (frozenset({"id", "key", "ids", "text"}), frozenset()),
    "detail": (frozenset({"key"}), frozenset()),
    "when": (frozenset({"key", "at"}), frozenset()),
    "own": (frozenset({"key"}), frozenset()),
}
"""What each must have, and what it may."""


def check(segment: Segment) -> None:
    """Drafts come back from a checkpoint: the types alone have not seen those."""
    needed, allowed = FIELDS[segment["kind"]]
    has = segment.keys() - {"kind"}
    if not needed <= has <= needed | allowed:
        odd = ", ".join(sorted((has - allowed) ^ needed))
        raise Rejected(f"A {segment['kind']} of a reply is made wrong: {odd}", reason="invalid")
    if not isinstance(segment.get("count", 0), int):
        raise Rejected("A reply counts with what is no number", reason="invalid")
