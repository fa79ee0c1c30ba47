"""Takes in what came: stores it, reads everything still unanswered, and opens the turn."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Agenda, State, Turn, Update
from nodes.arrivals import Doorstep, arrivals_of, unstored
from nodes.ask_model import nothing_asked
from nodes.talk import agenda_of, as_uuid, derived_id, forget
from tools.errors import Rejected
from tools.ports.channels import Channel
from tools.ports.crm import Inbox, Leads, Workspaces
from tools.ports.records import Conversation, StoredMessage, Workspace
from tools.ports.words import Clock, NewId


class Reception(Inbox, Leads, Workspaces, Protocol):
    """What receiving needs of the CRM."""


async def router(
    state: State,
    runtime: Runtime[Context],
    config: RunnableConfig,
    *,
    crm: Reception,
    channels: Mapping[str, Channel],
    clock: Clock,
    new_id: NewId,
    home: str,
) -> Update:
    context = runtime.context or Context()
    workspace = context.workspace or home
    thread = as_uuid(config.get("configurable", {}).get("thread_id") or new_id())
    conversation, heard = await _receive(state, context, workspace, thread, crm, channels)
    if context.notice:
        heard = []  # what the lead wrote meanwhile has a run of its own
    # Not a TaskGroup: it wraps `Unavailable` in a group, and the node would not be tried again.
    lead, house = await asyncio.gather(
        crm.find_lead(workspace, conversation["lead_id"]), crm.workspace(workspace)
    )
    if lead is None or house is None:
        raise Rejected("The conversation's lead or workspace is gone", reason="not_found")
    turn = _turn(state, context, house, conversation, heard, now=clock().isoformat())
    return Update(
        messages=_shown(state, heard),
        platform=None,
        payload=None,
        turn=turn,
        agenda=turn["before"],
        conversation=conversation,
        lead=lead,
        steps=[forget(REMOVE_ALL_MESSAGES)],
        model=nothing_asked(),
        intent=None,
        draft=[],
        effects=[],
        result={},
    )


async def _receive(
    state: State,
    context: Context,
    workspace: str,
    thread: str,
    crm: Reception,
    channels: Mapping[str, Channel],
) -> tuple[Conversation, list[StoredMessage]]:
    known = await crm.conversation(workspace, thread)
    doorstep = Doorstep(
        workspace=workspace,
        door=context.door,
        thread=thread,
        channel=known["channel"] if known else context.door,
        integration=known["integration_id"] if known else None,
    )
    for arrival in arrivals_of(state, doorstep, channels):
        stored = await crm.ingest(arrival)
        thread = stored["conversation_id"]
    conversation = known or await crm.conversation(workspace, thread)
    if conversation is None:
        raise Rejected("There is nothing to answer: no message came", field="messages")
    waiting = await crm.unanswered(workspace, conversation["id"])
    last = context.covers
    return conversation, [m for m in waiting if last is None or m["seq"] <= last]


def _turn(
    state: State,
    context: Context,
    house: Workspace,
    conversation: Conversation,
    heard: Sequence[StoredMessage],
    *,
    now: str,
) -> Turn:
    last = heard[-1] if heard else None
    turn_id = context.run or derived_id("turn", conversation["id"], last["id"] if last else now)
    return Turn(
        id=turn_id,
        run=context.run,
        workspace=house["id"],
        conversation=conversation["id"],
        door=context.door,
        covers=last["seq"] if last else 0,
        now=now,
        text="\n".join(message["text"] for message in heard if message["text"]),
        choice_id=next((m["choice_id"] for m in reversed(heard) if m["choice_id"]), None),
        notice=context.notice,
        committed=False,
        zone=house["zone"],
        language=house["language"],
        before=_agenda_before(state, turn_id, heard),
    )


def _agenda_before(state: State, turn_id: str, heard: Sequence[StoredMessage]) -> Agenda:
    """A turn that is begun again, by itself or by a later one, starts where it first started."""
    earlier = state.get("turn")
    if not earlier or earlier["committed"]:
        return agenda_of(state)
    again = earlier["id"] == turn_id or _was_cut_short(state, heard)
    return earlier["before"] if again else agenda_of(state)


def _was_cut_short(state: State, heard: Sequence[StoredMessage]) -> bool:
    """The last turn did nothing and said nothing: what it had read still waits for an answer."""
    earlier = state.get("turn")
    return bool(
        earlier
        and not earlier["committed"]
        and not state.get("effects")
        and heard
        and heard[0]["seq"] <= earlier["covers"]
    )


def _shown(state: State, heard: Sequence[StoredMessage]) -> list[AnyMessage]:
    """The stored rows as messages; a client's own id gives way to the row's."""
    renamed = [
        forget(message.id)
        for message in unstored(state.get("messages", []))
        if message.id and as_uuid(message.id) != message.id
    ]
    rows: list[AnyMessage] = [
        HumanMessage(row["text"], id=row["id"], additional_kwargs={"seq": row["seq"]})
        for row in heard
    ]
    unsent = derived_id(state["turn"]["id"], "reply") if _was_cut_short(state, heard) else None
    dropped = [forget(unsent) for m in state.get("messages", []) if unsent and m.id == unsent]
    return renamed + dropped + rows
