"""Who sees and touches what: every check as each person, and every check proved able to fail."""

import asyncio
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql

from tests.platforms.postgres import Database
from tests.supabase.people import (
    ALICE,
    ANONYMOUS,
    BOB,
    CHARLIE,
    DANA,
    NOBODY,
    READ_BY_MEMBERS,
    SERVICE,
    SERVICE_ONLY,
    Person,
    World,
    furnish,
)

DENIED = "42501"
FOREIGN_KEY = "23503"
OURS_ALONE = ("jobs", "checkpoints", "emulator", "supabase_migrations")


@pytest.fixture(scope="module")
def furnished(database: Database) -> tuple[str, str]:
    return asyncio.run(furnish(database))


@pytest.fixture
def world(database: Database, furnished: tuple[str, str]) -> Iterator[World]:
    acme, globex = furnished
    with psycopg.connect(database.admin_url) as admin:
        yield World(admin=admin, acme=acme, globex=globex)
        admin.rollback()


# --- reading ---


def every_table_is_accounted_for(world: World) -> None:
    named = world.ask(
        SERVICE,
        "select table_name::text from information_schema.columns"
        " where table_schema = 'public' and column_name = 'workspace_id' order by 1",
    )
    assert {row[0] for row in named} == {*READ_BY_MEMBERS, *SERVICE_ONLY, "integrations"}


def every_table_has_row_security(world: World) -> None:
    bare = world.admin.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p', 'v', 'm') and not relrowsecurity"
    ).fetchall()
    assert bare == []


def members_see_their_own_workspace(world: World) -> None:
    for table in READ_BY_MEMBERS:
        for person, workspace in ((ALICE, world.acme), (BOB, world.acme), (DANA, world.globex)):
            assert world.workspaces_in(person, table) == [workspace], table


def strangers_see_nothing(world: World) -> None:
    for table in READ_BY_MEMBERS:
        assert world.workspaces_in(CHARLIE, table) == [], table
        assert world.workspaces_in(NOBODY, table) == [], table


def the_anonymous_are_refused_everywhere(world: World) -> None:
    for table in (*READ_BY_MEMBERS, *SERVICE_ONLY, "integrations"):
        assert world.workspaces_in(ANONYMOUS, table) == DENIED, table
    for table in ("workspaces", "lead_transitions"):
        query = sql.SQL("select from public.{}").format(sql.Identifier(table))
        assert world.ask(ANONYMOUS, query) == DENIED, table


def what_is_the_services_is_refused_to_members(world: World) -> None:
    for table in SERVICE_ONLY:
        assert world.workspaces_in(ALICE, table) == DENIED, table


def the_service_sees_all(world: World) -> None:
    both = sorted((world.acme, world.globex))
    for table in (*READ_BY_MEMBERS, *SERVICE_ONLY, "integrations"):
        assert set(world.workspaces_in(SERVICE, table)) >= set(both), table


def members_see_their_workspace_and_its_name(world: World) -> None:
    asked = "select id::text from public.workspaces"
    assert world.ask(ALICE, asked) == [(world.acme,)]
    assert world.ask(CHARLIE, asked) == []


# --- ciphertext ---


def members_see_which_platforms_are_connected(world: World) -> None:
    asked = "select workspace_id::text, platform, status from public.integrations"
    assert world.ask(ALICE, asked) == [(world.acme, "whatsapp", "connected")]
    assert world.ask(CHARLIE, asked) == []


def ciphertext_and_settings_stay_hidden(world: World) -> None:
    for person in (ALICE, CHARLIE, ANONYMOUS):
        assert world.ask(person, "select sealed from public.integrations") == DENIED
        assert world.ask(person, "select config from public.integrations") == DENIED
        assert world.ask(person, "select * from public.integrations") == DENIED
        assert world.ask(person, "table public.integrations") == DENIED
        leak = "select platform from public.integrations where sealed::text like '%s%%'"
        assert world.ask(person, leak.replace("%s%%", "x%")) == DENIED


# --- writing ---


def nobody_but_the_service_writes(world: World) -> None:
    for table in (*READ_BY_MEMBERS, *SERVICE_ONLY, "integrations"):
        name = sql.Identifier(table)
        for person in (ALICE, CHARLIE, ANONYMOUS):
            change = sql.SQL("update public.{} set workspace_id = workspace_id").format(name)
            remove = sql.SQL("delete from public.{}").format(name)
            add = sql.SQL("insert into public.{} default values").format(name)
            assert world.ask(person, change) == DENIED, table
            assert world.ask(person, remove) == DENIED, table
            assert world.ask(person, add) == DENIED, table


