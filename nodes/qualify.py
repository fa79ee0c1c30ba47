"""Thanks the lead for what they told us and asks for one thing more, or proposes a meeting."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.reminder import back_to_it
from nodes.talk import agenda_of, replied, say

ASKED_IN_PASSING = {"company": "ask_company", "need": "ask_need"}


def qualify(state: State, runtime: Runtime[Context]) -> Update:
    if reminder := back_to_it(agenda_of(state)):
        return replied(state, "qualify", [say("noted"), *reminder])
    lead = state["lead"]
    known = lead["details"] if lead else {}
    missing = (key for detail, key in ASKED_IN_PASSING.items() if detail not in known)
    return replied(state, "qualify", [say("noted"), say(next(missing, "propose_meeting"))])
