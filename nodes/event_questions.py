"""The event type's own questions: what the lead answered, and which are still open."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.routes import sure_intents
from graph.state import Agenda, State
from nodes.talk import agenda_of, answer_button
from tools.errors import Rejected, Unavailable
from tools.ports.calendar import Calendars, Slot
from tools.ports.scheduler import Asked
from tools.ports.understanding import Intent, Understanding
from tools.questions import Heard, Sheet, asks_when, declines, fill_in, read_reply

TRIES = 2
"""After so many answers that are none, the booking page asks."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What has come of the questions by now: `given` and `tries` go back into the agenda."""

    given: dict[str, str]
    tries: int = 0
    misread: bool = False
    declined: bool = False
    heard: Understanding
    """What is left of the message: an answer is no time, no choice and no wish beside it."""


def read_answer(state: State) -> Answered:
    agenda, heard = agenda_of(state), state["understanding"]
    given, tries = agenda.get("answers", {}), agenda.get("tries", 0)
    question = _open(agenda)
    if question is None or _is_about_something_else(state, question):
        return Answered(given=given, tries=tries, heard=heard)
    said = _said(state, question)
    if declines(question, said):
        return Answered(given=given, declined=True, heard=_nothing_else(heard))
    answer = read_reply(question, said)
    if answer is None:
        tried = tries + 1
        return Answered(
            given=given,
            tries=tried,
            misread=True,
            declined=tried >= TRIES,
            heard=_nothing_else(heard),
        )
    return Answered(given=given | {question["name"]: answer}, heard=_nothing_else(heard))


async def sheet_for(
    slot: Slot | None,
    known: Mapping[str, str],
    given: Mapping[str, str],
    calendars: Calendars,
    workspace: str,
) -> Sheet:
    """The questions of the slot's event type; none where the slot is not settled."""
    if slot is None:
        return Sheet()
    try:
        types = await (await calendars.of(workspace)).event_types()
    except (Rejected, Unavailable):
        return Sheet()  # the booking asks the calendar next, and says what it answered
    kind = next((each for each in types if each.uri == slot["event_type"]), None)
    return fill_in(kind, known, given) if kind else Sheet()


def _open(agenda: Agenda) -> Asked | None:
    return agenda.get("question") if agenda["asked"] == "question" else None


def _said(state: State, question: Asked) -> Heard:
    heard, turn = state["understanding"], state["turn"]
    buttons = [answer_button(question["name"], place) for place in range(len(question["choices"]))]
    pressed = turn["choice_id"]
    return Heard(
        text=turn["text"],
        choice=buttons.index(pressed) if pressed in buttons else None,
        phone=heard["details"].get("phone"),
        refuses=heard["answer"] == "no",
    )


def _is_about_something_else(state: State, question: Asked) -> bool:
    """A pressed slot, another time, the wish to move or cancel."""
    heard, turn = state["understanding"], state["turn"]
    said = _said(state, question)
    if said.choice is not None:
        return False
    if heard["choice"] and heard["choice"]["slot_id"] == turn["choice_id"] is not None:
        return True
    if question["choices"] and read_reply(question, said):
        return False
    first = next(iter(sure_intents(heard)), None)
    if first in {"cancel_meeting", "reschedule_meeting"}:
        return True
    return _is_a_time(heard, turn["text"]) and not asks_when(question)


def _is_a_time(heard: Understanding, text: str) -> bool:
    """Most of the message names one; in an answer of many words a date is just a part of it."""
    named = sum(len(window["text"]) for window in [*heard["windows"], *heard["excluded"]])
    return 2 * named > len(text)


def _nothing_else(heard: Understanding) -> Understanding:
    return {
        **heard,
        "intents": [Intent(name="other", confidence=0.0)],
        "windows": [],
        "excluded": [],
        "choice": None,
        "answer": None,
        "unclear": [],
    }
