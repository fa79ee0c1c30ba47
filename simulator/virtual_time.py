"""An event loop whose clock jumps: nobody waits, unless something real is under way."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # a Monday; every simulated town wakes then
PULSE = 5.0  # real seconds between two looks at what never answers
GIVE_UP = 120.0  # real seconds without a sign of life

Value = TypeVar("Value")


class Stuck(RuntimeError):
    """Everybody waits for somebody else, and no clock would end it."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Where a program would sleep, the clock is put forward instead.

    While a socket is watched (a database is asked), the clock stands still: how fast this machine
    is decides nothing. Timeouts of the program are measured by this clock, too.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self._seconds)

    def jump(self, seconds: float) -> None:
        self._seconds += seconds

    def run_in_executor(  # type: ignore[override]  # typeshed's has overloads of its own
        self, executor: Executor | None, func: Callable[..., Value], *args: Any
    ) -> "asyncio.Future[Value]":
        """Here and now: a thread would only decide anew, each time, who comes first."""
        future: asyncio.Future[Value] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
            future.set_exception(error)
        return future


class _Jumping(selectors.DefaultSelector):
    """Waits for real things only; where there is none, tells the loop to jump."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if timeout is None or self._is_busy():
            return self._wait()
        self._loop.jump(timeout)
        return super().select(0)

    def _is_busy(self) -> bool:
        files: Mapping[Any, Any] = self.get_map()
        return len(files) > 1  # one is the loop's own bell

    def _wait(self) -> Any:
        waited = 0.0
        while not (ready := super().select(PULSE)):
            waited += PULSE
            if waited >= GIVE_UP:
                raise Stuck("Nothing has moved for two minutes, and nothing is to come.")
        return ready


def run(main: Callable[[VirtualLoop], Coroutine[Any, Any, Value]]) -> Value:
    """The coroutine's result, on a clock of its own."""
    loop = VirtualLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main(loop))
