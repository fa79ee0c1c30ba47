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
from server.migrate import MigrationError
from server.postgres_process import EmbeddedError
from tools.errors import Unavailable

LIMIT_S = 1
RECONNECT_S = 5  # then the next call starts afresh instead of waiting for a longer pause to end


class PlainReads:
    """Opens on first use. Raises `Unavailable` when the database does not answer in time."""

    def __init__(self, database: Database, *, url: str | None) -> None:
        """`url` is the operator's own database; None is the embedded one."""
        self._database = database
        self._url = url
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
        except (psycopg.OperationalError, psycopg.ProgrammingError, PoolTimeout) as error:
            raise Unavailable(f"CRM: {type(error).__name__}") from error
        except (EmbeddedError, MigrationError) as error:
            raise Unavailable(str(error)) from error
        return row[0] if row else None

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def _opened(self) -> ConnectionPool[Any]:
        with self._lock:
            if self._pool is None:
                self._pool = _pool(self._ready_url())
                atexit.register(self.close)
            return self._pool

    def _ready_url(self) -> str:
        if self._url is not None and _is_migrated(self._url):
            return self._url
        # The caller may be inside a running event loop, so preparing gets a thread with its own.
        with ThreadPoolExecutor(1) as thread:
            url, _ = thread.submit(asyncio.run, self._database.prepare()).result()
        return url


def _is_migrated(url: str) -> bool:
    with psycopg.connect(url, connect_timeout=LIMIT_S) as connection:
        row = connection.execute("select to_regprocedure('public.find_workspace(uuid)')").fetchone()
    return row is not None and row[0] is not None


def _pool(url: str) -> ConnectionPool[Any]:
    limit = LIMIT_S * 1000
    return ConnectionPool(
        url,
        min_size=1,
        max_size=2,
        timeout=LIMIT_S,
        reconnect_timeout=RECONNECT_S,
        check=ConnectionPool.check_connection,
        open=True,
        kwargs={
            "autocommit": True,
            "connect_timeout": LIMIT_S,
            "tcp_user_timeout": limit,
            "options": f"-c role=service_role -c statement_timeout={limit}",
        },
    )
