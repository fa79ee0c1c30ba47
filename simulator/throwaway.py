"""Databases that are ours alone for one run, beside whatever the server holds."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from emulator.postgres import SCHEMA_SQL
from server.embedded import embedded
from server.migrate import migrate
from server.settings import Settings
from simulator.stores import Postgres
from tools.errors import Rejected


@contextmanager
def throwaway_databases(settings: Settings, number: int) -> Iterator[list[Postgres]]:
    """On the configured server, or on the embedded one; gone afterwards, whatever happens."""
    with ExitStack() as stack:
        given = settings.database_url
        server = (
            given.get_secret_value() if given else stack.enter_context(embedded(settings.data_home))
        )
        yield [stack.enter_context(_database(server)) for _ in range(number)]


@contextmanager
def _database(server: str) -> Iterator[Postgres]:
    name = f"pipewise_simulated_{uuid4().hex[:12]}"
    url = make_conninfo(server, dbname=name)
    try:
        admin = psycopg.connect(server, autocommit=True)
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise Rejected(
            "A run on Postgres makes databases of its own and drops them again: let DATABASE_URL "
            "name a login that may, or leave it unset."
        ) from error
    # Nobody misses these rows after a power cut.
    admin.execute(
        sql.SQL("alter database {} set synchronous_commit = off").format(sql.Identifier(name))
    )
    try:
        asyncio.run(migrate(url, emulator_sql=SCHEMA_SQL))
        yield Postgres(admin_url=url, app_url=url)
    finally:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
        admin.close()
