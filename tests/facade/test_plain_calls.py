"""The calls without `await`: inside a running event loop, outside one, and without a database."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import SecretStr

from server.integration_service import IntegrationService
from server.settings import Settings
from tests.platforms.postgres import Database
from tests.running import free_port
from tools.errors import Unavailable


def test_they_answer_outside_an_event_loop(service: IntegrationService, user_id: str) -> None:
    assert service.is_calendly_configured(user_id) is False
    assert service.is_meeting_scheduling_available(user_id) is True


async def test_they_answer_inside_one(service: IntegrationService, user_id: str) -> None:
    assert service.is_calendly_configured(user_id) is False
    assert service.get_meeting_scheduler_capabilities(user_id)["scheduling_available"] is True


def test_a_workspace_nobody_has_written_to_is_only_read(
    service: IntegrationService, user_id: str
) -> None:
    capabilities = service.get_meeting_scheduler_capabilities(user_id)

    assert capabilities["user_name"] == user_id
    assert capabilities["timezone"] == "Europe/Madrid"
    assert capabilities["default_event_type"] is None


def test_a_database_that_is_not_there_is_said_so_in_time(tmp_path: Path) -> None:
    nowhere = SecretStr(f"postgresql://nobody:made-up@127.0.0.1:{free_port()}/none")
    service = IntegrationService(Settings(database_url=nowhere, home=tmp_path))

    began = time.monotonic()
    with pytest.raises(Unavailable):
        service.is_meeting_scheduling_available("alice")

    assert time.monotonic() - began < 2


async def test_a_database_that_is_not_there_is_a_failed_run(tmp_path: Path) -> None:
    nowhere = SecretStr(f"postgresql://nobody:made-up@127.0.0.1:{free_port()}/none")
    service = IntegrationService(Settings(database_url=nowhere, home=tmp_path))

    result = await service.schedule_meeting("alice", {"lead": {"id": "a", "phone": "+34600111222"}})

    assert (result["success"], result["meeting_url"]) == (False, None)
    assert result["error"].startswith("The database does not answer")


def test_a_database_that_goes_away_and_comes_back(
    database: Database, postgres_url: str, tmp_path: Path
) -> None:
    name = str(conninfo_to_dict(database.admin_url)["dbname"])
    service = IntegrationService(
        Settings(database_url=SecretStr(database.admin_url), home=tmp_path)
    )
    service.is_calendly_configured("alice")

    with psycopg.connect(make_conninfo(postgres_url), autocommit=True) as admin:
        _allow(admin, name, connections=False)
        began = time.monotonic()
        with pytest.raises(Unavailable):
            service.is_calendly_configured("alice")
        waited = time.monotonic() - began
        _allow(admin, name, connections=True)
    back = _eventually(lambda: service.is_calendly_configured("alice"))
    service.close()

    assert waited < 2
    assert back is False


def _allow(admin: psycopg.Connection, name: str, *, connections: bool) -> None:
    admin.execute(
        sql.SQL("alter database {} allow_connections {}").format(
            sql.Identifier(name), sql.SQL("true" if connections else "false")
        )
    )
    if not connections:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,)
        )


def _eventually(ask: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while True:
        try:
            return ask()
        except Unavailable:
            if time.monotonic() > deadline:
                raise
