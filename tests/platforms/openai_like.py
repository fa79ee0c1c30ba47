"""A server with OpenAI's chat API for the tests: it answers what it is told to, well or badly."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import convert_to_messages
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.platforms.serving import served
from tools.policy import SchedulingPolicy

JSON = dict[str, Any]
Behaviour = Callable[[JSON], Awaitable[Response]]
"""The request's body, to what is answered."""

READ = "note_reading"


@dataclass
class OpenAILike:
    """Answers each call with the next of `lines`, the last one again and again.

    Without a line left for a tool to read a message with, it schedules as our own rules would.
    """

    lines: list[Behaviour] = field(default_factory=list)
    requests: list[JSON] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        body = json.loads(self.bodies[-1])
        self.requests.append(body)
        if len(self.lines) > 1:
            return await self.lines.pop(0)(body)
        return await (self.lines[0] if self.lines else schedules)(body)

    def begin(self, *lines: Behaviour) -> None:
        """Anew, for another test."""
        self.lines, self.requests, self.bodies = list(lines), [], []

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/v1/chat/completions", self.answer, methods=["POST"])])


@asynccontextmanager
async def openai_like() -> AsyncIterator[OpenAILike]:
    server = OpenAILike()
    async with served(server.app()) as url:
        server.url = f"{url}/v1"
        yield server


# --- what it may do ---


def reads(language: str, *intents: str, sure: float = 0.9, **more: Any) -> Behaviour:
    """A reading of a message, where one is asked for; else what our own rules would do."""
    said = [{"name": name, "confidence": sure} for name in intents]
    reading = calls(READ, language=language, intents=said, **more)

    async def answer(body: JSON) -> Response:
        return await (reading if READ in json.dumps(body.get("tools", [])) else schedules)(body)

    return answer


def calls(tool: str, **args: Any) -> Behaviour:
    return calls_with(tool, json.dumps(args))


def calls_with(tool: str, arguments: str) -> Behaviour:
    """Arguments as the model wrote them, JSON or not."""
    function = {"name": tool, "arguments": arguments}
    call = {"id": "call-1", "type": "function", "function": function}
    return messages({"content": None, "tool_calls": [call]})


def says(text: str) -> Behaviour:
    return messages({"content": text})


def declines() -> Behaviour:
    return messages({"content": None, "refusal": "I can't help with that."})


def messages(message: JSON) -> Behaviour:
    async def answer(body: JSON) -> Response:
        if body.get("stream"):
            return streamed(message)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
        completion = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [choice],
            "usage": usage(body, message),
        }
        return Response(json.dumps(completion), media_type="application/json")

    return answer


def streams_unasked(message: JSON) -> Behaviour:
    async def answer(body: JSON) -> Response:
        return streamed(message)

    return answer


def streamed(message: JSON) -> Response:
    delta = {"index": 0, "delta": {"role": "assistant", **message}, "finish_reason": "stop"}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "choices": [delta]}
    lines = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
    return Response(lines, media_type="text/event-stream")


def refuses(status: int, headers: Mapping[str, str] | None = None) -> Behaviour:
    error = {"error": {"message": "no", "type": "made_up", "code": "made_up"}}
    return raw(json.dumps(error).encode(), status=status, headers=headers)


def raw(
    content: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Behaviour:
    async def answer(body: JSON) -> Response:
        return Response(content, status_code=status, headers=headers, media_type="application/json")

    return answer


async def hangs(body: JSON) -> Response:
    await asyncio.sleep(3)  # longer than any test waits
    return Response()


async def schedules(body: JSON) -> Response:
    """The tool that our own rules would call next: a model that does its work."""
    reply = SchedulingPolicy().invoke(convert_to_messages(body["messages"]))
    if not reply.tool_calls:
        return await says("")(body)
    call = reply.tool_calls[0]
    return await calls(call["name"], **call["args"])(body)


def usage(body: JSON, message: JSON) -> JSON:
    """Four characters to a token, the same for everybody who is compared."""
    told = {"messages": body["messages"], "tools": body.get("tools")}
    sent = len(json.dumps(told, ensure_ascii=False)) // 4
    answered = len(json.dumps(message, ensure_ascii=False)) // 4
    return {
        "prompt_tokens": sent,
        "completion_tokens": answered,
        "total_tokens": sent + answered,
        "prompt_tokens_details": {"cached_tokens": 0},
    }


def prefix(bodies: Sequence[JSON]) -> str:
    """What these requests have in common from their first byte, as a server caches prompts."""
    texts = [
        json.dumps([body.get("tools"), body["messages"]], ensure_ascii=False) for body in bodies
    ]
    end = next(
        (n for n, letters in enumerate(zip(*texts, strict=False)) if len(set(letters)) > 1),
        min(map(len, texts)),
    )
    return texts[0][:end]
