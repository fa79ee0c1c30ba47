"""The scheduler driven by a chat model over HTTP: what it is told, and what it may do."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from langchain_core.messages import AIMessageChunk
from pydantic import SecretStr

from graph.context import Context
from tests.chat import THREAD, Chat
from tests.fakes import HOME, Line, heard, nth
from tools.models import chat_model
from tools.policy import BOOK, FIND

LINES: dict[str, Line] = {
    "una reunión": heard("schedule_meeting"),
    "la segunda": nth(1),
    "soy Ana, ana@example.com": heard(
        "provide_details", details={"name": "Ana", "email": "ana@example.com"}
    ),
}


@dataclass
class ModelServer:
    """Answers with the next of its lines, and remembers what it was sent."""

    lines: Sequence[dict[str, Any]]
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(json.loads(request.content))
        line = self.lines[min(len(self.requests), len(self.lines)) - 1]
        message = {"role": "assistant", "content": None, **line}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = {"id": "c", "object": "chat.completion", "model": "small", "choices": [choice]}
        return httpx.Response(200, json=body)


def calls(tool: str, **args: Any) -> dict[str, Any]:
    function = {"name": tool, "arguments": json.dumps(args)}
    return {"tool_calls": [{"id": "call-1", "type": "function", "function": function}]}


def chat_with(server: ModelServer) -> Chat:
    http = httpx.AsyncClient(transport=httpx.MockTransport(server))
    return Chat(LINES, model=chat_model("http://model.test/v1", SecretStr("k"), "m", 5, http=http))


async def test_a_model_that_does_its_work_is_left_to_it() -> None:
    server = ModelServer([calls(FIND), {"content": "Offered."}])
    chat = chat_with(server)

    reply = await chat.say("una reunión")

    assert "Estas horas están libres" in reply
    assert chat.state["result"]["degraded_reason"] is None
    assert [message["role"] for message in server.requests[1]["messages"]] == [
        "system",
        "user",
        "assistant",
        "tool",
    ]


async def test_it_is_told_the_brief_and_the_tools_but_never_who_it_acts_for() -> None:
    server = ModelServer([calls(FIND), {"content": ""}])
    chat = chat_with(server)

    await chat.say("una reunión")

    sent = json.dumps(server.requests[0])
    assert '"name": "find_best_calendly_meeting_slot"' in sent
    assert json.loads(server.requests[0]["messages"][1]["content"])["intent"] == "schedule_meeting"
    assert HOME not in sent
    assert THREAD not in sent
    assert chat.state["lead"] is not None
    assert chat.state["lead"]["id"] not in sent


async def test_of_calls_side_by_side_only_the_first_is_made() -> None:
    server = ModelServer([{"content": ""}])
    chat = chat_with(server)
    for line in ("soy Ana, ana@example.com", "una reunión"):
        await chat.say(line)
    slot_id = chat.state["agenda"]["offers"][1]["id"]
    twice = calls(BOOK, slot_id=slot_id)["tool_calls"] * 2
    server.lines = [{"tool_calls": twice}, {"content": "done"}]
    server.requests.clear()

    await chat.say("la segunda")

    assert chat.tools == [BOOK]
    assert len(chat.calendar.booked) == 1


async def test_nobody_who_streams_hears_the_models_own_words() -> None:
    chat = chat_with(ModelServer([{"content": "¡Reservada!"}]))
    given: Any = {"messages": [{"role": "user", "content": "una reunión"}]}
    stream = chat.graph.astream(
        given,
        {"configurable": {"thread_id": THREAD}},
        context=Context(),
        stream_mode="messages",
        subgraphs=True,
    )

    parts: list[Any] = [part async for part in stream]
    said = [message for _, (message, _) in parts]

    assert not any("Reservada" in message.text for message in said)
    assert not any(isinstance(message, AIMessageChunk) for message in said)
