"""What the thread API needs of the rest of the program, and how a request comes by it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Protocol

from fastapi import Depends, HTTPException, Request
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import StateSnapshot
from pydantic_core import from_json

from server.parts import TurnParts
from server.saver import PooledPostgresSaver
from server.threads.live import Live
from server.threads.wire import encode
from server.turns import Part, stream_turn
from tools.errors import Rejected
from tools.ports.arrivals import Run, Thread
from tools.ports.crm import Crm
from tools.ports.words import JSON, Clock, NewId

Graph = CompiledStateGraph[Any, Any, Any, Any]
"""Any: the API serves whatever state the graph has, as JSON."""

WHOSE = frozenset({"turn", "conversation", "lead", "brief", "meeting"})
"""Keys of the state that say for whom a turn acts, and on which of their meetings."""


class StreamTurn(Protocol):
    """`server.turns.stream_turn` with its parts bound: it ends the run's row either way."""

    def __call__(
        self, run: Run, /, *, modes: Sequence[str], subgraphs: bool
    ) -> AsyncGenerator[Part]: ...


async def nobody(request: Request) -> str:
    """Until somebody says who may come in, nobody may."""
    raise HTTPException(401, "Sign in to use this API.")


@dataclass(frozen=True, kw_only=True)
class Door:
    crm: Crm
    graph: Graph
    """Compiled with the saver: threads are read from its checkpoints."""
    clock: Clock
    new_id: NewId
    born: datetime
    """Of this process: an assistant that is code has no other birthday."""
    owner: str
    """This process, in the runs it claims."""
    stream_turn: StreamTurn
    workspace: Callable[[Request], Awaitable[str]] = nobody
    """Whose workspace a request is for; raises `HTTPException` where it is nobody's."""
    live: Live = field(default_factory=Live)
    closing: Callable[[], bool] = lambda: False
    """Whether the server is stopping: then it is not the clients who leave."""


def open_door(
    parts: TurnParts,
    *,
    workspace: Callable[[Request], Awaitable[str]] = nobody,
    closing: Callable[[], bool] = lambda: False,
) -> Door:
    return Door(
        crm=parts.crm,
        graph=parts.graph,
        clock=parts.clock,
        new_id=parts.new_id,
        born=parts.clock(),
        owner=parts.process,
        workspace=workspace,
        stream_turn=partial(stream_turn, parts),
        live=parts.live,
        closing=closing,
    )


def door_of(request: Request) -> Door:
    door = request.app.state.thread_door
    assert isinstance(door, Door)  # noqa: S101 - set by create_app
    return door


async def workspace_of(request: Request) -> str:
    return await door_of(request).workspace(request)


DoorHere = Annotated[Door, Depends(door_of)]
Workspace = Annotated[str, Depends(workspace_of)]


def config_of(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}}


@contextmanager
def conflicts() -> Iterator[None]:
    """A state that does not allow a step is a 409, in the words of whoever refused it."""
    try:
        yield
    except Rejected as error:
        if error.reason != "conflict":
            raise
        raise HTTPException(409, str(error).removeprefix("CRM: ")) from error


async def at_checkpoint(
    door: Door, config: RunnableConfig, *, subgraphs: bool = False
) -> StateSnapshot:
    """The state at the checkpoint that `config` names, if any; one that is not there is a 404."""
    snapshot = await door.graph.aget_state(config, subgraphs=subgraphs)
    if snapshot.created_at is None and config["configurable"].get("checkpoint_id"):
        raise HTTPException(404, "The thread has no such checkpoint.")
    return snapshot


def refuse_other_identity(snapshot: StateSnapshot, written: Sequence[Any]) -> None:
    """Whom a turn is about is decided by the server: it may be written again, never changed.

    The nodes trust what stands there, up to the workspace.
    """
    for values in written:
        for key in WHOSE & set(values if isinstance(values, dict) else ()):
            if from_json(encode(values[key])) != from_json(encode(snapshot.values.get(key))):
                raise HTTPException(422, f"{key}: whom a turn is about is not changed from here.")


async def create_thread(
    door: Door, workspace: str, thread_id: str, metadata: JSON
) -> tuple[Thread, bool]:
    """The thread, and whether it is new. A new one begins with nothing.

    Raises `Rejected(reason="conflict")` where the id is another workspace's.
    """
    thread, new = await door.crm.create_thread(workspace, thread_id, metadata)
    if new and isinstance(door.graph.checkpointer, PooledPostgresSaver):
        await door.graph.checkpointer.forget_earlier(
            thread_id, datetime.fromisoformat(thread["created_at"])
        )
    return thread, new


async def delete_thread(door: Door, workspace: str, thread_id: str) -> bool:
    """False: there is none. Raises `Rejected(reason="conflict")` where it has to stay."""
    if not await door.crm.delete_thread(workspace, thread_id):
        return False
    assert isinstance(door.graph.checkpointer, BaseCheckpointSaver)  # noqa: S101 - see `graph`
    await door.graph.checkpointer.adelete_thread(thread_id)
    return True
