"""A workspace whose ledger is read, verified, and tampered with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg_pool import AsyncConnectionPool

from server.anchors import anchor_all
from server.audit import Audit, audit
from server.vault import Vault
from tests.contracts.crm import Office, open_office
from tests.contracts.meetings import new_id
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tools.crm.postgres import PostgresCrm, PostgresLedger
from tools.crypto import Keyring
from tools.ports.ledger import Event
from tools.ports.model import Limits, Payer

KEYS = Keyring({"k1": bytes(range(32))})
WIDE = Limits(turn=10_000, lead=10_000, day=10_000)


@dataclass(kw_only=True)
class Books:
    office: Office
    ledger: PostgresLedger
    vault: Vault

    async def events(self, conversation: str | None = None) -> list[Event]:
        all_ = await self.ledger.ledger_events(self.office.workspace, after=None, limit=1000)
        return [each for each in all_ if conversation in (None, each["conversation"])]

    async def kinds(self, conversation: str) -> list[str]:
        return [event["kind"] for event in await self.events(conversation)]

    async def anchor(self) -> None:
        await anchor_all(self.ledger, self.vault)

    async def verify(self) -> Audit:
        return await audit(self.ledger, self.vault, self.office.workspace)

    async def faults(self) -> list[str]:
        return [fault.says for fault in (await self.verify()).faults]

    def tamper(self, statement: LiteralString, *values: object) -> None:
        """As somebody who owns the database, and knows of the triggers."""
        with psycopg.connect(self.office.database.admin_url) as admin:
            admin.execute("set session_replication_role = replica")
            assert admin.execute(statement, values).rowcount > 0

    async def pays(self, conversation: str, *, turn: str, cost: int) -> None:
        call = new_id()
        payer = Payer(
            workspace=self.office.workspace,
            lead=await self.office.lead_of(conversation),
            conversation=conversation,
            turn=turn,
        )
        await self.office.crm.reserve_call(
            payer, call, purpose="read", model="small", tokens=100, limits=WIDE
        )
        await self.office.crm.settle_call(
            payer.workspace,
            call,
            input_tokens=80,
            cached_tokens=0,
            output_tokens=20,
            cost=cost,
            estimated=False,
        )

    async def booked(self, person: int = 1) -> str:
        """A conversation in which everything has happened once."""
        conversation, turn = await self.office.conversation(person), new_id()
        await self.pays(conversation, turn=turn, cost=7)
        await self.office.books(conversation, turn=turn)
        await self.office.answers(conversation, "It is booked.", turn=turn)
        return conversation


@asynccontextmanager
async def open_books(database: Database) -> AsyncIterator[Books]:
    clock = FakeClock()
    options = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
    async with AsyncConnectionPool(
        database.app_url, min_size=1, max_size=8, timeout=10, open=False, kwargs=options
    ) as connections:
        crm = PostgresCrm(connections, clock=clock, new_id=new_id)
        yield Books(
            office=await open_office(crm, clock, database),
            ledger=PostgresLedger(connections, clock=clock, new_id=new_id),
            vault=Vault(crm, lambda: KEYS),
        )
