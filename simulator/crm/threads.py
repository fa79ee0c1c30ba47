"""Threads of the LangGraph API: a conversation, or the place where one will be."""

from typing import Any

from simulator.crm.leads import add_thread
from simulator.crm.tables import Function, Tables, conflict, invalid
from simulator.crm.talk_rows import Thread
from simulator.crm.values import Id, Moment, iso, own
from tools.ports.words import JSON


def thread_json(t: Tables, thread: Thread) -> JSON:
    return {
        "id": thread.id,
        "created_at": iso(thread.created_at),
        "updated_at": iso(thread.updated_at),
        "metadata": own(thread.metadata),
        "status": _status(t, thread),
    }


def _status(t: Tables, thread: Thread) -> str:
    runs = t.runs_of.get(thread.id, [])
    if any(r.state in ("pending", "running") or r.lease_until is not None for r in runs):
        return "busy"
    last = runs[-1] if runs else None
    if last is None:
        return "idle"
    if last.state == "failed":
        return "error"
    cut = last.state == "paused" or (last.state == "interrupted" and last.attempt > 0)
    return "interrupted" if cut else "idle"


def create_thread(t: Tables, *, workspace: Id, thread: Id, metadata: JSON, now: Moment) -> JSON:
    found = t.threads.get(thread)
    is_new = found is None
    if found is None:
        if workspace not in t.workspaces:
            raise invalid("there is no such workspace")
        found = Thread(
            id=thread,
            workspace_id=workspace,
            metadata=own(metadata),
            created_at=now,
            updated_at=now,
        )
        add_thread(t, found)
    if found.workspace_id != workspace:
        raise conflict("the thread id is taken")
    return {"thread": thread_json(t, found), "new": is_new}


def find_thread(t: Tables, *, workspace: Id, thread: Id) -> JSON | None:
    found = t.threads.get(thread)
    return thread_json(t, found) if found and found.workspace_id == workspace else None


def update_thread(
    t: Tables, *, workspace: Id, thread: Id, metadata: JSON, now: Moment
) -> JSON | None:
    found = t.threads.get(thread)
    if found is None or found.workspace_id != workspace:
        return None
    found.metadata.update(own(metadata))
    found.updated_at = now
    return thread_json(t, found)


def search_threads(
    t: Tables,
    *,
    workspace: Id,
    metadata: JSON,
    status: str | None,
    ids: list[str] | None,
    sort: str,
    ascending: bool,
    limit: int,
    offset: int,
) -> JSON:
    matching = [
        thread_json(t, each)
        for each in t.threads_in[workspace].values()
        if (ids is None or each.id in ids) and contains(each.metadata, metadata)
    ]
    matching = [each for each in matching if status is None or each["status"] == status]
    key = {"thread_id": "id"}.get(sort, sort if sort in ("created_at", "status") else "updated_at")
    matching.sort(key=lambda each: str(each["id"]))
    matching.sort(key=lambda each: str(each[key]), reverse=not ascending)
    return {"total": len(matching), "threads": matching[offset : offset + limit]}


def contains(whole: Any, part: Any) -> bool:  # Any: JSON of any depth
    """As `@>`: every key, every element, whatever else is there."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and contains(whole[key], each) for key, each in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and all(
            any(contains(one, each) for one in whole) for each in part
        )
    return bool(whole == part) and isinstance(whole, bool) == isinstance(part, bool)


FUNCTIONS: tuple[Function, ...] = (
    create_thread,
    find_thread,
    update_thread,
    search_threads,
)
