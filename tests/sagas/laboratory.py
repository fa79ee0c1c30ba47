"""The whole program in this process, but for its queue: real Postgres, the emulated Calendly, and
a clock that waits for nobody. It can die at any step and be started again."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, LiteralString, cast
from uuid import uuid4

import httpx
from fastapi import FastAPI
from langgraph.checkpoint.memory import InMemorySaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from pydantic import SecretStr

from emulator.accounts import ensure_account, token_id
from emulator.app import create_app as create_emulator
from emulator.deliver import Deliveries
from emulator.faults import Fault
from emulator.store import MemoryStore
from graph.build import Ports, build_graph
from server import problems, webhooks
from server.parts import Parts
from server.reconcile import reconcile
from server.settings import Settings
from server.turns import run_turn
from server.wiring import Wired
from tests.fakes import NOON, FakeClock
from tests.platforms.postgres import Database
from tests.sagas.fate import Fate, MortalTransport, mortal
from tools.calendly.client import Calendly, Patience, http_client
from tools.crm.postgres import PostgresCrm
from tools.errors import PipeWiseError
from tools.ports.arrivals import Arrival
from tools.ports.calendar import Calendar
from tools.ports.crm import Crm
from tools.scheduling import make_tools
from tools.understanding.reader import LocalUnderstanding

API = "https://api.calendly.com"
KEY = "made-up-signing-key"
LEASE = timedelta(seconds=31)
Pool = AsyncConnectionPool[AsyncConnection[Any]]


def new_id() -> str:
    return str(uuid4())


@dataclass
class OneCalendar:
    calendar: Calendar
    """The process's own client, with all it remembers."""

    async def of(self, workspace: str) -> Calendar:
        return self.calendar


@dataclass(kw_only=True)
class Laboratory:
    """What outlives every death: the database, the calendar, the world's clock."""

    base: Parts
    pools: tuple[Pool, Pool]
    """Of two processes on one database."""
    admin: AsyncConnection[DictRow]
    clock: FakeClock
    store: MemoryStore
    emulator: FastAPI
    understanding: LocalUnderstanding = field(default_factory=LocalUnderstanding)

    def fail(self, *faults: Fault) -> None:
        for fault in faults:
            self.emulator.state.emulation.faults.add(fault)

    def stop_failing(self) -> None:
        self.emulator.state.emulation.faults.clear()

    async def rows(self, query: LiteralString, *values: object) -> list[DictRow]:
        return await (await self.admin.execute(query, values)).fetchall()

    async def open_office(self, *, seats: int = 1, around: Any = None) -> "Office":
        """A workspace with a Calendly of its own, which tells it what happens."""
        token = await self.open_account()
        office = Office(lab=self, workspace=new_id(), token=token, around=around)
        await office.open(seats=seats)
        return office

    async def open_account(self) -> str:
        """At Calendly; its token."""
        token = f"made-up-{new_id()}"
        await ensure_account(
            self.store,
            token=token,
            name="Alice Acme",
            email="alice@example.com",
            zone="Europe/Madrid",
            new_id=new_id,
            now=self.clock(),
        )
        return token


