"""Conversations that no dialogue file has: models, faults, bursts, silence, other doors."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, ToolCall, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from tests.fakes import FakeCalendar, FakeClock, FakeIds
from tests.purse import FakePurse, paid
from tests.replay.conversations import OPEN, Talk
from tools.errors import CalendarUnavailable, PipeWiseError, Rejected, Unavailable
from tools.policy import SchedulingPolicy
from tools.ports.arrivals import Passage
from tools.ports.model import Model
from tools.ports.understanding import Understander
from tools.understanding.reader import LocalUnderstanding

PRICES = Passage(id="p1", title="Planes", text="El plan Equipo cuesta 20 € por usuario y mes.")
DETAILS = "Soy Alice Moreno, alice@example.com"
BOOKS = ("Hola, quiero agendar una demo", "la segunda", DETAILS)


class Stub(BaseChatModel):
    """Reads, words and schedules like a decent model, and always the same."""

    tool: str | None = None

    @property
    def _llm_type(self) -> str:
        return "stub"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return type(self)(tool=tool_choice)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self._answer(messages)
        message.usage_metadata = UsageMetadata(input_tokens=90, output_tokens=10, total_tokens=100)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _answer(self, messages: list[BaseMessage]) -> AIMessage:
        if self.tool == "note_reading":
            intents = [{"name": "pricing_question", "confidence": 0.9}]
            return _calls(self.tool, language="es", intents=intents)
        if self.tool == "answer_question":
            passage = json.loads(str(messages[-1].content))["passages"][0]
            return _calls(self.tool, found=True, passage=passage["id"], text=passage["text"])
        return SchedulingPolicy().invoke(messages)


class Mute(Stub):
    def _answer(self, messages: list[BaseMessage]) -> AIMessage:
        raise Unavailable("The model answered 503")


def _calls(name: str, **args: Any) -> AIMessage:
    return AIMessage("", tool_calls=[ToolCall(name=name, args=args, id="call-1")])


def with_model(chat: BaseChatModel) -> Callable[[FakeClock, FakeIds], Model]:
    return lambda clock, new_id: paid(chat, FakePurse(), clock=clock, new_id=new_id)


class Thinner:
    """Reads as we do, and is only so sure of it."""

    def __init__(self, *, sure: float = 0.5) -> None:
        self._local, self._sure = LocalUnderstanding(), sure

    def understand(self, text: str, hearing: Any) -> Any:  # the port's own types
        heard = self._local.understand(text, hearing)
        return {**heard, "intents": [{**heard["intents"][0], "confidence": self._sure}]}


Play = Callable[[str, Understander], Awaitable[Talk]]


async def _says(talk: Talk, *lines: str) -> Talk:
    for line in lines:
        await talk.say(line)
    return talk


async def a_model_schedules(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader, model=with_model(Stub()), schedules=True)
    return await _says(talk, *BOOKS, "quiero cancelar la reunión", "sí")


async def a_model_words(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader, model=with_model(Stub()))
    talk.crm.passages = [PRICES]
    return await _says(talk, "Hola", "¿Cuánto cuesta el plan Equipo?", "gracias")


async def a_model_reads(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=Thinner(), model=with_model(Stub()))
    talk.crm.passages = [PRICES]
    return await _says(talk, "eso del precio, cómo va la cosa", "y lo otro que os decía")


async def a_model_is_down(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=Thinner(), model=with_model(Mute()), schedules=True)
    return await _says(talk, *BOOKS)


async def a_burst(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader, phone="+34600000001")
    await talk.say("Hola", "quiero una reunión", "el jueves por la mañana")
    return await _says(talk, "la primera", DETAILS, "gracias, hasta luego")


async def a_calendar_is_silent(name: str, reader: Understander) -> Talk:
    down: list[PipeWiseError] = [CalendarUnavailable("Calendly answered 503")]
    talk = Talk(
        name, reader=reader, calendar=FakeCalendar(open=list(OPEN), faults={"open_times": down})
    )
    return await _says(talk, "quiero agendar una demo", "¿y ahora?")


async def a_slot_is_taken(name: str, reader: Understander) -> Talk:
    taken = Rejected("Calendly: the time is taken", reason="slot_taken")
    talk = Talk(
        name, reader=reader, calendar=FakeCalendar(open=list(OPEN), faults={"book": [taken]})
    )
    return await _says(talk, *BOOKS, "la primera")


async def a_booking_is_unsure(name: str, reader: Understander) -> Talk:
    lost = CalendarUnavailable("Calendly did not answer", unsure=True)
    talk = Talk(
        name, reader=reader, calendar=FakeCalendar(open=list(OPEN), faults={"book_answer": [lost]})
    )
    return await _says(talk, *BOOKS)


async def a_plan_does_not_book(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader, calendar=FakeCalendar(open=list(OPEN), bookable=False))
    return await _says(talk, "Hello, I would like to book a call", "Thanks!")


async def a_program_wants_a_link(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader, door="facade")
    return await _says(talk, "I'd like to schedule a demo")


async def a_client_of_the_api(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader)
    for number, line in enumerate(BOOKS):
        said = {"role": "user", "content": line, "id": f"{talk.thread[:-2]}{number:02d}"}
        await talk.asks({"messages": [said]})
    return talk


async def a_raw_payload(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader)
    said = {"from": "+34600000001", "message": {"text": BOOKS[0]}}
    await talk.asks({"platform": "whatsapp", "payload": said})
    return talk


async def silence_after_stop(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader)
    return await _says(talk, "Hi there", "STOP", "hello?", "START", "can we meet on Thursday?")


async def a_person_is_in_charge(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader)
    return await _says(talk, "quiero hablar con una persona", "¿hola?", "el lunes a las 10")


async def news_from_the_calendar(name: str, reader: Understander) -> Talk:
    talk = await _says(Talk(name, reader=reader), *BOOKS)
    [receipt] = [proof for _, proof in talk.crm.proofs.values() if proof["kind"] == "booked"]
    await talk.takes({}, notice=receipt["id"])
    return talk


async def slow_a_step_is_tried_again(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader)
    talk.crm.stumbles = 1
    return await _says(talk, *BOOKS)


async def slow_a_turn_fails_and_goes_on(name: str, reader: Understander) -> Talk:
    talk = Talk(name, reader=reader)
    talk.crm.stumbles = 3
    await talk.fails_and_goes_on(BOOKS[0])
    return await _says(talk, *BOOKS[1:])


OWN: Sequence[Play] = (
    a_model_schedules,
    a_model_words,
    a_model_reads,
    a_model_is_down,
    a_burst,
    a_calendar_is_silent,
    a_slot_is_taken,
    a_booking_is_unsure,
    a_plan_does_not_book,
    a_program_wants_a_link,
    a_client_of_the_api,
    a_raw_payload,
    silence_after_stop,
    a_person_is_in_charge,
    news_from_the_calendar,
    slow_a_step_is_tried_again,
    slow_a_turn_fails_and_goes_on,
)
