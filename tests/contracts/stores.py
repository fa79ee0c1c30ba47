"""What each adapter of the CRM has stored: for what the port does not show."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString, Protocol

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from simulator.crm.model import ModelCrm
from tests.contracts.meetings import new_id
from tests.platforms.postgres import Database
from tools.crm.postgres import PostgresCrm
from tools.ports.crm import Crm
from tools.ports.words import JSON, Clock, NewId


class Store(Protocol):
    def open(self, clock: Clock) -> AbstractAsyncContextManager[Crm]:
        """The CRM. Opened twice, it is as if two processes used it."""

    def table(self, name: str, **where: object) -> list[JSON]:
        """Its rows whose columns are so, as JSON."""

    def jobs(self, **args: str) -> list[dict[str, Any]]:
        """Those with these arguments, oldest first."""


@dataclass(kw_only=True)
class PostgresStore:
    database: Database
    new_id: NewId = new_id
    _looks: psycopg.Connection[Any] | None = None
    """A connection is slow to make: one is kept while the CRM is open."""

    @asynccontextmanager
    async def open(self, clock: Clock) -> AsyncIterator[Crm]:
        kwargs = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
        async with AsyncConnectionPool(
            self.database.app_url, min_size=1, max_size=20, timeout=10, open=False, kwargs=kwargs
        ) as connections:
            yield PostgresCrm(connections, clock=clock, new_id=self.new_id)
        if self._looks:
            self._looks.close()
            self._looks = None

    def table(self, name: str, **where: object) -> list[JSON]:
        so = [
            sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(value))
            for column, value in where.items()
        ]
        wanted = sql.SQL(" and ").join([sql.SQL("true"), *so])
        query = sql.SQL("select to_jsonb(t) as row from public.{} t where {}")
        if self._looks is None:
            self._looks = psycopg.connect(
                self.database.admin_url, autocommit=True, options="-c timezone=UTC"
            )
        found = self._looks.execute(query.format(sql.Identifier(name), wanted))
        return [row for (row,) in found]

    def jobs(self, **args: str) -> list[dict[str, Any]]:
        query: LiteralString = (
            "select scheduled_at, priority, lock, queue_name, args from jobs.procrastinate_jobs"
            " where args @> %s::jsonb order by id"
        )
        with psycopg.connect(self.database.admin_url, row_factory=dict_row) as admin:
            return admin.execute(query, [psycopg.types.json.Jsonb(args)]).fetchall()


@dataclass(kw_only=True)
class ModelStore:
    """The simulator's: everything is in the process."""

    clock: Clock
    new_id: NewId = new_id
    given: list[dict[str, Any]] = field(default_factory=list)
    """Jobs. None of them starts."""

    def __post_init__(self) -> None:
        self.crm = ModelCrm(self._keep, clock=self.clock, new_id=self.new_id)

    @asynccontextmanager
    async def open(self, clock: Clock) -> AsyncIterator[Crm]:
        yield self.crm

    def table(self, name: str, **where: object) -> list[JSON]:
        rows = self.crm.rows(name)
        return [row for row in rows if all(row[key] == value for key, value in where.items())]

    def jobs(self, **args: str) -> list[dict[str, Any]]:
        return [job for job in self.given if args.items() <= job["args"].items()]

    def _keep(
        self,
        name: str,
        args: JSON,
        *,
        queue: str,
        lock: str | None,
        queueing_lock: str | None,
        at: datetime | None,
        priority: int,
    ) -> bool:
        waits = [job["queueing_lock"] for job in self.given if job["queueing_lock"]]
        if queueing_lock in waits:
            return False
        self.given.append(
            {
                "args": args,
                "queue_name": queue,
                "lock": lock,
                "queueing_lock": queueing_lock,
                "scheduled_at": at,
                "priority": priority,
            }
        )
        return True
