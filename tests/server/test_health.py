"""Liveness, readiness and figures."""

import httpx
import psycopg
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter

from server.health import Faults, ask_database, router
from server.migrate import migration_files
from server.problems import install
from tests.platforms.postgres import Database


def healthy(faults: Faults | None = None) -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    install(app)
    app.state.registry = CollectorRegistry()
    if faults is not None:

        async def readiness() -> Faults:
            return faults

        app.state.readiness = readiness
    return app


async def got(app: FastAPI, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path)


async def test_it_is_alive_whatever_is_broken() -> None:
    answer = await got(healthy({"database": "does not answer"}), "/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "alive"}


async def test_it_is_ready_when_nothing_is_wrong() -> None:
    answer = await got(healthy({"database": None, "worker": None}), "/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"database": "ok", "worker": "ok"}}


async def test_it_says_what_is_wrong() -> None:
    answer = await got(healthy({"database": "does not answer", "worker": None}), "/readyz")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The database does not answer."
    assert answer.headers["retry-after"] == "1"


async def test_it_is_not_ready_before_the_server_says_so() -> None:
    answer = await got(healthy(), "/readyz")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The server is still starting."


async def test_figures_come_in_the_format_prometheus_reads() -> None:
    app = healthy()
    turns = Counter("pipewise_turns", "Turns.", ["outcome"], registry=app.state.registry)
    turns.labels(outcome="done").inc(3)

    answer = await got(app, "/metrics")

    assert 'pipewise_turns_total{outcome="done"} 3.0' in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


async def test_a_migrated_database_is_ready_under_the_programs_login(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url, autocommit=True) as session:
        assert await ask_database(session) == {"database": None}


async def test_a_database_that_was_not_migrated_names_what_it_lacks(postgres_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as session:
        faults = await ask_database(session)

    assert migration_files()[0].stem in str(faults["database"])
    assert "pipewise migrate" in str(faults["database"])


async def test_a_database_that_went_away_is_one_fault(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url, autocommit=True) as session:
        with psycopg.connect(database.admin_url, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s)", (session.info.backend_pid,))

        assert await ask_database(session) == {"database": "does not answer"}
