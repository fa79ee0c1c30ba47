"""The first turns of a new workspace come together, and a turn may be stopped in its middle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr

from server.parts import Parts
from server.settings import Settings
from server.talk import Talk
from server.turns import run_turn
from server.wiring import Wired
from tests.platforms.postgres import Database
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias


class Slow:
    """A CRM that takes its time to note what the lead said."""

    def __init__(self, crm: Any) -> None:  # any CRM
        self._crm = crm
        self.reached = asyncio.Event()

    def __getattr__(self, method: str) -> Any:  # the CRM's own
        return getattr(self._crm, method)

    async def note(self, *_: Any, **__: Any) -> None:
        self.reached.set()
        await asyncio.sleep(60)


def settings(database: Database, folder: Path, owner: str) -> Settings:
    return Settings(database_url=SecretStr(database.admin_url), home=folder, local_user=owner)


@pytest.fixture
def owner() -> str:
    return str(uuid4())


@pytest.fixture
async def both(database: Database, tmp_path: Path, owner: str) -> AsyncIterator[list[Parts]]:
    """Two programs on one database, as `serve` and `worker` are."""
    first, second = (Wired(settings(database, tmp_path, owner)) for _ in range(2))
    async with first.open() as one, second.open() as two:
        yield [one, two]


async def test_first_turns_at_once_make_one_calendar_that_is_heard(
    both: list[Parts], database: Database
) -> None:
    talks = [Talk(parts, workspace=parts.home, door="cli", channel="cli") for parts in both * 12]

    said = await asyncio.gather(*(talk.say("I'd like to schedule a demo") for talk in talks))

    rows = await both[0].crm.integrations(both[0].home)
    async with await psycopg.AsyncConnection.connect(database.admin_url) as connection:
        hooks = await connection.execute(
            "select doc from emulator.documents where kind = 'hook'"
            " and doc->>'callback_url' like %s",
            [f"%{rows[0]['id']}"],
        )
        assert len(await hooks.fetchall()) == 1
    assert all(answer.offers for answer in said)
    assert [row["platform"] for row in rows] == ["built_in_calendar"]


async def test_a_turn_that_is_stopped_is_free_for_the_next_one_at_once(
    database: Database, tmp_path: Path, owner: str
) -> None:
    slow: list[Slow] = []

    def around(name: str, port: Any) -> Any:  # any of the ports
        if name == "crm":
            slow.append(Slow(port))
            return slow[0]
        return port

    async with Wired(settings(database, tmp_path, owner), around=around).open() as parts:
        stored = await parts.crm.ingest(
            Arrival(
                workspace=parts.home,
                channel="whatsapp",
                integration_id=None,
                event_id="m1",
                aliases=(Alias(kind="phone", value="+34600111222", attested=True),),
                text="hola",
                enqueue=False,
                own_run=True,
            )
        )
        run = await parts.crm.claim_run(
            conversation_id=stored["conversation_id"], run_id=None, owner="test"
        )
        assert run is not None
        turn = asyncio.create_task(run_turn(parts, run))
        await slow[0].reached.wait()
        turn.cancel()
        with suppress(asyncio.CancelledError):
            await turn

        left = await parts.crm.find_run(parts.home, run["id"])

    assert left is not None
    assert left["state"] == "pending"
