"""Our thread API beside `langgraph dev`, in one run: under load, and after many runs."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import get_args

from benchmarks.asking import Clients, Route, Slice, clients_of, joined
from benchmarks.served import DEV, DEV_10, OURS, served

SERVERS = (OURS, DEV_10, DEV)
GROWING = (OURS, DEV_10)
CONCURRENCY = (1, 16, 64)
TOGETHER = 16  # while it grows
WARM_UP = 32
CALM = 5.0  # seconds for what a started server still loads
ROUTES: tuple[Route, ...] = get_args(Route)


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long everything is measured."""

    rounds: int
    """Each server's time at one load is cut into so many slices, between those of the others."""
    n: int
    """Runs of one slice, and four for each client where those are more."""
    limit: float
    """Seconds of one slice."""
    sizes: Mapping[str, Sequence[int]]
    """Runs ever made, at which each server is looked at."""


SHORT = Effort(rounds=2, n=50, limit=1.5, sizes={OURS: (100, 1_000), DEV_10: (100, 1_000)})
WHOLE = Effort(
    rounds=4, n=100, limit=30.0, sizes={OURS: (100, 1_000, 10_000), DEV_10: (100, 1_000)}
)
LONG = Effort(
    rounds=4,
    n=100,
    limit=30.0,
    sizes={OURS: (100, 1_000, 10_000), DEV_10: (100, 1_000, 10_000)},
)


@dataclass(frozen=True, kw_only=True)
class Load:
    server: str
    route: Route
    concurrency: int


@dataclass(frozen=True, kw_only=True)
class Grown:
    """A server after so many runs, and what more of them take there."""

    server: str
    size: int
    megabytes: float | None
    slices: Mapping[Route, Slice]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of one server from its start to its end, whatever was measured of it."""

    runs: int
    failed: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Compared:
    loads: Mapping[Load, Slice]
    grown: Sequence[Grown]
    asked: Mapping[str, Asked]
    """By the server and what was measured."""


async def compare(effort: Effort) -> Compared:
    async with _opened(SERVERS) as clients:
        loads = await _under_load(clients, effort)
    async with _opened(GROWING) as growing:
        grown = await _growing(growing, effort)
    asked = {
        f"{name}, {part}": Asked(runs=each.made, failed=each.failed)
        for part, opened in (("under load", clients), ("growing", growing))
        for name, each in opened.items()
    }
    return Compared(loads=loads, grown=grown, asked=asked)


@asynccontextmanager
async def _opened(names: Sequence[str]) -> AsyncIterator[dict[str, Clients]]:
    """Warm, and each with nothing but the warm-up's runs."""
    async with served(*names) as servers, AsyncExitStack() as stack:
        clients = {each.name: clients_of(each, most=max(CONCURRENCY)) for each in servers}
        for each in clients.values():
            await stack.enter_async_context(each.http)
        await asyncio.sleep(CALM)
        for each in clients.values():
            for route in ROUTES:
                await each.ask(route, n=WARM_UP, concurrency=TOGETHER, limit=60)
        yield clients


async def _under_load(clients: Mapping[str, Clients], effort: Effort) -> dict[Load, Slice]:
    return {
        Load(server=name, route=route, concurrency=concurrency): slice_
        for route in ROUTES
        for concurrency in CONCURRENCY
        for name, slice_ in (await _alternating(clients, route, concurrency, effort)).items()
    }


async def _alternating(
    clients: Mapping[str, Clients], route: Route, concurrency: int, effort: Effort
) -> dict[str, Slice]:
    """Each round begins with another server: what disturbs the machine disturbs all alike."""
    found: dict[str, list[Slice]] = {name: [] for name in clients}
    names, n = list(clients), max(effort.n, 4 * concurrency)
    for round_ in range(effort.rounds):
        first = round_ % len(names)
        for name in names[first:] + names[:first]:
            found[name].append(
                await clients[name].ask(route, n=n, concurrency=concurrency, limit=effort.limit)
            )
    return {name: joined(slices) for name, slices in found.items()}


async def _growing(clients: Mapping[str, Clients], effort: Effort) -> list[Grown]:
    grown = []
    for size in sorted({size for sizes in effort.sizes.values() for size in sizes}):
        here = {name: each for name, each in clients.items() if size in effort.sizes[name]}
        for each in here.values():
            await each.ask("wait", n=size - each.made, concurrency=TOGETHER, limit=float("inf"))
        megabytes = {name: each.server.megabytes() for name, each in here.items()}
        slices = {route: await _alternating(here, route, TOGETHER, effort) for route in ROUTES}
        grown += [
            Grown(
                server=name,
                size=size,
                megabytes=megabytes[name],
                slices={route: slices[route][name] for route in ROUTES},
            )
            for name in here
        ]
    return grown
