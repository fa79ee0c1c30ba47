"""One turn: a claimed run goes through the graph to its end. The only caller of the graph."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from langchain_core.runnables import RunnableConfig

from graph.context import Context
from graph.state import Input, State
from server.parts import Parts
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.arrivals import Run
from tools.ports.words import Door

log = logging.getLogger(__name__)

TURN_SECONDS = 90  # a model that hangs must not hold a conversation longer
WATCH = 0.05  # seconds between two looks at a run that somebody else has
STEPS = 60  # super-steps of the graph, the scheduler's loop included

RETRIED: frozenset[Door] = frozenset({"channel", "webchat"})
"""A lead only has our next try; every other caller has the error already and asks again."""

Part = tuple[tuple[str, ...], str, Any]
"""Namespace of the subgraph, stream mode, data: what LangGraph streams."""


async def run_turn(parts: Parts, run: Run) -> State:
    """Take the run to its end and return the thread's state.

    Raises what the graph raises, after the run was handed back for another try or ended.
    """
    async with _claimed(parts, run):
        given, config = await _start(parts, run)
        state = await _invoke(parts, run, given, config)
        if not state["turn"]["committed"]:
            # A graph that goes on after a crash may stop early with half a turn (only our own mark
            # says that it is done). Beginning again is safe: every effect is known by turn.
            state = await _invoke(parts, run, _first_input(run), config)
        if not state["turn"]["committed"]:
            raise Unavailable("The graph ended before the turn was committed")
        return state


async def _invoke(parts: Parts, run: Run, given: Input | None, config: RunnableConfig) -> State:
    final = await parts.graph.ainvoke(given, config, context=_context(run), durability="sync")
    return cast(State, final)


async def take_turn(
    parts: Parts, workspace: str, run_id: str, *, thread: str | None = None
) -> State:
    """Run this very run here, or wait for whoever has it; the thread's state once it has ended.

    With `thread`, its older runs are done here first: where no worker is, nobody else does them.
    Raises `Rejected(reason="conflict")` where the run failed for good elsewhere.
    """
    while True:
        run = await parts.crm.claim_run(
            conversation_id=thread, run_id=None if thread else run_id, owner=parts.process
        )
        if run is not None and run["id"] == run_id:
            return await run_turn(parts, run)
        if run is not None:
            await _run_left_behind(parts, run)
            continue
        seen = await parts.crm.find_run(workspace, run_id)
        if seen is None:
            raise Rejected("There is no such run", reason="not_found")
        if seen["state"] == "failed":
            raise Rejected(seen["error"] or "The run failed", reason="conflict")
        if seen["state"] in ("done", "superseded"):
            return await _state_left_by(parts, seen)
        await asyncio.sleep(WATCH)


async def _state_left_by(parts: Parts, run: Run) -> State:
    """The thread as this run left it: the next run may be in the middle of its own by now."""
    mine = parts.graph.aget_state_history(config_of(run), filter={"run_id": run["id"]}, limit=1)
    async for snapshot in mine:
        return cast(State, snapshot.values)
    raise Rejected("The run left no state", reason="not_found")


async def _run_left_behind(parts: Parts, run: Run) -> None:
    """Its failure is in its row, and none of the caller's business."""
    try:
        await run_turn(parts, run)
    except PipeWiseError as error:
        log.warning("turn failed", extra={"run": run["id"], "error": str(error)})


async def stream_turn(
    parts: Parts, run: Run, *, modes: Sequence[str], subgraphs: bool
) -> AsyncIterator[Part]:
    """Like `run_turn`, telling each step as it happens. The turn ends even if nobody listens."""
    async with _claimed(parts, run):
        given, config = await _start(parts, run)
        stream = parts.graph.astream(
            given,
            config,
            context=_context(run),
            stream_mode=cast(Any, list(modes)),  # the SDK's names, checked at the door
            subgraphs=subgraphs,
            durability="sync",
        )
        async for piece in stream:
            yield cast(Part, piece if subgraphs else ((), *piece))


def config_of(run: Run) -> RunnableConfig:
    """The client may name its own metadata and options; who it is for is ours."""
    asked = run["request"].get("config") or {}
    configurable = {**(asked.get("configurable") or {}), "thread_id": run["conversation_id"]}
    configurable.pop("checkpoint_ns", None)
    return {
        "configurable": configurable,
        "recursion_limit": STEPS,
        "metadata": {**(run["request"].get("metadata") or {}), "run_id": run["id"]},
        "tags": ["pipewise", run["door"]],
    }


def _context(run: Run) -> Context:
    return Context(
        workspace=run["workspace"],
        door=run["door"],
        run=run["id"],
        attempt=run["attempt"],
        notice=run["notice"],
    )


async def _start(parts: Parts, run: Run) -> tuple[Input | None, RunnableConfig]:
    """What to give the graph: its input, or None to go on where a killed process stopped."""
    config = config_of(run)
    if run["attempt"] > 1:
        turn = (await parts.graph.aget_state(config)).values.get("turn")
        if turn and turn["run"] == run["id"] and not turn["committed"]:
            return None, config
    return _first_input(run), config


def _first_input(run: Run) -> Input:
    """The messages are stored already; `router` reads them. Something must be written to start."""
    return cast(Input, run["request"].get("input") or {"platform": None})


@asynccontextmanager
async def _claimed(parts: Parts, run: Run) -> AsyncIterator[None]:
    """Hold the lease while the turn runs; hand the run back if it fails."""
    beat = asyncio.create_task(_heartbeat(parts, run))
    try:
        async with asyncio.timeout(TURN_SECONDS):
            yield
        parts.counts.turns.labels("done").inc()
    except asyncio.CancelledError:
        # Asked to stop in the middle: whoever comes next need not wait for the lease to end.
        await asyncio.shield(
            parts.crm.fail_run(
                run["id"], run["attempt"], "The server was stopped", retry=run["door"] in RETRIED
            )
        )
        raise
    except Exception as error:
        parts.counts.turns.labels("failed").inc()
        said = str(error) if isinstance(error, PipeWiseError) else type(error).__name__
        retry = run["door"] in RETRIED and not isinstance(error, Rejected)
        await parts.crm.fail_run(run["id"], run["attempt"], said, retry=retry)
        raise
    finally:
        beat.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beat


async def _heartbeat(parts: Parts, run: Run) -> None:
    while True:
        await asyncio.sleep(parts.patience.lease / 3)
        try:
            if not await parts.crm.extend_lease(run["id"], run["attempt"]):
                return
        except PipeWiseError:
            log.warning("lease not extended", extra={"run": run["id"]})
