"""What we had asked about the meeting, said again after something else came up."""

from graph.state import Agenda, Segment, State
from nodes.talk import agenda_of, question_segment, say
from tools.ports.words import AskedFor

REMINDERS: dict[AskedFor, str] = {
    "slot": "ask_slot",
    "day": "ask_day",
    "name": "ask_name",
    "email": "ask_email",
    "agree_book": "agree_book",
    "agree_move": "agree_move",
    "agree_cancel": "agree_cancel",
    "which": "ask_which",
}


def back_to_it(state: State) -> list[Segment]:
    open_question = question(state)
    return [say("back_to_it"), *open_question] if open_question else []


def question(state: State) -> list[Segment]:
    """The open question as it was put; nothing where there is none."""
    agenda = agenda_of(state)
    asked = agenda.get("question") if agenda["asked"] == "question" else None
    if agenda["goal"] and asked:
        return [*_in_question(agenda), question_segment(asked)]
    key = REMINDERS.get(agenda["asked"]) if agenda["asked"] else None
    if agenda["goal"] is None or key is None:
        return []
    if key == "ask_name" and not _knows_email(state):
        key = "ask_name_and_email"
    return [*_in_question(agenda), say(key, count=len(agenda["offers"]))]


def _knows_email(state: State) -> bool:
    lead = state.get("lead")
    return lead is not None and lead["email"] is not None


def _in_question(agenda: Agenda) -> list[Segment]:
    if agenda["asked"] == "agree_cancel":
        return [Segment(kind="meeting")]
    if agenda["asked"] in {"slot", "which"}:
        return [Segment(kind="slots", ids=[slot["id"] for slot in agenda["offers"]])]
    return [Segment(kind="slot", ids=[agenda["picked"]])] if agenda["picked"] else []
