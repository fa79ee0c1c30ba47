"""What a run was given, read into arrivals to store. Pure, so that a retry stores nothing twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from graph.state import State
from nodes.talk import as_uuid, derived_id
from tools.errors import Rejected
from tools.payloads import read_payload
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias, Channel, Inbound
from tools.ports.words import Door
from tools.zones import zone_of_phone


@dataclass(frozen=True, kw_only=True)
class Doorstep:
    """Where a run's input came in: what every arrival of the run has in common."""

    workspace: str
    door: Door
    thread: str
    channel: str
    integration: str | None


def arrivals_of(state: State, doorstep: Doorstep, channels: Mapping[str, Channel]) -> list[Arrival]:
    spoken = [_spoken(message, doorstep) for message in unstored(state.get("messages", []))]
    payload, platform = state.get("payload"), state.get("platform")
    if payload is None:
        return spoken
    if not platform:
        raise Rejected("A payload needs its platform", field="platform")
    count = len(state.get("messages", []))
    heard = read_payload(platform, payload, channels, event_id=f"{doorstep.thread}:{count}")
    return spoken + [_delivered(inbound, platform, doorstep) for inbound in heard]


def unstored(messages: Sequence[AnyMessage]) -> list[HumanMessage]:
    """What the lead wrote after our last reply and `router` has not put there itself."""
    new: list[HumanMessage] = []
    for message in reversed(messages):
        if isinstance(message, AIMessage):
            break
        if isinstance(message, HumanMessage) and "seq" not in message.additional_kwargs:
            new.insert(0, message)
    return new


def _spoken(message: HumanMessage, doorstep: Doorstep) -> Arrival:
    return Arrival(
        workspace=doorstep.workspace,
        channel=doorstep.channel,
        integration_id=doorstep.integration,
        event_id=message.id or "",
        aliases=(Alias(kind="thread", value=doorstep.thread, attested=True),),
        text=text_of(message.content),
        conversation_id=doorstep.thread,
        message_id=as_uuid(message.id or "", of=doorstep.thread),
        door=doorstep.door,
        enqueue=False,
    )


def text_of(content: str | Sequence[str | Mapping[str, Any]]) -> str:
    """Text of a chat message; other kinds of blocks (images) are not read."""
    if isinstance(content, str):
        return content
    blocks = (block if isinstance(block, str) else block.get("text") for block in content)
    return "\n".join(block for block in blocks if isinstance(block, str) and block)


def _delivered(inbound: Inbound, platform: str, doorstep: Doorstep) -> Arrival:
    phone = next((alias.value for alias in inbound.aliases if alias.kind == "phone"), None)
    return Arrival(
        workspace=doorstep.workspace,
        channel=platform,
        integration_id=doorstep.integration,
        event_id=inbound.event_id,
        aliases=inbound.aliases,
        text=inbound.text,
        choice_id=inbound.choice_id,
        note=inbound.reason or None,
        source=inbound.referral,
        at=inbound.at,
        profile_name=inbound.profile_name,
        phone_zone=zone_of_phone(phone) if phone else None,
        conversation_id=doorstep.thread,
        message_id=derived_id(doorstep.thread, inbound.event_id),
        door=doorstep.door,
        simulated=True,
        enqueue=False,
    )
