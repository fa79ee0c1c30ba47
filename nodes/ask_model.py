"""Asks the model for a node: in the turn's time, from the lead's budget, noted in the state."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool

from graph.state import ModelUse, State
from tools.ports.model import Model, Payer, Purpose
from tools.ports.words import Clock

LONGEST_ARGS = 10_000
WALL_TIME = timedelta(seconds=20)  # a lead in a chat does not wait longer


def nothing_asked() -> ModelUse:
    return ModelUse(calls=[], gave_way=None, reading=None)


def use_of(state: State) -> ModelUse:
    return state.get("model") or nothing_asked()


def given_up(use: ModelUse, why: str) -> ModelUse:
    """The local path finishes the turn: who failed once is not asked again while a lead waits."""
    return {**use, "gave_way": why}


async def ask(
    state: State,
    messages: Sequence[BaseMessage],
    *,
    model: Model | None,
    clock: Clock,
    purpose: Purpose,
    tools: Sequence[BaseTool | Mapping[str, Any]] = (),
    must: str | None = None,
) -> tuple[AIMessage | None, ModelUse]:
    """None: there is no model, or none for this turn any more; `gave_way` says why."""
    use = use_of(state)
    if model is None or use["gave_way"]:
        return None, use
    turn = state["turn"]
    answer = await model.ask(
        messages,
        payer=Payer(
            workspace=turn["workspace"],
            lead=state["conversation"]["lead_id"],
            conversation=turn["conversation"],
            turn=turn["id"],
        ),
        purpose=purpose,
        left=_time_left(state, clock),
        tools=tools,
        must=must,
    )
    calls = [*use["calls"], answer.call]
    return answer.message, {**use, "calls": calls, "gave_way": answer.call["failed"]}


def can_be_kept(args: object) -> bool:
    """It goes into the trace: Postgres takes no NUL, no half character and no infinity."""
    try:
        text = json.dumps(args, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (ValueError, TypeError, RecursionError):
        return False
    return "\\u0000" not in text and len(text) <= LONGEST_ARGS


def _time_left(state: State, clock: Clock) -> timedelta:
    used = clock() - datetime.fromisoformat(state["turn"]["now"])
    return max(WALL_TIME - used, timedelta())
