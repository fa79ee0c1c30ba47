"""The thread API on a small graph and a real database, by LangGraph's own SDK and plain HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from langgraph_sdk.client import LangGraphClient
from psycopg_pool import AsyncConnectionPool

from server.parts import TurnParts
from server.saver import PooledPostgresSaver, checkpoint_pool
from tests.platforms.postgres import Database
from tests.threads.small import ALICE, CHARLIE, OFFICES, Office, small_app, small_parts
from tools.crm.postgres import PostgresCrm


@asynccontextmanager
async def open_process(database: Database, *, process: str) -> AsyncIterator[TurnParts]:
    """One process of the program, on the small graph."""
    settings = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
    async with (
        AsyncConnectionPool(
            database.app_url, kwargs=settings, max_size=10, open=False
        ) as connections,
        checkpoint_pool(database.app_url) as checkpoints,
    ):
        crm = PostgresCrm(connections, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid4()))
        await crm.ensure_workspace(ALICE, "alice", zone="UTC", fallback=True)
        await crm.ensure_workspace(CHARLIE, "charlie", zone="UTC", fallback=True)
        parts = small_parts(crm, PooledPostgresSaver(checkpoints), process=process)
        yield parts
        await parts.live.close(patience=0)


@pytest.fixture(scope="module")
async def parts(database: Database) -> AsyncIterator[TurnParts]:
    async with open_process(database, process="here") as parts:
        yield parts


@pytest.fixture(scope="module")
async def elsewhere(database: Database) -> AsyncIterator[TurnParts]:
    """Another process, on the same database."""
    async with open_process(database, process="elsewhere") as parts:
        yield parts


@pytest.fixture
def office(parts: TurnParts) -> Office:
    """As good as new."""
    office = OFFICES[parts.process]
    office.effects.clear()
    office.reached.clear()
    office.released.clear()
    return office


@pytest.fixture(scope="module")
def app(parts: TurnParts) -> FastAPI:
    return small_app(parts)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def sdk(http: httpx.AsyncClient) -> LangGraphClient:
    """LangGraph's own client, unmodified."""
    return LangGraphClient(http)


@pytest.fixture
async def sdk_elsewhere(elsewhere: TurnParts) -> AsyncIterator[LangGraphClient]:
    """A client of the other process."""
    transport = httpx.ASGITransport(small_app(elsewhere))
    async with httpx.AsyncClient(transport=transport, base_url="http://elsewhere") as client:
        yield LangGraphClient(client)


@pytest.fixture
async def thread_id(sdk: LangGraphClient) -> str:
    return (await sdk.threads.create())["thread_id"]
