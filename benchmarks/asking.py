"""Greetings through the thread API by many clients at once: what each took, and what failed."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Literal
from uuid import uuid4

import httpx

from benchmarks.sampling import percentile
from benchmarks.served import Cpu, Served

Route = Literal["wait", "stream"]
GREETING = {"messages": [{"role": "user", "content": "Hello"}]}
RUN = {"assistant_id": "pipewise", "input": GREETING, "if_not_exists": "create"}
TIMEOUT_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Some seconds of one server's work."""

    times: Sequence[float]
    """Of the runs that were answered; the others are in `errors`."""
    errors: Mapping[str, int]
    wall: float
    cpu: Cpu

    @property
    def n(self) -> int:
        return len(self.times)

    @property
    def per_second(self) -> float | None:
        return self.n / self.wall if self.n else None

    @property
    def cpu_each(self) -> Cpu | None:
        """What failed cost something too, and is part of it."""
        if not self.n or not self.cpu.server:
            return None
        return Cpu(server=self.cpu.server / self.n, postgres=self.cpu.postgres / self.n)

    def percentile(self, percent: int) -> float | None:
        """None where so few runs cannot tell: the slowest in a hundred needs a hundred."""
        return percentile(self.times, percent) if self.n * (100 - percent) >= 100 else None


def joined(slices: Iterable[Slice]) -> Slice:
    """The same thing at several times, as one."""
    all_ = list(slices)
    return Slice(
        times=[each for one in all_ for each in one.times],
        errors=dict(sum((Counter(one.errors) for one in all_), Counter[str]())),
        wall=sum(one.wall for one in all_),
        cpu=sum((one.cpu for one in all_), Cpu(server=0.0, postgres=0.0)),
    )


@dataclass(kw_only=True)
class Clients:
    """All clients of one server. Each run is on a thread of its own, which the run makes."""

    server: Served
    http: httpx.AsyncClient
    made: int = 0
    """Runs asked for since the server was started, the failed ones included."""
    failed: Counter[str] = field(default_factory=Counter)

    async def ask(self, route: Route, *, n: int, concurrency: int, limit: float) -> Slice:
        """So many at a time, n in all; none is begun after `limit` seconds."""
        outcomes: list[float | str] = []
        waiting = repeat(None, n)
        before, began = self.server.cpu(), time.perf_counter()

        async def one_after_another() -> None:
            for _ in waiting:
                if time.perf_counter() - began > limit:
                    return
                outcomes.append(await self._greet(route))

        async with asyncio.TaskGroup() as group:
            for _ in range(min(n, concurrency)):
                group.create_task(one_after_another())
        wall = time.perf_counter() - began
        errors = Counter(each for each in outcomes if isinstance(each, str))
        self.made += len(outcomes)
        self.failed += errors
        return Slice(
            times=[each for each in outcomes if isinstance(each, float)],
            errors=errors,
            wall=wall,
            cpu=self.server.cpu() - before,
        )

    async def _greet(self, route: Route) -> float | str:
        """Seconds until the whole answer was here, or why there was none."""
        began = time.perf_counter()
        try:
            answer = await self.http.post(f"/threads/{uuid4()}/runs/{route}", json=RUN)
        except httpx.HTTPError as error:
            return type(error).__name__
        took = time.perf_counter() - began
        if answer.status_code != 200:
            return f"HTTP {answer.status_code}"
        return fault_in(route, answer.text) or took


def clients_of(server: Served, *, most: int) -> Clients:
    return Clients(
        server=server,
        http=httpx.AsyncClient(
            base_url=server.url,
            timeout=TIMEOUT_S,
            trust_env=False,
            limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
        ),
    )


def fault_in(route: Route, body: str) -> str | None:
    """Both routes answer 200 before they know how it ends: a failure is inside."""
    name, data = ("values", body) if route == "wait" else last_event(body)
    try:
        told = json.loads(data)
        failure = told if name == "error" else told.get("__error__")
        if failure:
            return str(failure["error"])
        answered = name == "values" and told["messages"][-1]["type"] == "ai"
    except (ValueError, LookupError, TypeError, AttributeError):
        answered = False
    return None if answered else "no answer in the state"


def last_event(body: str) -> tuple[str, str]:
    """Its name and its data."""
    name, data = "", ""
    for line in body.splitlines():
        key, _, value = line.partition(":")
        if key == "event":
            name, data = value.strip(), ""
        elif key == "data":
            data = value.strip()
    return name, data
