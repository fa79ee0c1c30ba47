"""A model that is paid for: reserved before, settled after, tried again where that is safe."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, tuples
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult

from tests.fakes import FakeClock, FakeIds
from tests.purse import FakePurse, paid
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.paid_model import PaidModel, Price, estimate
from tools.ports.model import Answer, Payer

PAYER = Payer(workspace="w", lead="l", conversation="c", turn="t")
Whim = Callable[[], AIMessage]


class Whims(BaseChatModel):
    """Does the next of its whims, the last one again and again."""

    whims: list[Whim | PipeWiseError]
    asked: int = 0
    delay: float = 0

    @property
    def _llm_type(self) -> str:
        return "whims"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whim = self.whims[min(self.asked, len(self.whims) - 1)]
        self.asked += 1
        if isinstance(whim, PipeWiseError):
            raise whim
        return ChatResult(generations=[ChatGeneration(message=whim())])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        await asyncio.sleep(self.delay)
        return self._generate(messages, stop)


def reply(*, input: int = 100, output: int = 20, cached: int = 0) -> Whim:
    usage = UsageMetadata(
        input_tokens=input,
        output_tokens=output,
        total_tokens=input + output,
        input_token_details=InputTokenDetails(cache_read=cached),
    )
    return lambda: AIMessage("hello", usage_metadata=usage)


class Bench:
    def __init__(self, *whims: Whim | PipeWiseError, **more: Any) -> None:
        self.chat = Whims(whims=list(whims), delay=more.pop("delay", 0))
        self.purse, self.clock = FakePurse(), FakeClock()
        self.model: PaidModel = paid(
            self.chat, self.purse, clock=self.clock, new_id=FakeIds(), **more
        )

    async def ask(self, *texts: str, left: float = 5) -> Answer:
        messages: Sequence[BaseMessage] = [HumanMessage(text) for text in texts or ("hi",)]
        return await self.model.ask(
            messages, payer=PAYER, purpose="read", left=timedelta(seconds=left)
        )


async def test_a_call_is_reserved_with_its_longest_answer_and_settled_as_counted() -> None:
    bench = Bench(reply(input=100, output=20))

    await bench.ask("x" * 300)

    [reserved] = bench.purse.reserved.values()
    [settled] = bench.purse.settled.values()
    assert reserved >= 300 / 4 + 500
    assert (settled["input"], settled["output"], settled["estimated"]) == (100, 20, False)


async def test_the_cost_is_in_micro_dollars_and_what_was_cached_is_cheaper() -> None:
    bench = Bench(reply(input=1_000, cached=800, output=100), price=Price.of((0.15, 0.60, 0.075)))

    answer = await bench.ask()

    assert answer.call["cost"] == round(200 * 0.15 + 800 * 0.075 + 100 * 0.60)


async def test_without_a_price_the_tokens_are_counted_and_the_cost_is_not_known() -> None:
    answer = await Bench(reply(input=100)).ask()

    assert (answer.call["input"], answer.call["cost"]) == (100, None)


async def test_a_server_that_does_not_count_is_estimated_and_that_is_said() -> None:
    bench = Bench(lambda: AIMessage("hello"))

    answer = await bench.ask("x" * 300)

    assert answer.message is not None
    assert answer.call["estimated"]
    assert answer.call["input"] >= 100


async def test_a_spent_budget_asks_nobody() -> None:
    bench = Bench(reply())
    bench.purse.over = "day"

    answer = await bench.ask()

    assert answer.message is None
    assert answer.call["failed"] == "The day's budget for the model is spent"
    assert bench.chat.asked == 0


async def test_a_server_that_refuses_for_now_gets_one_more_try() -> None:
    bench = Bench(Unavailable("The model answered 503"), reply())

    answer = await bench.ask()

    assert answer.message is not None
    assert bench.chat.asked == 2
    assert len(bench.purse.reserved) == len(bench.purse.settled) == 1


async def test_what_may_have_been_done_is_not_asked_for_again_and_is_paid() -> None:
    bench = Bench(Unavailable("The model: APITimeoutError", unsure=True))

    answer = await bench.ask("x" * 300)

    assert bench.chat.asked == 1
    [settled] = bench.purse.settled.values()
    assert answer.call["failed"] == "The model: APITimeoutError"
    assert (settled["estimated"], settled["output"]) == (True, 0)
    assert settled["input"] == estimate([HumanMessage("x" * 300)])


async def test_what_was_refused_costs_nothing() -> None:
    bench = Bench(Rejected("The model answered 400"))

    answer = await bench.ask()

    assert bench.chat.asked == 1
    assert answer.call["failed"] == "The model answered 400"
    assert [each["input"] for each in bench.purse.settled.values()] == [0]


async def test_a_long_pause_is_not_waited_for_and_meanwhile_nobody_asks() -> None:
    bench = Bench(Unavailable("The model answered 429", retry_after=30), reply())
    await bench.ask()

    during = await bench.ask()
    bench.clock.now += timedelta(seconds=30)
    after = await bench.ask()

    assert during.call["failed"] == "The model has just failed and is left alone for a while"
    assert after.message is not None
    assert bench.chat.asked == 2


async def test_one_failure_is_forgiven_and_two_in_a_row_are_a_server_that_is_down() -> None:
    down = Unavailable("The model: APITimeoutError", unsure=True)
    bench = Bench(down, reply(), down, down, reply())

    said = [(await bench.ask()).call["failed"] for _ in range(5)]

    assert said[1] is None
    assert said[4] == "The model has just failed and is left alone for a while"


async def test_a_turn_that_has_no_time_left_is_not_kept_waiting() -> None:
    bench = Bench(reply(), delay=5)

    answer = await bench.ask(left=0.05)

    assert answer.call["failed"] == "The model took too long"
    assert answer.call["estimated"]


async def test_a_purse_that_does_not_answer_lets_the_turn_go_on_without_the_model() -> None:
    class Closed(FakePurse):
        async def reserve_call(self, payer: Payer, call_id: str, **more: Any) -> None:
            raise Unavailable("CRM: OperationalError")

    bench = Bench(reply())
    bench.model = paid(bench.chat, Closed(), clock=bench.clock, new_id=FakeIds())

    answer = await bench.ask()

    assert answer.call["failed"] == "CRM: OperationalError"
    assert bench.chat.asked == 0


async def test_books_that_cannot_be_written_do_not_cost_the_turn_its_answer() -> None:
    class Broken(FakePurse):
        async def settle_call(self, workspace: str, call_id: str, **more: Any) -> bool:
            raise Unavailable("CRM: OperationalError")

    bench = Bench(reply())
    bench.model = paid(bench.chat, Broken(), clock=bench.clock, new_id=FakeIds())

    assert (await bench.ask()).message is not None


@pytest.mark.parametrize("text", ["", "hello", "ñandú 🎉", "\ud800", "日本語のテキスト"])
def test_an_estimate_is_never_less_than_a_token_for_four_bytes(text: str) -> None:
    assert estimate([HumanMessage(text)]) >= len(text.encode(errors="replace")) / 4


async def test_the_most_that_a_call_can_cost_is_set_aside() -> None:
    bench = Bench(reply(input=1, output=1), price=Price(input=0.15, output=0.6, cached=0.075))

    await bench.ask("hello")

    [reserved], [tokens] = bench.purse.reserved_cost.values(), bench.purse.reserved.values()
    [settled] = bench.purse.settled.values()
    assert reserved == ceil((tokens - 500) * 0.15 + 500 * 0.6)
    assert settled["cost"] == 1


@given(
    sent=integers(0, 10**6),
    answered=integers(0, 10**5),
    cached=floats(0, 1),
    dollars=tuples(floats(0, 100), floats(0, 400), floats(0, 100)),
)
def test_no_call_costs_more_than_was_set_aside(
    sent: int, answered: int, cached: float, dollars: tuple[float, float, float]
) -> None:
    price = Price.of(dollars)
    assert price
    told = round(sent * cached)
    cost = (sent - told) * price.input + told * price.cached + answered * price.output

    assert round(cost) <= price.most(sent, answered)
