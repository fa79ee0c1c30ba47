"""The thread API on a small graph and a real database, by LangGraph's own SDK and plain HTTP."""

from collections.abc import AsyncIterator
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
from tests.threads.small import ALICE, CHARLIE, small_app, small_parts
from tools.crm.postgres import PostgresCrm


@pytest.fixture
async def parts(database: Database) -> AsyncIterator[TurnParts]:
    """One process of the program, on the small graph."""
    settings = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
    async with (
        AsyncConnectionPool(database.app_url, kwargs=settings, open=False) as connections,
        checkpoint_pool(database.app_url) as checkpoints,
    ):
        crm = PostgresCrm(connections, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid4()))
        await crm.ensure_workspace(ALICE, "alice", zone="UTC", fallback=True)
        await crm.ensure_workspace(CHARLIE, "charlie", zone="UTC", fallback=True)
        parts = small_parts(crm, PooledPostgresSaver(checkpoints))
        yield parts
        await parts.live.close(patience=0)


@pytest.fixture
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
