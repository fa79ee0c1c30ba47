"""A graph of three steps behind the thread API, on a real CRM: what the tests talk to."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import FastAPI, Request
from langchain_core.messages import AIMessage, AnyMessage
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.runtime import Runtime
from langgraph.types import interrupt
from typing_extensions import TypedDict

from graph.context import Context
from server.parts import TurnParts
from server.saver import PooledPostgresSaver
from server.threads.door import Graph, open_door
from server.threads.routes import routers
from tools.errors import Rejected, Unavailable
from tools.ports.crm import Crm
from tools.ports.records import StoredMessage

ALICE = "00000000-0000-4000-8000-0000000000a1"
CHARLIE = "00000000-0000-4000-8000-0000000000c1"


def saying(text: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text, **more}]}


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    intent: str | None


class Office:
    """What the small graph's steps work with."""

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.effects: list[str] = []
        """What was done in the world, once for each time it was done."""
        self.reached = asyncio.Event()
        """Somebody is told to hold on,"""
        self.released = asyncio.Event()
        """until this."""

    async def understand(self, state: State) -> State:
        return {"intent": "greeting"}

    async def reply(self, state: State, runtime: Runtime[Context]) -> State:
        """Answer with the messages' own words; some words make trouble on purpose."""
        unread = await self._unread(runtime.context)
        text = state["messages"][-1].text
        get_stream_writer()({"heard": text})
        if text == "break":
            raise ValueError("a secret of the program")
        if text == "outage":
            raise Unavailable("Calendly answered 503")
        if text == "hold":
            self.reached.set()
            await self.released.wait()
        if text.startswith("wait"):
            await asyncio.sleep(float(text.removeprefix("wait")))
        if text.startswith("may I"):
            self.effects.append(f"{text}: {interrupt({'question': text})}")
        said = " and ".join(message["text"] for message in unread) or "nothing"
        read = {"covers": max((message["seq"] for message in unread), default=0)}
        answer = AIMessage(f"You said {said}", id=str(uuid4()), additional_kwargs=read)
        return {"messages": [answer]}

    async def _unread(self, context: Context) -> list[StoredMessage]:
        unread = await self.crm.unanswered(*await self._place(context))
        last = context.covers
        return [m for m in unread if last is None or m["seq"] <= last]

    async def _place(self, context: Context) -> tuple[str, str]:
        run = await self.crm.find_run(str(context.workspace), str(context.run))
        assert run is not None
        return run["workspace"], run["conversation_id"]

    async def commit(self, state: State, runtime: Runtime[Context]) -> State:
        """A step of its own: who is stopped in the middle of it has the answer in the state."""
        context = runtime.context
        place = await self._place(context)
        if await self.crm.conversation(*place) is None:
            return {}
        outcome = await self.crm.commit_turn(
            *place,
            turn_id=str(uuid4()),
            run_id=context.run,
            attempt=context.attempt,
            covers=state["messages"][-1].additional_kwargs.get("covers", 0),
            replies=[],
            effects=False,
            trace={},
        )
        if outcome["outcome"] == "fenced":
            raise Rejected("Another run has taken this turn over", reason="conflict")
        return {}


def three_steps(office: Office, saver: PooledPostgresSaver) -> Graph:
    inner = StateGraph(State).add_node(office.understand)
    inner.add_edge(START, "understand").add_edge("understand", END)
    outer = StateGraph(State, context_schema=Context)
    outer.add_node("understanding", inner.compile())
    outer.add_node(office.reply).add_node(office.commit).add_edge(START, "understanding")
    outer.add_edge("understanding", "reply").add_edge("reply", "commit").add_edge("commit", END)
    return cast(Graph, outer.compile(checkpointer=saver, name="pipewise"))


async def signed_in(request: Request) -> str:
    return CHARLIE if request.headers.get("x-user") == "charlie" else ALICE


OFFICES: dict[str, Office] = {}
"""By the process they are in."""


def small_parts(crm: Crm, saver: PooledPostgresSaver, *, process: str) -> TurnParts:
    """One process. Must be made inside the running event loop."""
    office = OFFICES[process] = Office(crm)
    graph = three_steps(office, saver)
    return TurnParts(
        crm=crm,
        graph=graph,
        rehearsal=lambda: graph,
        clock=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid4()),
        process=process,
    )


def small_app(parts: TurnParts) -> FastAPI:
    app = FastAPI(title="small", version="1.2.3")
    app.state.thread_door = open_door(parts, workspace=signed_in)
    for router in routers():
        app.include_router(router)
    return app
