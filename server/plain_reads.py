"""The few reads a program makes without `await`, through one small pool with a one-second limit."""

import asyncio
import atexit
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool, PoolTimeout

from server.database import Database
from tools.errors import Unavailable

LIMIT_S = 1


class PlainReads:
    """Opens on first use. Raises `Unavailable` when the database does not answer in time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._pool: ConnectionPool[Any] | None = None

    def call(self, function: str, **values: str) -> Any:  # Any: the function's own JSON
        names = sql.SQL(", ").join(
            sql.SQL("{} => {}").format(sql.Identifier(f"p_{name}"), sql.Placeholder(name))
            for name in values
        )
        query = sql.SQL("select public.{}({})").format(sql.Identifier(function), names)
        try:
            with self._opened().connection() as connection:
                row = connection.execute(query, values).fetchone()
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable(f"CRM: {type(error).__name__}") from error
        return row[0] if row else None

    def _opened(self) -> ConnectionPool[Any]:
        with self._lock:
            if self._pool is None:
                self._pool = self._open()
            return self._pool

    def _open(self) -> ConnectionPool[Any]:
        # The caller may be inside a running event loop, so preparing gets a thread with its own.
        with ThreadPoolExecutor(1) as thread:
            url, _ = thread.submit(asyncio.run, self._database.prepare()).result()
        timeout = f"-c statement_timeout={LIMIT_S * 1000}"
        pool: ConnectionPool[Any] = ConnectionPool(
            url,
            min_size=1,
            max_size=2,
            timeout=LIMIT_S,
            open=True,
            kwargs={"autocommit": True, "options": f"-c role=service_role {timeout}"},
        )
        atexit.register(pool.close)
        return pool
