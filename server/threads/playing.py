"""The events of one run, from its claim to its end, wherever it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, BaseMessageChunk, message_chunk_to_message
from langgraph.errors import GraphRecursionError

from server.threads.asking import Asked
from server.threads.door import Door
from server.threads.wire import Event, checkpoint_json, encode
from tools.errors import PipeWiseError
from tools.ports.arrivals import Run
from tools.ports.words import JSON

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5  # seconds between two looks at a run that is not ours yet


async def play(door: Door, asked: Asked) -> AsyncIterator[Event]:
    """Run it here when its turn has come; where another process has taken it, tell how it ended."""
    try:
        run = await claimed(door, asked)
        if run is None:
            async for event in ending(door, asked.workspace, asked.run_id):
                yield event
            return
        yield event_of("metadata", {"run_id": run["id"], "attempt": run["attempt"]})
        modes = asked.body.stream_mode
        async for event in translate(door, run, modes, asked.body.stream_subgraphs):
            yield event
    except PipeWiseError as error:
        log.warning("run failed", extra={"run": asked.run_id, "error": str(error)})
        yield event_of("error", error_json(error))
    except Exception as error:  # the status is sent already, so the error is the answer
        log.exception("run broke", extra={"run": asked.run_id})
        yield event_of("error", error_json(error))


async def claimed(door: Door, asked: Asked) -> Run | None:
    """Ours, as soon as the thread's earlier runs have ended. None: someone else runs or ran it."""
    pause = FIRST_PAUSE
    while True:
        run = await door.crm.claim_run(conversation_id=None, run_id=asked.run_id, owner=door.owner)
        if run is not None:
            return run
        found = await door.crm.find_run(asked.workspace, asked.run_id)
        if found is None or found["state"] != "pending":
            return None
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


async def ending(door: Door, workspace: str, run_id: str) -> AsyncIterator[Event]:
    """The last word of a run that another process has: its thread's state, or why it failed."""
    pause = FIRST_PAUSE
    while True:
        run = await door.crm.find_run(workspace, run_id)
        if run is None or run["state"] not in ("pending", "running"):
            break
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
    if run is None or run["state"] == "failed":
        reason = run["error"] if run else None
        yield event_of("error", {"error": "RunFailed", "message": reason or "The run is gone."})
        return
    config = {"configurable": {"thread_id": run["conversation_id"]}}
    snapshot = await door.graph.aget_state(config)  # type: ignore[arg-type]  # a plain config
    yield event_of("values", snapshot.values)


async def translate(
    door: Door, run: Run, modes: Sequence[str], subgraphs: bool
) -> AsyncIterator[Event]:
    """LangGraph's own stream in the names and shapes of its HTTP API."""
    asked = ["messages" if mode == "messages-tuple" else mode for mode in modes]
    whole: dict[str, BaseMessage] = {}
    stream = door.stream_turn(run, modes=list(dict.fromkeys(asked)), subgraphs=subgraphs)
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
