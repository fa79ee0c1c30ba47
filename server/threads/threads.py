"""Threads: a conversation each, or the place where one will be."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Response
from langgraph.types import StateSnapshot

from server.threads.asking import taken
from server.threads.bodies import ThreadCount, ThreadCreate, ThreadPatch, ThreadSearch
from server.threads.door import (
    Door,
    DoorHere,
    Workspace,
    config_of,
    conflicts,
    create_thread,
    delete_thread,
)
from server.threads.wire import ASSISTANT, GRAPH, answer, thread_json
from tools.errors import Rejected
from tools.ports.arrivals import Thread
from tools.ports.words import JSON


async def thread_of(door: DoorHere, workspace: Workspace, thread_id: UUID) -> Thread:
    """The workspace's own thread; another's is as good as none."""
    thread = await door.crm.find_thread(workspace, str(thread_id))
    if thread is None:
        raise HTTPException(404, f"Thread with ID {thread_id} not found")
    return thread


ThreadHere = Annotated[Thread, Depends(thread_of)]


def threads_router() -> APIRouter:
    router = APIRouter(prefix="/threads", tags=["threads"])

    @router.post("")
    async def create(door: DoorHere, workspace: Workspace, body: ThreadCreate) -> Response:
        if body.supersteps or body.ttl:
            raise HTTPException(501, "supersteps and ttl are not served.")
        thread_id = str(body.thread_id or door.new_id())
        try:
            thread, new = await create_thread(door, workspace, thread_id, body.metadata)
        except Rejected as error:
            raise taken(thread_id) from error
        if not new and body.if_exists == "raise":
            raise taken(thread_id)
        return answer(await with_values(door, thread))

    @router.post("/search")
    async def search(
        door: DoorHere, workspace: Workspace, body: ThreadSearch | None = None
    ) -> Response:
        body = body or ThreadSearch()
        found, total = await searched(door, workspace, body, limit=body.limit, offset=body.offset)
        # One after the other: turns write their checkpoints with the same few connections.
        pages = [await listed(door, thread, body.select) for thread in found]
        return answer(pages, headers={"X-Pagination-Total": str(total)})

    @router.post("/count")
    async def count(
        door: DoorHere, workspace: Workspace, body: ThreadCount | None = None
    ) -> Response:
        _, total = await searched(door, workspace, body or ThreadCount(), limit=1, offset=0)
        return answer(total)

    @router.get("/{thread_id}")
    async def get(door: DoorHere, thread: ThreadHere) -> Response:
        return answer(await with_values(door, thread))

    @router.patch("/{thread_id}")
    async def patch(
        door: DoorHere, workspace: Workspace, thread: ThreadHere, body: ThreadPatch
    ) -> Response:
        changed = await door.crm.update_thread(workspace, thread["id"], body.metadata)
        return answer(await with_values(door, changed or thread))

    @router.delete("/{thread_id}", status_code=204)
    async def delete(door: DoorHere, workspace: Workspace, thread: ThreadHere) -> None:
        with conflicts():
            await delete_thread(door, workspace, thread["id"])

    return router


async def searched(
    door: Door, workspace: str, body: ThreadCount, *, limit: int, offset: int
) -> tuple[list[Thread], int]:
    """Every thread is our graph's: a filter that says so asks nothing, any other finds nothing."""
    refuse_unserved(body)
    metadata = dict(body.metadata)
    for key, value in (("graph_id", GRAPH), ("assistant_id", ASSISTANT)):
        if metadata.pop(key, value) != value:
            return [], 0
    how = order_of(body) if isinstance(body, ThreadSearch) else {}
    return await door.crm.search_threads(
        workspace, metadata=metadata, status=body.status, limit=limit, offset=offset, **how
    )


def order_of(body: ThreadSearch) -> dict[str, Any]:
    """`Any`: keyword arguments of several types."""
    return {
        "ids": None if body.ids is None else [str(thread_id) for thread_id in body.ids],
        "sort": body.sort_by or "updated_at",
        "ascending": body.sort_order == "asc",
    }


def refuse_unserved(body: ThreadCount) -> None:
    if body.values:
        raise HTTPException(501, "Searching threads by values is not served.")
    if isinstance(body, ThreadSearch) and body.extract:
        raise HTTPException(501, "extract is not served.")


async def listed(door: Door, thread: Thread, select: list[str] | None) -> JSON:
    """A thread in a list; its state is read only where it is wanted."""
    if select is None:
        return await with_values(door, thread)
    needs_state = {"values", "interrupts", "state_updated_at"} & set(select)
    whole = await with_values(door, thread) if needs_state else thread_json(thread, None)
    return {key: value for key, value in whole.items() if key in select}


async def with_values(door: Door, thread: Thread) -> JSON:
    return thread_json(thread, await snapshot_of(door, thread["id"]))


async def snapshot_of(door: Door, thread_id: str, *, subgraphs: bool = False) -> StateSnapshot:
    return await door.graph.aget_state(config_of(thread_id), subgraphs=subgraphs)
