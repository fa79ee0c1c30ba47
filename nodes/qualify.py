"""Thanks the lead for what they told us and asks for one thing more, or proposes a meeting."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Agenda, Segment, State, Update
from nodes.in_passing import ask_in_passing, is_time_to_propose
from nodes.reminder import back_to_it
from nodes.talk import agenda_of, replied, say
from tools.ports.qualification import QualificationRules


async def qualify(state: State, runtime: Runtime[Context], *, crm: QualificationRules) -> Update:
    if _wants_another_address(state):
        asked: Agenda = {**agenda_of(state), "asked": "team"}
        return replied(state, "qualify", [say("email_kept")], agenda=asked)
    if reminder := back_to_it(state):
        return replied(state, "qualify", [*_read_back(state), say("noted"), *reminder])
    if state["understanding"]["answer"] == "no":
        return replied(state, "qualify", [say("let_go")])  # who will not say is asked no more now
    question, agenda = await ask_in_passing(state, crm)
    if question and not is_time_to_propose(agenda_of(state)):
        draft = [*_read_back(state), say("noted"), *question]
        return replied(state, "qualify", draft, agenda=agenda)
    return _proposes(state)


def _read_back(state: State) -> list[Segment]:
    """One letter wrong and no invitation arrives: an address is read back as it is stored."""
    told = "email" in state["understanding"]["details"]
    return [Segment(kind="detail", key="email")] if told else []


def _wants_another_address(state: State) -> bool:
    """The invitation of a booked meeting went to the one they gave before; we cannot move it."""
    lead, meeting = state["lead"], state.get("meeting")
    told = state["understanding"]["details"].get("email")
    booked = meeting is not None and meeting["event_uri"] is not None
    known = lead["email"] if lead else None
    return bool(booked and told and known and told.casefold() != known.casefold())


def _proposes(state: State) -> Update:
    """A meeting, once, and not to who wants none or has one."""
    agenda = agenda_of(state)
    if agenda.get("unwanted") or agenda.get("proposed") or state.get("meeting"):
        return replied(state, "qualify", [*_read_back(state), say("noted")])
    draft = [*_read_back(state), say("noted"), say("propose_meeting")]
    proposing: Agenda = {**agenda, "asked": "meet", "proposed": True, "unheard": 0}
    return replied(state, "qualify", draft, agenda=proposing)
