"""Reading what an account holds: one moment, without waiting for whoever writes."""

import asyncio

import pytest
from psycopg_pool import AsyncConnectionPool

from emulator.postgres import PostgresStore
from emulator.store import Store
from tests.emulator.laptop import Json, Laptop
from tests.platforms.postgres import Database


async def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    async with store.transaction("a") as tx:
        await tx.put("thing", "1", {"id": "1"})
    async with store.transaction("a") as writing, asyncio.timeout(5):
        await writing.put("thing", "2", {"id": "2"})
        async with store.reading("a") as tx:
            assert [doc["id"] for doc in await tx.find("thing")] == ["1"]
            assert await tx.get("thing", "2") is None


async def test_a_writer_does_not_wait_for_a_reader(store: Store) -> None:
    async with store.reading("b") as tx, asyncio.timeout(5):
        assert await tx.find("thing") == []
        async with store.transaction("b") as writing:
            await writing.put("thing", "1", {"id": "1"})

    async with store.reading("b") as tx:
        assert await tx.get("thing", "1") == {"id": "1"}


async def test_where_one_reads_nothing_is_written(store: Store) -> None:
    async def write() -> None:
        async with store.reading("c") as tx:
            await tx.put("thing", "1", {"id": "1"})

    async def delete() -> None:
        async with store.reading("c") as tx:
            await tx.delete("thing", "1")

    for attempt in (write, delete):
        with pytest.raises(Exception, match=r"only reading|read-only transaction"):
            await attempt()


async def test_after_a_look_one_can_write_again(laptop: Laptop, store: Store) -> None:
    """The same connection of a pool does both."""
    event_type = await laptop.event_type()
    for time in (await laptop.times(event_type))[:5]:
        assert (await laptop.book(event_type, time)).status_code == 201

    assert len(await laptop.events()) == 5


async def test_slots_are_looked_up_while_a_booking_is_under_way(
    laptop: Laptop, store: Store
) -> None:
    event_type = await laptop.event_type()
    account = (await store.accounts_with("event_type"))[-1]
    async with store.transaction(account), asyncio.timeout(5):
        assert await laptop.times(event_type) != []


async def test_a_reader_who_is_cut_off_leaves_a_connection_one_can_write_with(
    database: Database,
) -> None:
    """One connection for all: at whatever step the reader goes, the next one writes."""
    async with AsyncConnectionPool(database.app_url, open=False, min_size=1, max_size=1) as pool:
        store = PostgresStore(pool)
        for steps in range(40):
            reader = asyncio.create_task(look_twice(store))
            for _ in range(steps):
                await asyncio.sleep(0)
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            async with asyncio.timeout(10), store.transaction("d") as tx:
                await tx.put("thing", str(steps), {"id": str(steps)})

        assert len(await look_twice(store)) == 40


async def look_twice(store: Store) -> list[Json]:
    async with store.reading("d") as tx:
        await tx.find("thing")
        return await tx.find("thing")
