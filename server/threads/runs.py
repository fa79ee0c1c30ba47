"""Runs: one turn each, awaited, streamed or left to a worker; followed, cut short, deleted."""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Response

from server.threads.answers import awaited, events, path_of
from server.threads.asking import ask
from server.threads.bodies import CancelAction, Offset, RunCreate, RunsCancel
from server.threads.door import Door, DoorHere, Workspace, conflicts
from server.threads.playing import begin, elsewhere, ending
from server.threads.threads import ThreadHere
from server.threads.wire import answer, run_json
from tools.ports.arrivals import Run


async def run_of(door: DoorHere, workspace: Workspace, thread: ThreadHere, run_id: UUID) -> Run:
    run = await door.crm.find_run(workspace, str(run_id))
    if run is None or run["conversation_id"] != thread["id"]:
        raise HTTPException(404, f"Run {run_id} not found")
    return run


RunHere = Annotated[Run, Depends(run_of)]
Status = Literal["pending", "running", "error", "success", "timeout", "interrupted"]
EVENT_ID = re.compile(r"-?[0-9]{1,18}", re.ASCII)
STATES = {
    "success": ["done", "superseded", "paused"],
    "error": ["failed"],
    "timeout": [],
}
"""The states of ours behind a status; any other is its own."""


def runs_router() -> APIRouter:
    router = APIRouter(prefix="/threads/{thread_id}/runs", tags=["runs"])

    @router.post("")
    async def create(
        door: DoorHere, workspace: Workspace, thread_id: UUID, body: RunCreate
    ) -> Response:
        run = await ask(door, workspace, str(thread_id), body, enqueue=True)
        return answer(run_json(run), headers={"Content-Location": path_of(run)})

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

    return router