@dataclass(kw_only=True)
class Office:
    """One workspace, and the process that works for it."""

    lab: Laboratory
    workspace: str
    token: str
    around: Any = None
    """Puts something of a test's own around the CRM."""
    integration: str = field(default_factory=new_id)
    phone_line: str = field(default_factory=new_id)
    fate: Fate = field(default_factory=Fate)
    saver: InMemorySaver = field(default_factory=InMemorySaver)
    parts: Parts = field(init=False)

    async def open(self, *, seats: int) -> None:
        self._build()
        crm = self.parts.crm
        await crm.ensure_workspace(
            self.workspace, f"alice-{self.workspace}", zone="Europe/Madrid", fallback=False
        )
        await self.parts.vault.save(
            self.workspace,
            "calendly",
            account=self.integration,
            config={},
            secrets={"access_token": self.token, "signing_key": KEY},
            integration_id=self.integration,
        )
        await crm.save_integration(
            self.workspace,
            "whatsapp",
            account=self.phone_line,
            config={},
            sealed={},
            integration_id=self.phone_line,
        )
        await self._seat(seats)
        address = f"http://us.test/webhooks/calendly/{self.integration}"
        await self._calendars.calendar.subscribe(address, KEY)

    async def _seat(self, seats: int) -> None:
        account = await self.lab.store.account_of("token", token_id(self.token))
        assert account
        self.account = account
        async with self.lab.store.transaction(account) as tx:
            for each in await tx.find("event_type"):
                kind = "group" if seats > 1 else "solo"
                await tx.put("event_type", each["id"], {**each, "seats": seats, "kind": kind})

    def _build(self) -> None:
        self._calendars = OneCalendar(self._calendly())
        self.parts = self.process(self.lab.pools[0])
        self._receiver = FastAPI()
        self._receiver.include_router(webhooks.router)
        problems.install(self._receiver)
        self._receiver.state.parts = self.parts

    def process(self, connections: Pool) -> Parts:
        """A process that works for this office; its checkpoints are the office's."""
        lab, clock, crm = self.lab, self.lab.clock, self._crm(connections)
        ports = Ports(
            crm=crm,
            understand=lab.understanding,
            calendars=self._calendars,
            channels={},
            tools=make_tools(crm, self._calendars, clock, new_id),
            model=None,
            clock=clock,
            new_id=new_id,
        )
        graph = build_graph(ports, home=self.workspace).compile(checkpointer=self.saver)
        return dataclasses.replace(
            lab.base, crm=crm, graph=graph, calendars=cast(Any, self._calendars), clock=clock
        )

    def start_again(self) -> None:
        """A new process: rows and checkpoints stay, what the old one had in mind is gone.

        The graph, its tools and the CRM keep nothing between calls, so they need not be made anew.
        """
        self._calendars.calendar = self._calendly()

    def _crm(self, connections: Pool) -> Crm:
        crm: Crm = PostgresCrm(connections, clock=self.lab.clock, new_id=new_id)
        return mortal(self.around(crm) if self.around else crm, self.fate)

    def _calendly(self) -> Calendar:
        wire = MortalTransport(httpx.ASGITransport(self.lab.emulator), self.fate)
        return Calendly(
            http_client(API, wire),
            token=SecretStr(self.token),
            mode="full",
            clock=self.lab.clock,
            patience=Patience(pauses=(0, 0)),
        )

    # --- what happens ---

    async def hear(self, message: Arrival) -> None:
        await self.parts.crm.ingest(message)

    async def work(self) -> None:
        """Every turn that is due. A turn that fails is handed back, as the queue would see it."""
        for thread in await self._threads():
            await self.turn_of(thread, self.parts)

    async def turn_of(self, thread: str, parts: Parts) -> None:
        run = await parts.crm.claim_run(conversation_id=thread, run_id=None, owner="lab")
        if run is not None:
            with suppress(PipeWiseError):
                await run_turn(parts, run)

    async def work_at_once(self) -> None:
        """The same, all together and by two processes in turns."""
        both = [self.parts, self.process(self.lab.pools[1])]
        async with asyncio.TaskGroup() as turns:
            for place, thread in enumerate(await self._threads()):
                turns.create_task(self.turn_of(thread, both[place % 2]))

    async def _threads(self) -> list[str]:
        open_runs = await self.lab.rows(
            "select distinct thread_id from runs"
            " where workspace_id = %s and state in ('pending', 'running')",
            self.workspace,
        )
        return [str(row["thread_id"]) for row in open_runs]

    async def deliver(self) -> int:
        """Calendly's webhooks that are due now."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._receiver)) as http:
            return await Deliveries(self.lab.store, clock=self.lab.clock, http=http).run_once()

    async def converge(self, *, rounds: int = 60) -> None:
        """Turns, webhooks and the job that looks for what is open, until nothing is."""
        for number in range(rounds):
            await self.work()
            await self.deliver()
            await reconcile(self.parts)
            if await self._quiet():
                return
            self.lab.clock.now += LEASE if number < 10 else 10 * LEASE
        raise AssertionError(f"It does not come to rest: {await self._open()}")

    async def _quiet(self) -> bool:
        return not any((await self._open()).values())

    async def _open(self) -> dict[str, int]:
        async with self.lab.store.transaction(self.account) as tx:
            webhooks_due = len(await tx.find("delivery"))
        [row] = await self.lab.rows(OPEN_WORK, *[self.workspace] * 3)
        return {**row, "webhooks": webhooks_due}

    async def live_in_calendar(self, email: str) -> list[dict[str, Any]]:
        async with self.lab.store.transaction(self.account) as tx:
            return await tx.find("invitee", email_key=email, status="active")


OPEN_WORK: LiteralString = """
select (select count(*) from runs where workspace_id = %s
     and state in ('pending', 'running')) as runs,
  (select count(*) from booking_attempts where workspace_id = %s and state in ('booking', 'unknown')
     and next_look is not null) as bookings,
  (select count(*) from cancellations where workspace_id = %s and state = 'open') as cancellations
"""


@asynccontextmanager
async def open_laboratory(database: Database, home: Any) -> AsyncIterator[Laboratory]:
    clock, store = FakeClock(NOON), MemoryStore()
    settings = Settings(database_url=SecretStr(database.admin_url), home=home)
    kwargs = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
    pools: list[Pool] = [
        AsyncConnectionPool(
            database.app_url, min_size=2, max_size=10, timeout=30, open=False, kwargs=kwargs
        )
        for _ in range(2)
    ]
    async with (
        Wired(settings).open() as base,
        pools[0] as first,
        pools[1] as second,
        await AsyncConnection.connect(
            database.admin_url, autocommit=True, row_factory=dict_row
        ) as admin,
    ):
        yield Laboratory(
            base=base,
            pools=(first, second),
            admin=admin,
            clock=clock,
            store=store,
            emulator=create_emulator(
                store, clock=clock, api_url=API, pages_url="https://calendly.test", faults=True
            ),
        )
    store.close()
