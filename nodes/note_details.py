"""Remembers what the lead told us about themselves, whatever else the message was about."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from nodes.in_passing import with_answer
from nodes.talk import agenda_of
from tools.ports.crm import Leads


def _told(state: State, details: dict[str, str]) -> dict[str, str]:
    """What to remember. The address a booked meeting was mailed to does not change in passing, and
    an answer to the event type's question may name anybody."""
    lead, meeting = state["lead"], state.get("meeting")
    kept: set[str] = set()
    if meeting is not None and meeting["state"] == "booked":
        kept = {"email"}
    if agenda_of(state)["asked"] == "question":
        kept = {"email", "name"}
    known = {"email": lead["email"], "name": lead["name"]} if lead else {}
    return {
        name: value for name, value in details.items() if name not in kept or not known.get(name)
    }


async def note_details(state: State, runtime: Runtime[Context], *, crm: Leads) -> Update:
    turn, known, agenda = state["turn"], state["lead"], agenda_of(state)
    if not turn["text"]:
        return Update()
    heard = with_answer(state)
    lead = await crm.note(
        turn["workspace"],
        state["conversation"]["lead_id"],
        details=_told(state, heard["details"]),
        language=heard["language"],
        zone=heard["zone"],
        status="engaged" if known and known["status"] == "new" else None,
    )
    update = Update(lead=lead)
    if agenda["asked"] == "detail":  # a question in passing is open for one message
        update["agenda"] = {**agenda, "asked": None, "detail": None}
        update["understanding"], update["intent"] = heard, heard["intents"][0]
    return update
