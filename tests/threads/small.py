"""A graph of two steps behind the thread API, on a real CRM: what the tests talk to."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import FastAPI, Request
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from server.saver import CheckpointPool, PooledPostgresSaver
from server.threads.door import Door, Graph, Part
from server.threads.routes import routers
from tools.errors import Unavailable
from tools.ports.arrivals import Run
from tools.ports.crm import Crm

ALICE = "00000000-0000-4000-8000-0000000000a1"
CHARLIE = "00000000-0000-4000-8000-0000000000c1"


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    intent: str | None


@dataclass(frozen=True, kw_only=True)
class Context:
    workspace: str | None = None


async def understand(state: State) -> State:
    return {"intent": "greeting"}


async def reply(state: State) -> State:
    """Answer with the message's own words; some words make trouble on purpose."""
    text = state["messages"][-1].text
    get_stream_writer()({"heard": text})
    if text == "break":
        raise ValueError("a secret of the program")
    if text == "outage":
        raise Unavailable("Calendly answered 503")
    if text.startswith("wait"):
        await asyncio.sleep(float(text.removeprefix("wait")))
    return {"messages": [AIMessage(f"You said {text}", id=str(uuid4()))]}


def two_steps(saver: PooledPostgresSaver) -> Graph:
    inner = StateGraph(State).add_node(understand)
    inner.add_edge(START, "understand").add_edge("understand", END)
    outer = StateGraph(State, context_schema=Context)
    outer.add_node("understanding", inner.compile()).add_node(reply)
    outer.add_edge(START, "understanding").add_edge("understanding", "reply").add_edge("reply", END)
    return cast(Graph, outer.compile(checkpointer=saver, name="pipewise"))


@dataclass(frozen=True, kw_only=True)
class SmallTurns:
    """Runs the small graph and ends the run's row, as `server.turns.stream_turn` does."""

    crm: Crm
    graph: Graph

    async def __call__(
        self, run: Run, /, *, modes: Sequence[str], subgraphs: bool
    ) -> AsyncIterator[Part]:
        config: RunnableConfig = {"configurable": {"thread_id": run["conversation_id"]}}
        try:
            async for piece in self.graph.astream(
                run["request"]["input"],
                config,
                stream_mode=cast(Any, list(modes)),
                subgraphs=subgraphs,
                durability="sync",
            ):
                yield cast(Part, piece if subgraphs else ((), *piece))
        except Exception as error:
            await self.crm.fail_run(run["id"], run["attempt"], str(error), retry=False)
            raise
        await self._commit(run)

    async def _commit(self, run: Run) -> None:
        place = (run["workspace"], run["conversation_id"])
        unanswered = await self.crm.unanswered(*place)
        await self.crm.commit_turn(
            *place,
            turn_id=run["id"],
            run_id=run["id"],
            attempt=run["attempt"],
            covers=max((message["seq"] for message in unanswered), default=0),
            replies=[],
            effects=False,
            trace={},
        )


async def signed_in(request: Request) -> str:
    return CHARLIE if request.headers.get("x-user") == "charlie" else ALICE


def small_app(crm: Crm, checkpoints: CheckpointPool) -> FastAPI:
    """Must be made inside the running event loop."""
    graph = two_steps(PooledPostgresSaver(checkpoints))
    app = FastAPI(title="small", version="1.2.3")
    app.state.thread_door = Door(
        crm=crm,
        graph=graph,
        clock=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid4()),
        born=datetime.now(UTC),
        owner="tests",
        workspace=signed_in,
        stream_turn=SmallTurns(crm=crm, graph=graph),
    )
    for router in routers():
        app.include_router(router)
    return app
