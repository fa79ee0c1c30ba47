"""Takes recorded turns again and says where they go another way."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from graph.context import Context
from graph.state import Input, State
from server.recording.differences import difference
from server.recording.outside import Outside
from server.recording.plain import Plain, canonical, revived
from server.recording.played import Playing, Unrecorded, played
from server.recording.states import PlainState, changed, hash_of, plain_state, revived_state
from server.recording.tape import Setup, Taken
from tools.ports.recordings import Recording

Build = Callable[[Outside, Setup], StateGraph[State, Context, Input, State]]
"""The graph of today, over ports that answer from a recording."""

Graph = CompiledStateGraph[State, Context, Input, State]

LOST = "it went on where another process was cut off, and what that one did was not kept"
STEPS = 60  # as in `server.turns`


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A recorded try at a turn."""

    number: int
    recording: Recording
    taken: Taken
    began: PlainState
    left: PlainState | None

    @property
    def said(self) -> str:
        """What the lead wrote."""
        return str(((self.left or {}).get("turn") or {}).get("text") or "")

    @property
    def replies(self) -> list[str]:
        return replies_in(self.taken["calls"])


@dataclass(frozen=True, kw_only=True)
class Outcome:
    turn: Turn
    difference: str | None = None
    """None: every answer, the state and the outbox are equal."""
    left: PlainState | None = None
    """The state it leaves now, where it came to its end."""
    skipped: str | None = None
    """Why it was not taken again; the state it left is taken from the recording."""


def turns_of(recordings: Sequence[Recording]) -> list[Turn]:
    turns, state = list[Turn](), PlainState()
    for number, recording in enumerate(recordings, start=1):
        taken: Taken = json.loads(recording["tape"])
        began = json.loads(recording["began"]) if recording["began"] else state
        left = None if taken["left"] is None else changed(began, taken["left"])
        turns.append(Turn(number=number, recording=recording, taken=taken, began=began, left=left))
        state = left if left is not None else began
    return turns


def replies_in(calls: Sequence[Plain]) -> list[str]:
    commits = [call["asked"] for call in calls if call["call"] == "crm.commit_turn"]
    return [reply["text"] for asked in commits for reply in asked["replies"]]


class Again:
    """Takes turns again, each from the state it was recorded with. One thread at a time."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._graphs: dict[str, Graph] = {}
        self._playing = Playing()
        self._under_way: tuple[str, int] | None = None

    async def take_all(
        self, turns: Sequence[Turn], *, workspace: str, thread: str
    ) -> AsyncIterator[Outcome]:
        for turn in turns:
            yield await self.take(turn, workspace=workspace, thread=thread)

    def answer(self, call: str, asked: Plain) -> Plain:
        return self._playing.answer(call, asked)

    async def take(self, turn: Turn, *, workspace: str, thread: str) -> Outcome:
        taken, recording = turn.taken, turn.recording
        before, here = (recording["run_id"], recording["attempt"] - 1), self._under_way
        self._under_way = None
        if taken["odd"] or (taken["resumed"] and here != before):
            return Outcome(turn=turn, skipped=taken["odd"] or LOST)
        self._playing = Playing(calls=taken["calls"])
        try:
            state = await run_once(self._graph_for(turn), turn, workspace=workspace, thread=thread)
        except Unrecorded as error:
            return Outcome(turn=turn, difference=str(error))
        except Exception as error:  # noqa: BLE001 - whatever a turn raises is its outcome
            return Outcome(turn=turn, difference=self._failure(turn, type(error).__name__))
        return Outcome(turn=turn, difference=self._compared(turn, state), left=state)

    def _failure(self, turn: Turn, name: str) -> str | None:
        if turn.taken["failed"] == name:
            self._under_way = (turn.recording["run_id"], turn.recording["attempt"])
            return None
        return f"it fails with {name}"

    def _compared(self, turn: Turn, state: PlainState) -> str | None:
        if turn.taken["failed"]:
            return f"it does not fail any more; it failed with {turn.taken['failed']}"
        self._playing.finish()
        if self._playing.first_difference is None and hash_of(state) != turn.recording["left_hash"]:
            return f"state: {difference(turn.left, state) or 'its hash is another'}"
        return self._playing.first_difference

    def _graph_for(self, turn: Turn) -> Graph:
        """Steps are kept only of a try that another one goes on from."""
        setup = cast(Setup, turn.taken["setup"])
        keeps = bool(turn.taken["failed"] or turn.taken["resumed"])
        key = canonical([{**setup, "reader": None}, keeps])
        if key not in self._graphs:
            graph = self._build(played(self, setup), setup)
            self._graphs[key] = graph.compile(checkpointer=InMemorySaver() if keeps else None)
        return self._graphs[key]


async def run_once(graph: Graph, turn: Turn, *, workspace: str, thread: str) -> PlainState:
    """The state that the graph leaves, from what the turn has found."""
    if isinstance(graph.checkpointer, InMemorySaver) and not turn.taken["resumed"]:
        await graph.checkpointer.adelete_thread(thread)
    given = None if turn.taken["resumed"] else _start(turn)
    context = Context(
        workspace=workspace,
        door=turn.taken["door"],
        run=turn.recording["run_id"],
        attempt=turn.recording["attempt"],
        notice=turn.taken["notice"],
        covers=turn.taken["covers"],
    )
    config: RunnableConfig = {"configurable": {"thread_id": thread}, "recursion_limit": STEPS}
    return plain_state(await graph.ainvoke(given, config, context=context))


def _start(turn: Turn) -> Command[Any]:
    """The state that the turn found, what came with it, and the graph's first step."""
    given = turn.taken["given"]
    found = {**turn.began, "messages": [*turn.began.get("messages", []), *given["messages"]]}
    came = {"platform": given["platform"], "payload": revived(given["payload"])}
    return Command(update={**revived_state(found), **came}, goto="router")
