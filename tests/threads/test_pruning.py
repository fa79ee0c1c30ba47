"""Threads at rest are thinned out; what a lead knows and what a client may resume is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from server.jobs import turn
from server.parts import TurnParts
from server.pruning import prune
from server.saver import PooledPostgresSaver
from tests.threads.small import ALICE, saying

DAYS = 30


def later(parts: TurnParts, **time: float) -> TurnParts:
    return replace(parts, clock=lambda: datetime.now(UTC) + timedelta(**time))


async def test_a_thread_at_rest_keeps_its_newest_state(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    values = await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))

    await prune(later(parts, days=DAYS + 1), history_days=DAYS)

    (left,) = await sdk.threads.get_history(thread_id, limit=50)
    assert left["values"] == values
    then: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("two"))
    assert len(then["messages"]) == 4


class Failing(PooledPostgresSaver):
    async def aprune(self, thread_ids: Sequence[str], **how: Any) -> None:
        raise ConnectionError


async def test_a_thread_that_could_not_be_thinned_out_is_the_next_time(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    saver: Any = parts.graph.checkpointer
    graph = parts.graph.copy(update={"checkpointer": Failing(saver.pool)})
    then = later(parts, days=DAYS + 1)

    with pytest.raises(ConnectionError):
        await prune(replace(then, graph=graph), history_days=DAYS)
    await prune(then, history_days=DAYS)

    assert len(await sdk.threads.get_history(thread_id, limit=50)) == 1


async def test_a_thread_in_use_keeps_every_step(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    before = await sdk.threads.get_history(thread_id, limit=50)

    await prune(later(parts, days=DAYS - 1), history_days=DAYS)
    await prune(later(parts, days=1000), history_days=0)

    assert await sdk.threads.get_history(thread_id, limit=50) == before


async def test_a_stream_is_forgotten_some_minutes_after_its_run(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    run = await sdk.runs.create(thread_id, "pipewise", input=saying("one"), stream_resumable=True)
    await turn(parts, thread_id)
    kept = await parts.crm.read_events(ALICE, run["run_id"], after=-1)

    await prune(later(parts, minutes=11), history_days=DAYS)

    assert kept
    assert await parts.crm.read_events(ALICE, run["run_id"], after=-1) == []


async def test_what_was_only_tried_goes_before_what_the_lead_knows(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    known = await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    await sdk.threads.update_state(thread_id, {"intent": "tried"})
    saver: Any = parts.graph.checkpointer

    await saver.forget_rehearsals(thread_id)

    assert (await sdk.threads.get_state(thread_id))["values"] == known
