"""Takes recorded turns again and says where they go another way."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph

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
        return str(((self.left or {}).get("turn") or {}).get("text", ""))

    @property
    def replies(self) -> list[str]:
        return replies_in(self.taken["calls"])


@dataclass(frozen=True, kw_only=True)
class Outcome:
    turn: Turn
    difference: str | None = None
    """None: every answer, the state and the outbox are equal."""
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
    """One thread, turn after turn, each from the state it was recorded with."""

    def __init__(self, build: Build, *, workspace: str, thread: str) -> None:
        self._build, self._workspace, self._thread = build, workspace, thread
        self._graphs: dict[str, CompiledStateGraph[State, Context, Input, State]] = {}
        self._playing = Playing()
        self._under_way: tuple[str, int] | None = None

    async def take_all(self, turns: Sequence[Turn]) -> AsyncIterator[Outcome]:
        for turn in turns:
            yield await self._take(turn)

    def answer(self, call: str, asked: Plain) -> Plain:
        return self._playing.answer(call, asked)

    async def _take(self, turn: Turn) -> Outcome:
        taken, recording = turn.taken, turn.recording
        before, here = (recording["run_id"], recording["attempt"] - 1), self._under_way
        self._under_way = None
        if taken["odd"] or (taken["resumed"] and here != before):
            return Outcome(turn=turn, skipped=taken["odd"] or LOST)
        self._playing = Playing(calls=taken["calls"])
        graph = self._graph_for(taken)
        try:
            state = await self._run(graph, turn)
        except Unrecorded as error:
            return Outcome(turn=turn, difference=str(error))
        except Exception as error:  # noqa: BLE001 - whatever a turn raises is its outcome
            return Outcome(turn=turn, difference=self._failure(turn, type(error).__name__))
        return Outcome(turn=turn, difference=self._compared(turn, state))

    async def _run(
        self, graph: CompiledStateGraph[State, Context, Input, State], turn: Turn
    ) -> PlainState:
        config: RunnableConfig = {
            "configurable": {"thread_id": self._thread},
            "recursion_limit": STEPS,
        }
        given = None
        if not turn.taken["resumed"]:
            given = await self._begin(graph, config, turn)
        context = Context(
            workspace=self._workspace,
            door=turn.taken["door"],
            run=turn.recording["run_id"],
            attempt=turn.recording["attempt"],
            notice=turn.taken["notice"],
            covers=turn.taken["covers"],
        )
        values = await graph.ainvoke(given, config, context=context, durability="sync")
        return plain_state(values)

    async def _begin(
        self,
        graph: CompiledStateGraph[State, Context, Input, State],
        config: RunnableConfig,
        turn: Turn,
    ) -> Input:
        saver = cast(InMemorySaver, graph.checkpointer)
        await saver.adelete_thread(self._thread)
        if any(turn.began.values()):
            # As if a turn had just ended.
            await graph.aupdate_state(config, revived_state(turn.began), as_node="commit")
        given = turn.taken["given"]
        come = Input(platform=given["platform"], payload=revived(given["payload"]))
        return Input(messages=revived(given["messages"]), **come) if given["messages"] else come

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

    def _graph_for(self, taken: Taken) -> CompiledStateGraph[State, Context, Input, State]:
        setup = cast(Setup, taken["setup"])
        key = canonical({**setup, "reader": None})
        if key not in self._graphs:
            graph = self._build(played(self, setup), setup)
            self._graphs[key] = graph.compile(checkpointer=InMemorySaver())
        return self._graphs[key]
