"""Connections that ended behind our back are never handed out, and living ones not asked."""

from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from server.liveness import Liveness
from tests.platforms.postgres import Database

Pool = AsyncConnectionPool[AsyncConnection[Any]]
KEPT = 2


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    async with AsyncConnectionPool(
        database.admin_url,
        min_size=KEPT,
        max_size=KEPT,
        kwargs={"autocommit": True},
        check=Liveness(),
    ) as opened:
        await opened.wait()
        yield opened


async def test_connections_that_the_server_ended_are_replaced(
    pool: Pool, database: Database
) -> None:
    ended = {await backend(pool) for _ in range(2 * KEPT)}
    with psycopg.connect(database.admin_url) as admin:
        for pid in ended:
            admin.execute("select pg_terminate_backend(%s, 5000)", (pid,))

    fresh = {await backend(pool) for _ in range(2 * KEPT)}

    assert len(ended) == KEPT
    assert not fresh & ended


async def test_a_connection_used_just_now_is_not_asked_again(
    pool: Pool, database: Database
) -> None:
    for _ in range(2 * KEPT):
        await backend(pool)

    async with pool.connection() as taken:
        with psycopg.connect(database.admin_url) as admin:
            last = admin.execute(
                "select query from pg_stat_activity where pid = %s", (taken.info.backend_pid,)
            ).fetchone()

    assert last == ("select pg_backend_pid()",)


async def backend(pool: Pool) -> int:
    async with pool.connection() as taken:
        row = await (await taken.execute("select pg_backend_pid()")).fetchone()
        assert row is not None
        return int(row[0])
