"""Reads what the scheduler's tools did into a reply, an agenda and a result. No model text."""

from collections.abc import Sequence
from typing import Literal

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Agenda, Result, State, Update
from nodes.endings import Ending, ending
from nodes.talk import agenda_of, no_agenda
from nodes.zone_check import with_zone_check
from tools.policy import Done, has_booked, read_done
from tools.ports.calendar import Meeting
from tools.ports.scheduler import Brief

Action = Literal["meeting_scheduled", "manual_follow_up", "calendly_not_configured", "replied"]


def conclude(state: State, runtime: Runtime[Context]) -> Update:
    brief, done = state["brief"], read_done(state.get("steps", []))
    end = ending(brief, done)
    update = Update(
        draft=[*state["draft"], *with_zone_check(state, end.draft)],
        agenda=_agenda(state, brief, end),
        effects=[each["id"] for each in end.receipts],
        result=state["result"] | _result(state, end, done),
        meeting=_meeting(state, end),
        route="hand_over" if end.person and not _has_a_caller(state) else "scheduler",
    )
    return update


def _has_a_caller(state: State) -> bool:
    """A program asked: it is told the error and follows up, so nobody else has to take over."""
    return state["turn"]["door"] == "facade"


def _agenda(state: State, brief: Brief, end: Ending) -> Agenda:
    if end.over:
        return no_agenda()
    return Agenda(
        goal=_goal(brief),
        offers=brief["offers"] if end.offers is None else end.offers,
        picked=end.picked,
        asked=end.asked,
        refused=agenda_of(state)["refused"],
        meeting=agenda_of(state).get("meeting"),
        answers=agenda_of(state).get("answers", {}),
        question=end.question,
        tries=agenda_of(state).get("tries", 0),
        wished=agenda_of(state).get("wished", []),
        sought=agenda_of(state).get("sought", []),
        hour=agenda_of(state).get("hour"),
    )


def _goal(brief: Brief) -> Literal["schedule_meeting", "reschedule_meeting", "cancel_meeting"]:
    """There is nothing to move or cancel without a meeting: what is left is to make one."""
    if brief["intent"] == "reschedule_meeting" and has_booked(brief):
        return "reschedule_meeting"
    if brief["intent"] == "cancel_meeting" and has_booked(brief):
        return "cancel_meeting"
    return "schedule_meeting"


def _result(state: State, end: Ending, done: Sequence[Done]) -> Result:
    mode = next((each.answer["mode"] for each in reversed(done) if "mode" in each.answer), None)
    result = Result(success=end.error is None, action=_action(end), error=end.error)
    if end.degraded:
        told = [why for why in (state["result"].get("degraded_reason"), end.degraded) if why]
        result["degraded_reason"] = "; ".join(told)
    if mode:
        result["mode"] = str(mode)
    if end.receipts and (meeting := end.receipts[0]["meeting"]):
        result["event_type"] = meeting["event_name"]
        result["meeting_state"] = meeting["state"]
        result["meeting_url"] = end.link_url
    return result


def _action(end: Ending) -> Action:
    if end.error:
        unset = end.reason == "not_configured"
        return "calendly_not_configured" if unset else "manual_follow_up"
    scheduled = {"link_sent", "booked", "moved"} & {each["kind"] for each in end.receipts}
    return "meeting_scheduled" if scheduled else "replied"


def _meeting(state: State, end: Ending) -> Meeting | None:
    """A canceled meeting is none; without news, the one we knew stays."""
    for proof in end.receipts:
        if proof["kind"] == "canceled":
            return None
        if proof["meeting"]:
            return proof["meeting"]
    return state.get("meeting")
