"""What a whole turn costs beside the bare graph, the graph without memory, and an empty graph."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from typing_extensions import TypedDict

from benchmarks.folder import own_folder
from benchmarks.sampling import Sample, Work, at_once, in_turn
from graph.context import Context
from graph.state import Input
from server.parts import Graph, Parts
from server.saver import PooledPostgresSaver
from server.settings import Settings
from server.talk import Talk
from server.turns import STEPS
from server.wiring import Wired

MESSAGES = {
    "a greeting": "Hello",
    "a wish for a meeting": "Hola, quiero agendar una reunión.",
}
WHOLE, BARE, FORGETFUL, EMPTY = (
    "whole turn (message in, reply stored)",
    "bare graph, same checkpointer",
    "bare graph, no checkpointer",
    "empty two-node graph, same checkpointer",
)
CONCURRENCY = 16
WARM_UP = 8


@dataclass(frozen=True, kw_only=True)
class Turned:
    alone: Mapping[str, Sample]
    """One turn at a time."""
    together: Mapping[str, Sample]
    """`CONCURRENCY` at a time."""


async def take_turns(*, alone: int, together: int, limit: float) -> dict[str, Turned]:
    """For each message; `limit` seconds for each of its measurements."""
    async with _opened() as (wired, parts):
        return {
            name: await _measured(
                _works(wired, parts, text), alone=alone, together=together, limit=limit
            )
            for name, text in MESSAGES.items()
        }


async def _measured(
    works: Mapping[str, Work], *, alone: int, together: int, limit: float
) -> Turned:
    await in_turn(works, n=WARM_UP, limit=limit)
    return Turned(
        alone=await in_turn(works, n=alone, limit=limit),
        together={
            name: await at_once(work, n=together, concurrency=CONCURRENCY, limit=limit / len(works))
            for name, work in works.items()
        },
    )


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Wired, Parts]]:
    with own_folder() as folder:
        # `model_construct` reads no environment: the defaults, no key, nobody's database.
        wired = Wired(Settings.model_construct(home=folder / "home"))
        async with wired.open() as parts:
            yield wired, parts


# --- the four things -------------------------------------------------------------------------


def _works(wired: Wired, parts: Parts, text: str) -> dict[str, Work]:
    """Each call is a new lead with one message, answered in full before it returns."""

    async def whole() -> None:
        talk = Talk(parts, workspace=parts.home, door="cli", channel="cli")
        assert (await talk.say(text)).text, "the turn ended without a reply"  # noqa: S101

    forgetful = wired.compiled()
    empty = _empty(PooledPostgresSaver(wired.database.checkpoints))
    return {
        WHOLE: whole,
        BARE: lambda: _bare(parts.graph, parts, text),
        FORGETFUL: lambda: _bare(forgetful, parts, text),
        EMPTY: lambda: empty.ainvoke({"said": text}, _thread(parts), durability="sync"),
    }


async def _bare(graph: Graph, parts: Parts, text: str) -> None:
    """The graph stores the message and commits as always, but no run is made, claimed or fenced."""
    given: Input = {"messages": [HumanMessage(text, id=parts.new_id())]}
    context = Context(workspace=parts.home, door="cli")
    if graph.checkpointer is None:
        await graph.ainvoke(given, _thread(parts), context=context)
    else:
        await graph.ainvoke(given, _thread(parts), context=context, durability="sync")


def _thread(parts: Parts) -> RunnableConfig:
    return {"configurable": {"thread_id": parts.new_id()}, "recursion_limit": STEPS}


class Said(TypedDict):
    said: str


def _empty(saver: PooledPostgresSaver) -> CompiledStateGraph[Said, None, Said, Said]:
    async def pass_on(state: Said) -> Said:
        return state

    graph = StateGraph(Said)
    graph.add_node("first", pass_on)
    graph.add_node("second", pass_on)
    graph.add_edge(START, "first")
    graph.add_edge("first", "second")
    graph.add_edge("second", END)
    return graph.compile(checkpointer=saver)
