"""Migrations: everything from nothing, once, whoever starts first."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from server.embedded import embedded
from server.jobs_schema import jobs_migration
from server.migrate import MigrationError, app_url, migrate, migration_files, pending
from server.postgres_binaries import OLDEST, account, find_programs
from server.postgres_process import make_cluster
from tests.platforms.postgres import Database

PASSWORD = "made-up"


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield make_conninfo(postgres_url, dbname=name)
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def rows(url: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as session:
        return session.execute(question.encode()).fetchall()


async def test_an_empty_database_gets_every_migration_and_then_none(empty_database: str) -> None:
    first = await migrate(empty_database, app_password=PASSWORD)
    second = await migrate(empty_database, app_password=PASSWORD)

    assert first == ["plain_postgres", *(file.stem for file in migration_files())]
    assert second == []


async def test_two_that_start_at_once_apply_each_migration_once(empty_database: str) -> None:
    both = await asyncio.gather(migrate(empty_database), migrate(empty_database))

    assert sorted(map(len, both)) == [0, 1 + len(migration_files())]


async def test_what_is_missing_can_be_asked_without_changing_anything(empty_database: str) -> None:
    async with await psycopg.AsyncConnection.connect(empty_database) as session:
        before = await pending(session)
    await migrate(empty_database)
    async with await psycopg.AsyncConnection.connect(empty_database) as session:
        after = await pending(session)

    assert before == [file.stem for file in migration_files()]
    assert after == []


async def test_the_history_has_the_shape_supabase_reads(empty_database: str) -> None:
    await migrate(empty_database)

    history = rows(
        empty_database,
        "select version, name, cardinality(statements) from supabase_migrations.schema_migrations"
        " order by version limit 1",
    )
    assert history == [("20261124000100", "jobs", 1)]


async def test_the_committed_job_queue_is_the_installed_one() -> None:
    file = next(file for file in migration_files() if file.stem.endswith("_jobs"))

    assert file.read_text(encoding="utf-8") == jobs_migration()


async def test_no_function_of_the_job_queue_depends_on_the_callers_path(
    empty_database: str,
) -> None:
    await migrate(empty_database)

    unpinned = rows(
        empty_database,
        "select proname from pg_proc where pronamespace = 'jobs'::regnamespace"
        " and not coalesce('search_path=jobs, pg_temp' = any(proconfig), false)",
    )
    assert unpinned == []


async def test_checkpoints_and_jobs_stay_out_of_the_public_schema(empty_database: str) -> None:
    await migrate(empty_database)

    places = rows(
        empty_database,
        "select distinct schemaname from pg_tables"
        " where tablename like 'checkpoint%' or tablename like 'procrastinate%' order by 1",
    )
    assert places == [("checkpoints",), ("jobs",)]


async def test_a_step_that_fails_names_itself_and_leaves_nothing(empty_database: str) -> None:
    broken = "create table half (id int); select 1 / 0;"

    with pytest.raises(MigrationError, match="emulator could not be applied: division by zero"):
        await migrate(empty_database, emulator_sql=broken)

    assert rows(empty_database, "select to_regclass('half')") == [(None,)]


async def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(MigrationError, match="The database does not answer"):
        await migrate("postgresql://postgres@127.0.0.1:1/postgres")


async def test_the_programs_login_has_no_rights_of_its_own(empty_database: str) -> None:
    await migrate(empty_database, app_password=PASSWORD)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(app_url(empty_database, PASSWORD), "select * from public.leads")


async def test_the_programs_login_works_as_the_service_role(empty_database: str) -> None:
    await migrate(empty_database, app_password=PASSWORD)

    with psycopg.connect(app_url(empty_database, PASSWORD)) as session:
        session.execute("set role service_role")
        leads = session.execute("select count(*) from public.leads").fetchall()

    assert leads == [(0,)]


async def test_the_programs_login_may_use_its_own_schemas(empty_database: str) -> None:
    schema = "create schema if not exists emulator; create table if not exists emulator.t (id int)"
    await migrate(empty_database, emulator_sql=schema, app_password=PASSWORD)
    app = app_url(empty_database, PASSWORD)

    for table in ("jobs.procrastinate_jobs", "checkpoints.checkpoints", "emulator.t"):
        assert rows(app, f"select count(*) from {table}") == [(0,)]  # noqa: S608 - our own names


async def test_only_the_service_role_enqueues(empty_database: str) -> None:
    await migrate(empty_database, app_password=PASSWORD)
    ask = "select private.enqueue('turns', 'turn', '{}') is not null"

    with psycopg.connect(app_url(empty_database, PASSWORD), autocommit=True) as session:
        session.execute("set role service_role")
        enqueued = session.execute(ask.encode()).fetchall()
        refusals = 0
        for role in (b"anon", b"authenticated"):
            session.execute(b"set role " + role)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(ask.encode())
            refusals += 1

    assert enqueued == [(True,)]
    assert refusals == 2


async def test_a_waiting_job_with_the_same_queueing_lock_does_both(empty_database: str) -> None:
    await migrate(empty_database)
    ask = "select private.enqueue('turns', 'turn', '{}', null, 'sweep')"

    first, second = rows(empty_database, ask), rows(empty_database, ask)

    assert first == [(1,)]
    assert second == [(None,)]


async def test_claims_of_the_request_are_read_and_their_absence_is_null(
    empty_database: str,
) -> None:
    await migrate(empty_database)
    user = "6f1f7f0e-5d0e-4f43-9d58-0d5a1e3f4c11"

    with psycopg.connect(empty_database) as session:
        before = session.execute("select auth.uid(), auth.role()").fetchone()
        session.execute(
            "select set_config('request.jwt.claims', %s, true)",
            (f'{{"sub": "{user}", "role": "authenticated"}}',),
        )
        during = session.execute("select auth.uid()::text, auth.role()").fetchone()
        session.commit()
        after = session.execute("select auth.uid(), auth.jwt()").fetchone()

    assert before == (None, None)
    assert during == (user, "authenticated")
    assert after == (None, None)


async def test_every_test_module_gets_a_migrated_database(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as session:
        missing = await pending(session)

    assert missing == []


async def test_an_owner_who_is_no_superuser_can_migrate_and_work(home: Path) -> None:
    with embedded(home, durable=False) as admin_url:
        with psycopg.connect(admin_url, autocommit=True) as admin:
            admin.execute("create role alice login createrole bypassrls password 'made-up'")
            admin.execute("create database hers owner alice")
        url = make_conninfo(admin_url, dbname="hers", user="alice", password=PASSWORD)

        await migrate(url)

        with psycopg.connect(url, options="-c role=service_role") as session:
            assert session.execute("select count(*) from public.leads").fetchall() == [(0,)]


@pytest.fixture
def old_home(home: Path) -> Path:
    """A home whose data the oldest Postgres we promise has made."""
    who = account(home / "pg")
    programs = find_programs(home, who, wanted=OLDEST)
    if programs is None:
        pytest.skip(f"Postgres {OLDEST} is not on this machine")
    home.mkdir()
    home.chmod(0o711)
    make_cluster(home, programs, who, durable=False)
    return home


async def test_everything_runs_on_the_oldest_postgres_we_promise(old_home: Path) -> None:
    with embedded(old_home, durable=False) as url:
        applied = await migrate(url, app_password=PASSWORD)
        version = rows(url, "select current_setting('server_version_num')::int / 10000")

    assert version == [(OLDEST,)]
    assert applied[-1] == migration_files()[-1].stem
