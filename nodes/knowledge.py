"""What the business's own documents say: found for a question, and quoted."""

from collections.abc import Sequence
from typing import Protocol

from graph.state import Segment, State
from nodes.talk import language_of
from tools.knowledge.excerpts import excerpt
from tools.links import without_foreign_links
from tools.ports.arrivals import Passage
from tools.ports.crm import Passages, Workspaces
from tools.ports.qualification import QualificationRules

MOST_QUOTES = 2


class Shelf(Passages, Workspaces, QualificationRules, Protocol):
    """What answering needs of the CRM."""


async def look_up(state: State, crm: Shelf) -> list[Passage]:
    """The passages that answer what the lead asks, best first, without foreign addresses."""
    turn = state["turn"]
    found = await crm.find_passages(turn["workspace"], language_of(state), turn["text"])
    if not found:
        return []
    house = await crm.workspace(turn["workspace"])
    allowed = house["links_allowed"] if house else ()
    return [
        {**each, "text": without_foreign_links(each["text"], allowed=allowed)} for each in found
    ]


def quoted(state: State, passages: Sequence[Passage]) -> list[Segment]:
    """The best passage for each question, short and word for word."""
    best = {each.get("question", 0): each for each in reversed(passages)}
    return [
        Segment(
            kind="quote",
            id=passage["id"],
            key=passage["title"],
            text=excerpt(passage["text"], state["turn"]["text"], language_of(state)),
        )
        for _, passage in sorted(best.items())[:MOST_QUOTES]
    ]
