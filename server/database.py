"""Our Postgres: started if it is ours, migrated, and opened inside the event loop on first use."""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from server.embedded import ensure, home_folder, release, revive
from server.liveness import Liveness
from server.migrate import app_url, migrate
from server.postgres_process import EmbeddedError
from server.saver import CheckpointPool, checkpoint_pool

log = logging.getLogger(__name__)

WATCH_S = 2.0

Pool = AsyncConnectionPool[AsyncConnection[Any]]


class Database:
    """One per event loop. `ready` is safe to call from any number of tasks at once."""

    def __init__(self, *, url: str | None, home: Path | None, emulator_sql: str) -> None:
        self._given = url
        self._home = home
        self._emulator_sql = emulator_sql
        self._lock = asyncio.Lock()
        self._service: Pool | None = None
        self._emulator: Pool | None = None
        self._checkpoints: CheckpointPool | None = None
        self.url = ""
        """Of the login the program works with; known once `ready` has returned."""

    async def ready(self) -> list[str]:
        """Start, migrate, open; the migrations that were applied.

        Raises `EmbeddedError` or `MigrationError` with one clear sentence.
        """
        async with self._lock:
            if self._service is not None:
                return []
            self.url, applied = await self.prepare()
            self._emulator = _pool(self.url, size=4, options="-c timezone=UTC")
            self._checkpoints = checkpoint_pool(self.url)
            service = _pool(self.url, size=12, options="-c role=service_role -c timezone=UTC")
            for pool in (service, self._emulator, self._checkpoints):
                await pool.open()
            self._service = service
            return applied

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """Acts as `service_role`, autocommit."""
        await self.ready()
        assert self._service is not None  # noqa: S101 - ready() has just opened it
        async with self._service.connection() as connection:
            yield connection

    @asynccontextmanager
    async def emulator_connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        await self.ready()
        assert self._emulator is not None  # noqa: S101 - ready() has just opened it
        async with self._emulator.connection() as connection:
            yield connection

    @asynccontextmanager
    async def alone(self, what: str) -> AsyncIterator[None]:
        """While nobody else, in whatever process, is in here for the same thing."""
        async with self.connection() as connection, connection.transaction():
            await connection.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [what]
            )
            yield

    @property
    def checkpoints(self) -> CheckpointPool:
        assert self._checkpoints is not None  # noqa: S101 - asked for after ready() only
        return self._checkpoints

    async def watch(self) -> None:
        """Until cancelled: start our own server again, should it die under us."""
        while self._given is None:
            await asyncio.sleep(WATCH_S)
            try:
                await asyncio.to_thread(revive, home_folder(self._home))
            except EmbeddedError as error:
                log.error("the database cannot be started", extra={"error": str(error)})
        await asyncio.Event().wait()

    async def close(self) -> None:
        for pool in (self._service, self._emulator, self._checkpoints):
            if pool is not None:
                await pool.close()
        self._service = None
        if self._given is None:
            await asyncio.to_thread(release, home_folder(self._home))

    async def prepare(self) -> tuple[str, list[str]]:
        """The URL to work with, and what was migrated; the embedded server stays in use."""
        if self._given is not None:
            return self._given, await migrate(self._given, emulator_sql=self._emulator_sql)
        home = home_folder(self._home)
        admin = await asyncio.to_thread(ensure, home)
        password = await asyncio.to_thread(_kept_password, home / "app_password")
        applied = await migrate(admin, emulator_sql=self._emulator_sql, app_password=password)
        return app_url(admin, password), applied


def _pool(url: str, *, size: int, options: str) -> Pool:
    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=size,
        timeout=5,
        open=False,
        check=Liveness(),
        kwargs={"autocommit": True, "options": options},
    )


def _kept_password(path: Path) -> str:
    """The app login's password, made once, readable by us alone; two first starts agree on one."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(24))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
