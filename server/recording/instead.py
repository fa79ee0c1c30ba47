"""What another version of us would have said, turn by turn, beside what was said."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import cast

from server.recording.again import Build, Graph, Turn, run_once
from server.recording.guesses import Guesses, Withheld
from server.recording.otherwise import Otherwise, outside_of, setup_of
from server.recording.plain import Plain, canonical
from server.recording.played import played
from server.recording.tape import Setup
from tools.ports.model import Model
from tools.ports.understanding import Understander


@dataclass(frozen=True, kw_only=True)
class Instead:
    """One turn, from the very state it was recorded with."""

    turn: Turn
    replies: Sequence[str]
    wishes: Sequence[str] = ()
    """What it would have done beside that, and never did."""
    withheld: str | None = None
    """The effect that ended it: what it would have said then depends on what came of that."""
    skipped: str | None = None

    @property
    def differs(self) -> bool:
        return bool(self.withheld) or list(self.replies) != self.turn.replies


class Elsewhere:
    """Takes turns again as another version of us would have taken them."""

    def __init__(
        self, build: Build, change: Otherwise, *, live: Model | None, reader: Understander
    ) -> None:
        """`live` is asked where `change` wants another model; `reader` what was never read."""
        self._build, self._change, self._live, self._reader = build, change, live, reader
        self._graphs: dict[str, Graph] = {}
        self._guesses = Guesses((), thread=())

    async def take_all(
        self, turns: Sequence[Turn], *, workspace: str, thread: str
    ) -> AsyncIterator[Instead]:
        known = [call for turn in turns for call in turn.taken["calls"]]
        for turn in turns:
            taken = turn.taken
            if taken["odd"] or taken["resumed"] or taken["failed"]:
                skipped = taken["odd"] or "it took several tries"
                yield Instead(turn=turn, replies=(), skipped=skipped)
                continue
            self._guesses = Guesses(taken["calls"], thread=known)
            yield await self._take(turn, workspace=workspace, thread=thread)

    def answer(self, call: str, asked: Plain) -> Plain:
        return self._guesses.answer(call, asked)

    async def _take(self, turn: Turn, *, workspace: str, thread: str) -> Instead:
        withheld, graph = None, self._graph_for(turn)
        try:
            await run_once(graph, turn, workspace=workspace, thread=thread)
        except Withheld as would:
            withheld = str(would)
        except Exception as error:  # noqa: BLE001 - whatever a turn raises is its outcome
            withheld = f"it would have failed with {type(error).__name__}"
        guesses = self._guesses
        return Instead(turn=turn, replies=guesses.replies, wishes=guesses.wishes, withheld=withheld)

    def _graph_for(self, turn: Turn) -> Graph:
        setup = cast(Setup, turn.taken["setup"])
        key = canonical({**setup, "reader": None})
        if key not in self._graphs:
            outside = outside_of(
                self._change, played(self, setup), setup, live=self._live, reader=self._reader
            )
            self._graphs[key] = self._build(outside, setup_of(self._change, setup)).compile()
        return self._graphs[key]
