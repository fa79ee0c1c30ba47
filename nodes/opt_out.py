"""Stops writing to a person who says so, and starts again only when they do."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import sure_intents
from graph.state import Result, State, Update
from nodes.talk import no_agenda, receipt
from tools.ports.crm import Scheduling


async def opt_out(state: State, runtime: Runtime[Context], *, crm: Scheduling) -> Update:
    turn = state["turn"]
    stops = "opt_out" in sure_intents(state["understanding"])
    proof = await crm.consent(turn["workspace"], turn["conversation"], turn["id"], opted_out=stops)
    return Update(
        route="opt_out",
        draft=[receipt(proof["id"])],
        effects=[proof["id"]],
        agenda=no_agenda(),
        result=Result(success=True, action="replied"),
    )
