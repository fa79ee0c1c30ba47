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


CITING = frozenset({"quote", "worded"})


class Library(Passages, Workspaces, Protocol):
    """What reading passages needs of the CRM."""


class Shelf(Library, QualificationRules, Protocol):
    """What answering needs of the CRM."""


async def look_up(state: State, crm: Shelf) -> list[Passage]:
    """The passages that answer what the lead asks, best first, without foreign addresses."""
    turn = state["turn"]
    found = await crm.find_passages(turn["workspace"], language_of(state), turn["text"])
    return await _without_addresses(state, found, crm)


async def read_again(state: State, draft: Sequence[Segment], crm: Library) -> dict[str, Passage]:
    """The passages that a draft rests on, by id, as they are stored now."""
    cited = [each for each in draft if each["kind"] in CITING]
    ids = list(dict.fromkeys(i for each in cited for i in (each["id"], *each.get("ids", []))))
    if not ids:
        return {}
    stored = await crm.read_passages(state["turn"]["workspace"], ids)
    return {each["id"]: each for each in await _without_addresses(state, stored, crm)}


def quotable(state: State, passage: Passage) -> str:
    """What of a passage is near to the question."""
    return excerpt(passage["text"], state["turn"]["text"], language_of(state))


async def _without_addresses(
    state: State, passages: Sequence[Passage], crm: Workspaces
) -> list[Passage]:
    if not passages:
        return []
    house = await crm.workspace(state["turn"]["workspace"])
    allowed = house["links_allowed"] if house else ()
    return [
        {**each, "text": without_foreign_links(each["text"], allowed=allowed)} for each in passages
    ]


def quoted(state: State, passages: Sequence[Passage]) -> list[Segment]:
    """The best passage for each question; its words are read when the reply is made."""
    best = {each.get("question", 0): each for each in reversed(passages)}
    return [
        Segment(kind="quote", id=passage["id"], key=passage["title"])
        for _, passage in sorted(best.items())[:MOST_QUOTES]
    ]
