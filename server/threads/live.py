"""What this process's runs stream, each from a task of its own: a leaving client ends none."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from typing import Any

from server.threads.wire import Event
from tools.ports.arrivals import RunEvent

log = logging.getLogger(__name__)

RESUMABLE_S = 120.0  # how long an ended stream that a client may resume is kept
DRAIN_S = 3.0  # how long a turn may go on once the server is to stop
GATHER_S = 0.05  # events that come together are written down together
END: RunEvent = (-1, "", "")
"""Its name says to a listener elsewhere that nothing follows."""

Listening = AsyncIterator[tuple[int, Event] | None]
"""Events with their numbers; None after a while of silence."""

WriteDown = Callable[[Sequence[RunEvent]], Awaitable[None]]


class Broadcast:
    """The events of one run, from its first to its last, for any number of listeners."""

    def __init__(self, *, resumable: bool = False, followed: bool = False, first: int = 0) -> None:
        """`first` is the number of the first event: a run taken over goes on counting."""
        self.resumable = resumable
        self.wanted = asyncio.Event()
        """Set where somebody may follow from elsewhere, so that events are written down."""
        self._first = first
        self._events: list[Event] = []
        self._ended = False
        self._aborted = False
        self._news = asyncio.Event()
        self._wanted_from = first
        if resumable or followed:
            self.wanted.set()

    @property
    def next(self) -> int:
        return self._first + len(self._events)

    def want(self) -> None:
        if not self.wanted.is_set():
            self._wanted_from = self.next
            self.wanted.set()

    async def pump(self, source: AsyncIterator[Event]) -> None:
        try:
            async for event in source:
                self._events.append(event)
                self._tell()
        except BaseException:
            self._aborted = True
            raise
        finally:
            self._ended = True
            self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def listen(self, *, start: int = 0, beat: float = 5.0) -> Listening:
        at = max(start, self._first)
        while True:
            while at < self.next:
                yield at, self._events[at - self._first]
                at += 1
            if self._aborted:  # not the end of the run: whoever listens must not take it for one
                raise ConnectionAbortedError("The run is not heard here any more; it may go on.")
            if self._ended:
                return
            try:
                async with asyncio.timeout(beat):
                    await self._news.wait()
            except TimeoutError:
                yield None

    async def write_down(self, write: WriteDown) -> None:
        """What comes after somebody wanted it; all of it where that was known at its start."""
        await self.wanted.wait()
        at = self._wanted_from
        while True:
            new = [
                (number, event.name, event.data.decode())
                for number, event in enumerate(self._events[at - self._first :], start=at)
            ]
            at += len(new)
            over = self._ended and at == self.next
            if over:
                new.append((at, *END[1:]))
            if new:
                await write(new)
            if over:
                return
            if not self._ended and at == self.next:
                await self._news.wait()
                await asyncio.sleep(GATHER_S)


class Live:
    """The runs whose events this process has."""

    def __init__(self) -> None:
        self._runs: dict[str, Broadcast] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(
        self,
        run_id: str,
        source: AsyncIterator[Event],
        *,
        write: WriteDown | None = None,
        resumable: bool = False,
    ) -> Broadcast:
        broadcast = self._runs[run_id] = Broadcast(resumable=resumable)
        self.spawn(self._carry(run_id, broadcast, source, write))
        return broadcast

    async def carry(
        self,
        run_id: str,
        source: AsyncIterator[Event],
        *,
        write: WriteDown,
        resumable: bool,
        followed: bool = False,
        first: int,
    ) -> None:
        """Like `start`, in the caller's own task: a job is over when its run is."""
        broadcast = self._runs[run_id] = Broadcast(
            resumable=resumable, followed=followed, first=first
        )
        await self._carry(run_id, broadcast, source, write)

    async def _carry(
        self,
        run_id: str,
        broadcast: Broadcast,
        source: AsyncIterator[Event],
        write: WriteDown | None,
    ) -> None:
        writing = asyncio.create_task(broadcast.write_down(write)) if write else None
        try:
            await broadcast.pump(source)
            if writing and broadcast.wanted.is_set():
                await writing
        finally:
            if writing:
                writing.cancel()
            wait = RESUMABLE_S if broadcast.resumable else 0.0
            asyncio.get_running_loop().call_later(wait, self._forget, run_id, broadcast)

    def _forget(self, run_id: str, broadcast: Broadcast) -> None:
        if self._runs.get(run_id) is broadcast:
            del self._runs[run_id]

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that its request does not wait for; the end of the process does."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("broke off", extra={"error": type(error).__name__})

    def find(self, run_id: str) -> Broadcast | None:
        return self._runs.get(run_id)

    def write_down(self, run_id: str) -> None:
        """Somebody follows this run from another process."""
        if broadcast := self._runs.get(run_id):
            broadcast.want()

    async def close(self, *, patience: float = DRAIN_S) -> None:
        """Let turns end for a moment, then stop them: they are handed back at once."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        stopping = list(self._tasks)
        for task in stopping:
            task.cancel()
        await asyncio.gather(*stopping, return_exceptions=True)
