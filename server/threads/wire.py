"""The shapes of LangGraph's HTTP API: JSON, server-sent events, threads, runs, states."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from fastapi import Response
from langchain_core.runnables import RunnableConfig
from langgraph.types import Interrupt, StateSnapshot
from pydantic_core import to_json

from tools.ports.arrivals import Run, Thread
from tools.ports.words import JSON

GRAPH = "pipewise"
ASSISTANT = str(uuid5(UUID("6ba7b821-9dad-11d1-80b4-00c04fd430c8"), GRAPH))
"""The id every LangGraph server gives a graph's own assistant."""

HEARTBEAT = b": heartbeat\r\n\r\n"
STATUS = {
    "pending": "pending",
    "running": "running",
    "done": "success",
    "superseded": "success",
    "paused": "success",
    "interrupted": "interrupted",
    "failed": "error",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event; `data` is JSON already."""

    name: str
    data: bytes

    def frame(self, number: int | None = None) -> bytes:
        """Its bytes on the wire. `number` lets a client resume after it."""
        mark = b"" if number is None else b"id: %d\r\n" % number
        return b"event: %s\r\ndata: %s\r\n%s\r\n" % (self.name.encode(), self.data, mark)


def encode(value: Any) -> bytes:
    """JSON of state values: messages by their own dump, what JSON cannot say as text."""
    return to_json(value, inf_nan_mode="null", fallback=str)


def answer(value: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    return Response(encode(value), media_type="application/json", headers=dict(headers or {}))


def interrupt_json(interrupt: Interrupt) -> JSON:
    return {"id": interrupt.id, "value": interrupt.value}


def thread_json(thread: Thread, snapshot: StateSnapshot | None) -> JSON:
    """`values` is null while nothing has happened on the thread."""
    begun = snapshot is not None and snapshot.created_at is not None
    status = thread["status"]
    if snapshot and status in ("idle", "interrupted"):
        status = "interrupted" if snapshot.next else "idle"
    return {
        "thread_id": thread["id"],
        "created_at": thread["created_at"],
        "updated_at": thread["updated_at"],
        "state_updated_at": snapshot.created_at if snapshot and begun else thread["created_at"],
        "metadata": thread["metadata"],
        "status": status,
        "config": {},
        "values": snapshot.values if snapshot and begun else None,
        "error": None,
        "interrupts": interrupts_by_task(snapshot) if snapshot else {},
    }


def interrupts_by_task(snapshot: StateSnapshot) -> dict[str, list[JSON]]:
    return {
        task.id: [interrupt_json(i) for i in task.interrupts]
        for task in snapshot.tasks
        if task.interrupts
    }


def run_json(run: Run) -> JSON:
    request = run["request"]
    return {
        "run_id": run["id"],
        "thread_id": run["conversation_id"],
        "assistant_id": ASSISTANT,
        "created_at": run["created_at"],
        "updated_at": run["ended_at"] or run["created_at"],
        "status": STATUS[run["state"]],
        "metadata": {
            "created_by": "system",
            "graph_id": GRAPH,
            "assistant_id": ASSISTANT,
            **request.get("metadata", {}),
        },
        "kwargs": {key: value for key, value in request.items() if key != "metadata"},
        "multitask_strategy": request.get("multitask_strategy", "enqueue"),
    }


def state_json(snapshot: StateSnapshot) -> JSON:
    checkpoint = checkpoint_json(snapshot.config)
    parent = checkpoint_json(snapshot.parent_config)
    return {
        "values": snapshot.values,
        "next": list(snapshot.next),
        "tasks": [task_json(task) for task in snapshot.tasks],
        "metadata": snapshot.metadata,
        "created_at": snapshot.created_at,
        "checkpoint": checkpoint,
        "parent_checkpoint": parent,
        "interrupts": [interrupt_json(i) for i in snapshot.interrupts],
        "checkpoint_id": checkpoint and checkpoint["checkpoint_id"],
        "parent_checkpoint_id": parent and parent["checkpoint_id"],
    }


def task_json(task: Any) -> JSON:
    """Any: LangGraph types a task's `state` as a snapshot or a config."""
    inner = task.state
    return {
        "id": task.id,
        "name": task.name,
        "path": task.path,
        "error": str(task.error) if task.error else None,
        "interrupts": [interrupt_json(i) for i in task.interrupts],
        "checkpoint": place(inner["configurable"]) if isinstance(inner, dict) else None,
        "state": state_json(inner) if isinstance(inner, StateSnapshot) else None,
        "result": task.result,
    }


def checkpoint_json(config: RunnableConfig | None) -> JSON | None:
    """Where a state is: the part of a config that a client may send back."""
    settings = (config or {}).get("configurable", {})
    if not settings.get("thread_id") or not settings.get("checkpoint_id"):
        return None
    return place(settings)


def place(settings: Mapping[str, Any]) -> JSON:
    kept = ("checkpoint_id", "thread_id", "checkpoint_ns", "checkpoint_map")
    return {key: settings[key] for key in kept if key in settings}
