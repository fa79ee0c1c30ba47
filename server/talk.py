"""Talking to the graph in this very process: for the terminal, the facade and dialogue files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage

from graph.state import State
from server.parts import Parts
from server.turns import take_turn
from tools.errors import Rejected
from tools.ports.arrivals import Arrival
from tools.ports.calendar import Slot
from tools.ports.channels import Alias
from tools.ports.words import JSON, Door


@dataclass(frozen=True, kw_only=True)
class ToolCall:
    name: str
    arguments: JSON
    result: JSON


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One answer, and how it came about."""

    text: str
    choices: Sequence[dict[str, str]]
    state: State

    @property
    def intent(self) -> str:
        intent = self.state.get("intent")
        return intent["name"] if intent else "other"

    @property
    def calls(self) -> list[ToolCall]:
        return tool_calls(self.state)

    @property
    def offers(self) -> list[Slot]:
        agenda = self.state.get("agenda")
        return agenda["offers"] if agenda else []


class Talk:
    """One lead's conversation. `channel` only names it: nothing is ever sent from here."""

    def __init__(
        self,
        parts: Parts,
        *,
        workspace: str,
        door: Door,
        channel: str,
        aliases: tuple[Alias, ...] = (),
        conversation_id: str | None = None,
        phone_zone: str | None = None,
    ) -> None:
        self.conversation_id = conversation_id or parts.new_id()
        self._parts = parts
        self._workspace = workspace
        self._door: Door = door
        self._channel = channel
        self._phone_zone = phone_zone
        self._aliases = aliases or (
            Alias(kind="thread", value=self.conversation_id, attested=False),
        )

    async def say(self, text: str, *, choice_id: str | None = None) -> Exchange:
        """The lead writes; returns when the turn is done."""
        return await exchange(
            self._parts,
            Arrival(
                workspace=self._workspace,
                channel=self._channel,
                integration_id=None,
                event_id=self._parts.new_id(),
                aliases=self._aliases,
                text=text,
                choice_id=choice_id,
                phone_zone=self._phone_zone,
                conversation_id=self.conversation_id,
                door=self._door,
                simulated=True,
                enqueue=False,
                own_run=True,
            ),
        )


class Repeated(Rejected):
    """The same event of a platform again: it was answered when it first came."""


async def exchange(parts: Parts, arrival: Arrival) -> Exchange:
    """Store what came (with a run of its own), and take the turn here and now.

    Raises `Repeated` where this very event is stored already.
    """
    stored = await parts.crm.ingest(arrival)
    if stored["run_id"] is None:
        raise Repeated("This event was here before", reason="conflict")
    return answer(
        await take_turn(
            parts, arrival.workspace, stored["run_id"], thread=stored["conversation_id"]
        )
    )


def answer(state: State) -> Exchange:
    """What the turn said: nothing, where the bot stays silent."""
    last = state["messages"][-1] if state.get("messages") else None
    if not isinstance(last, AIMessage):
        return Exchange(text="", choices=(), state=state)
    choices = last.additional_kwargs.get("choices") or ()
    return Exchange(text=str(last.text), choices=choices, state=state)


def tool_calls(state: State) -> list[ToolCall]:
    """This turn's tool calls in order, each with its result."""
    steps: Sequence[Any] = state.get("steps") or ()
    results = {step.tool_call_id: step for step in steps if isinstance(step, ToolMessage)}
    return [
        ToolCall(
            name=call["name"], arguments=call["args"], result=_result(results.get(call["id"] or ""))
        )
        for step in steps
        if isinstance(step, AIMessage)
        for call in step.tool_calls
    ]


def _result(message: ToolMessage | None) -> JSON:
    if message is None:
        return {}
    read = json.loads(str(message.content))
    return read if isinstance(read, dict) else {"value": read}
