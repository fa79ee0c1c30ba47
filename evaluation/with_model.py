"""What a model costs on the dialogues: where rules are unsure, and in a plain agent's loop."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from evaluation import corpus
from evaluation.dialogues import opened, talk_of, workspace_for
from evaluation.plain_agent import PlainAgent
from evaluation.stub_model import Script, StubModel
from server.dialogue import Failed, load, outcome, play
from server.parts import Parts
from server.settings import Settings
from server.talk import Exchange
from server.wiring import Wired, workspace_of
from tests.platforms.openai_like import OpenAILike, openai_like
from tools.models import chat_model
from tools.ports.words import IntentName
from tools.scheduling import make_tools

SECONDS = 30.0
OWN = Path(__file__).resolve().parent.parent / "tests" / "dialogues"
BOOKED = frozenset({"booked", "moved"})


@dataclass(kw_only=True)
class Costs:
    """What one way of using a model came to on all dialogues."""

    name: str
    messages: int = 0
    calls: int = 0
    tokens: int = 0
    booked: int = 0
    """Dialogues that end with a meeting in the calendar."""
    faults: list[str] = field(default_factory=list)
    right: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By language: how many dialogues went as written, of how many."""

    @property
    def per_message(self) -> float:
        return self.calls / max(self.messages, 1)

    @property
    def per_meeting(self) -> float:
        return self.tokens / max(self.booked, 1)


@dataclass(frozen=True, kw_only=True)
class Talked:
    """One dialogue through our graph."""

    file: Path
    fault: str
    turns: list[tuple[str, Exchange]]
    calls: int
    tokens: int

    @property
    def booked(self) -> bool:
        return any(outcome(exchange) in BOOKED for _, exchange in self.turns)


def with_model(
    console: Console, files: Sequence[Path] | None = None, *, every_way: bool = False
) -> Iterator[str]:
    """Prints the table. Yields what is not as it has to be: the cascade must be the cheapest.

    `every_way` measures the model as the chooser of the scheduler's tools, too.
    """
    found = asyncio.run(measure(files or dialogue_files(), every_way=every_way))
    console.print(of_costs(found), "")
    cascade, plain = found[0], found[-1]
    for fault in cascade.faults:
        console.print(f"  {fault}", highlight=False, markup=False)
    if not cascade.per_message < plain.per_message:
        yield f"model calls per message {cascade.per_message:.2f}, plain {plain.per_message:.2f}"
    if not cascade.per_meeting < plain.per_meeting:
        yield f"tokens per meeting {cascade.per_meeting:.0f}, plain {plain.per_meeting:.0f}"


def dialogue_files() -> list[Path]:
    return [*corpus.dialogue_files(), *sorted(OWN.glob("*.yaml"))]


def of_costs(found: Sequence[Costs]) -> Table:
    table = Table(
        title="With the stub model (tokens: four characters of each request and answer)",
        title_justify="left",
        caption="The stub reads as our rules guess, without doubt, or as a line is labelled.\n"
        "The plain agent makes the right calls only, over the same tools, with the talk before it.",
        caption_justify="left",
    )
    heads = ("", "messages", "calls", "calls a message", "tokens", "booked", "tokens a meeting")
    for place, head in enumerate((*heads, "as written")):
        table.add_column(head, justify="right" if place else "left")
    for each in found:
        right = ", ".join(f"{name} {n}/{of}" for name, (n, of) in each.right.items())
        table.add_row(
            each.name,
            str(each.messages),
            str(each.calls),
            f"{each.per_message:.2f}",
            f"{each.tokens:,}",
            str(each.booked),
            f"{each.per_meeting:,.0f}",
            right,
        )
    return table


async def measure(files: Sequence[Path], *, every_way: bool) -> list[Costs]:
    """The cascade first, a plain agent last."""
    labels = labels_of(files)
    async with openai_like() as server:
        cascade = await _ours(server, labels, files, schedules=False)
        found = [_sum("rules, and the model where they are unsure", cascade)]
        if every_way:
            chosen = await _ours(server, labels, files, schedules=True)
            found.append(_sum("the same, the model choosing the tools", chosen))
        return [*found, await _plain(server, cascade)]


def labels_of(files: Sequence[Path]) -> dict[str, list[IntentName]]:
    """What the dialogues themselves say that a line is."""
    lines = [line for file in files for line in yaml.safe_load(file.read_text("utf-8"))["turns"]]
    return {line["say"]: [line["intent"]] for line in lines if "say" in line and "intent" in line}


def _sum(name: str, talked: Sequence[Talked]) -> Costs:
    return Costs(
        name=name,
        messages=sum(len(each.turns) for each in talked),
        calls=sum(each.calls for each in talked),
        tokens=sum(each.tokens for each in talked),
        booked=sum(each.booked for each in talked),
        faults=[f"{each.file.stem}: {each.fault}" for each in talked if each.fault],
        right={language: _right(talked, language) for language in corpus.LANGUAGES},
    )


def _right(talked: Sequence[Talked], language: str) -> tuple[int, int]:
    mine = [each for each in talked if each.file.stem.startswith(language)]
    return sum(not each.fault for each in mine), len(mine)


async def _ours(
    server: OpenAILike,
    labels: dict[str, list[IntentName]],
    files: Sequence[Path],
    *,
    schedules: bool,
) -> list[Talked]:
    server.begin(StubModel(labels))
    settings = Settings.model_construct(openai_base_url=server.url, model_schedules=schedules)
    async with opened(settings) as (wired, parts):
        return [await _talked(wired, parts, file) for file in files]


async def _talked(wired: Wired, parts: Parts, file: Path) -> Talked:
    dialogue, owner = load(file), str(uuid4())
    workspace = workspace_of(owner)
    await workspace_for(wired, parts, owner, dialogue)
    turns: list[tuple[str, Exchange]] = []
    say = talk_of(dialogue, parts, workspace, door="cli")
    try:
        await play(dialogue, say, heard=lambda text, said: turns.append((text, said)))
        fault = ""
    except Failed as failed:
        fault = str(failed)
    spent = await parts.crm.spending(workspace, days=1)
    return Talked(
        file=file,
        fault=fault,
        turns=turns,
        calls=spent["calls"],
        tokens=spent["input"] + spent["output"],
    )


async def _plain(server: OpenAILike, talked: Sequence[Talked]) -> Costs:
    """The same turns, tools and words, asked for one step at a time with the whole talk before."""
    script, costs = Script(), _sum("a plain tool-calling agent that is never wrong", talked)
    server.begin(script)
    costs.calls = costs.tokens = 0
    costs.right = {}  # it says what our graph said
    async with _chat(server) as model:
        for each in talked:
            agent = PlainAgent(model, script, _tools())
            for text, exchange in each.turns:
                await agent.hear(text, exchange)
            costs.calls += agent.calls
            costs.tokens += agent.tokens
    return costs


@asynccontextmanager
async def _chat(server: OpenAILike) -> AsyncIterator[BaseChatModel]:
    async with httpx.AsyncClient() as http:
        yield chat_model(server.url, SecretStr("none"), "stub", SECONDS, http=http)


def _tools() -> list[BaseTool]:
    """Only their schemas are of use: they answer as they did in our graph."""
    unused: Any = None
    return make_tools(unused, unused, clock=unused, new_id=unused)
