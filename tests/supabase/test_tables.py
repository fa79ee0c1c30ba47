"""What the tables promise whatever the functions do: whole deletion, indexes, lasting links."""

import asyncio
from typing import Any

import psycopg
import pytest

from tests.platforms.postgres import Database
from tests.supabase.people import READ_BY_MEMBERS, SERVICE_ONLY, furnish

BARE_LINKS = """
select c.conrelid::regclass::text as child, c.conname as link
from pg_constraint c
where c.contype = 'f' and c.connamespace = 'public'::regnamespace
  and not exists (
    select from pg_index i where i.indrelid = c.conrelid and i.indpred is null
      and ((i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey
           or (i.indisunique and i.indkey::int2[] <@ c.conkey)))
"""
LOOSE_LINKS = """
select c.conrelid::regclass::text as child, c.conname as link
from pg_constraint c
join pg_attribute a on a.attrelid = c.conrelid and a.attname = 'workspace_id'
where c.contype = 'f' and c.connamespace = 'public'::regnamespace
  and not a.attnum = any(c.conkey)
"""


@pytest.fixture(scope="module")
def furnished(database: Database) -> tuple[str, str]:
    return asyncio.run(furnish(database))


def rows(database: Database, query: str, *values: object) -> list[Any]:
    with psycopg.connect(database.admin_url) as admin:
        return admin.execute(query.encode(), values or None).fetchall()


def test_every_link_has_an_index(database: Database) -> None:
    assert rows(database, BARE_LINKS) == []


def test_every_link_carries_the_workspace(database: Database) -> None:
    assert rows(database, LOOSE_LINKS) == []


def test_no_table_supplies_a_time_or_an_id_of_its_own(database: Database) -> None:
    """A turn is replayed with the times and ids it had."""
    supplied = rows(
        database,
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public' and column_default ~* '(now|clock|random|uuid|current_)'",
    )

    assert supplied == []


def test_a_workspace_is_deleted_whole_and_alone(
    database: Database, furnished: tuple[str, str]
) -> None:
    acme, globex = furnished
    with psycopg.connect(database.admin_url) as admin:
        admin.execute("delete from public.workspaces where id = %s", (acme,))
        left = {
            table: [
                str(row[0])
                for row in admin.execute(
                    f"select distinct workspace_id from public.{table}".encode()  # noqa: S608 - our own names
                )
            ]
            for table in (*READ_BY_MEMBERS, *SERVICE_ONLY, "integrations")
        }
        admin.rollback()

    assert left == {table: [globex] for table in left}
