"""Gives the conversation to a person, and says so from the receipt."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Result, State, Update
from nodes.talk import no_agenda, receipt
from tools.ports.crm import Scheduling


async def hand_over(state: State, runtime: Runtime[Context], *, crm: Scheduling) -> Update:
    turn, result = state["turn"], state["result"]
    why = result.get("error") or (state["intent"]["name"] if state["intent"] else "talk_to_human")
    proof = await crm.hand_over(turn["workspace"], turn["conversation"], turn["id"], why)
    outcome: Result = {"success": True, "action": "handed_over"}
    return Update(
        route="hand_over",
        draft=[*state["draft"], receipt(proof["id"])],
        effects=[*state["effects"], proof["id"]],
        agenda=no_agenda(),
        result=outcome | result,  # a failure that led here stays a failure
    )
