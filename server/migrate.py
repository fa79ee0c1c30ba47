"""Brings a database to this version: Supabase's roles, our migrations, checkpoints, rights."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.conninfo import make_conninfo

from server.saver import SCHEMA as CHECKPOINTS
from server.saver import PooledPostgresSaver, checkpoint_pool

log = logging.getLogger(__name__)

SQL_FOLDER = Path(__file__).parent.parent / "supabase"
APP_ROLE = "pipewise_app"
ROLES = ("anon", "authenticated", "service_role")
OWN_SCHEMAS = ("jobs", CHECKPOINTS, "emulator")
"""The program's alone: no role of Supabase reaches into them."""

LOCK = 0x6D696772  # "migr": any number, the same in every process
WAIT_S = 120.0

HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text primary key,
  statements text[],
  name text
);
"""


class MigrationError(RuntimeError):
    """The database could not be brought to this version; it is as the last whole step left it."""


async def migrate(
    admin_url: str, *, emulator_sql: str | None = None, app_password: str | None = None
) -> list[str]:
    """Apply what is missing and name it. Repeatable, and safe to start twice at once.

    `admin_url` owns the database: the product never works under it. `emulator_sql` is repeatable
    itself and runs every time. With `app_password` the login role the program works under,
    `pipewise_app`, is made here; on a server of the operator's it is theirs to make.
    """
    async with _alone(admin_url) as database:
        applied = await _add_roles(database)
        applied += await _apply_migrations(database)
        await _add_checkpoints(admin_url)
        if emulator_sql is not None:
            await _step(database, "emulator", emulator_sql)
        if app_password is not None:
            await _make_app_role(database, app_password)
        await _grant_to_app_role(database)
    if applied:
        log.info("database migrated", extra={"migrations": applied})
    return applied


async def pending(database: AsyncConnection[Any]) -> list[str]:
    """Migrations this database has not seen. Reads only; works under any role that may look."""
    known = await _values(database, "select to_regclass('supabase_migrations.schema_migrations')")
    seen = set()
    if known != [None]:
        seen = set(
            await _values(database, "select version from supabase_migrations.schema_migrations")
        )
    files = await asyncio.to_thread(migration_files)
    return [file.stem for file in files if file.stem.partition("_")[0] not in seen]


def migration_files() -> list[Path]:
    return sorted((SQL_FOLDER / "migrations").glob("[0-9]" * 14 + "_*.sql"))


def app_url(admin_url: str, app_password: str) -> str:
    """The same database, for the role the program works under."""
    return make_conninfo(admin_url, user=APP_ROLE, password=app_password)


@asynccontextmanager
async def _alone(admin_url: str) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection while no other migration of this database runs.

    The lock is asked for again and again, never waited for inside Postgres: an index that is
    built concurrently waits for every open statement, so it would wait for the waiting ones.
    """
    try:
        database = await AsyncConnection.connect(admin_url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise MigrationError(f"The database does not answer: {_first_line(error)}") from error
    except psycopg.ProgrammingError:
        # Without its cause: it may quote what was typed, and that may be a password.
        raise MigrationError(
            "DATABASE_URL is no Postgres address: write it like "
            "postgresql://user:password@host:5432/name."
        ) from None
    async with database:
        async with asyncio.timeout(WAIT_S):
            while not await _has(database, "select pg_try_advisory_lock(%s)", LOCK):  # noqa: ASYNC110 - the event is elsewhere
                await asyncio.sleep(0.05)
        yield database


async def _add_roles(database: AsyncConnection[Any]) -> list[str]:
    if await _has(database, "select 'supabase_admin' in (select rolname from pg_roles)"):
        return []
    there = await _has(
        database,
        "select count(*) = 4 and to_regprocedure('auth.jwt()') is not null from pg_roles"
        " where rolname in ('anon', 'authenticated', 'service_role', 'authenticator')",
    )
    if there:
        return []
    file = SQL_FOLDER / "plain_postgres.sql"
    await _step(database, file.stem, await asyncio.to_thread(file.read_text, encoding="utf-8"))
    return [file.stem]


async def _apply_migrations(database: AsyncConnection[Any]) -> list[str]:
    await _step(database, "schema_migrations", HISTORY)
    missing = await pending(database)
    for file in await asyncio.to_thread(migration_files):
        if file.stem in missing:
            await _apply(
                database, file.stem, await asyncio.to_thread(file.read_text, encoding="utf-8")
            )
    return missing


async def _apply(database: AsyncConnection[Any], stem: str, text: str) -> None:
    """One file, one transaction, with the note that it was done."""
    version, _, name = stem.partition("_")
    async with database.transaction():
        await _step(database, stem, text)
        await database.execute(
            "insert into supabase_migrations.schema_migrations (version, statements, name)"
            " values (%s, %s, %s)",
            (version, [text], name),
        )


async def _add_checkpoints(admin_url: str) -> None:
    async with checkpoint_pool(admin_url, max_size=2) as pool:
        await PooledPostgresSaver(pool).setup()


async def _make_app_role(database: AsyncConnection[Any], password: str) -> None:
    role = sql.Identifier(APP_ROLE)
    # Hashed here: a statement that fails ends up in the server's log.
    hashed = database.pgconn.encrypt_password(
        password.encode(), APP_ROLE.encode(), b"scram-sha-256"
    ).decode()
    async with database.transaction():
        if not await _has(database, "select to_regrole(%s) is not null", APP_ROLE):
            await database.execute(sql.SQL("create role {} noinherit").format(role))
        await database.execute(
            sql.SQL("alter role {} login password {}").format(role, sql.Literal(hashed))
        )
        for granted in ROLES:
            await database.execute(sql.SQL("grant {} to {}").format(sql.Identifier(granted), role))


async def _grant_to_app_role(database: AsyncConnection[Any]) -> None:
    """All of the program's own schemas, now and for what a later migration adds."""
    if not await _has(database, "select to_regrole(%s) is not null", APP_ROLE):
        return
    role = sql.Identifier(APP_ROLE)
    await database.execute(
        sql.SQL(
            "grant usage on schema supabase_migrations to {0};"
            "grant select on supabase_migrations.schema_migrations to {0}"
        ).format(role)
    )
    for name in OWN_SCHEMAS:
        if not await _has(database, "select to_regnamespace(%s) is not null", name):
            continue
        schema = sql.Identifier(name)
        await database.execute(sql.SQL("grant usage on schema {} to {}").format(schema, role))
        for kind in ("tables", "sequences", "functions"):
            objects = sql.SQL(kind)
            await database.execute(
                sql.SQL("grant all on all {} in schema {} to {}").format(objects, schema, role)
            )
            await database.execute(
                sql.SQL("alter default privileges in schema {} grant all on {} to {}").format(
                    schema, objects, role
                )
            )


async def _step(database: AsyncConnection[Any], name: str, text: str) -> None:
    """Our own SQL, whole or not at all."""
    try:
        async with database.transaction():
            await database.execute(text.encode())  # bytes: a file's text is no literal to mypy
    except psycopg.Error as error:
        raise MigrationError(f"{name} could not be applied: {_first_line(error)}") from error


async def _has(database: AsyncConnection[Any], question: str, *values: object) -> bool:
    return bool((await _values(database, question, *values))[0])


async def _values(database: AsyncConnection[Any], question: str, *values: object) -> list[Any]:
    try:
        answer = await database.execute(question.encode(), values or None)
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationError(
            f"This login may not look after the database ({_first_line(error)}): "
            "DATABASE_URL names its owner."
        ) from error
    return [row[0] for row in await answer.fetchall()]


def _first_line(error: psycopg.Error) -> str:
    return str(error).partition("\n")[0]
