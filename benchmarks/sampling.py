"""Timing many runs of one thing: percentiles, rate and processor time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from statistics import quantiles

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What one thing took, in seconds. `cpu` is this process's own, Postgres' work left out."""

    times: Sequence[float]
    wall: float
    cpu: float

    @property
    def n(self) -> int:
        return len(self.times)

    @property
    def p50(self) -> float:
        return percentile(self.times, 50)

    @property
    def p99(self) -> float:
        return percentile(self.times, 99)

    @property
    def per_second(self) -> float:
        return self.n / self.wall

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.n


def percentile(times: Sequence[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


async def in_turn(works: Mapping[str, Work], *, n: int, limit: float) -> dict[str, Sample]:
    """Round after round, each thing once: what disturbs the machine disturbs all of them alike.

    Ends after n rounds or `limit` seconds, whichever comes first.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    cpus = dict.fromkeys(works, 0.0)
    deadline = time.monotonic() + limit
    for round_ in range(n):
        if round_ > 1 and time.monotonic() > deadline:
            break
        for name, work in works.items():
            began, cpu = time.perf_counter(), time.process_time()
            await work()
            times[name].append(time.perf_counter() - began)
            cpus[name] += time.process_time() - cpu
    return {name: Sample(times=t, wall=sum(t), cpu=cpus[name]) for name, t in times.items()}


async def at_once(work: Work, *, n: int, concurrency: int, limit: float) -> Sample:
    """So many at a time; none is begun after `limit` seconds."""
    times: list[float] = []
    waiting = repeat(None, n)
    began, cpu = time.perf_counter(), time.process_time()

    async def one_after_another() -> None:
        for _ in waiting:
            started = time.perf_counter()
            if started - began > limit:
                return
            await work()
            times.append(time.perf_counter() - started)

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(one_after_another())
    wall = time.perf_counter() - began
    return Sample(times=times, wall=wall, cpu=time.process_time() - cpu)
