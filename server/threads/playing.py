"""The events of one run, from its claim to its end, wherever it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from langchain_core.messages import BaseMessage, BaseMessageChunk, message_chunk_to_message
from langgraph.errors import GraphRecursionError

from server.held import CutShort
from server.threads.door import Door, delete_thread
from server.threads.live import Broadcast, Listening
from server.threads.wire import Event, checkpoint_json, encode
from server.turns import state_left_by
from tools.errors import PipeWiseError, Unavailable
from tools.ports.arrivals import Run, RunEvent
from tools.ports.words import JSON

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5  # seconds between two looks at a run that is not ours
BEAT_S = 5.0  # of silence, after which a proxy would take a stream for dead
LAST_WORDS = timedelta(seconds=2)  # after its end, a run's last events may be on their way


def begin(door: Door, asked: Run) -> Broadcast:
    """Run it here, as soon as its turn has come."""
    return door.live.start(
        asked["id"],
        _when_claimed(door, asked),
        write=partial(_write_down, door, asked),
        resumable=bool(asked["request"].get("resumable")),
    )


async def carry(door: Door, run: Run) -> None:
    """A run that a job has claimed: for whoever follows it, here or elsewhere."""
    first = await door.crm.last_event(run["workspace"], run["id"]) + 1
    await door.live.carry(
        run["id"],
        play(door, run),
        write=partial(_write_down, door, run),
        resumable=bool(run["request"].get("resumable")),
        followed=run["listened"] or not run["queued"],  # who asked for it listens, too
        first=first,
    )


async def _write_down(door: Door, run: Run, events: Sequence[RunEvent]) -> None:
    try:
        await door.crm.put_events(run["workspace"], run["id"], events)
    except PipeWiseError as error:
        log.warning("events not kept", extra={"run": run["id"], "error": str(error)})


async def _when_claimed(door: Door, asked: Run) -> AsyncIterator[Event]:
    try:
        run = await claimed(door, asked)
        if run is not None:
            if run["listened"]:
                door.live.write_down(run["id"])
            async for event in play(door, run):
                yield event
            return
        async for item in elsewhere(door, asked, after=-1, written=True):
            if item is not None:
                yield item[1]
    except PipeWiseError as error:
        yield event_of("error", error_json(error))


async def play(door: Door, run: Run) -> AsyncIterator[Event]:
    request = run["request"]
    yield event_of("metadata", {"run_id": run["id"], "attempt": run["attempt"]})
    try:
        async for event in translate(door, run, modes_of(run), bool(request.get("subgraphs"))):
            yield event
    except CutShort:
        log.info("run canceled", extra={"run": run["id"]})
    except PipeWiseError as error:
        log.warning("run failed", extra={"run": run["id"], "error": str(error)})
        yield event_of("error", error_json(error))
    except Exception as error:  # the status is sent already, so the error is the answer
        log.exception("run broke", extra={"run": run["id"]})
        yield event_of("error", error_json(error))
    if request.get("on_completion") == "delete":
        await _clear_away(door, run)


async def _clear_away(door: Door, run: Run) -> None:
    """The thread of a run that wanted none. One with a booked meeting stays."""
    try:
        await delete_thread(door, run["workspace"], run["conversation_id"])
    except PipeWiseError as error:
        log.info("thread kept", extra={"run": run["id"], "reason": str(error)})


async def claimed(door: Door, asked: Run) -> Run | None:
    """Ours, as soon as the thread's earlier runs have ended. None: someone else runs or ran it."""
    pause = FIRST_PAUSE
    while True:
        with suppress(Unavailable):  # its row waits, and so do we
            run = await door.crm.claim_run(
                conversation_id=None, run_id=asked["id"], owner=door.owner, settles=True
            )
            if run is not None:
                return run
            found = await door.crm.find_run(asked["workspace"], asked["id"])
            if found is None or found["state"] != "pending":
                return None
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


async def elsewhere(door: Door, run: Run, *, after: int, written: bool = False) -> Listening:
    """A run of another process: what it writes down for us, and how it ended where it does not.

    `written`: whoever has the run writes all of it down, whether we ask or not.
    """
    pause, silence = FIRST_PAUSE, 0.0
    while True:
        leave_if_closing(door)
        page: list[RunEvent] = []
        over = False
        with suppress(Unavailable):  # the run goes on, wherever it is
            over, page = (
                await _is_over(door, run, written=written),
                await door.crm.read_events(run["workspace"], run["id"], after=after),
            )
        for number, name, data in page:
            if not name:
                return
            yield number, Event(name, data.encode())
            after, pause, silence, written = number, FIRST_PAUSE, 0.0, True
        if page:
            continue  # it may be one of many
        if over:
            break
        await asyncio.sleep(pause)
        pause, silence = min(pause * 1.5, LONGEST_PAUSE), silence + pause
        if silence >= BEAT_S:
            silence = 0.0
            yield None
    async for item in ending(door, run, number=after + 1):
        if item is None or item[1].name in ("error", *modes_of(run)):
            yield item


