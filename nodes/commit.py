"""Ends the turn: the reply into the outbox, the trace, the run done, in one fenced transaction."""

from typing import Any, Protocol

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Result, State, Update
from nodes.ask_model import use_of
from nodes.talk import derived_id, forget
from tools.errors import Rejected
from tools.policy import read_done
from tools.ports.arrivals import Reply
from tools.ports.calendar import Calendars
from tools.ports.crm import Commits, Leads
from tools.ports.qualification import QualificationRules, Score
from tools.ports.records import Lead
from tools.ports.words import JSON, LeadStatus
from tools.qualification import USUAL, known_of, score

SCORED: frozenset[LeadStatus] = frozenset({"new", "engaged", "qualified", "unqualified"})
"""Statuses that a score may change: a meeting says more than any score."""


class Records(Leads, Commits, QualificationRules, Protocol):
    """What committing needs of the CRM."""


async def commit(
    state: State, runtime: Runtime[Context], *, crm: Records, calendars: Calendars
) -> Update:
    turn, reply = state["turn"], _reply(state)
    context = runtime.context or Context()
    # Everything that may fail comes before the transaction: after it the run is over.
    lead = await crm.find_lead(turn["workspace"], state["conversation"]["lead_id"])
    scored = await _score(turn["workspace"], lead, crm)
    result = await _result(state, lead, scored, calendars)
    outcome = await crm.commit_turn(
        turn["workspace"],
        turn["conversation"],
        turn_id=turn["id"],
        # Not of the state: a turn may end in another run, or attempt, than it began in.
        run_id=context.run or turn["run"],
        attempt=context.attempt,
        covers=turn["covers"],
        replies=[_row(reply)] if reply else [],
        effects=bool(state["effects"] or turn["notice"]),
        trace=_trace(state),
        score=scored,
    )
    if outcome["outcome"] == "fenced":
        raise Rejected("Another run has taken this turn over", reason="conflict")
    dropped = outcome["outcome"] == "superseded"
    update = Update(turn={**turn, "committed": True}, result=result)
    if dropped:
        # Newer messages are waiting: the next turn answers them all, from where this one began.
        update["agenda"] = turn["before"]
        update["result"] = result | Result(action="ignored")
        update["messages"] = [forget(derived_id(turn["id"], "reply"))] if reply else []
    return update


def _reply(state: State) -> AIMessage | None:
    """The message `compose_reply` wrote in this turn, if it wrote one."""
    mine = derived_id(state["turn"]["id"], "reply")
    last: AnyMessage | None = state["messages"][-1] if state.get("messages") else None
    return last if isinstance(last, AIMessage) and last.id == mine else None


def _row(reply: AIMessage) -> Reply:
    extra: dict[str, Any] = reply.additional_kwargs  # JSON that compose_reply wrote
    return Reply(text=reply.text, choices=extra["choices"], segments=extra["segments"])


async def _score(workspace: str, lead: Lead | None, crm: Records) -> Score | None:
    known = known_of(lead) if lead else {}
    if not known:
        return None
    return score(known, await crm.qualification_rules(workspace) or USUAL)


def _status_of(lead: Lead, scored: Score | None) -> LeadStatus:
    """As the commit will leave it."""
    if scored is None or scored["status"] is None or lead["status"] not in SCORED:
        return lead["status"]
    return scored["status"]


async def _result(
    state: State, lead: Lead | None, scored: Score | None, calendars: Calendars
) -> Result:
    turn, meeting = state["turn"], state.get("meeting")
    about: Result = {
        "meeting_url": None,
        "event_type": meeting["event_name"] if meeting else None,
        "meeting_state": meeting["state"] if meeting else None,
        "lead_status": _status_of(lead, scored) if lead else None,
        "conversation_id": turn["conversation"],
        "error": None,
        "degraded_reason": None,
    }
    if "mode" not in state["result"]:
        about["mode"] = await _mode(turn["workspace"], calendars)
    return about | state["result"] | Result(degraded_reason=_degraded(state))


def _degraded(state: State) -> str | None:
    """Why the model, and then the calendar, did less than they could."""
    told = (use_of(state)["gave_way"], state["result"].get("degraded_reason"))
    return "; ".join(why for why in told if why) or None


async def _mode(workspace: str, calendars: Calendars) -> str:
    try:
        return (await calendars.of(workspace)).mode
    except Rejected as error:
        return "error" if error.reason == "token" else error.reason


def _trace(state: State) -> JSON:
    """What the turn understood, decided and called; replies and messages have rows of their own."""
    heard = state["understanding"]
    return {
        "intents": heard["intents"],
        "language": heard["language"],
        "route": state["route"],
        "tools": [
            {
                "tool": done.tool,
                "args": done.args,
                "refused": done.refused,
                "event_type": done.answer.get("event_type"),
            }
            for done in read_done(state.get("steps", []))
        ],
        "model": {
            "calls": use_of(state)["calls"],
            "reading": use_of(state)["reading"],
            "refused": use_of(state).get("refused", []),
        },
        "degraded_reason": _degraded(state),
    }
