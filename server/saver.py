"""Checkpoints in Postgres, without the lock that lets only one query of a process run at a time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import LiteralString

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from server.liveness import Liveness

CheckpointPool = AsyncConnectionPool[AsyncConnection[DictRow]]

SCHEMA = "checkpoints"
SETUP_LOCK = 0x70697065  # "pipe": any number, the same in every process
TABLES: tuple[LiteralString, ...] = ("checkpoint_blobs", "checkpoints", "checkpoint_writes")
TRY_LOCK: LiteralString = "select pg_try_advisory_lock(%s) as took"
UNLOCK: LiteralString = "select pg_advisory_unlock(%s) as took"


def forgetting(which: LiteralString) -> tuple[LiteralString, LiteralString]:
    """Two statements: gone are the checkpoints `c` that `which` is true of, with their writes."""
    pairs = "w.thread_id = c.thread_id and w.checkpoint_ns = c.checkpoint_ns"
    return (
        "delete from checkpoint_writes w using checkpoints c where "  # noqa: S608 - our own words
        + pairs
        + " and w.checkpoint_id = c.checkpoint_id and "
        + which,
        "delete from checkpoints c where " + which,  # noqa: S608 - the same
    )


FORGET = forgetting("c.metadata ->> 'run_id' = any(%s) and c.thread_id = coalesce(%s, c.thread_id)")
FORGET_REHEARSALS = forgetting("""c.thread_id = %s and c.metadata @> '{"rehearsal": true}'""")
FORGET_EARLIER = forgetting("c.thread_id = %s and (c.checkpoint ->> 'ts')::timestamptz < %s")

KEEP_OUT: tuple[LiteralString, ...] = (
    "create table if not exists erased (thread_id text primary key)",
    """
    create or replace function keep_out() returns trigger language plpgsql as $$
    begin
      if exists (select from checkpoints.erased where thread_id = new.thread_id) then
        return null;  -- a turn that was under way when its person was erased
      end if;
      return new;
    end $$
    """,
    *(
        f"create or replace trigger keep_out before insert on {table}"
        " for each row execute function keep_out()"
        for table in TABLES
    ),
)
ERASE: tuple[LiteralString, ...] = (
    "insert into erased select unnest(%(threads)s::text[]) on conflict do nothing",
    # Whoever is just writing ends first; whoever comes now finds them erased.
    f"lock table {', '.join(TABLES)} in share row exclusive mode",
    *(f"delete from {table} where thread_id = any(%(threads)s)" for table in TABLES),  # noqa: S608 - our own words
)


def checkpoint_pool(url: str, *, max_size: int = 20) -> CheckpointPool:
    """A closed pool; the lifespan opens it, inside the event loop that will use it."""
    return AsyncConnectionPool(
        url,
        kwargs={
            "autocommit": True,
            "prepare_threshold": 0,
            "row_factory": dict_row,
            "options": f"-c search_path={SCHEMA}",
        },
        min_size=1,
        max_size=max_size,
        timeout=10.0,
        max_idle=300.0,
        max_lifetime=1800.0,
        check=Liveness(),
        open=False,
        name=SCHEMA,
    )


class Unlocked:
    """Stands where the stock saver has its one lock: each query takes a connection of its own."""

    async def __aenter__(self) -> "Unlocked":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


class PooledPostgresSaver(AsyncPostgresSaver):
    """The stock saver on a pool. Must be made inside the running event loop."""

    def __init__(self, pool: CheckpointPool) -> None:
        # None allows LangGraph's own safe types only, whatever the environment says.
        super().__init__(pool, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self.pool = pool
        self.lock = Unlocked()  # type: ignore[assignment]  # used by the stock saver as a context only

    async def setup(self) -> None:
        """Make the schema and its tables, once, however many processes start together."""
        async with self.pool.connection() as alone, sole_setup(alone):
            await alone.execute(f"create schema if not exists {SCHEMA}")
            await super().setup()
            for statement in KEEP_OUT:
                await alone.execute(statement)

    async def erase(self, thread_ids: Sequence[str]) -> None:
        """What these threads have left, and whatever somebody still writes to them."""
        async with self.pool.connection() as connection, connection.transaction():
            for statement in ERASE:
                await connection.execute(statement, {"threads": list(thread_ids)})

    async def adelete_for_runs(
        self, run_ids: Sequence[str], *, thread_id: str | None = None
    ) -> None:
        """As if these runs had never been; naming their thread spares a search through all.

        Values that nothing points to any more go with the next prune.
        """
        async with self.pool.connection() as connection, connection.transaction():
            for statement in FORGET:
                await connection.execute(statement, (list(run_ids), thread_id))

    async def forget_rehearsals(self, thread_id: str) -> None:
        """What was only tried on this thread."""
        async with self.pool.connection() as connection, connection.transaction():
            for statement in FORGET_REHEARSALS:
                await connection.execute(statement, (thread_id,))

    async def forget_earlier(self, thread_id: str, before: datetime) -> None:
        """What a thread of the same id has left, whose deletion broke off before its end."""
        async with self.pool.connection() as connection, connection.transaction():
            for statement in FORGET_EARLIER:
                await connection.execute(statement, (thread_id, before))


@asynccontextmanager
async def sole_setup(connection: AsyncConnection[DictRow]) -> AsyncIterator[None]:
    """While one process is inside, the others wait.

    The lock is asked for again and again, never waited for inside Postgres: an index built
    concurrently waits for every open statement, so it would wait for the waiting ones.
    """
    while not await took(connection, TRY_LOCK):  # noqa: ASYNC110 - the event is elsewhere
        await asyncio.sleep(0.05)
    try:
        yield
    finally:
        await took(connection, UNLOCK)


async def took(connection: AsyncConnection[DictRow], statement: LiteralString) -> bool:
    answer = await connection.execute(statement, (SETUP_LOCK,))
    row = await answer.fetchone()
    return row is not None and bool(row["took"])
