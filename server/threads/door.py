"""What the thread API needs of the rest of the program, and how a request comes by it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from langgraph.graph.state import CompiledStateGraph

from server.threads.live import Live
from tools.ports.arrivals import Run
from tools.ports.crm import Crm
from tools.ports.words import Clock, NewId

Graph = CompiledStateGraph[Any, Any, Any, Any]
"""Any: the API serves whatever state the graph has, as JSON."""

Part = tuple[tuple[str, ...], str, Any]
"""A piece of a stream: subgraph namespace, LangGraph's mode, and data of that mode's shape."""


class StreamTurn(Protocol):
    """`server.turns.stream_turn` with its parts bound.

    It passes `run["request"]["input"]` to the graph as it is, sets the identity itself, and ends
    the run's row either way: done when the graph committed, failed when it raised.
    """

    def __call__(
        self, run: Run, /, *, modes: Sequence[str], subgraphs: bool
    ) -> AsyncIterator[Part]: ...


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
    workspace: Callable[[Request], Awaitable[str]]
    """Whose workspace a request is for; raises `HTTPException` where it is nobody's."""
    stream_turn: StreamTurn
    live: Live = field(default_factory=Live)


def door_of(request: Request) -> Door:
    door = request.app.state.thread_door
    assert isinstance(door, Door)  # noqa: S101 - set by create_app
    return door


async def workspace_of(request: Request) -> str:
    return await door_of(request).workspace(request)


DoorHere = Annotated[Door, Depends(door_of)]
Workspace = Annotated[str, Depends(workspace_of)]
