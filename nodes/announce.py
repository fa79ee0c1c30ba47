"""Tells the lead of something that happened elsewhere: a booking made on the link's page."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.talk import no_agenda, receipt, replied


def announce(state: State, runtime: Runtime[Context]) -> Update:
    notice = state["turn"]["notice"]
    draft = [receipt(notice)] if notice else []
    return replied(state, "announce", draft, agenda=no_agenda())
