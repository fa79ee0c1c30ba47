"""The last look at a model's words before they leave: where they may be said, and what they say."""

from collections.abc import Mapping, Sequence

from graph.routes import may_word
from graph.state import ModelUse, Refused, Segment, State
from nodes.ask_model import can_be_kept, given_up, use_of
from nodes.talk import language_of, say
from tools.guard import faults
from tools.ports.arrivals import Passage

OUT_OF_PLACE = "turn"
"""The fault of free text in a turn about something that only templates may speak of."""


def held_back(
    state: State, draft: Sequence[Segment], stored: Mapping[str, Passage]
) -> tuple[list[Segment], ModelUse]:
    """The draft with every answer that does not hold up replaced by the passage it cites.

    `stored`: the passages as they are now. A passage that is gone is neither cited nor quoted.
    """
    use, kept = use_of(state), list[Segment]()
    for segment in draft:
        found = _faults(state, segment, stored) if segment["kind"] == "worded" else []
        if found:
            use = refused(use, segment["text"], found)
        kept.append(_quote(segment) if found else segment)
    return [_or_unknown(segment, stored) for segment in kept], use


def refused(use: ModelUse, text: str, found: Sequence[str]) -> ModelUse:
    """The trace keeps what the lead is not told."""
    use = given_up(use, "The model's answer says what no passage does")
    if not can_be_kept(text):
        text = ""
    return {**use, "refused": [*use.get("refused", []), Refused(text=text, faults=list(found))]}


def _faults(state: State, segment: Segment, stored: Mapping[str, Passage]) -> list[str]:
    if not may_word(state) or state["route"] != "answer":
        return [OUT_OF_PLACE]
    known = [stored[id] for id in segment.get("ids", []) if id in stored]
    return [*faults(segment["text"], sources_of(known), language_of(state))]


def sources_of(passages: Sequence[Passage]) -> list[str]:
    return [f"{each['title']}\n{each['text']}" for each in passages]


def _quote(segment: Segment) -> Segment:
    return Segment(kind="quote", id=segment["id"], key=segment["key"])


def _or_unknown(segment: Segment, stored: Mapping[str, Passage]) -> Segment:
    gone = segment["kind"] == "quote" and segment["id"] not in stored
    return say("dont_know_now") if gone else segment
