"""Runs: one turn each, awaited, streamed or left to a worker."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Response
from fastapi.responses import StreamingResponse

from server.threads.asking import Asked, ask
from server.threads.bodies import RunCreate
from server.threads.door import Door, DoorHere, Workspace
from server.threads.live import Broadcast
from server.threads.playing import ending, play
from server.threads.threads import ThreadHere
from server.threads.wire import HEARTBEAT, answer, run_json
from tools.ports.arrivals import Run

NEVER_STORED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def run_of(door: DoorHere, workspace: Workspace, thread: ThreadHere, run_id: UUID) -> Run:
    run = await door.crm.find_run(workspace, str(run_id))
    if run is None or run["conversation_id"] != thread["id"]:
        raise HTTPException(404, f"Run {run_id} not found")
    return run


RunHere = Annotated[Run, Depends(run_of)]


def runs_router() -> APIRouter:
    router = APIRouter(prefix="/threads/{thread_id}/runs", tags=["runs"])

    @router.post("")
    async def create(
        door: DoorHere, workspace: Workspace, thread_id: UUID, body: RunCreate
    ) -> Response:
        asked = await ask(door, workspace, str(thread_id), body, enqueue=True)
        run = await door.crm.find_run(workspace, asked.run_id)
        assert run is not None  # noqa: S101 - stored a moment ago
        return answer(run_json(run), headers={"Content-Location": asked.path})

    @router.post("/wait")
    async def wait(
        door: DoorHere, workspace: Workspace, thread_id: UUID, body: RunCreate
    ) -> Response:
        return await waited(door, workspace, str(thread_id), body)

    @router.post("/stream")
    async def stream(
        door: DoorHere, workspace: Workspace, thread_id: UUID, body: RunCreate
    ) -> Response:
        return await streamed(door, workspace, str(thread_id), body)

    @router.get("")
    async def runs(
        door: DoorHere,
        workspace: Workspace,
        thread: ThreadHere,
        limit: Annotated[int, Query(ge=1, le=1000)] = 10,
        offset: Annotated[int, Query(ge=0)] = 0,
        status: str | None = None,
    ) -> Response:
        if status is not None:
            raise HTTPException(501, "Listing runs by status is not served.")
        found, total = await door.crm.list_runs(workspace, thread["id"], limit=limit, offset=offset)
        return answer([run_json(run) for run in found], headers={"X-Pagination-Total": str(total)})

    @router.get("/{run_id}")
    async def get(run: RunHere) -> Response:
        return answer(run_json(run))

    @router.get("/{run_id}/join")
    async def join(door: DoorHere, run: RunHere) -> Response:
        return awaited(followed(door, run), path_of(run))

    @router.get("/{run_id}/stream")
    async def join_stream(
        door: DoorHere, run: RunHere, last_event_id: Annotated[str | None, Header()] = None
    ) -> Response:
        broadcast = followed(door, run)
        start = len(broadcast) if last_event_id is None else after(last_event_id)
        return events(broadcast, path_of(run), start=start)

    return router


def stateless_router() -> APIRouter:
    router = APIRouter(prefix="/runs", tags=["stateless runs"])

    @router.post("/wait")
    async def wait(door: DoorHere, workspace: Workspace, body: RunCreate) -> Response:
        body.if_not_exists = "create"
        return await waited(door, workspace, door.new_id(), body)

    @router.post("/stream")
    async def stream(door: DoorHere, workspace: Workspace, body: RunCreate) -> Response:
        body.if_not_exists = "create"
        return await streamed(door, workspace, door.new_id(), body)

    return router


async def waited(door: Door, workspace: str, thread_id: str, body: RunCreate) -> Response:
    body.stream_mode = ["values"]
    asked = await ask(door, workspace, thread_id, body, enqueue=False)
    return awaited(begun(door, asked), asked.path)


async def streamed(door: Door, workspace: str, thread_id: str, body: RunCreate) -> Response:
    asked = await ask(door, workspace, thread_id, body, enqueue=False)
    return events(begun(door, asked), asked.path)


def begun(door: Door, asked: Asked) -> Broadcast:
    return door.live.start(asked.run_id, play(door, asked), resumable=asked.body.stream_resumable)


def followed(door: Door, run: Run) -> Broadcast:
    """The run's events if this process has them, else its end, wherever that comes."""
    return door.live.find(run["id"]) or door.live.start(
        f"followed:{door.new_id()}", ending(door, run["workspace"], run["id"])
    )


def path_of(run: Run) -> str:
    return f"/threads/{run['conversation_id']}/runs/{run['id']}"


def after(last_event_id: str) -> int:
    """-1, by which clients ask for everything, leads to the first event."""
    try:
        return max(0, int(last_event_id) + 1)
    except ValueError as error:
        raise HTTPException(422, "Last-Event-ID: not an id this server gave.") from error


def awaited(broadcast: Broadcast, path: str) -> Response:
    return StreamingResponse(
        last_word(broadcast),
        media_type="application/json",
        headers={"Content-Location": path, "Location": f"{path}/join"},
    )


async def last_word(broadcast: Broadcast) -> AsyncIterator[bytes]:
    """The final state, or the error, as one JSON document; JSON skips the line breaks before it."""
    word = b"null"
    async for item in broadcast.listen():
        if item is None:
            yield b"\n"
        elif item[1].name == "values":
            word = item[1].data
        elif item[1].name == "error":
            word = b'{"__error__":%s}' % item[1].data
    yield word


def events(broadcast: Broadcast, path: str, *, start: int = 0) -> Response:
    return StreamingResponse(
        frames(broadcast, start=start),
        media_type="text/event-stream",
        headers=NEVER_STORED | {"Content-Location": path, "Location": f"{path}/stream"},
    )


async def frames(broadcast: Broadcast, *, start: int) -> AsyncIterator[bytes]:
    async for item in broadcast.listen(start=start):
        if item is None:
            yield HEARTBEAT
        else:
            number, event = item
            yield event.frame(number if broadcast.resumable else None)
