"""Asks what was meant: the open question again, or the three things leads usually want."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.reminder import question
from nodes.talk import agenda_of, replied, say


def clarify(state: State, runtime: Runtime[Context]) -> Update:
    if not state["turn"]["text"]:
        return replied(state, "clarify", [say("cannot_read")])
    open_question = question(agenda_of(state))
    draft = [say("pardon"), *open_question] if open_question else [say("clarify")]
    return replied(state, "clarify", draft)
