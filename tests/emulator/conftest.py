"""A laptop over each store: the suite runs on both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from psycopg_pool import AsyncConnectionPool

from emulator.postgres import PostgresStore
from emulator.store import MemoryStore, Store
from tests.emulator.laptop import Laptop, new_laptop
from tests.platforms.postgres import Database


@pytest.fixture(params=["memory", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Where the documents go; None is memory. Not async: making the database runs a loop."""
    if request.param == "memory":
        return None
    database: Database = request.getfixturevalue("database")
    return database.app_url


@pytest.fixture
async def store(database_url: str | None, tmp_path: Path) -> AsyncIterator[Store]:
    if database_url is None:
        memory = MemoryStore(tmp_path / "calendly.db")
        yield memory
        memory.close()
        return
    async with AsyncConnectionPool(database_url, open=False, min_size=1, max_size=4) as pool:
        yield PostgresStore(pool)
        # The next test's laptop would deliver what this one's still owes.
        async with pool.connection() as connection:
            await connection.execute("delete from emulator.documents")


@pytest.fixture
async def laptop(store: Store) -> AsyncIterator[Laptop]:
    laptop = await new_laptop(store)
    yield laptop
    await laptop.api.aclose()
    await laptop.pages.aclose()
