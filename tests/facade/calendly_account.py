"""Alice's program with a real Calendly: the emulator behind a socket, as if it were theirs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.accounts import SCOPES, ensure_account, token_id
from emulator.app import create_app as create_emulator
from emulator.store import MemoryStore
from server.app import create_app
from server.settings import Settings
from server.wiring import Wired
from tests.platforms.serving import served

PAGES = "https://calendly.test"


@dataclass
class Calendly:
    """Their side: accounts, and tokens that can be taken back."""

    url: str
    store: MemoryStore
    asked: list[str] = field(default_factory=list)
    _taken: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    async def open_account(
        self,
        name: str,
        *,
        plan: str = "standard",
        scopes: Sequence[str] = SCOPES,
        limited: bool = False,
    ) -> str:
        """The new account's token."""
        token = f"made-up-token-{uuid4()}"
        await ensure_account(
            self.store,
            token=token,
            name=name,
            email="alice@example.com",
            zone="Europe/Madrid",
            new_id=lambda: str(uuid4()),
            now=datetime.now(UTC),
            plan=plan,
            scopes=scopes,
            limited=limited,
        )
        return token

    async def take_back(self, token: str) -> None:
        account = await self.store.account_of("token", token_id(token))
        assert account is not None
        async with self.store.transaction(account) as tx:
            self._taken[token] = account, await tx.get("token", token_id(token)) or {}
            await tx.delete("token", token_id(token))

    async def give_back(self, token: str) -> None:
        account, doc = self._taken.pop(token)
        async with self.store.transaction(account) as tx:
            await tx.put("token", token_id(token), doc)


@asynccontextmanager
async def calendly() -> AsyncIterator[Calendly]:
    store = MemoryStore()
    api = create_emulator(
        store,
        clock=lambda: datetime.now(UTC),
        api_url="https://api.calendly.com",
        pages_url=PAGES,
        faults=True,
    )
    theirs = Calendly(url="", store=store)

    async def remembered(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            theirs.asked.append(f"{scope['method']} {scope['path']}")
        await api(scope, receive, send)

    app: ASGIApp = remembered
    async with served(app) as url:
        theirs.url = url
        yield theirs
    store.close()


@asynccontextmanager
async def operator(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Alice's browser on the machine the program runs on."""
    app = create_app(Wired(settings), compat=False, worker=False)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as http,
    ):
        yield http


async def connect(http: httpx.AsyncClient, token: str) -> httpx.Response:
    form = {"access_token": token, "default_event_type": "Sales Call", "timezone": "UTC"}
    return await http.post("/api/integrations/calendly/connect", json=form)
