"""A stand-in for a decent model, over real HTTP: it reads like our rules, only without doubt.

It is no language model and says nothing of how well one understands; what it costs to ask it does.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from nodes.second_reading import Reading, ReadIntent, joined
from tests.platforms.openai_like import READ, Behaviour, calls, says, schedules
from tools.ports.understanding import ACT, Hearing, Understander, Understanding
from tools.ports.words import IntentName
from tools.understanding.reader import LocalUnderstanding

JSON = dict[str, Any]
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SURE = 0.9
ANSWER = "answer_question"


class StubModel:
    """Reads a message as it is labelled, or as our rules would guess; quotes a passage's words."""

    def __init__(self, labels: Mapping[str, Sequence[IntentName]]) -> None:
        self._labels = labels
        self._local = LocalUnderstanding()

    async def __call__(self, body: JSON) -> Response:
        tools = {tool["function"]["name"] for tool in body.get("tools", [])}
        if READ in tools:
            return await self._reads(_told(body))(body)
        if ANSWER in tools:
            return await _words(_told(body))(body)
        return await schedules(body)

    def _reads(self, told: JSON) -> Behaviour:
        text = told["message"]
        heard = self._local.understand(text, Hearing(now=NOON, zone="UTC"))
        names = self._labels.get(text) or [heard["intents"][0]["name"]]
        intents = [{"name": name, "confidence": SURE} for name in names]
        return calls(READ, language=heard["language"], intents=intents)


def _words(told: JSON) -> Behaviour:
    best = told["passages"][0]
    sentence = best["text"].split("\n")[0][:300]
    return calls(ANSWER, found=True, passage=best["id"], text=sentence)


def _told(body: JSON) -> JSON:
    told: JSON = json.loads(body["messages"][-1]["content"])
    return told


class Cascade:
    """Our reader with the stub behind it, for messages alone. Counts how often it is asked."""

    def __init__(self, local: Understander, *, below: float = ACT) -> None:
        self._local, self._below = local, below
        self.asked = 0

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        heard = self._local.understand(text, hearing)
        first = heard["intents"][0]
        if first["confidence"] >= self._below or heard.get("small_talk"):
            return heard
        self.asked += 1
        guess = ReadIntent(name=first["name"], confidence=SURE)
        reading = Reading(language=heard["language"], intents=(guess,))
        return joined(heard, reading, text, hearing, self._local)


class Script:
    """Does and says what it is given, one call after the other: a model that is never wrong."""

    def __init__(self) -> None:
        self.lines: list[Behaviour] = []

    def next(self, tools: Sequence[tuple[str, JSON]], text: str) -> None:
        self.lines = [*(calls(name, **args) for name, args in tools), says(text)]

    async def __call__(self, body: JSON) -> Response:
        return await self.lines.pop(0)(body)
