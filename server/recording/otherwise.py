"""Another version of us, as a file tells it: a model, its instructions, a policy, a threshold."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import yaml
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, SystemMessage
from langchain_core.tools import BaseTool
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.recording.guesses import Withheld
from server.recording.outside import Outside
from server.recording.tape import Setup
from tools.errors import Rejected
from tools.ports.model import (
    Answer,
    Budget,
    Limits,
    Model,
    ModelCall,
    Payer,
    Purpose,
    Spending,
)
from tools.ports.understanding import ACT, Hearing, Intent, Understander, Understanding


class Otherwise(BaseModel):
    """What is not as it was recorded. The rest is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = None
    """The name of another; "none": no model at all."""
    endpoint: str | None = None
    instructions: Mapping[Purpose, str] = Field(default_factory=dict)
    """In place of ours, for each purpose that the model is asked for."""
    policy: str | None = None
    """`module:Class` of a chat model that chooses the scheduler's tools."""
    model_below: float | None = Field(default=None, ge=0, le=1)
    act_from: float | None = Field(default=None, gt=0, lt=1)
    """From which confidence an intent is acted on."""
    understanding: Literal["recorded", "today"] = "recorded"

    @property
    def asks_a_model(self) -> bool:
        return bool(self.instructions) or self.model not in (None, "none")


def read_otherwise_file(path: Path) -> Otherwise:
    """Raises `Rejected` naming the field at fault."""
    try:
        return Otherwise.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except OSError as error:
        raise Rejected(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Rejected(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        raise Rejected(f"{path}: {field or 'file'}: {fault['msg']}", field=field) from error


def setup_of(change: Otherwise, setup: Setup) -> Setup:
    asks = change.asks_a_model or (setup["model"] and change.model != "none")
    below = setup["model_below"] if change.model_below is None else change.model_below
    schedules = bool(change.policy) or (setup["schedules"] and asks)
    return {**setup, "model": asks, "model_below": below, "schedules": schedules}


def outside_of(
    change: Otherwise, outside: Outside, setup: Setup, *, live: Model | None, reader: Understander
) -> Outside:
    """`live` is asked where the change names a model or words its instructions; money is spent."""
    asks = setup_of(change, setup)
    model = outside.model if asks["model"] else None
    if change.asks_a_model:
        if live is None:
            raise Rejected("Another model, or other instructions, need a model: set OPENAI_API_KEY")
        model = _Instructed(live, change.instructions)
    scheduler = model if asks["schedules"] else None
    if change.policy:
        scheduler = _Policy(_chat_model(change.policy))
    understand = _Reader(
        reader if change.understanding == "today" else outside.understand,
        otherwise=reader,
        act_from=change.act_from or ACT,
    )
    return replace(outside, model=model, scheduler_model=scheduler, understand=understand)


def _chat_model(named: str) -> BaseChatModel:
    module, _, name = named.partition(":")
    try:
        made = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise Rejected(f"policy: {named} cannot be made ({error})", field="policy") from error
    if not isinstance(made, BaseChatModel):
        raise Rejected(f"policy: {named} is no chat model", field="policy")
    return made


class NobodysPurse:
    """Grants everything and writes nothing down: what a replay asks is in no lead's books."""

    async def reserve_call(
        self,
        payer: Payer,
        call_id: str,
        *,
        purpose: Purpose,
        model: str,
        tokens: int,
        limits: Limits,
        cost: int | None = None,
    ) -> Budget | None:
        return None

    async def settle_call(
        self,
        workspace: str,
        call_id: str,
        *,
        input_tokens: int,
        cached_tokens: int,
        output_tokens: int,
        cost: int | None,
        estimated: bool,
    ) -> bool:
        return True

    async def spending(
        self, workspace: str, *, lead_id: str | None = None, days: float
    ) -> Spending:
        raise Rejected("What a replay has spent is not kept")


class _Instructed:
    """A model that is given other instructions than ours."""

    def __init__(self, model: Model, instructions: Mapping[Purpose, str]) -> None:
        self._model, self._instructions = model, instructions

    async def ask(
        self,
        messages: Sequence[BaseMessage],
        *,
        payer: Payer,
        purpose: Purpose,
        left: timedelta,
        tools: Sequence[BaseTool | Mapping[str, Any]] = (),
        must: str | None = None,
    ) -> Answer:
        said = self._instructions.get(purpose)
        told = [
            SystemMessage(said) if said and isinstance(each, SystemMessage) else each
            for each in messages
        ]
        return await self._model.ask(
            told, payer=payer, purpose=purpose, left=left, tools=tools, must=must
        )


class _Policy:
    """A chat model of this machine's, which costs nothing."""

    def __init__(self, chat: BaseChatModel) -> None:
        self._chat = chat

    async def ask(
        self,
        messages: Sequence[BaseMessage],
        *,
        payer: Payer,
        purpose: Purpose,
        left: timedelta,
        tools: Sequence[BaseTool | Mapping[str, Any]] = (),
        must: str | None = None,
    ) -> Answer:
        call = ModelCall(
            purpose=purpose,
            model=type(self._chat).__name__,
            input=0,
            cached=0,
            output=0,
            estimated=False,
            cost=0,
            failed=None,
        )
        given: list[Any] = list(tools)  # what `bind_tools` takes is wider than it says
        bound = self._chat.bind_tools(given) if given else self._chat
        return Answer(message=await bound.ainvoke(list(messages)), call=call)


class _Reader:
    """Moves confidences so that what reached `act_from` reaches the threshold that routes know."""

    def __init__(
        self, understander: Understander, *, otherwise: Understander, act_from: float
    ) -> None:
        """`otherwise` reads what was never read."""
        self._understander, self._otherwise, self._act_from = understander, otherwise, act_from

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        try:
            heard = self._understander.understand(text, hearing)
        except Withheld:
            heard = self._otherwise.understand(text, hearing)
        return {**heard, "intents": [self._moved(intent) for intent in heard["intents"]]}

    def _moved(self, intent: Intent) -> Intent:
        sure, begins = intent["confidence"], self._act_from
        if begins == ACT:
            return intent
        moved = (
            sure * ACT / begins
            if sure < begins
            else ACT + (sure - begins) * (1 - ACT) / (1 - begins)
        )
        return Intent(name=intent["name"], confidence=moved)
