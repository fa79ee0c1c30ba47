"""Two workspaces full of rows, and the people who ask for them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql

from tests.contracts.connections import consent_of
from tests.contracts.crm import Office, open_office, postgres
from tests.contracts.meetings import meeting_of, new_id, news_of
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tools.ports.crm import Crm
from tools.ports.model import Limits, Payer
from tools.qualification import USUAL

READ_BY_MEMBERS = (
    "leads",
    "identities",
    "threads",
    "conversations",
    "messages",
    "turns",
    "outbox",
    "meetings",
    "booking_links",
    "slots",
    "receipts",
    "documents",
    "passages",
    "handovers",
    "qualifications",
    "memberships",
)
SERVICE_ONLY = (
    "inbound_events",
    "quarantined_events",
    "runs",
    "run_events",
    "delivery_statuses",
    "booking_attempts",
    "calendar_news",
    "cancellations",
    "chat_sessions",
    "consents",
    "leases",
    "model_calls",
    "recordings",
    "alerts",
    "ledger",
    "ledger_anchors",
    "ledger_heads",
    "ledger_keys",
    "erasures",
    "erased_marks",
)
"""Every other table that names its workspace."""


@dataclass(frozen=True, kw_only=True)
class Person:
    role: str
    claims: dict[str, str]


def member(user: str) -> Person:
    return Person(role="authenticated", claims={"sub": user, "role": "authenticated"})


ALICE = member("a11ce000-0000-4000-8000-000000000001")  # owns acme
BOB = member("b0b00000-0000-4000-8000-000000000002")  # is on her team
DANA = member("da4a0000-0000-4000-8000-000000000003")  # owns globex
CHARLIE = member("c4a711e0-0000-4000-8000-000000000004")  # a stranger with an account
NOBODY = Person(role="authenticated", claims={"role": "authenticated"})
ANONYMOUS = Person(role="anon", claims={"role": "anon"})
SERVICE = Person(role="service_role", claims={"role": "service_role"})


@dataclass(frozen=True, kw_only=True)
class World:
    """What the checks look at, in a transaction that is rolled back."""

    admin: Connection[Any]
    acme: str
    globex: str

    def ask(self, person: Person, query: LiteralString | sql.Composed, *values: object) -> Any:
        """The rows as this person sees them, or the SQLSTATE of the refusal."""
        try:
            with self.acting(person):
                answer = self.admin.execute(query, values or None)
                return answer.fetchall() if answer.description else answer.rowcount
        except psycopg.Error as error:
            return error.sqlstate

    @contextmanager
    def acting(self, person: Person) -> Iterator[None]:
        """Nothing this person did or is outlives it."""
        with self.admin.transaction(force_rollback=True):
            self.admin.execute(
                "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
                (json.dumps(person.claims), person.role),
            )
            yield

    def workspaces_in(self, person: Person, table: str) -> Any:
        """Whose rows this person sees, or the refusal."""
        query = sql.SQL("select distinct workspace_id::text from public.{} order by 1")
        seen = self.ask(person, query.format(sql.Identifier(table)))
        return seen if isinstance(seen, str) else [row[0] for row in seen]


async def furnish(database: Database) -> tuple[str, str]:
    """Two workspaces with a row in every table."""
    clock = FakeClock()
    async with postgres(database, clock) as crm:
        acme, globex = [await _office(crm, clock, database) for _ in range(2)]
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        for workspace, person, role in (
            (acme, ALICE, "owner"),
            (acme, BOB, "agent"),
            (globex, DANA, "owner"),
        ):
            admin.execute(
                "insert into public.memberships values (%s, %s, %s)",
                (workspace, person.claims["sub"], role),
            )
    return acme, globex


async def _office(crm: Crm, clock: FakeClock, database: Database) -> str:
    office = await open_office(crm, clock, database)
    conversation = await office.conversation()
    await office.answers(conversation)
    await office.sends_link(conversation, await office.makes_link(conversation))
    booked = meeting_of(await office.books(conversation))
    await crm.begin_cancel(office.workspace, conversation, new_id(), booked["id"], why="not_said")
    await crm.put_document(office.workspace, name="Prices", text="20 euros", language="en")
    await crm.set_qualification_rules(office.workspace, USUAL)
    handed = await crm.hand_over(office.workspace, conversation, new_id(), "talk_to_human")
    await crm.claim_alert(office.workspace, handed["id"], "email")
    await _leave_traces(office, conversation)
    return office.workspace


async def _leave_traces(office: Office, conversation: str) -> None:
    await office.tells(news_of("invitee.created", new_id()))  # of nobody: quarantined
    await office.crm.delivery_status(
        office.workspace,
        office.integration,
        provider_id="wamid.X",
        outbox_id=None,
        status="sent",
        error=None,
    )
    await office.crm.start_session(
        office.workspace,
        session_id=new_id(),
        token_hash="hash",
        integration_id=office.integration,
        conversation_id=conversation,
        language=None,
        zone=None,
        origin=None,
    )
    await office.crm.begin_consent(consent_of(office.workspace), seconds=600)
    run = await office.crm.ask_run(
        office.workspace, conversation, run_id=new_id(), request={}, enqueue=False
    )
    await office.crm.put_events(office.workspace, run["id"], [(0, "metadata", "{}")])
    await office.crm.keep_recording(
        office.workspace,
        conversation,
        run_id=run["id"],
        attempt=1,
        began="{}",
        began_hash="",
        tape="{}",
        left_hash=None,
    )
    await office.crm.take_lease(office.workspace, "calendly", holder=new_id(), seconds=60)
    await office.crm.reserve_call(
        Payer(
            workspace=office.workspace,
            lead=await office.lead_of(conversation),
            conversation=conversation,
            turn=new_id(),
        ),
        new_id(),
        purpose="read",
        model="small",
        tokens=10,
        limits=Limits(turn=10, lead=10, day=10),
    )
    office.rows("select public.anchor_ledger(%s, %s)", office.workspace, office.clock())
    other = await office.lead_of(await office.conversation(2))
    office.rows(
        "select public.erase_lead(%s, %s, %s, %s)",
        office.workspace,
        other,
        new_id(),
        office.clock(),
    )