def leave_if_closing(door: Door) -> None:
    if door.closing():
        raise ConnectionAbortedError("The server is stopping; the run goes on.")


async def _is_over(door: Door, run: Run, *, written: bool) -> bool:
    """It has ended, and whatever it had to say has had the time to come."""
    found = await door.crm.find_run(run["workspace"], run["id"])
    if found is None:
        return True
    if found["ended_at"] is None:
        return False
    if not (written or found["listened"] or found["request"].get("resumable")):
        return True
    return door.clock() - datetime.fromisoformat(found["ended_at"]) >= LAST_WORDS


async def ending(door: Door, run: Run, *, number: int = 0) -> Listening:
    """The last word of a run: the state it left, or why it failed. A canceled one has none."""
    pause, silence = FIRST_PAUSE, 0.0
    while (found := await door.crm.find_run(run["workspace"], run["id"])) and not found["ended_at"]:
        leave_if_closing(door)
        await asyncio.sleep(pause)
        pause, silence = min(pause * 1.5, LONGEST_PAUSE), silence + pause
        if silence >= BEAT_S:
            silence = 0.0
            yield None
    if found is None or found["state"] == "interrupted":
        return
    if found["state"] == "failed":
        reason = found["error"] or "The run failed."
        yield number, event_of("error", {"error": "RunFailed", "message": reason})
    elif left := await state_left_by(door.graph, found):
        yield number, event_of("values", left.values)


def modes_of(run: Run) -> list[str]:
    return run["request"].get("stream_mode") or ["values"]


async def translate(
    door: Door, run: Run, modes: Sequence[str], subgraphs: bool
) -> AsyncIterator[Event]:
    """LangGraph's own stream in the names and shapes of its HTTP API."""
    asked = ["messages" if mode == "messages-tuple" else mode for mode in modes]
    whole: dict[str, BaseMessage] = {}
    turn = door.stream_turn(run, modes=list(dict.fromkeys(asked)), subgraphs=subgraphs)
    async with aclosing(turn) as stream:  # or what breaks here leaves the run running
        async for namespace, mode, data in stream:
            if mode == "messages" and "messages-tuple" not in modes:
                for event in message_events(*data, whole=whole):
                    yield event
            else:
                yield event_of("|".join((mode, *namespace)), shaped(mode, data))


def message_events(
    message: BaseMessage, about: JSON, *, whole: dict[str, BaseMessage]
) -> list[Event]:
    """Mode `messages` tells a message as it grows, and what it is about once, at its start."""
    key = str(message.id)
    begun = whole.get(key)
    if isinstance(begun, BaseMessageChunk) and isinstance(message, BaseMessageChunk):
        whole[key] = begun + message
    else:
        whole[key] = message
    name = "messages/partial" if isinstance(message, BaseMessageChunk) else "messages/complete"
    first = [event_of("messages/metadata", {key: {"metadata": about}})] if begun is None else []
    return [*first, event_of(name, [message_chunk_to_message(whole[key])])]


def shaped(mode: str, data: Any) -> Any:
    """Configs carry our own settings: of a checkpoint's, only what a client may send back."""
    if mode == "checkpoints":
        return checkpoint_payload(data)
    if mode == "debug" and data["type"] == "checkpoint":
        return {**data, "payload": checkpoint_payload(data["payload"])}
    return data


def checkpoint_payload(payload: dict[str, Any]) -> dict[str, Any]:
    here, before = (checkpoint_json(payload.get(key)) for key in ("config", "parent_config"))
    return {
        **payload,
        "config": here and {"configurable": here},
        "parent_config": before and {"configurable": before},
        "checkpoint": here,
        "parent_checkpoint": before,
    }


def error_json(error: Exception) -> JSON:
    """Our own errors carry sentences made to be read; any other stays in the log."""
    safe = isinstance(error, PipeWiseError | GraphRecursionError)
    return {
        "error": type(error).__name__,
        "message": str(error) if safe else "The turn failed. The server's log says why.",
    }


def event_of(name: str, data: Any) -> Event:
    return Event(name, encode(data))
