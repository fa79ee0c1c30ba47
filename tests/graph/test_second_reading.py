"""A message that rules are unsure of, read by a model over HTTP: what counts of its answer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from graph.context import Context
from tests.chat import THREAD, Chat
from tests.fakes import FakeUnderstander, Line, heard, nth
from tests.platforms.openai_like import (
    READ,
    Behaviour,
    OpenAILike,
    calls,
    calls_with,
    declines,
    hangs,
    openai_like,
    prefix,
    raw,
    reads,
    refuses,
    says,
    schedules,
    streams_unasked,
)
from tools.models import chat_model
from tools.policy import BOOK, FIND
from tools.ports.understanding import Hearing, Understander, Understanding
from tools.understanding.reader import LocalUnderstanding

PUZZLE = "a ver si charlamos, soy de Talleres Ruiz, ana@example.com, el jueves por la tarde"
TAUGHT: dict[str, Line] = {
    "soy Ana, ana@example.com": heard(
        "provide_details", details={"name": "Ana", "email": "ana@example.com"}
    ),
    "una reunión": heard("schedule_meeting"),
    "la segunda": nth(1),
    "cancela mi reunión": heard("cancel_meeting"),
    "STOP": heard("opt_out"),
}


class Unsure:
    """The local reader, which does not know what these texts are for."""

    def __init__(self, *texts: str) -> None:
        self._local, self._texts = LocalUnderstanding(), {PUZZLE, *texts}

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        read = self._local.understand(text, hearing)
        if text not in self._texts:
            return read
        return {**read, **heard(language=read["language"])}


UNSURE = Unsure()


@dataclass(frozen=True, kw_only=True)
class House:
    """One model server, and one client of it, for all tests."""

    server: OpenAILike
    http: httpx.AsyncClient

    def chat(
        self, *lines: Behaviour, reader: Understander | None = UNSURE, seconds: float = 5
    ) -> Chat:
        """Without a reader, the lead's lines are those that are taught."""
        self.server.begin(*lines)
        model = chat_model(self.server.url, SecretStr("k"), "small", seconds, http=self.http)
        return Chat(TAUGHT, model=model, reader=reader)

    @property
    def readings(self) -> list[dict[str, Any]]:
        return [each for each in self.server.requests if READ in str(each["tools"])]


@pytest.fixture(scope="module")
async def house() -> AsyncIterator[House]:
    async with openai_like() as server, httpx.AsyncClient() as http:
        yield House(server=server, http=http)


# --- what it is asked ---


async def test_what_rules_do_not_know_the_model_reads_and_the_turn_goes_on(house: House) -> None:
    chat = house.chat(reads("es", "schedule_meeting", times=["el jueves por la tarde"]))

    reply = await chat.say(PUZZLE)

    assert "jueves 26 de noviembre" in reply
    assert chat.state["intent"] == {"name": "schedule_meeting", "confidence": 0.9}
    assert chat.state["result"]["degraded_reason"] is None
    assert len(house.readings) == 1


async def test_what_rules_are_sure_of_costs_no_call(house: House) -> None:
    chat = house.chat(reads("es", "greeting"), reader=None)

    await chat.say("STOP")

    assert house.server.requests == []
    assert chat.purse.reserved == {}


async def test_a_button_an_emoji_and_a_silenced_chat_cost_no_reading(house: House) -> None:
    chat = house.chat(reads("es", "greeting"), reader=None)

    await chat.say("👍")
    await chat.say("una reunión")
    await chat.press(chat.choices[0]["id"], "whatever it says")
    await chat.say("STOP")
    await chat.say("¿y si no paro?")

    assert house.readings == []


async def test_an_answer_to_what_we_asked_costs_no_reading(house: House) -> None:
    chat = house.chat(reads("es", "greeting"), reader=None)

    await chat.say("una reunión")
    await chat.say("la segunda")

    assert house.readings == []


async def test_a_stop_that_rules_read_is_not_put_to_the_model(house: House) -> None:
    mild = heard("product_question", "opt_out", confidence=0.65)
    chat = house.chat(reads("es", "greeting"), reader=FakeUnderstander({"ya basta": mild}))

    await chat.say("ya basta")

    assert chat.state["route"] == "opt_out"
    assert house.server.requests == []


async def test_readings_for_different_leads_share_their_prompt_up_to_the_message(
    house: House,
) -> None:
    asked: list[dict[str, Any]] = []
    for text in (PUZZLE, "hm, ¿y eso?"):
        chat = house.chat(reads("es", "greeting"), reader=Unsure("hm, ¿y eso?"))
        await chat.say(text)
        asked += house.readings

    first, second = asked
    instructions = first["messages"][0]["content"]
    assert second["messages"][0]["content"] == instructions
    assert second["tools"] == first["tools"]
    assert len(prefix([first, second])) > len(instructions)


