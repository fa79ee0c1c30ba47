"""What a thread remembers, now and at each of its checkpoints."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response
from langchain_core.runnables import RunnableConfig
from langgraph.errors import InvalidUpdateError

from server.threads.bodies import Checkpoint, History, StateAt, StateUpdate, Text
from server.threads.door import (
    Door,
    DoorHere,
    Workspace,
    at_checkpoint,
    config_of,
    conflicts,
    refuse_other_identity,
)
from server.threads.threads import ThreadHere, snapshot_of
from server.threads.wire import answer, checkpoint_json, state_json
from tools.ports.arrivals import Thread

UNFIT = (
    InvalidUpdateError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    NotImplementedError,
)
"""What LangGraph and LangChain raise at values of another shape."""


def states_router() -> APIRouter:
    router = APIRouter(prefix="/threads/{thread_id}", tags=["states"])

    @router.get("/state")
    async def state(door: DoorHere, thread: ThreadHere, subgraphs: bool = False) -> Response:
        return answer(state_json(await snapshot_of(door, thread["id"], subgraphs=subgraphs)))

    @router.post("/state")
    async def update(
        door: DoorHere, workspace: Workspace, thread: ThreadHere, body: StateUpdate
    ) -> Response:
        return await changed(door, thread, workspace, body)

    @router.get("/state/{checkpoint_id}")
    async def state_at(
        door: DoorHere, thread: ThreadHere, checkpoint_id: Text, subgraphs: bool = False
    ) -> Response:
        place = StateAt(checkpoint=Checkpoint(checkpoint_id=checkpoint_id), subgraphs=subgraphs)
        return await state_of(door, thread["id"], place)

    @router.post("/state/checkpoint")
    async def state_at_checkpoint(door: DoorHere, thread: ThreadHere, body: StateAt) -> Response:
        return await state_of(door, thread["id"], body)

    @router.get("/history")
    async def newest(
        door: DoorHere,
        thread: ThreadHere,
        limit: Annotated[int, Query(ge=1, le=1000)] = 10,
        before: Text | None = None,
    ) -> Response:
        earlier = Checkpoint(checkpoint_id=before) if before else None
        return await past(door, thread["id"], History(limit=limit, before=earlier))

    @router.post("/history")
    async def history(door: DoorHere, thread: ThreadHere, body: History | None = None) -> Response:
        return await past(door, thread["id"], body or History())

    return router


async def state_of(door: Door, thread_id: str, body: StateAt) -> Response:
    config = config_at(thread_id, body.checkpoint)
    return answer(state_json(await at_checkpoint(door, config, subgraphs=body.subgraphs)))


async def changed(door: Door, thread: Thread, workspace: str, body: StateUpdate) -> Response:
    """A new checkpoint, beside what is there: nothing that was is lost."""
    place = body.checkpoint or Checkpoint(checkpoint_id=body.checkpoint_id)
    config = config_at(thread["id"], place)
    written = body.values if isinstance(body.values, list) else [body.values]
    refuse_other_identity(await at_checkpoint(door, config), written)
    config["metadata"] = {"rehearsal": True}
    with conflicts():
        await door.crm.mark_forked(workspace, thread["id"])
    try:
        made = await door.graph.aupdate_state(config, body.values, as_node=body.as_node)
    except UNFIT as error:
        raise HTTPException(400, "These values do not fit the thread's state there.") from error
    where = checkpoint_json(made) or {}
    return answer(
        {"checkpoint": where, "configurable": where, "checkpoint_id": where.get("checkpoint_id")}
    )


async def past(door: Door, thread_id: str, body: History) -> Response:
    """Newest first."""
    states = door.graph.aget_state_history(
        config_at(thread_id, body.checkpoint),
        filter=body.metadata,
        before=config_at(thread_id, body.before) if body.before else None,
        limit=body.limit,
    )
    return answer([state_json(state) async for state in states])


def config_at(thread_id: str, checkpoint: Checkpoint | None) -> RunnableConfig:
    """The thread is always the path's: a body cannot point into another one."""
    config = config_of(thread_id)
    if checkpoint:
        config["configurable"] |= checkpoint.model_dump(exclude_none=True)
    return config
