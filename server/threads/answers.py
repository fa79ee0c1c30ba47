"""A run's events on the wire: as a stream, or as the one document that comes of them."""

from collections.abc import AsyncIterator, Sequence

from fastapi import Response
from fastapi.responses import StreamingResponse

from server.threads.door import Door, config_of
from server.threads.live import Listening
from server.threads.wire import HEARTBEAT, Event, encode
from tools.ports.arrivals import Run

NEVER_STORED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def path_of(run: Run) -> str:
    return f"/threads/{run['conversation_id']}/runs/{run['id']}"


def awaited(
    door: Door, run: Run, listening: Listening, *, on_disconnect: str = "continue"
) -> Response:
    """The final state, or the error, as one JSON document."""
    path = path_of(run)
    return StreamingResponse(
        _while_heard(door, run, _last_word(door, run, listening), on_disconnect),
        media_type="application/json",
        headers={"Content-Location": path, "Location": f"{path}/join"},
    )


def events(
    door: Door,
    run: Run,
    listening: Listening,
    *,
    modes: Sequence[str] | None = None,
    on_disconnect: str = "continue",
) -> Response:
    path = path_of(run)
    numbered = bool(run["request"].get("resumable"))
    return StreamingResponse(
        _while_heard(door, run, _frames(listening, modes, numbered=numbered), on_disconnect),
        media_type="text/event-stream",
        headers=NEVER_STORED | {"Content-Location": path, "Location": f"{path}/stream"},
    )


async def _while_heard(
    door: Door, run: Run, body: AsyncIterator[bytes], on_disconnect: str
) -> AsyncIterator[bytes]:
    """Where the client asked for it, a run that nobody listens to any more is canceled."""
    over = False
    try:
        async for piece in body:
            yield piece
        over = True
    finally:
        if not over and on_disconnect == "cancel" and not door.closing():
            door.live.spawn(_cancel(door, run))


async def _cancel(door: Door, run: Run) -> None:
    await door.crm.cancel_runs(run["workspace"], run_ids=[run["id"]], action="interrupt")


async def _last_word(door: Door, run: Run, listening: Listening) -> AsyncIterator[bytes]:
    """JSON skips the line breaks that come before it and tell proxies to wait."""
    word: bytes | None = None
    async for item in listening:
        if item is None:
            yield b"\n"
        elif item[1].name == "values":
            word = item[1].data
        elif item[1].name == "error":
            word = b'{"__error__":%s}' % item[1].data
    yield word or await _values(door, run)


async def _values(door: Door, run: Run) -> bytes:
    """Of the thread: the run was cut short before it could say anything."""
    now = await door.graph.aget_state(config_of(run["conversation_id"]))
    return encode(now.values or {})


async def _frames(
    listening: Listening, modes: Sequence[str] | None, *, numbered: bool
) -> AsyncIterator[bytes]:
    async for item in listening:
        if item is None:
            yield HEARTBEAT
        elif modes is None or _is_of(item[1], modes):
            number, event = item
            yield event.frame(number if numbered else None)


def _is_of(event: Event, modes: Sequence[str]) -> bool:
    mode = event.name.split("|")[0].split("/")[0]
    return mode in ("metadata", "error", *modes) or (
        mode == "messages" and "messages-tuple" in modes
    )
