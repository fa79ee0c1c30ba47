"""Checkpoints in Postgres: one query does not wait for another, and no class comes back."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from enum import Enum

import psycopg
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.rows import dict_row

from server.saver import SCHEMA, PooledPostgresSaver, checkpoint_pool


class Colour(Enum):
    RED = "red"


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    """A database of this module's own."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database saver")
    return psycopg.conninfo.make_conninfo(postgres_url, dbname="saver")


@pytest.fixture
async def saver(url: str) -> AsyncIterator[PooledPostgresSaver]:
    async with checkpoint_pool(url) as pool:
        saver = PooledPostgresSaver(pool)
        await saver.setup()
        yield saver


def thread(name: str) -> RunnableConfig:
    return {"configurable": {"thread_id": name, "checkpoint_ns": ""}}


async def put(saver: PooledPostgresSaver, name: str) -> RunnableConfig:
    return await saver.aput(thread(name), empty_checkpoint(), {"source": "input", "step": -1}, {})


async def test_passes_langgraphs_own_conformance_suite(url: str) -> None:
    @checkpointer_test(name="PooledPostgresSaver")
    async def ours() -> AsyncGenerator[BaseCheckpointSaver[str], None]:
        async with checkpoint_pool(url) as pool:
            saver = PooledPostgresSaver(pool)
            await saver.setup()
            yield saver

    report = await validate(ours)

    assert report.passed_all_base(), report.to_dict()
    assert report.results["prune"].passed
    assert report.results["delete_for_runs"].passed


async def test_the_stock_saver_still_has_the_lock_we_replace(url: str) -> None:
    async with checkpoint_pool(url) as pool:
        stock, ours = AsyncPostgresSaver(pool), PooledPostgresSaver(pool)

    assert isinstance(stock.lock, asyncio.Lock)
    assert not isinstance(ours.lock, asyncio.Lock)


async def test_two_checkpoints_are_written_at_once(saver: PooledPostgresSaver) -> None:
    inside = asyncio.Barrier(2)  # a lock would keep the second one out for ever

    async def hold() -> None:
        async with saver._cursor() as cursor:
            await inside.wait()
            await cursor.execute("select 1")

    async with asyncio.timeout(5):
        await asyncio.gather(hold(), hold())


async def test_nothing_of_the_saver_is_in_public(saver: PooledPostgresSaver, url: str) -> None:
    await put(saver, "a")

    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as connection:
        found = await connection.execute(
            "select distinct table_schema from information_schema.tables"
            " where table_name like 'checkpoint%'"
        )
        assert await found.fetchall() == [{"table_schema": SCHEMA}]


async def test_processes_that_start_together_set_up_once(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database fresh")
    url = psycopg.conninfo.make_conninfo(postgres_url, dbname="fresh")

    async def start() -> None:
        async with checkpoint_pool(url) as pool:
            await PooledPostgresSaver(pool).setup()

    async with asyncio.timeout(30):
        await asyncio.gather(*(start() for _ in range(4)))


async def test_messages_come_back_as_messages_and_other_classes_do_not(
    saver: PooledPostgresSaver,
) -> None:
    written = saver.serde.dumps_typed({"said": HumanMessage("hi", id="1"), "colour": Colour.RED})

    read = saver.serde.loads_typed(written)

    assert read["said"] == HumanMessage("hi", id="1")
    assert not isinstance(read["colour"], Colour)


@pytest.mark.parametrize("entry", ["server.saver", "server.threads"])
def test_strict_serialisation_is_on_before_langgraph_is_imported(entry: str) -> None:
    program = (
        f"import {entry}\n"
        "from langgraph.checkpoint.serde import _msgpack\n"
        "raise SystemExit(not _msgpack.STRICT_MSGPACK_ENABLED)"
    )
    assert subprocess.run([sys.executable, "-c", program], env={}, check=False).returncode == 0


async def test_what_is_erased_is_gone_and_stays_away(saver: PooledPostgresSaver) -> None:
    """A turn that was under way goes on writing, and its words go nowhere."""
    begun = await put(saver, "erased")
    await saver.aput_writes(begun, [("messages", "ornitorrinco")], "task")
    kept = await put(saver, "kept")

    await saver.erase(["erased"])
    again = await put(saver, "erased")
    await saver.aput_writes(again, [("messages", "ornitorrinco")], "task")

    assert await saver.aget_tuple(thread("erased")) is None
    assert await saver.aget_tuple(kept) is not None
    async with saver.pool.connection() as connection:
        rows = await connection.execute(
            "select from checkpoint_writes where thread_id = 'erased'"
            " union all select from checkpoint_blobs where thread_id = 'erased'"
        )
        assert rows.rowcount == 0


async def test_erasing_waits_for_who_is_just_writing(saver: PooledPostgresSaver) -> None:
    async with saver.pool.connection() as writer, writer.transaction():
        await writer.execute(
            "insert into checkpoint_blobs (thread_id, channel, version, type) values"
            " ('late', 'messages', '1', 'null')"
        )
        erasing = asyncio.create_task(saver.erase(["late"]))
        async with saver.pool.connection() as watch, asyncio.timeout(5):
            while (  # noqa: ASYNC110 - the event is Postgres's
                await watch.execute("select from pg_locks where not granted")
            ).rowcount == 0:
                await asyncio.sleep(0.01)
    await erasing

    async with saver.pool.connection() as connection:
        rows = await connection.execute("select from checkpoint_blobs where thread_id = 'late'")
        assert rows.rowcount == 0
