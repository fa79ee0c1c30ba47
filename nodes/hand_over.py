"""Gives the conversation to a person, and says so from the receipt."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import TO_A_PERSON, sure_intents
from graph.state import Result, Segment, State, Update
from nodes.talk import agenda_of, no_agenda, receipt, say
from tools.ports.crm import Scheduling

UNANSWERED = "unanswered"
"""The reason where the lead wants the team asked what we could not answer."""


async def hand_over(state: State, runtime: Runtime[Context], *, crm: Scheduling) -> Update:
    turn, result = state["turn"], state["result"]
    why = result.get("error") or _reason(state)
    proof = await crm.hand_over(
        turn["workspace"], turn["conversation"], turn["id"], why, wants=_wants(state)
    )
    outcome: Result = {"success": True, "action": "handed_over"}
    return Update(
        route="hand_over",
        draft=[*state["draft"], *_regret(why), receipt(proof["id"])],
        effects=[*state["effects"], proof["id"]],
        agenda=no_agenda(),
        result=outcome | result,  # a failure that led here stays a failure
    )


def _reason(state: State) -> str:
    asked_for = [name for name in sure_intents(state["understanding"]) if name in TO_A_PERSON]
    if asked_for:
        return asked_for[0]
    return UNANSWERED if agenda_of(state)["asked"] == "team" else "talk_to_human"


def _wants(state: State) -> list[str]:
    """What the lead was about, what they were in the middle of first."""
    goal = agenda_of(state)["goal"]
    named: list[str] = [goal] if goal else []
    named += [name for name in sure_intents(state["understanding"]) if name not in TO_A_PERSON]
    return list(dict.fromkeys(named))


def _regret(why: str) -> list[Segment]:
    return [say("sorry")] if why == "complaint" else []
