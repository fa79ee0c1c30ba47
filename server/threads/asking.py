"""From a run's body to a stored message and a pending run: nothing runs before it is stored."""

from typing import Any
from uuid import UUID, uuid5

from fastapi import HTTPException
from langchain_core.messages import HumanMessage, convert_to_messages

from server.threads.assistants import the_assistant
from server.threads.bodies import RunCreate
from server.threads.door import (
    Door,
    at_checkpoint,
    config_of,
    conflicts,
    create_thread,
    refuse_other_identity,
)
from server.threads.wire import ASSISTANT, GRAPH
from tools.errors import Rejected
from tools.ports.arrivals import Run
from tools.ports.words import JSON


async def ask(
    door: Door,
    workspace: str,
    thread_id: str,
    body: RunCreate,
    *,
    enqueue: bool,
    temporary: bool = False,
) -> Run:
    """Check, store and make the run's row. `enqueue`: a worker runs it, not this request."""
    check(body)
    messages = await read_messages(door, workspace, thread_id, body.input)
    await ready_thread(door, workspace, thread_id, body)
    request = request_of(body, messages, temporary=temporary)
    request |= await where_it_starts(door, thread_id, body)
    with conflicts():
        return await door.crm.ask_run(
            workspace,
            thread_id,
            run_id=door.new_id(),
            messages=[{"id": message.id, "text": message.text} for message in messages],
            request=request,
            strategy=body.multitask_strategy,
            enqueue=enqueue,
        )


def check(body: RunCreate) -> None:
    the_assistant(body.assistant_id)
    if sentence := body.unserved():
        raise HTTPException(501, sentence)


async def read_messages(
    door: Door, workspace: str, thread_id: str, given: JSON | None
) -> list[HumanMessage]:
    """The lead's messages of a chat input, each with its row's id; none for other inputs."""
    fields = set(given or {})
    if fields == {"platform", "payload"}:
        return []
    if unknown := fields - {"messages"}:
        raise HTTPException(
            422,
            f"input.{min(unknown)}: an input is either messages, or platform and payload.",
        )
    messages = as_messages((given or {}).get("messages", []))
    if not all(isinstance(message, HumanMessage) for message in messages):
        messages = await unheard(door, workspace, thread_id, messages)
    return [read_message(door, thread_id, message) for message in messages]


def as_messages(given: Any) -> list[Any]:  # Any: a stranger's document
    try:
        return list(convert_to_messages(given if isinstance(given, list) else [given]))
    except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError) as error:
        raise HTTPException(422, "input.messages: not a list of chat messages.") from error


async def unheard(
    door: Door, workspace: str, thread_id: str, messages: list[Any]
) -> list[Any]:  # Any: any kind
    """A parent graph hands on its whole talk: what the thread has of it already is passed over."""
    if await door.crm.find_thread(workspace, thread_id) is None:
        return messages
    state = await at_checkpoint(door, config_of(thread_id))
    known = {message.id for message in state.values.get("messages", [])}
    return [message for message in messages if message.id not in known] or messages


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
    if not ours.items() <= thread["metadata"].items():
        await door.crm.update_thread(workspace, thread_id, ours)


async def make_thread(door: Door, workspace: str, thread_id: str, metadata: JSON) -> None:
    try:
        await create_thread(door, workspace, thread_id, metadata)
    except Rejected as error:
        raise taken(thread_id) from error


def taken(thread_id: str) -> HTTPException:
    return HTTPException(409, f"Thread with ID {thread_id} already exists")


async def where_it_starts(door: Door, thread_id: str, body: RunCreate) -> JSON:
    """The checkpoint a run is asked to start from, or the pause it is asked to end.

    Of several who end one pause the first does; the others come too late.
    """
    config, place = config_of(thread_id), body.place
    if place:
        config["configurable"] |= place.model_dump(exclude_none=True)
    elif body.input is not None:
        return {}
    now = await at_checkpoint(door, config)
    if body.command:
        refuse_other_identity(now, body.command.written)
    if place:
        return {"checkpoint": place.model_dump(exclude_none=True)}
    if now.next and (body.command is None or body.command.resume is not None):
        return {"asked_at": now.config["configurable"]["checkpoint_id"]}
    return {}


def row_id(thread_id: str, message_id: str) -> str:
    """A message's id in row and state alike: a UUID is kept, other text gets one in its thread."""
    try:
        return str(UUID(message_id))
    except ValueError:
        return str(uuid5(UUID(thread_id), message_id))


def request_of(body: RunCreate, messages: list[HumanMessage], *, temporary: bool) -> JSON:
    """What the run's row keeps: `input` is for the graph, the rest the client's own wishes."""
    given = {"messages": []} if body.input == {} else body.input
    if messages:
        given = {"messages": [m.model_dump(include={"type", "content", "id"}) for m in messages]}
    request: JSON = {
        "input": given,
        "config": own_wishes(body.config),
        "context": body.context,
        "metadata": body.metadata,
        "stream_mode": body.stream_mode,
        "subgraphs": body.stream_subgraphs,
        "resumable": body.stream_resumable,
        "multitask_strategy": body.multitask_strategy,
        "interrupt_before": body.interrupt_before,
        "interrupt_after": body.interrupt_after,
    }
    if body.command:
        request["command"] = body.command.model_dump()
    if temporary:
        request["on_completion"] = body.on_completion
    return request


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
