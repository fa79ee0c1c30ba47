"""A language model that is paid for: how it is asked, and what its calls cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool
from typing_extensions import TypedDict

Purpose = Literal["read", "word", "schedule"]
"""To read a message, to word an answer, to choose the scheduler's next tool."""

Budget = Literal["turn", "lead", "day"]
"""Tokens and dollars of one turn, of one lead in thirty days, of the whole workspace in a day."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Tokens, in and out together, and micro-dollars."""

    turn: int
    lead: int
    day: int
    turn_cost: int | None = None
    """None: no end but that of the tokens."""
    lead_cost: int | None = None
    day_cost: int | None = None


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Whose budgets a call is taken from."""

    workspace: str
    lead: str
    conversation: str
    turn: str


class ModelCall(TypedDict):
    """One call, as the trace keeps it."""

    purpose: Purpose
    model: str
    input: int
    cached: int
    """Of the input, what the server had seen before and charges less for."""
    output: int
    estimated: bool
    """The server did not say what it used."""
    cost: int | None
    """Micro-dollars; None where the model's price is not known."""
    failed: str | None
    """Why there is no answer to use."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    message: AIMessage | None
    """None: the call failed, was not paid for, or took too long."""
    call: ModelCall


class Model(Protocol):
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
        """Reserve, ask, settle. Never raises for what a model, its server or a budget may do.

        `must` names the one tool that has to be called. `left` is how long the turn can wait.
        """


class MeetingCost(TypedDict):
    """What was spent on a lead until a meeting was booked, since their meeting before it."""

    meeting: str
    lead: str
    booked_at: str
    calls: int
    tokens: int
    cost: int


class Spending(TypedDict):
    """What the model's calls came to."""

    calls: int
    input: int
    cached: int
    output: int
    cost: int
    """Micro-dollars, of the calls whose price is known."""
    unpriced: int
    """Tokens of calls whose model has no price in the settings."""
    estimated: int
    """Calls whose server did not say what they used."""
    lost: int
    """Calls that nobody settled: a process died while it waited."""
    meetings: list[MeetingCost]
    """Those booked, newest first, a hundred at most."""


class Purse(Protocol):
    """Part of the CRM."""

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
        """Set tokens aside for a call about to be made. The budget they are too many for, or None.

        `cost`: the most they can come to, in micro-dollars; None: the price is not known.

        What nobody settles counts for a few minutes only.
        """

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
        """What the call really came to. False: it was settled before, or never reserved."""

    async def spending(
        self, workspace: str, *, lead_id: str | None = None, days: float
    ) -> Spending: ...
