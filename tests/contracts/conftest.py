"""The CRM under test, every adapter in turn, and an office that uses it."""

from collections.abc import AsyncIterator

import pytest

from tests.contracts import crm as adapters
from tests.contracts.crm import Office, open_office
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tools.ports.crm import Crm


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=[adapters.postgres])
async def crm(
    request: pytest.FixtureRequest, database: Database, clock: FakeClock
) -> AsyncIterator[Crm]:
    async with request.param(database, clock) as ready:
        yield ready


@pytest.fixture
async def office(crm: Crm, clock: FakeClock, database: Database) -> Office:
    return await open_office(crm, clock, database)


@pytest.fixture
async def other_office(crm: Crm, clock: FakeClock, database: Database) -> Office:
    """Charlie's: a stranger to everything of Alice's."""
    return await open_office(crm, clock, database)
