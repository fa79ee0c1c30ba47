"""A business whose Calendly is looked after: real rows, the emulator, one clock."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString

import httpx
from fastapi import FastAPI
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from pydantic import SecretStr

from emulator.accounts import Rules, ensure_account, token_id
from emulator.app import create_app as create_emulator
from emulator.deliver import Deliveries, signature
from emulator.faults import Fault
from emulator.pages import create_pages
from emulator.store import MemoryStore
from emulator.unsettled import Unsettled
from server import problems, webhooks
from server.account_token import AccountToken
from server.calendar_watch import watch_calendars
from server.calendars import WorkspaceCalendars
from server.calendly_account import Credentials, connect_calendly
from server.parts import Parts
from server.settings import Settings
from server.vault import Vault
from server.wiring import Wired
from tests.contracts.meetings import new_id
from tests.fakes import NOON, FakeClock
from tests.platforms.postgres import Database
from tools.calendly.client import Calendly, http_client
from tools.crm.postgres import PostgresCrm
from tools.crypto import Keyring
from tools.ports.calendar import Calendar, TokenSource
from tools.ports.records import Integration, Workspace

API = "https://api.calendly.com"
US = "https://us.test"
DAYS_AHEAD = 3 * 24 * 60  # minutes; what is booked is still to come at the end of a test
KEYS = "one:" + "A" * 43 + "="


@dataclass(kw_only=True)
class Street:
    """What its houses share: the database, Calendly, the world's clock."""

    base: Parts
    connections: AsyncConnectionPool[AsyncConnection[Any]]
    admin: AsyncConnection[DictRow]
    clock: FakeClock
    store: MemoryStore
    unsettled: Unsettled
    """What nobody knows of Calendly."""
    emulator: FastAPI
    pages: httpx.AsyncClient
    asked: list[httpx.Request] = field(default_factory=list)
    """Of Calendly, by us."""

    def later(self, **time: float) -> None:
        self.clock.now += timedelta(**time)

    def fail(self, fault: Fault) -> None:
        """The next request it fits."""
        self.emulator.state.emulation.faults.add(fault)

    async def rows(self, query: LiteralString, *values: object) -> list[DictRow]:
        return await (await self.admin.execute(query, values)).fetchall()

    async def open_house(self, *, public: bool = True, plan: str = "standard") -> "House":
        """A workspace that has just connected its Calendly."""
        token = f"made-up-{new_id()}"
        account = await ensure_account(
            self.store,
            token=token,
            name="Alice Acme",
            email="alice@example.com",
            zone="Europe/Madrid",
            new_id=new_id,
            now=self.clock(),
            plan=plan,
            rules=Rules(minimum_notice=DAYS_AHEAD),
        )
        house = House(street=self, workspace=new_id(), token=token, account=account)
        await house.open(public=public)
        return house


