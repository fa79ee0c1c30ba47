"""The workspace's own words, read from its settings when a reply is made; addresses stay out."""

from collections.abc import Sequence
from typing import Protocol

from graph.state import Segment, State
from nodes.talk import language_of
from tools.links import without_foreign_links
from tools.ports.crm import Workspaces
from tools.ports.qualification import QualificationRules
from tools.ports.records import Workspace
from tools.ports.words import Language

DISCLOSURE = "disclosure"
ASKING = "ask:"  # and the detail that is asked for


class Settings(Workspaces, QualificationRules, Protocol):
    """What the workspace has put in its own words."""


async def own_words(state: State, draft: Sequence[Segment], crm: Settings) -> dict[str, str]:
    """By the segment's key; nothing for what the settings do not say any more."""
    keys = {segment["key"] for segment in draft if segment["kind"] == "own"}
    house = await crm.workspace(state["turn"]["workspace"]) if keys else None
    if house is None:
        return {}
    said = {DISCLOSURE: house.get("disclosure", {}).get(language_of(state), "")}
    if keys - {DISCLOSURE}:
        said |= await _questions(house, language_of(state), crm)
    allowed = house["links_allowed"]
    return {key: without_foreign_links(said[key], allowed=allowed) for key in keys & said.keys()}


async def _questions(
    house: Workspace, language: Language, crm: QualificationRules
) -> dict[str, str]:
    rules = await crm.qualification_rules(house["id"])
    found = {}
    for criterion in rules["criteria"] if rules else ():
        if own := criterion.get("question"):
            text = own.get(language) or own.get("en") or next(iter(own.values()))
            found[f"{ASKING}{criterion['detail']}"] = text
    return found
