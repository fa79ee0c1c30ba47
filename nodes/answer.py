"""Answers what is not about a meeting: small talk from the catalogue, questions from knowledge."""

import re
from collections.abc import Sequence

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import QUESTIONS, about_meeting, asks_unknown, small_talk_of, sure_intents
from graph.state import Agenda, Segment, State, Update
from nodes.in_passing import ask_in_passing, is_time_to_propose
from nodes.knowledge import Shelf, look_up, quoted
from nodes.reminder import back_to_it
from nodes.small_talk import small_talk
from nodes.talk import agenda_of, replied, say
from nodes.word_answer import word_answer
from tools.ports.arrivals import Passage
from tools.ports.model import Model
from tools.ports.understanding import Understander
from tools.ports.words import Clock

SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]*")


async def answer(
    state: State,
    runtime: Runtime[Context],
    *,
    crm: Shelf,
    model: Model | None,
    understand: Understander,
    clock: Clock,
) -> Update:
    if not _asks(state):
        draft, agenda = small_talk(state)
        return replied(state, "answer", draft, agenda=agenda)
    passages = await look_up(state, crm)
    worded, use = await word_answer(
        state, passages, model=model, understand=understand, clock=clock
    )
    update = _from_knowledge(state, worded or quoted(state, passages))
    if passages and update["route"] == "answer":
        update = _with_the_rest(state, update, passages) or await _asking_back(state, update, crm)
    return {**update, "model": use}


def _with_the_rest(state: State, update: Update, passages: Sequence[Passage]) -> Update | None:
    """Of two questions one was answered: the other is not passed over in silence."""
    if update["agenda"]["goal"] or not any(each.get("unanswered") for each in passages):
        return None
    asked: Agenda = {**update["agenda"], "asked": "team"}
    return {**update, "draft": [*update["draft"], say("dont_know_rest")], "agenda": asked}


async def _asking_back(state: State, update: Update, crm: Shelf) -> Update:
    """Who is told something is asked for something, where nothing else is open."""
    agenda = update["agenda"]
    if is_time_to_propose(agenda):
        return update
    question, asking = await ask_in_passing({**state, "agenda": agenda}, crm)
    return {**update, "draft": [*update["draft"], *question], "agenda": asking}


def _from_knowledge(state: State, found: list[Segment]) -> Update:
    if _goes_on(state):
        return Update(route="scheduler", draft=found or _unknown_in_passing(state))
    agenda = _after_a_question(state)
    if found:
        return replied(state, "answer", [*found, *back_to_it(state)], agenda=agenda)
    if agenda["goal"]:
        return replied(state, "answer", [say("dont_know_now"), *back_to_it(state)], agenda=agenda)
    if _is_yet_to_ask(state):
        return replied(state, "answer", [say("ask_away")], agenda=agenda)
    asked: Agenda = {**agenda, "asked": "team"}
    return replied(state, "answer", [say("dont_know")], agenda=asked)


def _asks(state: State) -> bool:
    kind = small_talk_of(state)
    if kind:
        return kind == "question"
    return bool(QUESTIONS & set(sure_intents(state["understanding"]))) or asks_unknown(state)


def _goes_on(state: State) -> bool:
    """The same message is about a meeting, too."""
    return about_meeting(state) and small_talk_of(state) is None and not asks_unknown(state)


def _unknown_in_passing(state: State) -> list[Segment]:
    """Beside the wish to meet, "I don't know" is no answer to what only sounds like a question."""
    sentences = [each for each in SENTENCE.findall(state["turn"]["text"]) if each.strip()]
    asks = len(sentences) > 1 and any("?" in each for each in sentences)
    pricing = "pricing_question" in sure_intents(state["understanding"])
    return [say("dont_know_now")] if asks or pricing else []


def _is_yet_to_ask(state: State) -> bool:
    """ "I have a question": it has not been put yet."""
    pressed = state["turn"]["choice_id"] == "intent:product_question"
    return pressed or small_talk_of(state) == "question"


def _after_a_question(state: State) -> Agenda:
    """Who wants to know and not to meet is not asked to meet."""
    agenda: Agenda = {**agenda_of(state), "unheard": 0}
    if "not_interested" in sure_intents(state["understanding"]):
        agenda["unwanted"] = True
    return agenda
