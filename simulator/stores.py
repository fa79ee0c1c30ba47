"""Where a simulated business keeps its books: in plain memory, or in a real Postgres."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from server.saver import PooledPostgresSaver
from simulator.books import Tables, read_tables
from simulator.crm.model import ModelCrm
from simulator.queue import VirtualQueue
from tools.crm.postgres import PostgresCrm
from tools.ports.crm import Crm
from tools.ports.words import Clock, NewId

EVER = 1e12  # seconds: a pool that renews connections by the clock would follow ours
SIZE = 4

READS = frozenset(
    {
        "claim_delivery",
        "claim_unsettled",
        "claim_watches",
        "conversation",
        "find_lead",
        "find_passages",
        "forget_events",
        "integration",
        "integrations",
        "live_meeting",
        "live_meetings",
        "note",
        "offer",
        "qualification_rules",
        "receipts",
        "replies",
        "sealed_secrets",
        "session",
        "slot",
        "unanswered",
        "watch_run",
        "workspace",
    }
)
"""No row of theirs gives rise to a job."""

TAKE: LiteralString = """
with taken as (
  delete from jobs.procrastinate_jobs where status = 'todo'
  returning id, task_name, queue_name, args, lock, queueing_lock, scheduled_at, priority)
select * from taken order by id
"""


class Books(Protocol):
    """One business's rows while it is open."""

    @property
    def crm(self) -> Crm: ...

    @property
    def saver(self) -> BaseCheckpointSaver[Any]: ...

    async def after_call(self, name: str) -> None:
        """Hear of the jobs that rows have given rise to."""

    async def tables(self, workspaces: Sequence[str]) -> Tables:
        """Every row of these workspaces, for the checkers."""


OpenBooks = Callable[[VirtualQueue, Clock, NewId], AbstractAsyncContextManager[Books]]


@dataclass(frozen=True, kw_only=True)
class ModelBooks:
    crm: Crm
    saver: BaseCheckpointSaver[Any]

    async def after_call(self, name: str) -> None:
        """The model tells of a job in the step of its row."""

    async def tables(self, workspaces: Sequence[str]) -> Tables:
        model: Any = self.crm
        tables: Tables = model.tables()
        return tables


@asynccontextmanager
async def in_memory(queue: VirtualQueue, clock: Clock, new_id: NewId) -> AsyncIterator[Books]:
    crm = cast(Any, ModelCrm(queue, clock=clock, new_id=new_id))
    yield ModelBooks(crm=crm, saver=InMemorySaver())


@dataclass(frozen=True, kw_only=True)
class PostgresBooks:
    crm: Crm
    saver: BaseCheckpointSaver[Any]
    queue: VirtualQueue
    owner: AsyncConnection[Any]

    async def after_call(self, name: str) -> None:
        """Procrastinate's table is read as its worker reads it; the rules are those of `queue`."""
        if name in READS:
            return
        async with self.owner.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(TAKE)
            jobs = await cursor.fetchall()
        for job in jobs:
            self.queue(
                job["task_name"],
                job["args"],
                queue=job["queue_name"],
                lock=job["lock"],
                queueing_lock=job["queueing_lock"],
                at=job["scheduled_at"],
                priority=job["priority"],
            )

    async def tables(self, workspaces: Sequence[str]) -> Tables:
        return await read_tables(self.owner, workspaces)


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A migrated database that is ours alone: `app_url` works in it, `admin_url` owns it."""

    admin_url: str
    app_url: str

    @asynccontextmanager
    async def __call__(
        self, queue: VirtualQueue, clock: Clock, new_id: NewId
    ) -> AsyncIterator[Books]:
        checkpoints = cast(Any, _pool(self.app_url, row_factory=dict_row, **CHECKPOINTS))
        async with (
            _pool(self.app_url, options="-c role=service_role -c timezone=UTC") as pool,
            checkpoints,
            await AsyncConnection.connect(self.admin_url, autocommit=True) as owner,
        ):
            await owner.execute("set timezone to 'UTC'")
            yield PostgresBooks(
                crm=PostgresCrm(pool, clock=clock, new_id=new_id),
                saver=PooledPostgresSaver(checkpoints),
                queue=queue,
                owner=owner,
            )


CHECKPOINTS: dict[str, Any] = {"options": "-c search_path=checkpoints", "prepare_threshold": 0}


def _pool(url: str, **kwargs: Any) -> AsyncConnectionPool[AsyncConnection[Any]]:
    return AsyncConnectionPool(
        url,
        min_size=SIZE,
        max_size=SIZE,
        timeout=EVER,
        max_idle=EVER,
        max_lifetime=EVER,
        open=False,
        kwargs={"autocommit": True, **kwargs},
    )
