"""Remembers what the lead told us about themselves, whatever else the message was about."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from tools.ports import Leads


async def note_details(state: State, runtime: Runtime[Context], *, crm: Leads) -> Update:
    heard, turn, known = state["understanding"], state["turn"], state["lead"]
    if not turn["text"]:
        return Update()
    lead = await crm.note(
        turn["workspace"],
        state["conversation"]["lead_id"],
        details=heard["details"],
        language=heard["language"],
        zone=heard["zone"],
        status="engaged" if known and known["status"] == "new" else None,
    )
    return Update(lead=lead)
