"""Thanks the lead for what they told us and asks for one thing more, or proposes a meeting."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Agenda, State, Update
from nodes.in_passing import ask_in_passing, is_time_to_propose
from nodes.reminder import back_to_it
from nodes.talk import agenda_of, replied, say
from tools.ports.qualification import Qualification


async def qualify(state: State, runtime: Runtime[Context], *, crm: Qualification) -> Update:
    if reminder := back_to_it(state):
        return replied(state, "qualify", [say("noted"), *reminder])
    if state["understanding"]["answer"] == "no":
        return replied(state, "qualify", [say("let_go")])  # who will not say is asked no more now
    question, agenda = await ask_in_passing(state, crm)
    if question and not is_time_to_propose(agenda_of(state)):
        return replied(state, "qualify", [say("noted"), *question], agenda=agenda)
    return _proposes(state)


def _proposes(state: State) -> Update:
    """A meeting, once, and not to who wants none or has one."""
    agenda = agenda_of(state)
    if agenda.get("unwanted") or agenda.get("proposed") or state.get("meeting"):
        return replied(state, "qualify", [say("noted")])
    draft = [say("noted"), say("propose_meeting")]
    proposing: Agenda = {**agenda, "asked": "meet", "proposed": True, "unheard": 0}
    return replied(state, "qualify", draft, agenda=proposing)