async def test_the_scheduler_s_calls_for_different_leads_share_tools_and_instructions(
    house: House,
) -> None:
    asked: list[dict[str, Any]] = []
    for lines in (("una reunión",), ("soy Ana, ana@example.com", "una reunión")):
        chat = house.chat(schedules, reader=None)
        for line in lines:
            await chat.say(line)
        asked += house.server.requests[:1]

    first, second = asked
    assert second["tools"] == first["tools"]
    assert first["messages"][0]["content"][-60:] in prefix(asked).replace("\\n", "\n")


# --- what counts of its answer ---


async def test_details_are_kept_only_where_the_message_holds_them(house: House) -> None:
    told = {"company": "Talleres  ruiz", "role": "CEO", "budget": "10.000 €"}
    chat = house.chat(reads("es", "provide_details", details=told))

    await chat.say(PUZZLE)

    details = chat.state["understanding"]["details"]
    assert details["company"] == "Talleres  ruiz"
    assert not {"role", "budget"} & details.keys()


async def test_a_time_that_the_lead_did_not_write_is_no_time(house: House) -> None:
    reading = reads("es", "schedule_meeting", times=["mañana a las 9", "2026-11-26T16:00"])
    chat = house.chat(reading)

    await chat.say(PUZZLE)

    assert chat.state["understanding"]["windows"] == []


async def test_a_time_that_the_lead_refuses_is_left_out(house: House) -> None:
    reading = reads("es", "schedule_meeting", refused_times=["el jueves por la tarde"])
    chat = house.chat(reading)

    await chat.say(PUZZLE)

    assert chat.state["understanding"]["windows"] == []
    assert len(chat.state["understanding"]["excluded"]) == 1


async def test_a_slot_on_offer_is_picked_by_its_id(house: House) -> None:
    chat = house.chat(reader=None)
    await chat.say("una reunión")
    slot = chat.state["agenda"]["offers"][1]["id"]
    house.server.begin(reads("es", "other", choice={"kind": "slot", "slot_id": slot}))

    await chat.say("pues me apaño con la de en medio")

    assert chat.state["agenda"]["picked"] == slot


async def test_a_slot_that_nobody_offered_makes_the_reading_void(house: House) -> None:
    chat = house.chat(reader=None)
    await chat.say("una reunión")
    choice = {"kind": "slot", "slot_id": "11111111-1111-4111-8111-111111111111"}
    house.server.begin(reads("es", "schedule_meeting", choice=choice))

    await chat.say("pues esa")

    assert chat.state["understanding"]["choice"] is None
    assert chat.state["result"]["degraded_reason"] == "The model's reading cannot be used"


async def test_the_model_alone_opts_nobody_out(house: House) -> None:
    chat = house.chat(reads("es", "opt_out", sure=1.0))

    await chat.say(PUZZLE)

    assert chat.state["route"] != "opt_out"
    assert not chat.state["conversation"]["opted_out"]


async def test_the_models_yes_cancels_nothing(house: House) -> None:
    chat = house.chat(reader=None)
    for line in ("soy Ana, ana@example.com", "una reunión", "la segunda", "cancela mi reunión"):
        await chat.say(line)
    house.server.begin(reads("es", "cancel_meeting", answer="yes"))

    await chat.say("ea, tira p'alante")

    assert len(house.readings) == 1
    assert len(chat.calendar.booked) == 1
    assert chat.calendar.canceled == []


async def test_a_model_that_takes_the_language_for_another_does_not_change_ours(
    house: House,
) -> None:
    chat = house.chat(reads("pt", "greeting"))

    await chat.say(PUZZLE)

    assert chat.state["understanding"]["language"] == "es"


# --- demons ---

BREAKS: dict[str, Behaviour] = {
    "nonsense": says("asdf qwer zxcv"),
    "silence": says(""),
    "a claim of success": says("¡Listo! Tu reunión está reservada para mañana a las 10."),
    "a refusal": declines(),
    "an unknown tool": calls("drop_tables"),
    "half a call": calls_with(READ, '{"language": "es", "intents": [{"name": "sched'),
    "a list": calls_with(READ, "[]"),
    "deep nesting": calls_with(READ, '{"a":' * 2000 + "1" + "}" * 2000),
    "a stream nobody asked for": streams_unasked({"content": "¡Reservada!"}),
    "no JSON": raw(b"<html>502</html>"),
    "an empty body": raw(b""),
    "no choices": raw(b'{"choices": []}'),
    "a bad request": refuses(400),
    "a wrong key": refuses(401),
    "too many requests": refuses(429, {"retry-after": "30"}),
    "a broken server": refuses(500),
    "a hang": hangs,
}
MISREADS: dict[str, Behaviour] = {
    "a tool of somebody else": calls(BOOK, slot_id="1"),
    "a language of its own": reads("fr", "greeting"),
    "an intent of its own": reads("es", "buy_now"),
    "sure beyond measure": reads("es", "greeting", sure=7.0),
    "no intent": reads("es"),
}
SCHEDULES_BADLY = ("silence", "a claim of success", "half a call", "too many requests", "a hang")
SECONDS = 0.4  # until a hang counts as one


