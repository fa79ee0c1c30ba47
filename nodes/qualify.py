"""Thanks the lead for what they told us and asks for one thing more, or proposes a meeting."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.reminder import back_to_it
from nodes.talk import agenda_of, replied, say

ASKED_IN_PASSING = {"company": "ask_company", "need": "ask_need"}


def qualify(state: State, runtime: Runtime[Context]) -> Update:
    if reminder := back_to_it(state):
        return replied(state, "qualify", [say("noted"), *reminder])
    lead = state["lead"]
    known = lead["details"] if lead else {}
    missing = next((key for each, key in ASKED_IN_PASSING.items() if each not in known), None)
    if missing:
        return replied(state, "qualify", [say("noted"), say(missing)])
    return _proposes(state)


def _proposes(state: State) -> Update:
    """A meeting, once, and not to who wants none or has one."""
    agenda = agenda_of(state)
    if agenda.get("unwanted") or state.get("meeting"):
        return replied(state, "qualify", [say("noted")])
    draft = [say("noted"), say("propose_meeting")]
    return replied(state, "qualify", draft, agenda={**agenda, "asked": "meet"})
