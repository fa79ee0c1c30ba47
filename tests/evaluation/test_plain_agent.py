"""The agent that ours is compared with: each step is a call, with the whole talk before it."""

import json

import httpx
from langchain_core.messages import AIMessage, ToolCall, ToolMessage
from pydantic import SecretStr

from evaluation.plain_agent import PlainAgent
from evaluation.stub_model import Script
from server.talk import Exchange
from tests.chat import Chat
from tests.fakes import FakeIds
from tests.platforms.openai_like import openai_like
from tools.models import chat_model
from tools.scheduling import make_tools


def exchange(text: str, *tools: str) -> Exchange:
    calls = [AIMessage("", tool_calls=[ToolCall(name=t, args={}, id=t)]) for t in tools]
    answers = [ToolMessage('{"found": true}', tool_call_id=t) for t in tools]
    steps = [message for pair in zip(calls, answers, strict=True) for message in pair]
    return Exchange(text=text, choices=[], state={"steps": [*steps]})


async def test_every_step_is_a_call_and_every_call_has_the_talk_so_far() -> None:
    chat, script = Chat({}), Script()
    tools = make_tools(chat.crm, chat.calendars, chat.clock, FakeIds())
    async with openai_like() as server, httpx.AsyncClient() as http:
        server.begin(script)
        model = chat_model(server.url, SecretStr("k"), "stub", 5, http=http)
        agent = PlainAgent(model, script, tools)

        await agent.hear("a meeting", exchange("These are free", "get_lead_by_id"))
        await agent.hear("thanks", exchange("You are welcome"))

    sizes = [len(json.dumps(each["messages"])) for each in server.requests]
    assert agent.calls == 3
    assert sizes == sorted(sizes)
    assert "These are free" in str(server.requests[-1]["messages"])
    assert agent.tokens > sum(sizes) / 4
