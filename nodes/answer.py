"""Answers what is not about a meeting: small talk from the catalogue, questions from knowledge."""

from typing import Protocol

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import sure_intents
from graph.state import Agenda, Segment, State, Update
from nodes.reminder import back_to_it
from nodes.talk import agenda_of, language_of, no_agenda, replied, say
from tools.links import without_foreign_links
from tools.ports.crm import Knowledge, Workspaces
from tools.ports.words import IntentName

QUESTIONS: frozenset[IntentName] = frozenset({"product_question", "pricing_question"})
SMALL_TALK: dict[IntentName, str] = {
    "greeting": "greeting",
    "thanks_or_bye": "thanks",
    "not_interested": "not_interested",
    "opt_in": "greeting",
}


class Shelf(Knowledge, Workspaces, Protocol):
    """What answering needs of the CRM."""


async def answer(state: State, runtime: Runtime[Context], *, crm: Shelf) -> Update:
    wanted = sure_intents(state["understanding"])
    if QUESTIONS & set(wanted):
        return await _from_knowledge(state, crm)
    said = next((SMALL_TALK[name] for name in wanted if name in SMALL_TALK), "let_go")
    if said in {"not_interested", "let_go"}:
        return replied(state, "answer", [say(said)], agenda=no_agenda())
    return replied(state, "answer", [say(said), *back_to_it(agenda_of(state))])


async def _from_knowledge(state: State, crm: Shelf) -> Update:
    turn, agenda = state["turn"], agenda_of(state)
    passages = await crm.find_passages(turn["workspace"], language_of(state), turn["text"])
    if passages:
        house = await crm.workspace(turn["workspace"])
        text = without_foreign_links(
            passages[0]["text"], allowed=house["links_allowed"] if house else ()
        )
        quote = Segment(kind="quote", id=passages[0]["id"], text=text)
        return replied(state, "answer", [quote, *back_to_it(agenda)])
    if agenda["goal"]:
        return replied(state, "answer", [say("dont_know"), *back_to_it(agenda)])
    asked: Agenda = {**agenda, "asked": "team"}
    return replied(state, "answer", [say("dont_know")], agenda=asked)
