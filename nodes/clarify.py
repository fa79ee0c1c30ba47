"""Asks what was meant, with the three things leads usually want as buttons."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.talk import replied, say


def clarify(state: State, runtime: Runtime[Context]) -> Update:
    key = "clarify" if state["turn"]["text"] else "cannot_read"
    return replied(state, "clarify", [say(key)])