def nobody_joins_a_workspace_alone(world: World) -> None:
    join = "insert into public.memberships values (%s, %s, 'owner')"
    move = "update public.memberships set workspace_id = %s"
    for person in (CHARLIE, DANA):
        assert world.ask(person, join, world.acme, person.claims["sub"]) == DENIED
        assert world.ask(person, move, world.acme) == DENIED


# --- functions ---


def only_the_service_may_call_our_functions(world: World) -> None:
    callable_ = world.admin.execute(
        "select r.rolname, p.proname from pg_proc p, pg_roles r"
        " where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
        " and r.rolname in ('anon', 'authenticated')"
        " and has_function_privilege(r.oid, p.oid, 'execute')"
    ).fetchall()
    assert callable_ == [("authenticated", "my_workspaces")]


def no_function_runs_with_more_than_its_callers_rights(world: World) -> None:
    definers = world.admin.execute(
        "select pronamespace::regnamespace::text, proname from pg_proc"
        " where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
        " and prosecdef order by 2"
    ).fetchall()
    assert definers == [("private", "enqueue"), ("private", "my_workspaces")]


def every_function_pins_its_search_path(world: World) -> None:
    loose = world.admin.execute(
        "select proname from pg_proc"
        " where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
        " and not coalesce(proconfig, '{}') @> array['search_path=\"\"']"
    ).fetchall()
    assert loose == []


def a_table_of_the_same_name_fools_nobody(world: World) -> None:
    with world.acting(CHARLIE):
        world.admin.execute("create temporary table memberships (workspace_id uuid, user_id uuid)")
        world.admin.execute(
            "insert into memberships values (%s, %s)", (world.acme, CHARLIE.claims["sub"])
        )
        world.admin.execute("set local search_path = pg_temp, public")
        assert world.admin.execute("select from public.leads").fetchall() == []


# --- the rest of the house ---


def what_is_the_programs_own_is_closed_to_people(world: World) -> None:
    for schema in OURS_ALONE:
        for role in ("anon", "authenticated"):
            [row] = world.admin.execute(
                "select has_schema_privilege(%s, %s, 'usage')", (role, schema)
            ).fetchall()
            assert row == (False,), (schema, role)


def the_service_does_not_reach_into_the_queue(world: World) -> None:
    assert world.ask(SERVICE, "select from jobs.procrastinate_jobs") == DENIED


def an_id_that_is_no_uuid_sees_nothing(world: World) -> None:
    odd = Person(role="authenticated", claims={"sub": "user_123"})
    assert world.ask(odd, "select from public.leads") == "22P02"


LINKS = [
    ("identities", "lead_id", "leads"),
    ("conversations", "lead_id", "leads"),
    ("conversations", "integration_id", "integrations"),
    ("messages", "conversation_id", "conversations"),
    ("quarantined_events", "integration_id", "integrations"),
    ("delivery_statuses", "integration_id", "integrations"),
    ("runs", "thread_id", "threads"),
    ("turns", "conversation_id", "conversations"),
    ("turns", "run_id", "runs"),
    ("outbox", "conversation_id", "conversations"),
    ("outbox", "turn_id", "turns"),
    ("slots", "conversation_id", "conversations"),
    ("booking_links", "conversation_id", "conversations"),
    ("booking_links", "lead_id", "leads"),
    ("booking_links", "meeting_id", "meetings"),
    ("meetings", "conversation_id", "conversations"),
    ("meetings", "lead_id", "leads"),
    ("booking_attempts", "conversation_id", "conversations"),
    ("booking_attempts", "lead_id", "leads"),
    ("booking_attempts", "slot_id", "slots"),
    ("booking_attempts", "meeting_id", "meetings"),
    ("receipts", "conversation_id", "conversations"),
    ("receipts", "lead_id", "leads"),
    ("chat_sessions", "integration_id", "integrations"),
    ("model_calls", "lead_id", "leads"),
    ("recordings", "conversation_id", "conversations"),
    ("passages", "document_id", "documents"),
    ("handovers", "conversation_id", "conversations"),
    ("handovers", "lead_id", "leads"),
    ("alerts", "handover_id", "handovers"),
]


