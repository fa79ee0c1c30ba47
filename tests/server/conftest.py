"""Alice's workspace and a Calendly to connect it to."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from server.settings import Settings
from tests.facade.calendly_account import Calendly, calendly, operator
from tests.platforms.postgres import Database


@pytest.fixture
async def theirs() -> AsyncIterator[Calendly]:
    async with calendly() as theirs:
        yield theirs


@pytest.fixture
def settings(database: Database, tmp_path: Path, theirs: Calendly) -> Settings:
    return Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path,
        local_user=f"alice-{uuid4()}",
        calendly_url=theirs.url,
        public_url="https://leads.example.com",
    )


@pytest.fixture
async def http(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with operator(settings) as http:
        yield http


@pytest.fixture(scope="module")
async def refusing(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """One program for all tests of a module that must leave nothing behind."""
    url, home = SecretStr(database.admin_url), tmp_path_factory.mktemp("refusing")
    settings = Settings(database_url=url, home=home, local_user=f"alice-{uuid4()}")
    async with operator(settings) as http:
        yield http
