"""Scheduler models that lie, loop, obey strangers or break: the turn ends as it should anyway."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, InvalidToolCall, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from tests.chat import Chat
from tests.fakes import CALL, FakeCalendar, Line, heard, nth
from tools.errors import Unavailable
from tools.policy import BOOK, CANCEL, FIND, HAND_LINK, LOOK_UP, MAKE_LINK
from tools.ports.calendar import Question

LINES: dict[str, Line] = {
    "una reunión": heard("schedule_meeting"),
    "la segunda": nth(1),
    "soy Ana, ana@example.com": heard(
        "provide_details", details={"name": "Ana", "email": "ana@example.com"}
    ),
    "cancela mi reunión": heard("cancel_meeting"),
    "sí": heard(answer="yes"),
}


class Demon(BaseChatModel):
    """Answers what its whim says, however the turn stands."""

    whim: Callable[[int], AIMessage]
    calls: int = 0

    @property
    def _llm_type(self) -> str:
        return "demon"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.calls += 1
        return ChatResult(generations=[ChatGeneration(message=self.whim(self.calls))])


def calling(*names: str, **args: Any) -> AIMessage:
    calls = [ToolCall(name=name, args=args, id=f"c{n}") for n, name in enumerate(names)]
    return AIMessage(content="", tool_calls=calls)


async def ask_for_a_meeting(whim: Callable[[int], AIMessage]) -> tuple[Chat, str]:
    chat = Chat(LINES, model=Demon(whim=whim))
    return chat, await chat.say("una reunión")


async def test_a_liar_claims_nothing_and_the_policy_does_the_work() -> None:
    chat, reply = await ask_for_a_meeting(lambda n: AIMessage("¡Reservada el martes a las 10!"))

    assert "Reservada" not in reply
    assert "Estas horas están libres" in reply
    assert chat.state["result"]["degraded_reason"] == "The model stopped before it was done"
    assert chat.calendar.booked == []


@pytest.mark.parametrize("text", ["\0", "\ud800", float("inf"), "x" * 20_000, {1, 2}])
async def test_arguments_that_no_row_can_hold_end_the_model_s_turn_and_not_ours(text: Any) -> None:
    chat, reply = await ask_for_a_meeting(lambda n: calling(BOOK, slot_id=text))

    assert "Estas horas están libres" in reply
    assert chat.state["result"]["degraded_reason"] == "The model's arguments cannot be kept"


async def test_a_model_that_repeats_itself_is_cut_short() -> None:
    chat, reply = await ask_for_a_meeting(lambda n: calling(LOOK_UP))

    assert "Estas horas están libres" in reply
    assert chat.tools == [LOOK_UP, FIND]
    assert chat.state["result"]["degraded_reason"] == "The model repeated itself"


async def test_a_model_that_never_ends_is_cut_short() -> None:
    chat, reply = await ask_for_a_meeting(lambda n: calling(LOOK_UP, whim=n))

    assert "Estas horas están libres" in reply
    assert len(chat.tools) <= 9
    assert chat.state["result"]["degraded_reason"] == "The model called too many tools"


async def test_a_model_with_fifty_calls_at_once_makes_none() -> None:
    chat, reply = await ask_for_a_meeting(lambda n: calling(*[MAKE_LINK] * 50))

    assert "Estas horas están libres" in reply
    assert chat.calendar.links == []


async def test_an_unknown_tool_brings_the_policy_in() -> None:
    chat, _ = await ask_for_a_meeting(lambda n: calling("drop_tables"))

    assert chat.tools == [FIND]
    assert "does not exist" in str(chat.state["result"]["degraded_reason"])


async def test_unreadable_arguments_bring_the_policy_in() -> None:
    broken = InvalidToolCall(name=BOOK, args="{", id="c", error=None, type="invalid_tool_call")

    chat, _ = await ask_for_a_meeting(lambda n: AIMessage("", invalid_tool_calls=[broken]))

    assert chat.tools == [FIND]


async def test_arguments_of_another_type_are_refused_and_the_turn_goes_on() -> None:
    chat, reply = await ask_for_a_meeting(
        lambda n: calling(FIND, windows="tomorrow") if n == 1 else AIMessage("")
    )

    assert chat.tools == [FIND, FIND]
    assert "Estas horas están libres" in reply


async def test_a_failing_model_is_replaced_within_the_turn() -> None:
    def fail(n: int) -> AIMessage:
        raise Unavailable("The model answered 503")

    chat, reply = await ask_for_a_meeting(fail)

    assert "Estas horas están libres" in reply
    assert chat.state["result"]["degraded_reason"] == "The model answered 503"
    assert chat.state["result"]["success"]


async def test_a_slot_nobody_picked_is_not_booked() -> None:
    demon = Demon(whim=lambda n: AIMessage(""))
    chat = Chat(LINES, model=demon)
    await chat.say("soy Ana, ana@example.com")
    await chat.say("una reunión")
    slot_id = chat.state["agenda"]["offers"][0]["id"]
    demon.whim = lambda n: calling(BOOK, slot_id=slot_id)

    reply = await chat.say("una reunión")

    assert chat.calendar.booked == []
    assert "reservada" not in reply


async def test_nothing_is_canceled_without_the_leads_yes() -> None:
    demon = Demon(whim=lambda n: AIMessage(""))
    chat = Chat(LINES, model=demon)
    for line in ("soy Ana, ana@example.com", "una reunión", "la segunda"):
        await chat.say(line)
    demon.whim = lambda n: calling(CANCEL, reason="not_said")

    reply = await chat.say("cancela mi reunión")

    assert chat.calendar.canceled == []
    assert "¿Quieres que la cancele?" in reply


async def test_a_url_of_the_models_own_is_never_handed_over() -> None:
    _, reply = await ask_for_a_meeting(
        lambda n: calling(HAND_LINK, meeting_url="https://evil.example/pay")
    )

    assert "evil" not in reply
    assert "Estas horas están libres" in reply


async def test_nothing_is_booked_while_a_question_of_the_event_type_is_open() -> None:
    demon = Demon(whim=lambda n: AIMessage(""))
    question = Question(name="Team size", required=True, position=0)
    calendar = FakeCalendar(types=[replace(CALL, questions=(question,))])
    chat = Chat(LINES, model=demon, calendar=calendar)
    await chat.say("soy Ana, ana@example.com")
    await chat.say("una reunión")
    slot_id = chat.state["agenda"]["offers"][1]["id"]
    demon.whim = lambda n: calling(BOOK, slot_id=slot_id)

    reply = await chat.say("la segunda")

    assert calendar.booked == []
    assert "Team size" in reply
