"""How soon the running server acknowledges signed messages that come at a steady rate."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from urllib.parse import urlsplit

import httpx

from benchmarks.folder import own_folder
from benchmarks.machine import Taken, taken_by
from tests.platforms import whatsapp
from tests.running import Running

LINES = (
    "Hola, quiero agendar una reunión.",
    "Hi, can we book a demo next week?",
    "¿Cuánto cuesta?",
    "Hello",
)
ANSWERED = re.compile(r'^pipewise_deliveries_total\{.*outcome="recorded".*\} (\S+)$', re.MULTILINE)
PATIENCE = 45.0  # seconds for the last answers after the last message
WARM_UP = 20
CALM = 5.0  # seconds for what a started server still loads


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Times in seconds, from the instant a request was due, so that a late start counts too."""

    rate: float
    messages: list[float]
    pings: list[float]
    """Of a route that does nothing, between the messages: what HTTP alone costs here."""
    answered: int
    caught_up: float
    """From the last message to the last reply in the outbox; the channel's wait is part of it."""
    idle: Taken
    warm: Taken
    after: Taken
    warm_up: int = WARM_UP

    @property
    def cpu_each(self) -> float | None:
        """The server's processor seconds a message: acknowledged, understood, answered."""
        if self.after.cpu is None or self.warm.cpu is None:
            return None
        return (self.after.cpu - self.warm.cpu) / len(self.messages)


async def acknowledge(*, rate: float, n: int) -> Acknowledged:
    with _server() as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as http:
            await asyncio.sleep(CALM)
            idle = taken_by(server.process.pid)
            leads = Leads(http, await _connected(http))
            await _steady(leads.write, rate=rate, n=WARM_UP)
            await _all_answered(http, WARM_UP)
            warm = taken_by(server.process.pid)
            pings = asyncio.create_task(_steady(leads.ping, rate=rate, n=n, ahead=0.5))
            messages = await _steady(leads.write, rate=rate, n=n)
            ended = time.perf_counter()
            answered = await _all_answered(http, WARM_UP + n) - WARM_UP
            return Acknowledged(
                rate=rate,
                messages=messages,
                pings=await pings,
                answered=answered,
                caught_up=time.perf_counter() - ended,
                idle=idle,
                warm=warm,
                after=taken_by(server.process.pid),
            )


class Leads:
    """Strangers, each with one message."""

    def __init__(self, http: httpx.AsyncClient, webhook: str) -> None:
        self._http = http
        self._webhook = webhook
        self._numbers = count(34_600_000_000)
        self._lines = cycle(LINES)

    async def write(self) -> None:
        number = str(next(self._numbers))
        message = whatsapp.text_message(next(self._lines), sender=number, wamid=f"wamid.{number}")
        message["timestamp"] = str(int(time.time()))  # an old one may not be answered any more
        body = whatsapp.as_body(whatsapp.delivery([message]))
        answer = await self._http.post(
            self._webhook, content=body, headers=whatsapp.signature(body)
        )
        answer.raise_for_status()

    async def ping(self) -> None:
        (await self._http.get("/healthz")).raise_for_status()


@contextmanager
def _server() -> Iterator[Running]:
    """As `make run` starts it, on a database of its own that syncs to the disk."""
    with (
        own_folder() as folder,
        Running(folder, settings={"PIPEWISE_HOME": str(folder / "home")}) as server,
    ):
        yield server


async def _connected(http: httpx.AsyncClient) -> str:
    """The webhook's path. Without an access token, replies stay in the outbox: nothing leaves."""
    form = {
        "phone_number_id": whatsapp.NUMBER_ID,
        "app_secret": whatsapp.APP_SECRET,
        "verify_token": whatsapp.VERIFY_TOKEN,
    }
    answer = await http.post("/api/integrations/whatsapp/connect", json=form)
    answer.raise_for_status()
    return urlsplit(str(answer.json()["data"]["webhook_url"])).path


async def _steady(
    request: Callable[[], Awaitable[None]], *, rate: float, n: int, ahead: float = 0.0
) -> list[float]:
    """One request each 1/rate seconds, whether or not the last one is answered."""
    began = time.perf_counter() + ahead / rate

    async def timed(due: float) -> float:
        await request()
        return time.perf_counter() - due

    async with asyncio.TaskGroup() as group:
        tasks = []
        for number in range(n):
            due = began + number / rate
            await asyncio.sleep(due - time.perf_counter())
            tasks.append(group.create_task(timed(due)))
    return [task.result() for task in tasks]


async def _all_answered(http: httpx.AsyncClient, wanted: int) -> int:
    deadline = time.monotonic() + PATIENCE
    answered = 0
    while answered < wanted and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        found = ANSWERED.search((await http.get("/metrics")).text)
        answered = int(float(found[1])) if found else 0
    return answered
