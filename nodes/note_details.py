"""Remembers what the lead told us about themselves, whatever else the message was about."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from tools.ports import Leads


async def note_details(state: State, runtime: Runtime[Context], *, crm: Leads) -> Update:
    heard, turn = state["understanding"], state["turn"]
    if not turn["text"]:
        return Update()
    lead = await crm.note(
        turn["workspace"],
        state["conversation"]["lead_id"],
        details=heard["details"],
        language=heard["language"],
        zone=heard["zone"],
    )
    return Update(lead=lead)
