"""A chat model whose every call is paid from a budget first, bounded in time, and accounted for."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.constants import TAG_NOSTREAM

from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.model import Answer, Budget, Limits, ModelCall, Payer, Purpose, Purse
from tools.ports.words import Clock, NewId

log = logging.getLogger(__name__)

# Clients that stream messages must not hear a model that may say what is not so.
UNHEARD: RunnableConfig = {"tags": [TAG_NOSTREAM]}

BYTES_PER_TOKEN = 3  # fewer than any tokenizer needs of es, en, pt or JSON: we reserve too much
PATIENCE = timedelta(seconds=2)  # the longest pause before the one more try
REST = timedelta(seconds=30)  # after failures that say nothing of how long it will last
ENOUGH = 2  # of them in a row: one slow answer is no server that is down
LONGEST_REST = timedelta(minutes=5)
SPENT: Mapping[Budget, str] = {
    "turn": "The turn's budget for the model is spent",
    "lead": "The lead's budget for the model is spent",
    "day": "The day's budget for the model is spent",
}


@dataclass(frozen=True, kw_only=True)
class Price:
    """Dollars for a million tokens, which is micro-dollars for one."""

    input: float
    output: float
    cached: float

    @classmethod
    def of(cls, dollars: Sequence[float]) -> "Price | None":
        """In, out and, where it differs, in from the cache; none of them: not known."""
        if not dollars:
            return None
        cached = dollars[2] if len(dollars) > 2 else dollars[0]
        return cls(input=dollars[0], output=dollars[1], cached=cached)

    def most(self, sent: int, answered: int) -> int:
        """Micro-dollars that so many tokens can come to, before anybody knows what was cached."""
        return ceil(sent * max(self.input, self.cached) + answered * self.output)


@dataclass(frozen=True, kw_only=True)
class _Use:
    """Tokens of one call."""

    input: int = 0
    cached: int = 0
    output: int = 0
    estimated: bool = False


class PaidModel:
    """Implements `tools.ports.model.Model`."""

    def __init__(
        self,
        chat: BaseChatModel,
        *,
        name: str,
        purse: Purse,
        limits: Limits,
        price: Price | None,
        longest_answer: int,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        """`longest_answer` is in tokens, and what `chat` itself is told to keep to."""
        self._chat = chat
        self._name = name
        self._purse = purse
        self._limits = limits
        self._price = price
        self._longest_answer = longest_answer
        self._clock = clock
        self._new_id = new_id
        self._rests_until: datetime | None = None
        self._failures = 0

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
        call_id, sent = self._new_id(), estimate(messages, tools)
        try:
            await self._reserve(payer, call_id, purpose, sent)
        except PipeWiseError as error:
            return self._failed(purpose, str(error), _Use())
        try:
            reply = await self._ask(self._bound(tools, must), messages, left)
        except PipeWiseError as error:
            self._rest_after(error)
            unsure = isinstance(error, Unavailable) and error.unsure
            use = _Use(input=sent, estimated=True) if unsure else _Use()
            await self._settle(payer, call_id, use)
            return self._failed(purpose, str(error), use)
        self._failures = 0
        use = _use_of(reply, sent)
        await self._settle(payer, call_id, use)
        return Answer(message=reply, call=self._call(purpose, use, failed=None))

    async def _reserve(self, payer: Payer, call_id: str, purpose: Purpose, sent: int) -> None:
        if self._rests_until and self._clock() < self._rests_until:
            raise Unavailable("The model has just failed and is left alone for a while")
        over = await self._purse.reserve_call(
            payer,
            call_id,
            purpose=purpose,
            model=self._name,
            tokens=sent + self._longest_answer,
            limits=self._limits,
            cost=self._price.most(sent, self._longest_answer) if self._price else None,
        )
        if over:
            log.warning("model budget spent", extra={"turn": payer.turn, "budget": over})
            raise Rejected(SPENT[over])

    def _bound(
        self, tools: Sequence[BaseTool | Mapping[str, Any]], must: str | None
    ) -> Runnable[LanguageModelInput, AIMessage]:
        if not tools:
            return self._chat
        given: list[Any] = list(tools)  # what `bind_tools` takes is wider than it says
        return self._chat.bind_tools(given, **({"tool_choice": must} if must else {}))

    async def _ask(
        self,
        model: Runnable[LanguageModelInput, AIMessage],
        messages: Sequence[BaseMessage],
        left: timedelta,
    ) -> AIMessage:
        """One more try where the server has refused and done nothing. Time is for all of it."""
        try:
            async with asyncio.timeout(max(left.total_seconds(), 0)):
                try:
                    return await model.ainvoke(list(messages), UNHEARD)
                except Unavailable as error:
                    pause = error.retry_after or 0
                    if error.unsure or pause > PATIENCE.total_seconds():
                        raise
                    await asyncio.sleep(pause)
                    return await model.ainvoke(list(messages), UNHEARD)
        except TimeoutError as error:
            raise Unavailable("The model took too long", unsure=True) from error

    def _rest_after(self, error: PipeWiseError) -> None:
        """The next leads need not wait for a server that is down, or that does not know us."""
        self._failures += 1
        if isinstance(error, Unavailable) and error.retry_after:
            told = timedelta(seconds=error.retry_after)
            self._rests_until = self._clock() + min(told, LONGEST_REST)
        elif isinstance(error, Rejected) and error.reason == "token":
            self._rests_until = self._clock() + LONGEST_REST
        elif self._failures >= ENOUGH:
            self._rests_until = self._clock() + REST

    async def _settle(self, payer: Payer, call_id: str, use: _Use) -> None:
        try:
            await self._purse.settle_call(
                payer.workspace,
                call_id,
                input_tokens=use.input,
                cached_tokens=use.cached,
                output_tokens=use.output,
                cost=self._cost(use),
                estimated=use.estimated,
            )
        except PipeWiseError as error:
            # The reservation ends by itself; the turn needs its answer more than the books do.
            log.warning("model call not settled", extra={"turn": payer.turn, "error": str(error)})

    def _cost(self, use: _Use) -> int | None:
        if self._price is None:
            return None
        fresh = use.input - use.cached
        dollars = fresh * self._price.input + use.cached * self._price.cached
        return round(dollars + use.output * self._price.output)

    def _failed(self, purpose: Purpose, why: str, use: _Use) -> Answer:
        return Answer(message=None, call=self._call(purpose, use, failed=why))

    def _call(self, purpose: Purpose, use: _Use, *, failed: str | None) -> ModelCall:
        return ModelCall(
            purpose=purpose,
            model=self._name,
            input=use.input,
            cached=use.cached,
            output=use.output,
            estimated=use.estimated,
            cost=self._cost(use),
            failed=failed,
        )


def estimate(
    messages: Sequence[BaseMessage], tools: Sequence[BaseTool | Mapping[str, Any]] = ()
) -> int:
    """More tokens than a request can have."""
    calls = [call for each in messages if isinstance(each, AIMessage) for call in each.tool_calls]
    schemas = [convert_to_openai_tool(tool) for tool in tools]
    told = [str(each.content) for each in messages]
    text = json.dumps([told, calls, schemas], ensure_ascii=False, default=str)
    return len(text.encode(errors="replace")) // BYTES_PER_TOKEN + 1


def _use_of(reply: AIMessage, sent: int) -> _Use:
    """As the server counted, or our own estimate where it did not."""
    told = reply.usage_metadata
    if told is None or told["input_tokens"] + told["output_tokens"] <= 0:
        return _Use(input=sent, output=estimate([reply]), estimated=True)
    cached = (told.get("input_token_details") or {}).get("cache_read") or 0
    return _Use(
        input=max(told["input_tokens"], 0),
        cached=max(min(cached, told["input_tokens"]), 0),
        output=max(told["output_tokens"], 0),
    )
