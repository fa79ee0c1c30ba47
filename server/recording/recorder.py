"""Records turns while they are taken."""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from server.recording.plain import Plain, plain
from server.recording.states import PlainState, change, hash_of, plain_state
from server.recording.tape import TAPE, Given, Setup, Taken, Tape
from tools.errors import PipeWiseError
from tools.ports.arrivals import Run
from tools.ports.recordings import Recordings

log = logging.getLogger(__name__)

Part = tuple[tuple[str, ...], str, Any]
"""As in `server.turns`."""

COMMANDED = "a client of the thread API sent it to a step of its own choice"
STOPPED = "a client of the thread API had it stop between two steps"


@dataclass(kw_only=True)
class Take:
    """One try at a turn, while it goes on."""

    run: Run
    resumed: bool
    odd: str | None
    tape: Tape | None
    """None: this turn is not recorded."""
    began: Mapping[str, Any] | None = None
    left: Mapping[str, Any] | None = None
    failed: str | None = None

    async def listen(
        self, stream: AsyncIterator[Part], modes: Sequence[str]
    ) -> AsyncGenerator[Part]:
        """The parts of these modes. The steps run with this take's tape, whoever asks for them."""
        while True:
            TAPE.set(self.tape)
            try:
                part = await anext(stream)
            except StopAsyncIteration:
                return
            finally:
                TAPE.set(None)
            if part[:2] == ((), "values"):
                self._saw(part[2])
            if part[1] in modes:
                yield part

    def _saw(self, values: Mapping[str, Any]) -> None:
        if self.began is None:
            self.began = dict(values)
        self.left = values


@dataclass(frozen=True, kw_only=True)
class Recorder:
    recordings: Recordings | None
    """None: nothing is recorded."""
    setup: Setup | None

    @asynccontextmanager
    async def take(self, run: Run, *, resumed: bool) -> AsyncGenerator[Take]:
        """What was recorded is kept at the end, also of a try that fails.

        A recording that cannot be kept is no reason for a turn to fail.
        """
        records = self.recordings is not None and not run["rehearsal"]
        take = Take(run=run, resumed=resumed, odd=_odd(run), tape=Tape() if records else None)
        try:
            yield take
        except Exception as error:
            take.failed = type(error).__name__
            await self._keep(take)
            raise
        await self._keep(take)

    async def _keep(self, take: Take) -> None:
        if self.recordings is None or take.tape is None or take.began is None:
            return
        run = take.run
        began, given = _apart(take.began)
        left = None if take.failed or take.left is None else plain_state(take.left)
        try:
            await self.recordings.keep_recording(
                run["workspace"],
                run["conversation_id"],
                run_id=run["id"],
                attempt=run["attempt"],
                began=_text(began),
                began_hash=hash_of(began),
                tape=_text(self._taken(take, take.tape, began, given, left)),
                left_hash=hash_of(left) if left is not None else None,
            )
        except (PipeWiseError, RecursionError) as error:
            log.warning("turn not recorded", extra={"run": run["id"], "error": str(error)})

    def _taken(
        self, take: Take, tape: Tape, began: PlainState, given: Given, left: PlainState | None
    ) -> Taken:
        return Taken(
            door=take.run["door"],
            notice=take.run["notice"],
            covers=take.run["covers"],
            setup=self.setup,
            resumed=take.resumed,
            odd=take.odd,
            given=given,
            calls=tape.calls,
            left=change(began, left) if left is not None else None,
            failed=take.failed,
        )


UNRECORDED = Recorder(recordings=None, setup=None)


def _odd(run: Run) -> str | None:
    if run["request"].get("command"):
        return COMMANDED
    stops = run["request"].get("interrupt_before") or run["request"].get("interrupt_after")
    return STOPPED if stops else None


def _apart(values: Mapping[str, Any]) -> tuple[PlainState, Given]:
    """The state that the turn found, and what came with it: messages that are not stored yet."""
    state = plain_state(values)
    messages = state.get("messages") or []
    first = len(messages)
    while first and _is_new(messages[first - 1]):
        first -= 1
    state["messages"] = messages[:first]
    given = Given(
        messages=messages[first:],
        platform=values.get("platform"),
        payload=plain(values.get("payload")),
    )
    return state, given


def _is_new(message: Plain) -> bool:
    told = message["of"]
    return told["type"] == "human" and "seq" not in told.get("additional_kwargs", {})


def _text(told: Plain) -> str:
    """ASCII alone: a model's words may hold half a character, which no database takes."""
    return json.dumps(told, ensure_ascii=True, separators=(",", ":"))
