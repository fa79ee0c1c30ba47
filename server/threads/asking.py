"""From a run's body to a stored message and a pending run: nothing runs before it is stored."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from fastapi import HTTPException
from langchain_core.messages import HumanMessage, convert_to_messages

from server.threads.bodies import RunCreate
from server.threads.door import Door
from server.threads.wire import ASSISTANT, GRAPH
from tools.errors import Rejected
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias
from tools.ports.words import JSON

CHANNEL = "api"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A run that exists as a row and may be claimed."""

    run_id: str
    workspace: str
    thread_id: str
    body: RunCreate

    @property
    def path(self) -> str:
        return f"/threads/{self.thread_id}/runs/{self.run_id}"


async def ask(
    door: Door, workspace: str, thread_id: str, body: RunCreate, *, enqueue: bool
) -> Asked:
    """Check, store and make the run's row. `enqueue`: a worker runs it, not this request."""
    check(body)
    messages = read_messages(door, thread_id, body.input)
    await ready_thread(door, workspace, thread_id, body)
    asked = Asked(run_id=door.new_id(), workspace=workspace, thread_id=thread_id, body=body)
    if not await store_messages(door, asked, messages, enqueue=enqueue):
        await door.crm.add_run(
            workspace,
            thread_id,
            run_id=asked.run_id,
            door="api",
            request=request_of(body, messages),
            enqueue=enqueue,
        )
    return asked


def check(body: RunCreate) -> None:
    if body.assistant_id not in (GRAPH, ASSISTANT):
        raise HTTPException(
            422, f"Invalid assistant: {body.assistant_id!r}. There is one: {GRAPH}."
        )
    if sentence := body.unserved():
        raise HTTPException(501, sentence)


def read_messages(door: Door, thread_id: str, given: JSON | None) -> list[HumanMessage]:
    """The lead's messages of a chat input, each with its row's id; none for other inputs."""
    fields = set(given or {})
    if fields == {"platform", "payload"}:
        return []
    if unknown := fields - {"messages"}:
        raise HTTPException(
            422,
            f"input.{min(unknown)}: an input is either messages, or platform and payload.",
        )
    messages = (given or {}).get("messages", [])
    return [read_message(door, thread_id, message) for message in as_messages(messages)]


def as_messages(given: Any) -> list[Any]:  # Any: a stranger's document
    try:
        return list(convert_to_messages(given if isinstance(given, list) else [given]))
    except (ValueError, TypeError, KeyError, NotImplementedError) as error:
        raise HTTPException(422, "input.messages: not a list of chat messages.") from error


def read_message(door: Door, thread_id: str, message: Any) -> HumanMessage:  # Any: any kind
    if not isinstance(message, HumanMessage):
        raise HTTPException(422, "input.messages: only the lead's own messages (role user).")
    if not message.text.strip():
        raise HTTPException(422, "input.messages: a message needs text.")
    return HumanMessage(message.text, id=row_id(thread_id, message.id or door.new_id()))


async def ready_thread(door: Door, workspace: str, thread_id: str, body: RunCreate) -> None:
    """Find or make the thread, and mark it as one of our graph's, as every server does."""
    ours = {"graph_id": GRAPH, "assistant_id": ASSISTANT}
    thread = await door.crm.find_thread(workspace, thread_id)
    if thread is None:
        if body.if_not_exists == "reject":
            raise HTTPException(404, f"Thread with ID {thread_id} not found")
        await make_thread(door, workspace, thread_id, body.metadata | ours)
        return
    if body.multitask_strategy == "reject" and thread["status"] == "busy":
        raise HTTPException(409, "The thread is busy with another run.")
    if not ours.items() <= thread["metadata"].items():
        await door.crm.update_thread(workspace, thread_id, ours)


async def make_thread(door: Door, workspace: str, thread_id: str, metadata: JSON) -> None:
    try:
        await door.crm.create_thread(workspace, thread_id, metadata)
    except Rejected as error:
        raise taken(thread_id) from error


def taken(thread_id: str) -> HTTPException:
    return HTTPException(409, f"Thread with ID {thread_id} already exists")


async def store_messages(
    door: Door, asked: Asked, messages: list[HumanMessage], *, enqueue: bool
) -> bool:
    """Store each message once; the last brings the run. False where no run came of it."""
    if not messages:
        return False
    template = await arrival(door, asked)
    run_id = None
    for message in messages:
        last = message is messages[-1]
        stored = await door.crm.ingest(
            Arrival(
                **template,
                event_id=str(message.id),
                message_id=str(message.id),
                text=str(message.content),
                at=door.clock(),
                enqueue=enqueue and last,
                own_run=last,
                run_id=asked.run_id if last else None,
                request=request_of(asked.body, messages) if last else None,
            )
        )
        run_id = stored["run_id"]
    return run_id is not None


async def arrival(door: Door, asked: Asked) -> dict[str, Any]:
    """Who writes: the thread's own lead. `Any`: keyword arguments of several types."""
    conversation = await door.crm.conversation(asked.workspace, asked.thread_id)
    who: dict[str, Any] = {
        "workspace": asked.workspace,
        "channel": CHANNEL,
        "integration_id": None,
        "aliases": (Alias(kind="thread", value=asked.thread_id, attested=True),),
        "conversation_id": asked.thread_id,
        "door": "api",
    }
    if conversation is None or conversation["channel"] == CHANNEL:
        return who
    if not conversation["simulated"]:
        raise HTTPException(501, "Writing into a channel's conversation is not served.")
    return who | {
        "channel": conversation["channel"],
        "integration_id": conversation["integration_id"],
        "external_lead": {"id": conversation["lead_id"]},
        "simulated": True,
    }


def row_id(thread_id: str, message_id: str) -> str:
    """A message's id in row and state alike: a UUID is kept, other text gets one in its thread."""
    try:
        return str(UUID(message_id))
    except ValueError:
        return str(uuid5(UUID(thread_id), message_id))


def request_of(body: RunCreate, messages: list[HumanMessage]) -> JSON:
    """What the run's row keeps: `input` is for the graph, the rest the client's own wishes."""
    given = body.input
    if messages:
        given = {"messages": [m.model_dump(include={"type", "content", "id"}) for m in messages]}
    return {
        "input": given,
        "config": own_wishes(body.config),
        "context": body.context,
        "metadata": body.metadata,
        "stream_mode": body.stream_mode,
        "subgraphs": body.stream_subgraphs,
        "multitask_strategy": body.multitask_strategy,
    }


def own_wishes(config: JSON) -> JSON:
    """The client's config without what would move the run elsewhere or reach into LangGraph."""
    asked = config.get("configurable")
    if not isinstance(asked, dict):
        return {key: value for key, value in config.items() if key != "configurable"}
    reserved = ("thread_id", "run_id", "checkpoint_id", "checkpoint_ns", "checkpoint_map")
    kept = {
        key: value
        for key, value in asked.items()
        if key not in reserved and not key.startswith("__")
    }
    return {**config, "configurable": kept}
