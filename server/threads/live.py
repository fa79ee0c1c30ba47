"""Turns that run in this process, each in a task of its own: a client that leaves ends nothing."""

import asyncio
from collections.abc import AsyncIterator

from server.threads.wire import Event

RESUMABLE_S = 120.0  # how long an ended stream that a client may resume is kept


class Broadcast:
    """The events of one run, from its first to its last, for any number of listeners."""

    def __init__(self, *, resumable: bool = False) -> None:
        self.resumable = resumable
        self._events: list[Event] = []
        self._ended = False
        self._news = asyncio.Event()

    def __len__(self) -> int:
        return len(self._events)

    async def pump(self, source: AsyncIterator[Event]) -> None:
        try:
            async for event in source:
                self._events.append(event)
                self._tell()
        finally:
            self._ended = True
            self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def listen(
        self, *, start: int = 0, beat: float = 5.0
    ) -> AsyncIterator[tuple[int, Event] | None]:
        """Events with their numbers; None after `beat` seconds of silence."""
        at = start
        while True:
            while at < len(self._events):
                yield at, self._events[at]
                at += 1
            if self._ended:
                return
            try:
                async with asyncio.timeout(beat):
                    await self._news.wait()
            except TimeoutError:
                yield None


class Live:
    """The runs whose events this process has."""

    def __init__(self) -> None:
        self._runs: dict[str, Broadcast] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(
        self, run_id: str, source: AsyncIterator[Event], *, resumable: bool = False
    ) -> Broadcast:
        broadcast = Broadcast(resumable=resumable)
        self._runs[run_id] = broadcast
        task = asyncio.create_task(broadcast.pump(source), name=f"run {run_id}")
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(run_id, ended))
        return broadcast

    def _ended(self, run_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        wait = RESUMABLE_S if self._runs[run_id].resumable else 0.0
        task.get_loop().call_later(wait, self._runs.pop, run_id, None)

    def find(self, run_id: str) -> Broadcast | None:
        return self._runs.get(run_id)

    async def close(self) -> None:
        """Stop what still runs; another process, or the next start, takes those runs over."""
        stopping = list(self._tasks)
        for task in stopping:
            task.cancel()
        await asyncio.gather(*stopping, return_exceptions=True)