def not_even_the_service_links_rows_of_two_workspaces(world: World) -> None:
    for child, column, parent in LINKS:
        query = sql.SQL(
            "update public.{child} set {column} ="
            " (select id from public.{parent} where workspace_id = %s limit 1)"
            " where workspace_id = %s"
        ).format(
            child=sql.Identifier(child),
            column=sql.Identifier(column),
            parent=sql.Identifier(parent),
        )
        assert world.ask(SERVICE, query, world.globex, world.acme) == FOREIGN_KEY, (child, column)


CHECKS: list[Callable[[World], None]] = [
    every_table_is_accounted_for,
    every_table_has_row_security,
    members_see_their_own_workspace,
    strangers_see_nothing,
    the_anonymous_are_refused_everywhere,
    what_is_the_services_is_refused_to_members,
    the_service_sees_all,
    members_see_their_workspace_and_its_name,
    members_see_which_platforms_are_connected,
    ciphertext_and_settings_stay_hidden,
    nobody_but_the_service_writes,
    nobody_joins_a_workspace_alone,
    only_the_service_may_call_our_functions,
    no_function_runs_with_more_than_its_callers_rights,
    every_function_pins_its_search_path,
    a_table_of_the_same_name_fools_nobody,
    what_is_the_programs_own_is_closed_to_people,
    the_service_does_not_reach_into_the_queue,
    an_id_that_is_no_uuid_sees_nothing,
    not_even_the_service_links_rows_of_two_workspaces,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_access(world: World, check: Callable[[World], None]) -> None:
    check(world)


def test_the_programs_login_has_no_rights_of_its_own(database: Database) -> None:
    with psycopg.connect(database.app_url) as bare, pytest.raises(psycopg.Error) as refused:
        bare.execute("select from public.leads")

    assert refused.value.sqlstate == DENIED


# --- every check can fail ---

MUTANTS = [
    "alter table public.messages disable row level security",
    "create policy leak on public.leads for select to authenticated using (true)",
    "alter policy meetings_members on public.meetings using (workspace_id is not null)",
    "drop policy receipts_members on public.receipts",
    "create policy open on public.workspaces for select to authenticated using (true)",
    "create policy open on public.integrations for select to authenticated using (true)",
    "grant select on public.leads to anon",
    "grant select on public.lead_transitions to anon",
    "grant select on public.integrations to authenticated",
    "grant select (config) on public.integrations to authenticated",
    "grant select on public.runs to authenticated",
    "grant insert on public.memberships to authenticated;"
    " create policy join_in on public.memberships for insert to authenticated with check (true)",
    "grant update on public.leads to authenticated",
    "grant delete on public.messages to anon",
    "grant execute on function public.find_lead to authenticated",
    "grant execute on function private.my_workspaces to anon",
    "grant execute on function private.enqueue to authenticated",
    "alter function public.find_lead security definer",
    "alter function private.my_workspaces security invoker",
    "alter function private.lead_of set search_path = public",
    "revoke select on public.outbox from service_role",
    "revoke execute on function private.my_workspaces from authenticated",
    "grant usage on schema jobs to authenticated",
    "grant usage on schema jobs to service_role;"
    " grant select on jobs.procrastinate_jobs to service_role",
    "create or replace function private.my_workspaces() returns setof uuid language sql stable"
    " security definer set search_path = '' as 'select id from public.workspaces'",
    "create or replace function private.my_workspaces() returns setof uuid language sql stable"
    " security definer set search_path = pg_temp, public"
    " as 'select workspace_id from memberships where user_id = auth.uid()'",
    "create table public.notes (workspace_id uuid)",
    "create view public.everything as select * from public.leads",
    "alter table public.conversations drop constraint conversations_workspace_id_lead_id_fkey",
    "alter table public.outbox drop constraint outbox_workspace_id_turn_id_fkey",
]


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_break_is_noticed(world: World, mutant: str) -> None:
    world.admin.execute(mutant.encode())

    assert [check.__name__ for check in CHECKS if fails(check, world)]


def fails(check: Callable[[World], None], world: World) -> bool:
    try:
        check(world)
    except (AssertionError, psycopg.Error):
        return True
    return False
