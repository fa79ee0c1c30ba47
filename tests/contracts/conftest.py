"""The CRM under test, every adapter in turn, and an office that uses it."""

from collections.abc import AsyncIterator

import pytest

from tests.contracts.crm import Office, open_office
from tests.contracts.stores import ModelStore, PostgresStore, Store
from tests.fakes import FakeClock
from tools.ports.crm import Crm


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["postgres", "model"])
def store(request: pytest.FixtureRequest, clock: FakeClock) -> Store:
    if request.param == "model":
        return ModelStore(clock=clock)
    return PostgresStore(database=request.getfixturevalue("database"))


@pytest.fixture
async def crm(store: Store, clock: FakeClock) -> AsyncIterator[Crm]:
    async with store.open(clock) as ready:
        yield ready


@pytest.fixture
async def office(crm: Crm, clock: FakeClock, store: Store) -> Office:
    return await open_office(crm, clock, store)


@pytest.fixture
async def other_office(crm: Crm, clock: FakeClock, store: Store) -> Office:
    """Charlie's: a stranger to everything of Alice's."""
    return await open_office(crm, clock, store)
