"""The jobs on a clock that jumps: the handlers that Procrastinate runs, under the same rules."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from server.jobs import Handler, Round
from simulator.fate import DOOM, Died, Doom
from simulator.virtual_time import VirtualLoop
from tools.errors import PipeWiseError
from tools.ports.words import JSON

log = logging.getLogger(__name__)

PICKED_UP = 0.008  # seconds from a due job to its start
RAREST = 21_600.0  # seconds between two looks of a house in which nothing happens


@dataclass(kw_only=True, eq=False)
class Job:
    number: int
    name: str
    args: JSON
    lock: str | None
    queueing_lock: str | None
    at: float
    priority: int
    stalled_since: float | None = None

    @property
    def place(self) -> tuple[int, int]:
        return -self.priority, self.number


@dataclass(kw_only=True, eq=False)
class VirtualQueue:
    """Implements `server.jobs.Queue`, and takes the jobs that rows give rise to.

    As in Procrastinate, of the jobs under one lock only the first may start, even before its time
    has come; a job whose worker died keeps its lock until the sweep has it done again.
    """

    loop: VirtualLoop
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    dooms: list[Doom] = field(default_factory=list)
    """Each ends the next job that starts."""
    broken: list[str] = field(default_factory=list)
    """What no handler is meant to raise: faults of the program."""
    deaths: int = 0
    started: int = 0
    _numbers: int = 0
    _waiting: defaultdict[str, list[Job]] = field(default_factory=lambda: defaultdict(list))
    _queueing: set[str] = field(default_factory=set)
    _running: dict[str, Job] = field(default_factory=dict)
    _stalled: list[Job] = field(default_factory=list)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(
        self,
        name: str,
        args: JSON,
        *,
        queue: str,
        lock: str | None,
        queueing_lock: str | None,
        at: datetime | None,
        priority: int,
    ) -> bool:
        """See `simulator.crm.tables.Enqueue`."""
        if queueing_lock is not None:
            if queueing_lock in self._queueing:
                return False
            self._queueing.add(queueing_lock)
        self._numbers += 1
        now = self.loop.time()
        delay = max((at - self.loop.now()).total_seconds(), 0.0) if at else 0.0
        self._wait(
            Job(
                number=self._numbers,
                name=name,
                args=args,
                lock=lock,
                queueing_lock=queueing_lock,
                at=now + delay + PICKED_UP,
                priority=priority,
            )
        )
        return True

    @property
    def is_empty(self) -> bool:
        return not (self._tasks or self._stalled or any(self._waiting.values()))

    async def retry_stalled(self, silent: float) -> None:
        now = self.loop.time()
        for job in list(self._stalled):
            if job.stalled_since is not None and now - job.stalled_since >= silent:
                self._stalled.remove(job)
                self._let_go(job)
                job.at, job.stalled_since = now, None
                self._wait(job)

    def _wait(self, job: Job) -> None:
        line = job.lock or f"job {job.number}"
        self._waiting[line].append(job)
        self.loop.call_at(job.at, self._look, line)

    def _look(self, line: str) -> None:
        """Start the first of the line, if its time has come and nobody is at work."""
        waiting = self._waiting.get(line)
        if not waiting or line in self._running:
            return
        first = min(waiting, key=lambda job: job.place)
        if first.at > self.loop.time() + 1e-6:
            return
        waiting.remove(first)
        if not waiting:
            del self._waiting[line]
        self._queueing.discard(first.queueing_lock or "")
        self._running[line] = first
        self.started += 1
        task = self.loop.create_task(self._work(first))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, job: Job) -> None:
        DOOM.set(self.dooms.pop(0) if self.dooms else None)
        self._stir()
        try:
            await self.handlers[job.name](**job.args)
        except Died:
            self.deaths += 1
            job.stalled_since = self.loop.time()
            self._stalled.append(job)
            return
        except PipeWiseError as error:
            log.warning("job failed", extra={"job": job.name, "error": str(error)})
        except Exception as error:  # noqa: BLE001 - what a worker would log, the report tells
            self.broken.append(f"{job.name}: {type(error).__name__}: {error}")
        self._let_go(job)

    def _let_go(self, job: Job) -> None:
        line = job.lock or f"job {job.number}"
        self._running.pop(line, None)
        self._look(line)

    # --- the house ---

    async def keep_house(self, looks: Mapping[str, Round]) -> None:
        """Until cancelled. While nothing happens at all, looks become rare: they see nothing."""
        async with asyncio.TaskGroup() as house:
            for name, look in looks.items():
                house.create_task(self._go_round(name, look))

    async def _go_round(self, name: str, look: Round) -> None:
        pause: float = look.seconds
        while True:
            if await self._anything_within(pause):
                pause = look.seconds
                await asyncio.sleep(pause)
            else:
                pause = min(2 * pause, RAREST)
            try:
                await look.work()
            except PipeWiseError as error:
                log.warning("look failed", extra={"job": name, "error": str(error)})

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = asyncio.Event()

    async def _anything_within(self, seconds: float) -> bool:
        stirred = self._stirred
        try:
            async with asyncio.timeout(seconds):
                await stirred.wait()
        except TimeoutError:
            return False
        return True
