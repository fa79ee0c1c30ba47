"""One emulator for a test: its API held against the contract, its pages, its webhooks."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import httpx
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from emulator.accounts import ensure_account, token_id
from emulator.app import create_app
from emulator.deliver import Deliveries
from emulator.desk import Emulation
from emulator.faults import Faults
from emulator.instants import MovableClock
from emulator.pages import create_pages
from emulator.seeding import EventTypeSeed, seed_event_type
from emulator.store import Store
from tests.platforms.calendly_contract import check_webhook, validated

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
API = "https://api.calendly.test"
PAGES = "https://book.test"
HOOK = "https://receiver.test/calendly"
KEY = "test_signing_key"
Json = Any  # a test reads a JSON answer by its keys, and fails where they are not


@dataclass
class Receiver:
    """A webhook endpoint that remembers, holds what comes to the contract, and answers as told."""

    status: int = 200
    deliveries: list[httpx.Request] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, request: httpx.Request) -> httpx.Response:
        check_webhook(json.loads(request.content))
        self.deliveries.append(request)
        self.arrived.set()
        return httpx.Response(self.status)

    @property
    def events(self) -> list[Json]:
        return [json.loads(request.content) for request in self.deliveries]

    @property
    def kinds(self) -> list[str]:
        """Sorted: Calendly promises no order."""
        return sorted(event["event"] for event in self.events)

    def payload(self, kind: str, **fields: str) -> Json:
        """The first payload of this kind with these fields."""
        return next(
            event["payload"]
            for event in self.events
            if event["event"] == kind
            and all(event["payload"][name] == value for name, value in fields.items())
        )


@dataclass
class Laptop:
    app: FastAPI
    store: Store
    clock: MovableClock
    api: httpx.AsyncClient
    pages: httpx.AsyncClient
    receiver: Receiver
    deliveries: Deliveries
    faults: Faults
    emulation: Emulation
    token: str
    me: Json

    async def event_type(self, name: str = "Sales Call") -> Json:
        organization = {"organization": self.me["current_organization"]}
        answer = await self.api.get("/event_types", params=organization)
        return next(t for t in answer.json()["collection"] if t["name"] == name)

    async def seed(self, **wanted: Any) -> Json:  # Any: the fields of a seed
        """An event type as the test wants it."""
        account = await self.store.account_of("token", token_id(self.token))
        assert account is not None
        async with self.emulation.desk(account) as desk:
            key = await desk.existing("token", token_id(self.token))
            await seed_event_type(desk, EventTypeSeed(**wanted), key["user"])
        return await self.event_type(wanted["name"])

    async def times(self, event_type: Json, *, days: int = 7, after: datetime = NOON) -> list[str]:
        answer = await self.api.get(
            "/event_type_available_times",
            params={
                "event_type": event_type["uri"],
                "start_time": (after + timedelta(hours=1)).isoformat(),
                "end_time": (after + timedelta(days=days)).isoformat(),
            },
        )
        return [time["start_time"] for time in answer.json()["collection"]]

    async def link(self, event_type: Json) -> str:
        answer = await self.api.post(
            "/scheduling_links",
            json={"max_event_count": 1, "owner": event_type["uri"], "owner_type": "EventType"},
        )
        return str(answer.json()["resource"]["booking_url"])

    async def book(self, event_type: Json, start: str, **more: Json) -> httpx.Response:
        return await self.api.post("/invitees", json={**order(event_type, start), **more})

    async def subscribe(self, **more: Json) -> httpx.Response:
        return await self.api.post(
            "/webhook_subscriptions",
            json={
                "url": HOOK,
                "events": ["invitee.created", "invitee.canceled"],
                "organization": self.me["current_organization"],
                "scope": "organization",
                "signing_key": KEY,
                **more,
            },
        )

    async def events(self, **filters: str) -> list[Json]:
        params = {"user": self.me["uri"], **filters}
        collection: list[Json] = (await self.api.get("/scheduled_events", params=params)).json()[
            "collection"
        ]
        return collection


def order(event_type: Json, start: str, email: str = "bob@example.com") -> Json:
    return {
        "event_type": event_type["uri"],
        "start_time": start,
        "invitee": {"name": "Bob", "email": email, "timezone": "America/Bogota"},
    }


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(httpx.URL(url).query.decode()))


async def new_laptop(
    store: Store, *, zone: str = "Europe/Madrid", **account: Any
) -> Laptop:  # Any: options of `ensure_account`
    clock = MovableClock(lambda: NOON)
    token = f"token-{uuid4()}"
    await ensure_account(
        store,
        token=token,
        name="Alice Álvarez",
        email="alice@example.com",
        zone=zone,
        new_id=lambda: str(uuid4()),
        now=NOON,
        **account,
    )
    app = create_app(store, clock=clock, api_url=API, pages_url=PAGES, faults=True)
    emulation: Emulation = app.state.emulation
    pages = create_pages(
        store,
        clock=clock,
        api_url=API,
        pages_url=PAGES,
        faults=emulation.faults,
        unsettled=emulation.unsettled,
    )
    mounted = Starlette(routes=[Mount("/book", pages)])  # where the product has them
    receiver = Receiver()
    http = httpx.AsyncClient(transport=httpx.MockTransport(receiver.answer))
    api = httpx.AsyncClient(
        transport=validated(app, url=API),
        base_url=API,
        headers={"authorization": f"Bearer {token}"},
    )
    me = (await api.get("/users/me")).json()
    return Laptop(
        app=app,
        store=store,
        clock=clock,
        api=api,
        pages=httpx.AsyncClient(transport=httpx.ASGITransport(mounted), base_url=PAGES),
        receiver=receiver,
        deliveries=Deliveries(store, clock=clock, http=http),
        faults=emulation.faults,
        emulation=emulation,
        token=token,
        me=me.get("resource"),
    )
