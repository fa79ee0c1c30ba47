"""Answers what is not about a meeting: small talk from the catalogue, questions from knowledge."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import sure_intents
from graph.state import Agenda, Segment, State, Update
from nodes.talk import agenda_of, language_of, no_agenda, replied, say
from tools.ports import AskedFor, IntentName, Knowledge

QUESTIONS: frozenset[IntentName] = frozenset({"product_question", "pricing_question"})
SMALL_TALK: dict[IntentName, str] = {
    "greeting": "greeting",
    "thanks_or_bye": "thanks",
    "not_interested": "not_interested",
    "opt_in": "greeting",
}


async def answer(state: State, runtime: Runtime[Context], *, crm: Knowledge) -> Update:
    wanted = sure_intents(state["understanding"])
    if QUESTIONS & set(wanted):
        return await _from_knowledge(state, crm)
    said = next((SMALL_TALK[name] for name in wanted if name in SMALL_TALK), "let_go")
    if said in {"not_interested", "let_go"}:
        return replied(state, "answer", [say(said)], agenda=no_agenda())
    return replied(state, "answer", [say(said), *_back_to_it(agenda_of(state))])


async def _from_knowledge(state: State, crm: Knowledge) -> Update:
    turn, agenda = state["turn"], agenda_of(state)
    passages = await crm.find_passages(turn["workspace"], language_of(state), turn["text"])
    if passages:
        quote = Segment(kind="quote", id=passages[0]["id"], text=passages[0]["text"])
        return replied(state, "answer", [quote, *_back_to_it(agenda)])
    if agenda["goal"]:
        return replied(state, "answer", [say("dont_know"), *_back_to_it(agenda)])
    asked: Agenda = {**agenda, "asked": "team"}
    return replied(state, "answer", [say("dont_know")], agenda=asked)


REMINDERS: dict[AskedFor, str] = {
    "slot": "ask_slot",
    "day": "ask_day",
    "name": "ask_name",
    "email": "ask_email",
    "agree_book": "agree_book",
    "agree_move": "agree_move",
    "agree_cancel": "agree_cancel",
}


def _back_to_it(agenda: Agenda) -> list[Segment]:
    """What we had asked before the lead asked something else."""
    key = REMINDERS.get(agenda["asked"]) if agenda["asked"] else None
    if agenda["goal"] is None or key is None:
        return []
    return [say("back_to_it"), *_in_question(agenda), say(key)]


def _in_question(agenda: Agenda) -> list[Segment]:
    if agenda["asked"] == "agree_cancel":
        return [Segment(kind="meeting")]
    if agenda["asked"] == "slot":
        return [Segment(kind="slots", ids=[slot["id"] for slot in agenda["offers"]])]
    return [Segment(kind="slot", ids=[agenda["picked"]])] if agenda["picked"] else []