@dataclass(kw_only=True)
class House:
    """One workspace: its leads, its Calendly, and the process that works for it."""

    street: Street
    workspace: str
    token: str
    account: str
    integration: str = ""

    async def open(self, *, public: bool) -> None:
        self._known: dict[str | None, Calendar] = {}
        self.crm = PostgresCrm(self.street.connections, clock=self.street.clock, new_id=new_id)
        self.vault = Vault(self.crm, lambda: Keyring.parse(KEYS))
        calendars = WorkspaceCalendars(
            self.crm,
            self.vault,
            connect=self._connect,
            keep_token=self._keep_token,
            emulate=self._built_in,
        )
        self.parts: Parts = dataclasses.replace(
            self.street.base,
            crm=self.crm,
            vault=self.vault,
            calendars=calendars,
            clock=self.street.clock,
            settings=self._settings(public=public),
        )
        await self.crm.ensure_workspace(
            self.workspace, f"alice-{self.workspace}", zone="Europe/Madrid", fallback=True
        )
        self._receive()

    def _settings(self, *, public: bool) -> Settings:
        return self.street.base.settings.model_copy(update={"public_url": US if public else None})

    def _receive(self) -> None:
        self._receiver = FastAPI()
        self._receiver.include_router(webhooks.router)
        problems.install(self._receiver)
        self._receiver.state.parts = self.parts

    def move_to(self, *, public: bool) -> None:
        """The operator starts it again, with or without a public address."""
        self.parts = dataclasses.replace(self.parts, settings=self._settings(public=public))
        self._receive()

    def _connect(self, token: SecretStr | TokenSource, key: str | None) -> Calendar:
        if key in self._known:  # it keeps what it has seen
            return self._known[key]

        async def note(request: httpx.Request) -> None:
            self.street.asked.append(request)

        http = http_client(API, httpx.ASGITransport(self.street.emulator))
        http.event_hooks = {"request": [note], "response": []}
        calendly = Calendly(http, token=token, mode="full", clock=self.street.clock)
        if key is not None:
            self._known[key] = calendly
        return calendly

    def _keep_token(self, integration: Integration) -> AccountToken:
        return AccountToken(
            integration,
            crm=self.crm,
            vault=self.vault,
            authorization=None,
            clock=self.street.clock,
            new_id=new_id,
        )

    async def _built_in(self, home: Workspace) -> Calendar:
        return self._connect(SecretStr(self.token), home["id"])

    async def connect(self) -> Integration:
        """By the same steps as over HTTP."""
        integration = await connect_calendly(
            self.parts,
            self.workspace,
            credentials=Credentials(access=SecretStr(self.token)),
            default_event_type="Sales Call",
            zone="UTC",
        )
        self.integration = integration["id"]
        return integration

    async def settle_in(self) -> None:
        """Without a Calendly, on the built-in calendar."""
        calendar = await self.parts.calendars.fallback(self.workspace)
        self.integration = new_id()
        url = f"{self.parts.settings.loopback_url}/webhooks/calendly/{self.integration}"
        await self.vault.save(
            self.workspace,
            "built_in_calendar",
            account="",
            config={"url": url, "subscription": await calendar.subscribe(url, "first key")},
            secrets={"signing_key": "first key"},
            integration_id=self.integration,
        )

    # --- what happens ---

    async def watch(self) -> None:
        await watch_calendars(self.parts)

    async def deliver(self) -> int:
        """Calendly's webhooks that are due now."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._receiver)) as http:
            deliveries = Deliveries(self.street.store, clock=self.street.clock, http=http)
            return await deliveries.run_once()

    def signed(self, body: bytes, key: str) -> str:
        return signature(key, body, self.street.clock())

    async def knock(self, body: bytes, key: str) -> int:
        """What our address answers to these bytes, signed with this key just now."""
        return (await self.post(body, self.signed(body, key))).status_code

    async def post(self, body: bytes, signed: str, *, address: str = "") -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._receiver)) as http:
            return await http.post(
                f"{US}/webhooks/calendly/{address or self.integration}",
                content=body,
                headers={"calendly-webhook-signature": signed},
            )

    async def deliveries(self) -> list[dict[str, Any]]:
        """What Calendly is about to tell."""
        async with self.street.store.transaction(self.account) as tx:
            return await tx.find("delivery")

    async def change_plan(self, plan: str) -> None:
        async with self.street.store.transaction(self.account) as tx:
            for each in await tx.find("organization"):
                await tx.put("organization", each["id"], {**each, "plan": plan, "stage": "free"})

    async def lose_deliveries(self) -> None:
        """Nobody was there for longer than Calendly repeats them."""
        async with self.street.store.transaction(self.account) as tx:
            for each in await tx.find("delivery"):
                await tx.delete("delivery", each["id"])

    async def change_hooks(self, **changes: str) -> None:
        async with self.street.store.transaction(self.account) as tx:
            for each in await tx.find("hook"):
                await tx.put("hook", each["id"], {**each, **changes})

    async def remove_hooks(self) -> None:
        async with self.street.store.transaction(self.account) as tx:
            for each in await tx.find("hook"):
                await tx.delete("hook", each["id"])

    async def hooks(self) -> list[dict[str, Any]]:
        async with self.street.store.transaction(self.account) as tx:
            return await tx.find("hook")

    async def revoke_token(self) -> None:
        async with self.street.store.transaction(self.account) as tx:
            await tx.delete("token", token_id(self.token))

    async def api(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Somebody else uses Calendly: the host, at its own pages."""
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.street.emulator), base_url=API
        ) as http:
            answer = await http.request(
                method,
                path.removeprefix(API),
                json=body or None,
                headers={"authorization": f"Bearer {self.token}"},
            )
            assert answer.is_success, answer.text
            return answer

    # --- what is known ---

    async def config(self) -> dict[str, Any]:
        found = await self.crm.integration(self.integration)
        assert found
        return found["config"]


@asynccontextmanager
async def open_street(database: Database, home: Path) -> AsyncIterator[Street]:
    clock, store, unsettled = FakeClock(NOON), MemoryStore(), Unsettled()
    settings = Settings(database_url=SecretStr(database.admin_url), home=home)
    kwargs = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
    pages = create_pages(
        store, clock=clock, api_url=API, pages_url="https://calendly.test", unsettled=unsettled
    )
    front = FastAPI()
    front.mount("/book", pages)
    async with (
        Wired(settings).open() as base,
        AsyncConnectionPool(
            database.app_url, min_size=2, max_size=12, timeout=20, open=False, kwargs=kwargs
        ) as connections,
        await AsyncConnection.connect(
            database.admin_url, autocommit=True, row_factory=dict_row
        ) as admin,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(front),
            base_url="https://calendly.test",
            follow_redirects=True,
        ) as browser,
    ):
        yield Street(
            base=base,
            connections=connections,
            admin=admin,
            clock=clock,
            store=store,
            unsettled=unsettled,
            emulator=create_emulator(
                store,
                clock=clock,
                api_url=API,
                pages_url="https://calendly.test",
                faults=True,
                unsettled=unsettled,
            ),
            pages=browser,
        )
    store.close()
