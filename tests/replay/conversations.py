"""Conversations to record: the whole graph over fakes, with ids and a clock that say the same."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from datetime import timedelta
from functools import partial
from typing import Any, Literal, cast
from uuid import NAMESPACE_URL, uuid5

from langgraph.checkpoint.memory import InMemorySaver

from graph.state import State
from server.parts import Graph, TurnParts
from server.recording.outside import Outside
from server.recording.recorded import recorded
from server.recording.recorder import Recorder
from server.recording.tape import Setup
from server.talk import Exchange, answer
from server.turns import run_turn
from server.wiring import graph_of
from tests.fakes import HOME, FakeCalendar, FakeCalendars, FakeClock, FakeCrm, FakeIds, at
from tools.channels.whatsapp import WhatsApp
from tools.ports.arrivals import Arrival, Run, RunWatch
from tools.ports.channels import Alias, Channel
from tools.ports.model import Model
from tools.ports.recordings import Recording
from tools.ports.understanding import Understander
from tools.ports.words import JSON, Door
from tools.zones import zone_of_phone

WORKING_DAYS = [day for day in range(24, 31) if day not in (28, 29)]
OPEN = [at(day, hour) for day in WORKING_DAYS for hour in (8, 9, 10, 13, 15, 16)]
BELOW = 0.7


class FakeRecordings:
    """Keeps them as the database does."""

    def __init__(self) -> None:
        self.kept: list[Recording] = []

    async def keep_recording(
        self,
        workspace: str,
        conversation_id: str,
        *,
        run_id: str,
        attempt: int,
        began: str,
        began_hash: str,
        tape: str,
        left_hash: str | None,
    ) -> bool:
        follows = bool(self.kept) and self.kept[-1]["left_hash"] == began_hash
        self.kept.append(
            Recording(
                run_id=run_id,
                attempt=attempt,
                began=None if follows else began,
                tape=tape,
                left_hash=left_hash,
                at="",
            )
        )
        return True

    async def recordings(self, workspace: str, thread_id: str) -> list[Recording]:
        return self.kept


class RunningCrm(FakeCrm):
    """Also has what holding a run needs."""

    async def watch_run(self, run_id: str, attempt: int) -> RunWatch | None:
        return RunWatch(cancel=None, listened=False)

    async def settle_run(self, run_id: str, attempt: int) -> bool:
        return False

    async def end_run(
        self, run_id: str, attempt: int, state: Literal["done", "paused", "interrupted"]
    ) -> bool:
        return True

    async def fail_run(self, run_id: str, attempt: int, error: str, *, retry: bool) -> None:
        return None


class Fresh:
    """A port that gives its rows away as they are now: the fake goes on changing its own."""

    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:  # quacks like the port
        method = getattr(self._port, name)

        async def ask(*args: Any, **kwargs: Any) -> Any:
            return deepcopy(await method(*args, **kwargs))

        return ask


class AtOnce(ThreadPoolExecutor):
    """Runs what it is given where it stands, so that two branches never race."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Talk:
    """One lead, whose every turn is recorded."""

    def __init__(
        self,
        name: str,
        *,
        reader: Understander,
        phone: str | None = None,
        door: Door = "channel",
        model: Callable[[FakeClock, FakeIds], Model] | None = None,
        schedules: bool = False,
        calendar: FakeCalendar | None = None,
    ) -> None:
        asyncio.get_running_loop().set_default_executor(AtOnce())
        self.thread = str(uuid5(NAMESPACE_URL, name))
        self.phone, self.door = phone, door
        self.clock, self.new_id = FakeClock(), FakeIds()
        self.crm = RunningCrm(self.clock, self.new_id)
        self.calendar = calendar or FakeCalendar(open=list(OPEN))
        self.recordings = FakeRecordings()
        made = model(self.clock, self.new_id) if model else None
        self._setup = Setup(
            home=HOME,
            model_below=BELOW,
            reachable=True,
            model=made is not None,
            schedules=schedules,
            reader="",
        )
        outside = Outside(
            crm=Fresh(self.crm),
            calendars=FakeCalendars(self.calendar),
            understand=reader,
            model=made,
            scheduler_model=made if schedules else None,
            clock=self.clock,
            new_id=self.new_id,
        )
        self._parts = self._parts_with(outside)
        self._runs = 0
        self.last: Exchange | None = None

    def _parts_with(self, outside: Outside) -> TurnParts:
        graph = graph_of(recorded(outside), self._setup, channels=channels())
        compiled: Graph = graph.compile(checkpointer=InMemorySaver())
        return TurnParts(
            crm=cast(Any, self.crm),  # as much of it as a turn needs
            graph=compiled,
            rehearsal=lambda: compiled,
            clock=self.clock,
            new_id=self.new_id,
            process="here",
            recorder=Recorder(recordings=self.recordings, setup=self._setup),
        )

    async def say(self, *texts: str, choice: str | None = None) -> Exchange:
        """A burst of messages, answered by one turn."""
        for text in texts:
            await self.crm.ingest(self._arrival(text, choice))
        return await self.takes({})

    async def asks(self, given: JSON) -> Exchange:
        """As a client of the thread API does."""
        return await self.takes({"input": given})

    async def takes(self, request: JSON, *, notice: str | None = None) -> Exchange:
        self._runs += 1
        run = self._run(request, notice=notice)
        self.last = answer(await run_turn(self._parts, run))
        self.clock.now += timedelta(minutes=1)
        return self.last

    async def fails_and_goes_on(self, text: str) -> State:
        """The first try raises, the second goes on from the step that failed."""
        await self.crm.ingest(self._arrival(text, None))
        self._runs += 1
        run = self._run({}, notice=None)
        try:
            return await run_turn(self._parts, run)
        except Exception:  # noqa: BLE001 - which one is the point of the recording
            return await run_turn(self._parts, {**run, "attempt": 2})

    def _arrival(self, text: str, choice: str | None) -> Arrival:
        aliases = (Alias(kind="phone", value=self.phone, attested=True),) if self.phone else ()
        return Arrival(
            workspace=HOME,
            channel="whatsapp",
            integration_id=None,
            event_id=self.new_id(),
            aliases=aliases,
            text=text,
            choice_id=choice,
            phone_zone=zone_of_phone(self.phone) if self.phone else None,
            conversation_id=self.thread,
        )

    def _run(self, request: JSON, *, notice: str | None) -> Run:
        return Run(
            id=str(uuid5(NAMESPACE_URL, f"{self.thread}/{self._runs}")),
            workspace=HOME,
            conversation_id=self.thread,
            attempt=1,
            door="api" if "input" in request else self.door,
            state="running",
            request=request,
            error=None,
            notice=notice,
            rehearsal=False,
            cancel=None,
            covers=None,
            created_at="",
            ended_at=None,
            listened=False,
            queued=True,
            forked=False,
        )


def channels() -> Mapping[str, Channel]:
    """For raw payloads; nothing is sent."""
    return {"whatsapp": WhatsApp(cast(Any, None), graph_url="")}


build = partial(graph_of, channels=channels())


async def written(talk: Talk, lines: Sequence[tuple[str | None, int | None]]) -> Talk:
    """Each line is text, or which choice of the last reply is pressed, from 1."""
    for text, place in lines:
        if text is not None:
            await talk.say(text)
        elif talk.last is not None and place is not None and place <= len(talk.last.choices):
            pressed = talk.last.choices[place - 1]
            await talk.say(pressed["title"], choice=pressed["id"])
    return talk
