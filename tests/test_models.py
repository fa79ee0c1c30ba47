"""The chat model over HTTP: what a compatible server may answer, and what we make of it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from pydantic import SecretStr

from tools.errors import Rejected, Unavailable
from tools.models import chat_model

Answer = Callable[[httpx.Request], httpx.Response]


async def ask(answer: Answer) -> AIMessage:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        model = chat_model("http://model.test/v1", SecretStr("k"), "small", 5, http=http)
        reply = await model.ainvoke([HumanMessage("{}")])
    return reply


def completion(message: dict[str, Any]) -> Answer:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
    body = {"id": "c", "object": "chat.completion", "model": "small", "choices": [choice]}
    return lambda request: httpx.Response(200, json=body)


async def test_a_tool_call_arrives_as_one() -> None:
    call = {
        "id": "1",
        "type": "function",
        "function": {"name": "get_lead_by_id", "arguments": "{}"},
    }

    reply = await ask(completion({"content": None, "tool_calls": [call]}))

    assert [each["name"] for each in reply.tool_calls] == ["get_lead_by_id"]


async def test_arguments_that_are_no_json_are_kept_apart() -> None:
    call = {
        "id": "1",
        "type": "function",
        "function": {"name": "book_calendly_slot", "arguments": "{"},
    }

    reply = await ask(completion({"content": None, "tool_calls": [call]}))

    assert reply.tool_calls == []
    assert len(reply.invalid_tool_calls) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_busy_server_is_unavailable(status: int) -> None:
    with pytest.raises(Unavailable, match=str(status)):
        await ask(lambda request: httpx.Response(status, json={}, headers={"retry-after-ms": "1"}))


@pytest.mark.parametrize(("status", "reason"), [(401, "token"), (403, "token"), (400, "invalid")])
async def test_a_refusal_is_not_tried_again(status: int, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        await ask(lambda request: httpx.Response(status, json={}))

    assert refusal.value.reason == reason


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"{}", b'{"choices": [{}]}', b"null"])
async def test_an_unreadable_answer_is_unavailable(body: bytes) -> None:
    with pytest.raises(Unavailable):
        await ask(
            lambda request: httpx.Response(
                200, content=body, headers={"content-type": "application/json"}
            )
        )


async def test_a_server_that_cannot_be_reached_is_unavailable() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(Unavailable):
        await ask(refuse)
