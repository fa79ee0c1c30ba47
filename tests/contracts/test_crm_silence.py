"""The CRM port when its database does not answer."""

import socket

import pytest
from psycopg_pool import AsyncConnectionPool

from tests.contracts.meetings import new_id
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tools.crm.postgres import PostgresCrm
from tools.errors import Unavailable


async def ask(url: str) -> None:
    kwargs = {"autocommit": True, "connect_timeout": 2}
    async with AsyncConnectionPool(
        url, min_size=0, max_size=1, timeout=0.3, open=False, kwargs=kwargs, reconnect_timeout=0.1
    ) as connections:
        crm = PostgresCrm(connections, clock=FakeClock(), new_id=new_id)
        await crm.workspace(new_id())


async def test_a_database_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://postgres@127.0.0.1:{nobody.getsockname()[1]}/postgres"

        with pytest.raises(Unavailable):
            await ask(url)


async def test_a_database_that_hangs_up_in_the_middle_is_unavailable(database: Database) -> None:
    """The server ends the connection while the pool believes in it."""
    async with AsyncConnectionPool(
        database.admin_url, min_size=1, open=False, kwargs={"autocommit": True}
    ) as connections:
        crm = PostgresCrm(connections, clock=FakeClock(), new_id=new_id)
        assert await crm.workspace(new_id()) is None
        async with (
            connections.connection() as one,
            AsyncConnectionPool(
                database.admin_url, min_size=1, open=False, kwargs={"autocommit": True}
            ) as others,
            others.connection() as other,
        ):
            await other.execute("select pg_terminate_backend(%s)", (one.info.backend_pid,))

        with pytest.raises(Unavailable):
            await crm.workspace(new_id())
        assert await crm.workspace(new_id()) is None


async def test_a_call_that_takes_too_long_is_unavailable(database: Database) -> None:
    async with AsyncConnectionPool(
        database.admin_url, min_size=1, open=False, kwargs={"autocommit": True}
    ) as connections:
        crm = PostgresCrm(connections, clock=FakeClock(), new_id=new_id, timeout=0.2)
        async with connections.connection() as busy, busy.transaction():
            await busy.execute("lock table public.workspaces in access exclusive mode")
            with pytest.raises(Unavailable):
                await crm.workspace(new_id())
