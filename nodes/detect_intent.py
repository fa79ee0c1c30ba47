"""What the lead's unanswered messages say: intents, details, times, choices and answers."""

import asyncio
from datetime import datetime
from typing import Literal, cast, get_args

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.ask_model import use_of
from nodes.second_reading import is_doubtful, second_reading
from nodes.talk import ANSWER, agenda_of, question_of, zone_of
from tools.ports.model import Model
from tools.ports.understanding import Choice, Hearing, Intent, Understander, Understanding
from tools.ports.words import Clock, IntentName
from tools.zones import region_of_phone

INTENT = "intent:"  # how a button that stands for an intent is named


async def detect_intent(
    state: State,
    runtime: Runtime[Context],
    *,
    understand: Understander,
    model: Model | None,
    below: float,
    clock: Clock,
) -> Update:
    """`below` this confidence of the rules the model is asked, where there is one."""
    turn, agenda, lead = state["turn"], agenda_of(state), state.get("lead")
    meeting = state.get("meeting")
    hearing = Hearing(
        now=datetime.fromisoformat(turn["now"]),
        zone=zone_of(state),
        language=lead["language"] if lead else None,
        region=region_of_phone(lead["phone"]) if lead and lead["phone"] else None,
        asked=agenda["asked"],
        offers=agenda["offers"],
        has_meeting=meeting is not None and meeting["event_uri"] is not None,
        hour=agenda.get("hour") if agenda["asked"] == "day" else None,
    )
    # In a thread: it computes for milliseconds, and at first it reads its language model's file.
    heard = await asyncio.to_thread(understand.understand, turn["text"], hearing)
    heard = _with_button(heard, turn["choice_id"], question=question_of(agenda))
    use = use_of(state)
    if model is not None and is_doubtful(state, heard, below=below):
        heard, use = await second_reading(
            state, heard, hearing, model=model, understand=understand, clock=clock
        )
    return Update(understanding=heard, intent=heard["intents"][0], model=use)


def _with_button(heard: Understanding, pressed: str | None, *, question: str) -> Understanding:
    """A pressed button means what we put on it, whatever its title reads like."""
    if pressed is None:
        return heard
    word, _, asked = pressed.partition(":")
    if word in {"yes", "no"}:
        # One of an older message answers what was asked there, and nothing of today.
        answer = cast(Literal["yes", "no"], word) if asked in {"", question} else None
        return {**heard, "answer": answer, "windows": []}
    if pressed.startswith(ANSWER):
        answered: Understanding = {**heard, "intents": [_certain("other")], "details": {}}
        return {**answered, "windows": [], "choice": None, "answer": None, "unclear": []}
    if pressed.startswith(INTENT):
        return {**heard, "intents": [_certain(pressed.removeprefix(INTENT)), *heard["intents"]]}
    choice = Choice(kind="slot", slot_id=pressed)
    return {**heard, "choice": choice, "windows": [], "unclear": []}


def _certain(name: str) -> Intent:
    known = cast(IntentName, name) if name in get_args(IntentName) else "other"
    return Intent(name=known, confidence=1.0 if known != "other" else 0.0)
