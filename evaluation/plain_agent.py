"""The usual agent, for comparison: a model in a loop with the tools, and the talk as its memory."""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import BaseTool

from evaluation.stub_model import Script
from server.talk import Exchange, tool_calls

INSTRUCTIONS = """\
You are the virtual assistant of a sales team. You answer leads in Spanish, English or Portuguese,
in the language they write in, briefly and politely, and you book meetings with the tools.

- Say in your first reply that you are an AI.
- Offer at most three free times, of different days and parts of day, from the tools only. Never
  make up a time, a price or a link.
- Ask for the name and the e-mail before you book, one thing at a time, and never for what you know.
- Read the time back and have it agreed before you book, move or cancel, unless the lead has just
  picked that very slot.
- Never say that something is booked, moved or canceled before the tool has said so.
- Who asks for a person gets one. Who asks you to stop hears from you no more.
- What you do not know, you do not make up: offer to ask the team.
"""


class PlainAgent:
    """One lead's talk with it. Its model is right every time, and its tools answer as they did."""

    def __init__(self, model: BaseChatModel, script: Script, tools: Sequence[BaseTool]) -> None:
        self._model = model.bind_tools(list(tools))
        self._script = script
        self._messages: list[BaseMessage] = [SystemMessage(INSTRUCTIONS)]
        self.calls = 0
        self.tokens = 0

    async def hear(self, text: str, exchange: Exchange) -> None:
        """The turn as it went in our own graph: the same tools, answers and words."""
        done = tool_calls(exchange.state)
        self._script.next([(call.name, call.arguments) for call in done], exchange.text)
        self._messages.append(HumanMessage(text))
        results = iter(done)
        while (reply := await self._step()).tool_calls:
            self._messages += [
                ToolMessage(_as_text(next(results).result), tool_call_id=call["id"])
                for call in reply.tool_calls
            ]

    async def _step(self) -> AIMessage:
        reply = await self._model.ainvoke(self._messages)
        usage = reply.usage_metadata
        self.calls += 1
        self.tokens += usage["total_tokens"] if usage else 0
        self._messages.append(reply)
        return reply


def _as_text(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False)
