"""Stopped or killed processes: every accepted run ends, once."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from server.jobs import turn
from server.parts import TurnParts
from server.turns import config_of
from tests.platforms.postgres import Database
from tests.running import Running, running
from tests.threads.small import OFFICES, Office, saying


async def test_a_stopped_process_hands_its_run_back_at_once(
    sdk: LangGraphClient,
    sdk_elsewhere: LangGraphClient,
    thread_id: str,
    parts: TurnParts,
    elsewhere: TurnParts,
    office: Office,
) -> None:
    async def wait() -> None:
        with suppress(ConnectionAbortedError):
            await sdk.runs.wait(thread_id, "pipewise", input=saying("hold"))

    waiting = asyncio.create_task(wait())
    await office.reached.wait()
    await parts.live.close(patience=0)
    OFFICES["elsewhere"].released.set()
    (handed_back,) = await sdk_elsewhere.runs.list(thread_id)
    await turn(elsewhere, thread_id)
    await waiting

    values: Any = await sdk_elsewhere.runs.join(thread_id, handed_back["run_id"])
    assert handed_back["status"] == "pending"
    assert [m["content"] for m in values["messages"]] == ["hold", "You said hold"]


async def test_a_stopped_process_is_no_client_that_hangs_up(
    app: FastAPI, sdk: LangGraphClient, thread_id: str, parts: TurnParts, office: Office
) -> None:
    async def wait() -> None:
        with suppress(ConnectionAbortedError):
            said = saying("hold")
            await sdk.runs.wait(thread_id, "pipewise", input=said, on_disconnect="cancel")

    door = app.state.thread_door
    app.state.thread_door = replace(door, closing=lambda: True)
    waiting = asyncio.create_task(wait())
    await office.reached.wait()
    await parts.live.close(patience=0)
    await waiting
    await parts.live.close()
    app.state.thread_door = door

    (run,) = await sdk.runs.list(thread_id)
    assert run["status"] == "pending"


async def test_a_stopped_worker_hands_its_run_back_too(
    sdk: LangGraphClient,
    thread_id: str,
    parts: TurnParts,
    elsewhere: TurnParts,
    office: Office,
) -> None:
    await sdk.runs.create(thread_id, "pipewise", input=saying("hold"))
    working = asyncio.create_task(turn(parts, thread_id))
    await office.reached.wait()
    OFFICES["elsewhere"].released.set()

    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    await turn(elsewhere, thread_id)

    (run,) = await sdk.runs.list(thread_id)
    assert run["status"] == "success"


@pytest.mark.parametrize(
    "stop", [{"interrupt_before": ["reply"]}, {"interrupt_after": ["understanding"]}]
)
async def test_a_pause_is_kept_although_its_process_died_before_it_could_say_so(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts, stop: dict[str, Any]
) -> None:
    await sdk.runs.create(thread_id, "pipewise", input=saying("hello"), **stop)
    run = await parts.crm.claim_run(conversation_id=thread_id, run_id=None, owner="dead")
    assert run is not None
    await parts.graph.ainvoke(run["request"]["input"], config_of(run), **stop)
    await parts.crm.hand_back(run["id"], run["attempt"])

    await turn(parts, thread_id)

    state: Any = await sdk.threads.get_state(thread_id)
    assert state["next"] == ["reply"]
    assert (await sdk.runs.get(thread_id, run["id"]))["status"] == "success"


# --- the real program, three times ---

SERVERS, THREADS, ROUNDS = 3, 10, 5
WORDS = ("Hola", "¿Cuánto cuesta?", "Quiero una demo", "Gracias", "Soy Ana", "Adiós")


@pytest.fixture
def servers(database: Database, home: Path) -> Iterator[list[Running]]:
    """On one database; a dead process of theirs is missed after a second."""
    with ExitStack() as stack:
        started = []
        for n in range(SERVERS):
            folder = home / str(n)
            folder.mkdir(parents=True)
            settings = {"PIPEWISE_CRASH_FILE": str(folder / "never")}
            command = (sys.executable, "-m", "tests.crashing")
            started.append(
                stack.enter_context(running(folder, database, settings=settings, command=command))
            )
        yield started


@pytest.fixture
async def sdks(servers: list[Running]) -> AsyncIterator[list[LangGraphClient]]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(get_client(url=server.url, api_key=None))
            for server in servers
        ]


class Load:
    """Messages to many threads by every server; what was accepted is remembered."""

    def __init__(self, sdks: list[LangGraphClient]) -> None:
        self.sdks = sdks
        self.accepted: dict[str, list[str]] = {}
        self._numbers = count()

    @property
    def size(self) -> int:
        return sum(map(len, self.accepted.values()))

    async def talk(self, thread_id: str) -> None:
        for word in WORDS[:ROUNDS]:
            number = next(self._numbers)
            sdk = self.sdks[number % len(self.sdks)]
            with suppress(httpx.TransportError):  # the server that is killed
                await self._say(sdk, thread_id, word, waits=number % 2 == 0)

    async def _say(self, sdk: LangGraphClient, thread_id: str, word: str, *, waits: bool) -> None:
        runs = self.accepted.setdefault(thread_id, [])
        if not waits:
            run = await sdk.runs.create(thread_id, "pipewise", input=saying(word))
            runs.append(run["run_id"])
            return
        async for _ in sdk.runs.stream(
            thread_id,
            "pipewise",
            input=saying(word),
            stream_resumable=True,
            on_run_created=lambda run: runs.append(run["run_id"]),
        ):
            pass


@pytest.mark.filterwarnings("ignore:Reconnecting without a Last-Event-ID")
@pytest.mark.heavy
async def test_one_of_three_servers_killed_under_load_loses_nothing(
    servers: list[Running], sdks: list[LangGraphClient]
) -> None:
    threads = [(await sdks[0].threads.create())["thread_id"] for _ in range(THREADS)]
    load = Load(sdks)

    talking = asyncio.gather(*(load.talk(thread_id) for thread_id in threads))
    while load.size < THREADS:  # noqa: ASYNC110 - the event is elsewhere
        await asyncio.sleep(0.01)
    assert not talking.done()
    servers[1].kill()
    await talking

    for thread_id in threads:
        for run_id in load.accepted[thread_id]:
            await sdks[0].runs.join(thread_id, run_id)
    for thread_id in threads:
        runs = await sdks[2].runs.list(thread_id, limit=100)
        assert {run["run_id"] for run in runs} >= set(load.accepted[thread_id])
        assert Counter(run["status"] for run in runs) == {"success": len(runs)}
        state: Any = await sdks[2].threads.get_state(thread_id)
        kinds = [m["type"] for m in state["values"]["messages"]]
        assert kinds == ["human", "ai"] * (len(kinds) // 2)
        assert len(kinds) // 2 == len(runs)


@pytest.mark.heavy
async def test_a_server_asked_to_stop_keeps_nobody_waiting_for_its_lease(
    database: Database, home: Path
) -> None:
    """The leases of the real program are half a minute; nobody here waits that long."""
    folders = [home / "stopping", home / "staying"]
    for folder in folders:
        folder.mkdir(parents=True)
    with running(folders[0], database) as stopping, running(folders[1], database) as staying:
        async with get_client(url=stopping.url, api_key=None) as sdk:
            threads = [(await sdk.threads.create())["thread_id"] for _ in range(10)]
            made = [
                await sdk.runs.create(thread_id, "pipewise", input=saying("Hola"))
                for thread_id in threads * 2
            ]
        status = stopping.stop(signal.SIGTERM)
        async with get_client(url=staying.url, api_key=None) as sdk, asyncio.timeout(25):
            for run in made:
                await sdk.runs.join(run["thread_id"], run["run_id"])
            ends = [await sdk.runs.get(run["thread_id"], run["run_id"]) for run in made]

    assert status in (0, -signal.SIGTERM)
    assert {run["status"] for run in ends} == {"success"}
