"""Thanks the lead for what they told us and asks for one thing more, or proposes a meeting."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.talk import replied, say

ASKED_IN_PASSING = {"company": "ask_company", "need": "ask_need"}


def qualify(state: State, runtime: Runtime[Context]) -> Update:
    lead = state["lead"]
    known = lead["details"] if lead else {}
    missing = (key for detail, key in ASKED_IN_PASSING.items() if detail not in known)
    return replied(state, "qualify", [say("noted"), say(next(missing, "propose_meeting"))])
