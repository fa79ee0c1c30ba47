"""The laboratory of the module's nights."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.postgres import Database
from tests.sagas.laboratory import Laboratory, open_laboratory


@pytest.fixture(scope="module")
async def lab(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Laboratory]:
    async with open_laboratory(database, tmp_path_factory.mktemp("lab")) as lab:
        yield lab
