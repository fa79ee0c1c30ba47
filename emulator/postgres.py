"""The emulator's documents in Postgres, where the product keeps everything else."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from psycopg import AsyncConnection, IsolationLevel
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from emulator.errors import JSON
from emulator.store import Between, Transaction

SCHEMA_SQL = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")

LOCK = "select pg_advisory_xact_lock(hashtextextended('emulator ' || %s, 0))"
GET = "select doc from emulator.documents where account = %s and kind = %s and id = %s"
FIND = """
    select doc from emulator.documents
    where account = %(account)s and kind = %(kind)s and doc @> %(equals)s
      and (%(field)s::text is null
           or ((doc ->> %(field)s::text) collate "C" >= %(low)s
               and (doc ->> %(field)s::text) collate "C" < %(high)s))
    order by id collate "C"
"""
PUT = """
    insert into emulator.documents (account, kind, id, doc) values (%s, %s, %s, %s)
    on conflict (account, kind, id) do update set doc = excluded.doc
"""
DELETE = "delete from emulator.documents where account = %s and kind = %s and id = %s"
ACCOUNT_OF = "select account from emulator.documents where kind = %s and id = %s limit 1"
ACCOUNTS_WITH = "select distinct account from emulator.documents where kind = %s order by account"

REMEMBERED = 10_000  # tokens: a bound, so that nobody's made-up calls fill the memory

Connection = AsyncConnection[Any]  # Any: the pool's owner chose the row factory; we set our own


class _PostgresTransaction:
    def __init__(self, connection: Connection, account: str) -> None:
        self._cursor = connection.cursor(row_factory=tuple_row)
        self._account = account

    async def get(self, kind: str, id: str) -> JSON | None:
        await self._cursor.execute(GET, (self._account, kind, id))
        row = await self._cursor.fetchone()
        return row[0] if row else None

    async def find(self, kind: str, *, between: Between | None = None, **equals: Any) -> list[JSON]:
        field, low, high = between or (None, "", "")
        await self._cursor.execute(
            FIND,
            {
                "account": self._account,
                "kind": kind,
                "equals": Jsonb(equals),
                "field": field,
                "low": low,
                "high": high,
            },
        )
        return [row[0] for row in await self._cursor.fetchall()]

    async def put(self, kind: str, id: str, doc: JSON) -> None:
        await self._cursor.execute(PUT, (self._account, kind, id, Jsonb(doc)))

    async def delete(self, kind: str, id: str) -> None:
        await self._cursor.execute(DELETE, (self._account, kind, id))


@asynccontextmanager
async def _snapshots(connection: Connection) -> AsyncIterator[None]:
    """Transactions of this connection read one moment and write nothing. It goes with their BEGIN,
    so it costs no statement."""
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)
    try:
        yield
    finally:
        if connection.info.transaction_status is TransactionStatus.IDLE:
            await connection.set_isolation_level(None)
            await connection.set_read_only(None)
        else:
            # Cut off in the middle: whoever got it next could only read.
            await connection.close()


class Pool(Protocol):
    """What is asked of a connection pool: psycopg_pool's fits, and so does one that opens late."""

    def connection(self) -> AbstractAsyncContextManager[Connection]: ...


class PostgresStore:
    """Who writes in an account takes turns by an advisory lock; the schema is made by whoever runs
    `SCHEMA_SQL`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._whose: dict[str, str] = {}
        """By token: each call asks, and a token never becomes another account's."""

    @asynccontextmanager
    async def transaction(self, account: str) -> AsyncIterator[Transaction]:
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(LOCK, (account,))
            yield _PostgresTransaction(connection, account)

    @asynccontextmanager
    async def reading(self, account: str) -> AsyncIterator[Transaction]:
        async with (
            self._pool.connection() as connection,
            _snapshots(connection),
            connection.transaction(),
        ):
            yield _PostgresTransaction(connection, account)

    async def account_of(self, kind: str, id: str) -> str | None:
        if kind == "token" and id in self._whose:
            return self._whose[id]
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=tuple_row)
            await cursor.execute(ACCOUNT_OF, (kind, id))
            row = await cursor.fetchone()
        if row and kind == "token":
            if len(self._whose) >= REMEMBERED:
                self._whose.clear()
            self._whose[id] = row[0]
        return row[0] if row else None

    async def accounts_with(self, kind: str) -> list[str]:
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=tuple_row)
            await cursor.execute(ACCOUNTS_WITH, (kind,))
            return [row[0] for row in await cursor.fetchall()]
