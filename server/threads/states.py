"""What a thread remembers, now and at each of its checkpoints."""

from fastapi import APIRouter, Response
from langchain_core.runnables import RunnableConfig

from server.threads.bodies import Checkpoint, History, StateAt
from server.threads.door import Door, DoorHere
from server.threads.threads import ThreadHere, config_of, snapshot_of
from server.threads.wire import answer, state_json


def states_router() -> APIRouter:
    router = APIRouter(prefix="/threads/{thread_id}", tags=["states"])

    @router.get("/state")
    async def state(door: DoorHere, thread: ThreadHere, subgraphs: bool = False) -> Response:
        return answer(state_json(await snapshot_of(door, thread["id"], subgraphs=subgraphs)))

    @router.get("/state/{checkpoint_id}")
    async def state_at(
        door: DoorHere, thread: ThreadHere, checkpoint_id: str, subgraphs: bool = False
    ) -> Response:
        place = StateAt(checkpoint=Checkpoint(checkpoint_id=checkpoint_id), subgraphs=subgraphs)
        return await at_checkpoint(door, thread["id"], place)

    @router.post("/state/checkpoint")
    async def state_at_checkpoint(door: DoorHere, thread: ThreadHere, body: StateAt) -> Response:
        return await at_checkpoint(door, thread["id"], body)

    @router.get("/history")
    async def newest(
        door: DoorHere, thread: ThreadHere, limit: int = 10, before: str | None = None
    ) -> Response:
        earlier = Checkpoint(checkpoint_id=before) if before else None
        return await past(door, thread["id"], History(limit=limit, before=earlier))

    @router.post("/history")
    async def history(door: DoorHere, thread: ThreadHere, body: History | None = None) -> Response:
        return await past(door, thread["id"], body or History())

    return router


async def at_checkpoint(door: Door, thread_id: str, body: StateAt) -> Response:
    config = config_at(thread_id, body.checkpoint)
    return answer(state_json(await door.graph.aget_state(config, subgraphs=body.subgraphs)))


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