def run_router() -> APIRouter:
    """Runs there are: listed, looked at, followed, cut short, deleted."""
    router = APIRouter(prefix="/threads/{thread_id}/runs", tags=["runs"])

    @router.get("")
    async def runs(
        door: DoorHere,
        workspace: Workspace,
        thread: ThreadHere,
        limit: Annotated[int, Query(ge=1, le=1000)] = 10,
        offset: Annotated[Offset, Query()] = 0,
        status: Status | None = None,
    ) -> Response:
        states = None if status is None else STATES.get(status, [status])
        found, total = await door.crm.list_runs(
            workspace, thread["id"], states=states, limit=limit, offset=offset
        )
        return answer([run_json(run) for run in found], headers={"X-Pagination-Total": str(total)})

    @router.get("/{run_id}")
    async def get(run: RunHere) -> Response:
        return answer(run_json(run))

    @router.delete("/{run_id}", status_code=204)
    async def delete(door: DoorHere, run: RunHere) -> None:
        with conflicts():
            await door.crm.delete_run(run["workspace"], run["id"])

    @router.get("/{run_id}/join")
    async def join(door: DoorHere, run: RunHere) -> Response:
        return joined(door, run)

    @router.get("/{run_id}/stream")
    async def join_stream(
        door: DoorHere,
        run: RunHere,
        stream_mode: Annotated[list[str] | None, Query()] = None,
        cancel_on_disconnect: bool = False,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        here = door.live.find(run["id"])
        after = None if last_event_id is None else number_of(last_event_id)
        if here is None:
            listening = elsewhere(door, run, after=-1 if after is None else after)
        else:
            listening = here.listen(start=here.next if after is None else after + 1)
        leaves = "cancel" if cancel_on_disconnect else "continue"
        return events(door, run, listening, modes=modes_of(stream_mode), on_disconnect=leaves)

    @router.post("/{run_id}/cancel")
    async def cancel(
        door: DoorHere, run: RunHere, wait: bool = False, action: CancelAction = "interrupt"
    ) -> Response:
        await stop(door, run["workspace"], run["conversation_id"], [run["id"]], action)
        return joined(door, run) if wait else Response(status_code=202)

    return router


def stateless_router() -> APIRouter:
    """Each gets a thread of its own. It stays, unless `on_completion` wants it deleted."""
    router = APIRouter(prefix="/runs", tags=["stateless runs"])

    @router.post("")
    async def create(door: DoorHere, workspace: Workspace, body: RunCreate) -> Response:
        run = await created(door, workspace, body)
        return answer(run_json(run), headers={"Content-Location": path_of(run)})

    @router.post("/batch")
    async def batch(door: DoorHere, workspace: Workspace, bodies: list[RunCreate]) -> Response:
        return answer([run_json(await created(door, workspace, body)) for body in bodies])

    @router.post("/cancel", status_code=204)
    async def cancel(
        door: DoorHere, workspace: Workspace, body: RunsCancel, action: CancelAction = "interrupt"
    ) -> None:
        if (body.status is None) == (body.thread_id is None or body.run_ids is None):
            raise HTTPException(422, "Give either a status, or thread_id and run_ids.")
        runs = None if body.run_ids is None else [str(run_id) for run_id in body.run_ids]
        states = [body.status] if body.status in ("pending", "running") else None
        thread_id = None if body.thread_id is None else str(body.thread_id)
        await stop(door, workspace, thread_id, runs, action, states=states)

    @router.post("/wait")
    async def wait(door: DoorHere, workspace: Workspace, body: RunCreate) -> Response:
        body.if_not_exists = "create"
        return await waited(door, workspace, door.new_id(), body, temporary=True)

    @router.post("/stream")
    async def stream(door: DoorHere, workspace: Workspace, body: RunCreate) -> Response:
        body.if_not_exists = "create"
        return await streamed(door, workspace, door.new_id(), body, temporary=True)

    return router


async def created(door: Door, workspace: str, body: RunCreate) -> Run:
    body.if_not_exists = "create"
    return await ask(door, workspace, door.new_id(), body, enqueue=True, temporary=True)


async def waited(
    door: Door, workspace: str, thread_id: str, body: RunCreate, *, temporary: bool = False
) -> Response:
    body.stream_mode = ["values"]
    run = await ask(door, workspace, thread_id, body, enqueue=False, temporary=temporary)
    listening = begin(door, run).listen()
    return awaited(door, run, listening, on_disconnect=body.on_disconnect)


async def streamed(
    door: Door, workspace: str, thread_id: str, body: RunCreate, *, temporary: bool = False
) -> Response:
    run = await ask(door, workspace, thread_id, body, enqueue=False, temporary=temporary)
    listening = begin(door, run).listen()
    return events(door, run, listening, on_disconnect=body.on_disconnect)


def joined(door: Door, run: Run) -> Response:
    """Its end, wherever it comes."""
    here = door.live.find(run["id"])
    return awaited(door, run, here.listen() if here else ending(door, run))


async def stop(
    door: Door,
    workspace: str,
    thread_id: str | None,
    run_ids: Sequence[str] | None,
    action: CancelAction,
    *,
    states: Sequence[str] | None = None,
) -> None:
    """A wish in the run's row: whoever has the run obeys it within a quarter of a second."""
    stopped = await door.crm.cancel_runs(
        workspace, thread_id=thread_id, run_ids=run_ids, states=states, action=action
    )
    if not stopped:
        raise HTTPException(
            404,
            "No run to cancel: they have ended, or they answer a lead. Who wants to stop the "
            "answers to a lead takes the conversation over.",
        )


def number_of(last_event_id: str) -> int:
    """-1, by which clients ask for everything, comes before the first event."""
    if not EVENT_ID.fullmatch(last_event_id):
        raise HTTPException(422, "Last-Event-ID: not an id this server gave.")
    return max(-1, int(last_event_id))


def modes_of(asked: list[str] | None) -> list[str] | None:
    """One SDK repeats the parameter, another sends a JSON list in it."""
    if asked and len(asked) == 1 and asked[0].startswith("["):
        try:
            listed = json.loads(asked[0])
        except ValueError as error:
            raise HTTPException(422, "stream_mode: not a list.") from error
        return [str(mode) for mode in listed]
    return [mode for mode in asked or [] if mode] or None
