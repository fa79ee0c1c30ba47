"""One turn: a claimed run goes through the graph to its end. The only caller of the graph."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any, Literal, cast

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START
from langgraph.types import Command, Send, StateSnapshot

from graph.context import Context
from graph.state import State
from server.held import held
from server.parts import Graph, TurnParts
from server.saver import PooledPostgresSaver
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.arrivals import Run
from tools.ports.words import JSON

log = logging.getLogger(__name__)

WATCH = 0.05  # seconds between two looks at a run that somebody else has
STEPS = 60  # super-steps of the graph, the scheduler's loop included

Part = tuple[tuple[str, ...], str, Any]
"""Namespace of the subgraph, stream mode, data: what LangGraph streams."""

Given = Any
"""What the graph is started with: an input, a command, or None to go on."""


async def run_turn(parts: TurnParts, run: Run) -> State:
    """Take the run to its end and return the thread's state.

    Raises what the graph raises, after the run was handed back for another try or ended.
    """
    state: State = {}
    async for _, _, values in stream_turn(parts, run, modes=["values"], subgraphs=False):
        state = values
    return state


async def take_turn(
    parts: TurnParts, workspace: str, run_id: str, *, thread: str | None = None
) -> State:
    """Run this very run here, or wait for whoever has it; the thread's state once it has ended.

    With `thread`, its older runs are done here first: where no worker is, nobody else does them.
    Raises `Rejected(reason="conflict")` where the run failed for good elsewhere.
    """
    while True:
        run = await parts.crm.claim_run(
            conversation_id=thread,
            run_id=None if thread else run_id,
            owner=parts.process,
            settles=True,
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
        if seen["ended_at"]:
            left = await state_left_by(parts.graph, seen)
            if left is None:
                raise Rejected("The run left no state", reason="not_found")
            return cast(State, left.values)
        await asyncio.sleep(WATCH)


async def state_left_by(graph: Graph, run: Run) -> StateSnapshot | None:
    """The thread as this run left it: the next run may be in the middle of its own by now."""
    return await _newest(graph, run["conversation_id"], {"run_id": run["id"]})


async def state_that_answered(parts: TurnParts, workspace: str, message_id: str) -> State:
    """The thread as the turn left it that has read this message."""
    while (  # noqa: ASYNC110 - the event is elsewhere
        run := await parts.crm.answering_run(workspace, message_id)
    ) and not run["ended_at"]:
        await asyncio.sleep(WATCH)
    left = await state_left_by(parts.graph, run) if run else None
    if left is None:
        raise Unavailable("The turn that has read the message has left no state")
    return cast(State, left.values)


async def _newest(graph: Graph, thread_id: str, about: JSON) -> StateSnapshot | None:
    thread: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    async for snapshot in graph.aget_state_history(thread, filter=about, limit=1):
        return snapshot
    return None


async def _run_left_behind(parts: TurnParts, run: Run) -> None:
    """Its failure is in its row, and none of the caller's business."""
    try:
        await run_turn(parts, run)
    except PipeWiseError as error:
        log.warning("turn failed", extra={"run": run["id"], "error": str(error)})


async def stream_turn(
    parts: TurnParts, run: Run, *, modes: Sequence[str], subgraphs: bool
) -> AsyncGenerator[Part]:
    """Like `run_turn`, telling each step as it happens. The turn ends even if nobody listens."""
    async with held(parts, run):
        graph = parts.rehearsal() if run["rehearsal"] else parts.graph
        stream = _events if "events" in modes else _steps
        if over := await _nothing_to_do(graph, run):
            if "values" in modes:
                yield (), "values", (await graph.aget_state(_thread(run))).values
            await parts.crm.end_run(run["id"], run["attempt"], over)
            return
        given, config = await _start(graph, run)
        wanted = [*modes, "values"] if "values" not in modes else modes  # the recording reads them
        async with parts.recorder.take(run, resumed=given is None) as take:
            steps = stream(graph, given, config, run, wanted, subgraphs)
            async for part in take.listen(steps, modes):
                yield part
        if await _left_half_done(parts, graph, run):
            # A graph that goes on after a crash may stop early with half a turn (only our own mark
            # says that it is done). Beginning again is safe: every effect is known by turn.
            async for part in stream(graph, _first_input(run), config, run, modes, subgraphs):
                yield part
            if await _left_half_done(parts, graph, run):
                raise Unavailable("The graph ended before the turn was committed")


async def _left_half_done(parts: TurnParts, graph: Graph, run: Run) -> bool:
    """Ends a run whose graph has ended without a commit: it paused, or had nothing to commit."""
    if not await parts.crm.settle_run(run["id"], run["attempt"]):
        return False
    left = await state_left_by(graph, run)
    turn = left.values.get("turn") if left else None
    if left and not left.next and turn and turn["run"] == run["id"] and not turn["committed"]:
        return True
    state: Literal["paused", "done"] = "paused" if left and left.next else "done"
    await parts.crm.end_run(run["id"], run["attempt"], state)
    return False


async def _steps(
    graph: Graph,
    given: Given,
    config: RunnableConfig,
    run: Run,
    modes: Sequence[str],
    subgraphs: bool,
) -> AsyncIterator[Part]:
    stream = graph.astream(
        given,
        config,
        context=_context(run),
        stream_mode=cast(Any, list(modes)),  # the SDK's names, checked at the door
        subgraphs=subgraphs,
        durability="sync",
        **_stops(run),
    )
    async for piece in stream:
        yield piece if subgraphs else ((), *piece)


