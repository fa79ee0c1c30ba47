"""The facade of a program on a database of the module's, and a look at its rows."""

from collections.abc import Callable, Iterator
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row
from pydantic import SecretStr

from server.integration_service import IntegrationService
from server.settings import Settings
from tests.platforms.postgres import Database

Rows = Callable[..., list[dict[str, Any]]]  # a test reads a row by its columns


@pytest.fixture(scope="module")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return Settings(database_url=SecretStr(database.admin_url), home=home, timezone="Europe/Madrid")


@pytest.fixture(scope="module")
def service(settings: Settings) -> Iterator[IntegrationService]:
    service = IntegrationService(settings)
    yield service
    service.close()


@pytest.fixture
def user_id() -> str:
    """Alice, the owner of a workspace nobody has used before."""
    return f"alice-{uuid4()}"


@pytest.fixture
def rows(database: Database) -> Iterator[Rows]:
    with psycopg.connect(database.admin_url, autocommit=True, row_factory=dict_row) as connection:

        def read(query: LiteralString, *values: object) -> list[dict[str, Any]]:
            return connection.execute(query, values).fetchall()

        yield read