@pytest.mark.parametrize("demon", [*BREAKS, *MISREADS])
async def test_a_demon_that_reads_ends_in_the_turn_that_rules_would_take(
    house: House, demon: str
) -> None:
    chat = house.chat((BREAKS | MISREADS)[demon], seconds=SECONDS)

    reply = await chat.say(PUZZLE)

    assert reply == await Chat({}, reader=UNSURE).say(PUZZLE)
    assert chat.state["result"]["degraded_reason"]
    assert chat.state["result"]["success"]
    assert chat.calendar.booked == []


@pytest.mark.parametrize("demon", SCHEDULES_BADLY)
async def test_a_demon_that_schedules_ends_in_the_turn_that_rules_would_take(
    house: House, demon: str
) -> None:
    chat = house.chat(BREAKS[demon], reader=None, seconds=SECONDS)

    reply = await chat.say("una reunión")

    assert reply == await Chat(TAUGHT).say("una reunión")
    assert chat.state["result"]["degraded_reason"]
    assert chat.calendar.booked == []


async def test_a_model_that_fails_in_mid_turn_is_followed_by_rules_where_it_stood(
    house: House,
) -> None:
    chat = house.chat(calls(FIND), refuses(500), reader=None)

    reply = await chat.say("una reunión")

    assert reply == await Chat(TAUGHT).say("una reunión")
    assert list(chat.tools) == [FIND]
    assert chat.state["result"]["degraded_reason"] == "The model answered 500"


async def test_endless_calls_over_the_wire_end_in_an_offer(house: House) -> None:
    def look_up(n: int) -> Behaviour:
        return calls("get_lead_by_id", whim=n)

    chat = house.chat(*(look_up(n) for n in range(50)), reader=None)

    reply = await chat.say("una reunión")

    assert reply == await Chat(TAUGHT).say("una reunión")
    assert len(house.server.requests) <= 10


async def test_who_failed_once_is_not_asked_again_in_the_turn(house: House) -> None:
    chat = house.chat(says(""))

    await chat.say(PUZZLE)

    assert len(house.server.requests) == 1


# --- what is kept of it ---


async def test_a_turn_without_budget_is_a_local_turn_and_says_so(house: House) -> None:
    chat = house.chat(reads("es", "schedule_meeting"))
    chat.purse.over = "lead"

    reply = await chat.say(PUZZLE)

    assert reply == await Chat({}, reader=UNSURE).say(PUZZLE)
    assert house.server.requests == []
    reason = "The lead's budget for the model is spent"
    assert chat.state["result"]["degraded_reason"] == reason
    assert chat.crm.traces[-1]["degraded_reason"] == reason


async def test_the_trace_holds_the_calls_and_what_was_read(house: House) -> None:
    chat = house.chat(reads("es", "greeting"))

    await chat.say(PUZZLE)

    told = chat.crm.traces[-1]["model"]
    assert [call["purpose"] for call in told["calls"]] == ["read"]
    assert told["calls"][0]["input"] > 0
    assert told["reading"]["intents"] == [{"name": "greeting", "confidence": 0.9}]


async def test_a_call_is_paid_by_the_lead_of_the_conversation(house: House) -> None:
    chat = house.chat(reads("es", "greeting"))

    await chat.say(PUZZLE)

    [payer] = chat.purse.payers
    assert payer.lead == chat.state["conversation"]["lead_id"]
    assert payer.turn == chat.state["turn"]["id"]
    [settled] = chat.purse.settled.values()
    assert settled["estimated"] is False


async def test_nobody_who_streams_hears_the_reading(house: House) -> None:
    chat = house.chat(reads("es", "greeting", details={"company": "Talleres Ruiz"}))
    given: Any = {"messages": [{"role": "user", "content": PUZZLE}]}
    stream = chat.graph.astream(
        given,
        {"configurable": {"thread_id": THREAD}},
        context=Context(),
        stream_mode="messages",
        subgraphs=True,
    )

    parts: list[Any] = [part async for part in stream]

    assert READ not in str(parts)
    assert len(house.readings) == 1
    assert not house.readings[0]["stream"]
