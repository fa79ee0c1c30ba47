"""The street of the module's tests."""

from collections.abc import AsyncIterator

import pytest

from emulator.unsettled import Unsettled
from tests.platforms.postgres import Database
from tests.watching.house import Street, open_street


@pytest.fixture(scope="module")
async def street(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Street]:
    async with open_street(database, tmp_path_factory.mktemp("street")) as street:
        yield street


@pytest.fixture(autouse=True)
async def alone(street: Street) -> AsyncIterator[None]:
    """No house of an earlier test is looked after any more: whoever looks, looks for all."""
    yield
    await street.admin.execute("update public.integrations set status = 'disconnected'")
    street.asked.clear()
    for name, field in Unsettled.model_fields.items():
        setattr(street.unsettled, name, field.default)