async def _events(
    graph: Graph,
    given: Given,
    config: RunnableConfig,
    run: Run,
    modes: Sequence[str],
    subgraphs: bool,
) -> AsyncIterator[Part]:
    """LangChain's own events; the other modes come inside those of the outermost graph."""
    stream = graph.astream_events(
        given,
        config,
        version="v2",
        context=_context(run),
        stream_mode=[mode for mode in modes if mode != "events"] or ["values"],
        subgraphs=subgraphs,
        durability="sync",
        **_stops(run),
    )
    outermost: str | None = None
    async for event in stream:
        outermost = outermost or event["run_id"]
        if event["run_id"] == outermost and event["event"] == "on_chain_stream":
            piece = cast(Any, event["data"].get("chunk"))
            part: Part = piece if subgraphs else ((), *(piece or ()))
            if part[1] in modes:
                yield part
        yield (), "events", event


def config_of(run: Run) -> RunnableConfig:
    """The client may name its own metadata and options; who it is for is ours."""
    asked = run["request"].get("config") or {}
    configurable = {**(asked.get("configurable") or {}), "thread_id": run["conversation_id"]}
    configurable.pop("checkpoint_ns", None)
    ours = {"run_id": run["id"], "rehearsal": run["rehearsal"]}
    return {
        "configurable": configurable,
        "recursion_limit": STEPS,
        "metadata": {**(run["request"].get("metadata") or {}), **ours},
        "tags": ["pipewise", run["door"]],
    }


def _context(run: Run) -> Context:
    return Context(
        workspace=run["workspace"],
        door=run["door"],
        run=run["id"],
        attempt=run["attempt"],
        notice=run["notice"],
        covers=run["covers"],
    )


def _stops(run: Run) -> dict[str, Any]:
    """Before or after which steps the client wants the run to pause."""
    wishes = {name: run["request"].get(name) for name in ("interrupt_before", "interrupt_after")}
    return {name: wish for name, wish in wishes.items() if wish}


def _thread(run: Run) -> RunnableConfig:
    return {"configurable": {"thread_id": run["conversation_id"]}}


async def _nothing_to_do(graph: Graph, run: Run) -> Literal["done", "paused"] | None:
    if await _came_too_late(graph, run):
        return "done"
    return "paused" if await _has_paused(graph, run) else None


async def _came_too_late(graph: Graph, run: Run) -> bool:
    """What it was to resume has gone on since: somebody else's resume came first."""
    asked_at = run["request"].get("asked_at")
    if not asked_at or await state_left_by(graph, run):
        return False
    newest = (await graph.aget_state(_thread(run))).config["configurable"]
    return bool(newest.get("checkpoint_id") != asked_at)


async def _has_paused(graph: Graph, run: Run) -> bool:
    """Its process died between the pause and the row that says so. Others say when to go on."""
    wished = _stops(run) if run["attempt"] > 1 else {}
    left = await state_left_by(graph, run) if wished else None
    if left is None or not left.next or (left.metadata or {}).get("source") != "loop":
        return False
    before = await graph.aget_state(left.parent_config) if left.parent_config else None
    return _is_among(left.next, wished.get("interrupt_before")) or _is_among(
        before.next if before else (), wished.get("interrupt_after")
    )


def _is_among(steps: Sequence[str], wished: Sequence[str] | None) -> bool:
    return (
        any("*" in wished or step in wished for step in steps if step != START) if wished else False
    )


async def _start(graph: Graph, run: Run) -> tuple[Given, RunnableConfig]:
    """What to give the graph: its input, or None to go on where a killed process stopped."""
    config = config_of(run)
    if run["attempt"] > 1 and await state_left_by(graph, run):
        return None, config
    if run["forked"] and run["door"] != "api":
        # The lead's talk goes on from what the lead knows, not from somebody's rehearsal.
        known = await _newest(graph, run["conversation_id"], {"rehearsal": False})
        if known is None and isinstance(graph.checkpointer, PooledPostgresSaver):
            await graph.checkpointer.forget_rehearsals(run["conversation_id"])
        config["configurable"] |= _checkpoint(known)
    config["configurable"] |= run["request"].get("checkpoint") or {}
    return _first_input(run), config


def _checkpoint(snapshot: StateSnapshot | None) -> JSON:
    if snapshot is None:
        return {}
    return {"checkpoint_id": snapshot.config["configurable"]["checkpoint_id"]}


def _first_input(run: Run) -> Given:
    request = run["request"]
    if command := request.get("command"):
        return _command(command)
    if run["door"] == "api":
        return request.get("input")
    # The messages are stored already; `router` reads them. Something must be written to start.
    return request.get("input") or {"platform": None}


def _command(asked: Mapping[str, Any]) -> Command[Any]:
    goto = asked.get("goto") or []
    steps = goto if isinstance(goto, list) else [goto]
    return Command(
        update=asked.get("update"),
        resume=asked.get("resume"),
        goto=[
            step if isinstance(step, str) else Send(step["node"], step["input"]) for step in steps
        ],
    )
