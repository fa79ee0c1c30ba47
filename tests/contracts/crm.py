"""A workspace as its CRM sees it: what the contract tests of the CRM port say and ask."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal, LiteralString

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tests.contracts.meetings import CALL, TOMORROW, booking, new_id, slot_at
from tests.contracts.stores import PostgresStore, Store
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tools.ports.arrivals import (
    Arrival,
    Attempt,
    BookingLink,
    Committed,
    Delivery,
    Ingested,
    NewsOutcome,
    Reply,
    Run,
)
from tools.ports.calendar import CalendarNews, Meeting, Receipt, Slot
from tools.ports.channels import Alias
from tools.ports.crm import Crm
from tools.ports.words import JSON, Clock

SOON = timedelta(seconds=2)
STANDING: LiteralString = (
    "select count(*) from pg_stat_activity"
    " where wait_event_type = 'Lock' and datname = current_database()"
)
WaitFor = Callable[[int], Awaitable[None]]
numbers = count(1)


only_postgres = pytest.mark.parametrize("store", ["postgres"], indirect=True)
"""For what speaks SQL, or holds a lock of Postgres's: the other adapters have neither."""


def postgres(database: Database, clock: Clock) -> AbstractAsyncContextManager[Crm]:
    return PostgresStore(database=database).open(clock)


def phone(number: int = 1) -> tuple[Alias, ...]:
    """A person as WhatsApp names them."""
    return (
        Alias(kind="phone", value=f"+3460000{number:04}", attested=True),
        Alias(kind="wa_id", value=f"3460000{number:04}", attested=True),
    )


def replies(*texts: str) -> list[Reply]:
    return [Reply(text=text, choices=[], segments=[]) for text in texts]


@dataclass(kw_only=True)
class Office:
    """Alice's workspace with one WhatsApp number."""

    crm: Crm
    clock: FakeClock
    store: Store
    workspace: str
    integration: str

    def later(self, **time: float) -> None:
        self.clock.now += timedelta(**time)

    @property
    def database(self) -> Database:
        assert isinstance(self.store, PostgresStore)
        return self.store.database

    def table(self, name: str, **where: object) -> list[JSON]:
        """Rows of this workspace, as JSON: for what the port does not show."""
        return self.store.table(name, workspace_id=self.workspace, **where)

    def rows(self, query: LiteralString, *values: object) -> list[dict[str, Any]]:
        """What the tables of Postgres say."""
        with psycopg.connect(self.database.admin_url, row_factory=dict_row) as admin:
            return admin.execute(query, values).fetchall()

    @asynccontextmanager
    async def crowd(self, lock: LiteralString, *values: object) -> AsyncIterator[WaitFor]:
        """A lock held for the length of the block, so that calls meet where they would race.

        Yields what waits until so many calls of this database stand still.
        """
        async with (
            await AsyncConnection.connect(self.database.admin_url) as holder,
            await AsyncConnection.connect(self.database.admin_url, autocommit=True) as watch,
        ):
            await holder.execute(lock, values or None)

            async def wait_for(waiting: int) -> None:
                async with asyncio.timeout(10):
                    while await _count(watch, STANDING) < waiting:  # noqa: ASYNC110 - it is Postgres's
                        await asyncio.sleep(0.01)

            yield wait_for
            await holder.rollback()

    def jobs(self, conversation: str) -> list[dict[str, Any]]:
        return self.store.jobs(conversation_id=conversation)

    def delivery_jobs(self, reply: str) -> list[dict[str, Any]]:
        return self.store.jobs(reply_id=reply)

    # --- messages ---

    def arrival(self, text: str = "hello", **changes: Any) -> Arrival:  # any field of it
        usual: dict[str, Any] = {
            "workspace": self.workspace,
            "channel": "whatsapp",
            "integration_id": self.integration,
            "event_id": f"wamid.{next(numbers)}",
            "aliases": phone(),
            "text": text,
        }
        return Arrival(**(usual | changes))

    def knock(self, text: str = "hello", **changes: Any) -> Arrival:
        """An arrival that waits for the rest of its burst."""
        now = self.clock()
        waits = {"due": now + SOON, "due_at_latest": now + 4 * SOON}
        return self.arrival(text, **(waits | changes))

    async def hears(self, text: str = "hello", **changes: Any) -> Ingested:
        return await self.crm.ingest(self.arrival(text, **changes))

    async def conversation(self, person: int = 1, **changes: Any) -> str:
        """A conversation with one message nobody has answered."""
        return (await self.hears(aliases=phone(person), **changes))["conversation_id"]

    async def lead_of(self, conversation: str) -> str:
        found = await self.crm.conversation(self.workspace, conversation)
        assert found
        return found["lead_id"]

    async def status_of(self, conversation: str) -> str:
        lead = await self.crm.find_lead(self.workspace, await self.lead_of(conversation))
        assert lead
        return lead["status"]

    async def texts(self, conversation: str) -> list[str]:
        waiting = await self.crm.unanswered(self.workspace, conversation)
        return [message["text"] for message in waiting]

    # --- turns ---

    async def claims(self, conversation: str, owner: str = "worker") -> Run:
        run = await self.crm.claim_run(conversation_id=conversation, run_id=None, owner=owner)
        assert run
        return run

    async def commits(
        self,
        run: Run,
        *texts: str,
        turn: str | None = None,
        covers: int | None = None,
        effects: bool = False,
    ) -> Committed:
        if covers is None:
            waiting = await self.crm.unanswered(self.workspace, run["conversation_id"])
            covers = waiting[-1]["seq"] if waiting else 0
        return await self.crm.commit_turn(
            self.workspace,
            run["conversation_id"],
            turn_id=turn or run["id"],
            run_id=run["id"],
            attempt=run["attempt"],
            covers=covers,
            replies=replies(*texts),
            effects=effects,
            trace={},
        )

    async def answers(self, conversation: str, *texts: str, turn: str | None = None) -> list[str]:
        """A whole turn; the ids of its replies."""
        run = await self.claims(conversation)
        done = await self.commits(run, *(texts or ("Hello!",)), turn=turn)
        assert done["outcome"] == "committed"
        return done["reply_ids"]

    async def reply(self, person: int = 1, **changes: Any) -> str:
        """One reply on its way to the lead."""
        conversation = await self.conversation(person, **changes)
        return (await self.answers(conversation))[0]

    async def sending(self, person: int = 1) -> Delivery:
        """One reply claimed for sending."""
        delivery = await self.crm.claim_delivery(await self.reply(person))
        assert delivery
        return delivery

    def sent(self, reply: str) -> JSON:
        [row] = self.table("outbox", id=reply)
        return row

    # --- meetings ---

    async def offers(
        self, conversation: str, *starts: datetime, turn: str | None = None
    ) -> list[Slot]:
        slots = [slot_at(start, self.clock()) for start in starts or (TOMORROW,)]
        return await self.crm.offer(self.workspace, conversation, turn or new_id(), slots)

    async def begins(
        self,
        conversation: str,
        slot: Slot | str,
        *,
        turn: str | None = None,
        seats: int = 1,
        moves: str | None = None,
    ) -> Attempt:
        slot_id = slot if isinstance(slot, str) else slot["id"]
        return await self.crm.begin_booking(
            self.workspace, conversation, turn or new_id(), slot_id, seats=seats, moves=moves
        )

    async def ends(
        self,
        attempt: Attempt,
        state: Literal["booked", "failed", "unknown"] = "booked",
        *,
        invitee: str | None = None,
        turn: str | None = None,
    ) -> Receipt | None:
        booked = booking(attempt["slot"]["starts_at"], invitee=invitee)
        return await self.crm.end_booking(
            self.workspace,
            attempt["id"],
            state=state,
            booked=booked if state == "booked" else None,
            mode="full",
            turn_id=turn,
        )

    async def books(
        self,
        conversation: str,
        start: datetime = TOMORROW,
        *,
        turn: str | None = None,
        moves: str | None = None,
        invitee: str | None = None,
    ) -> Receipt:
        """Offer, begin and settle a booking of one start."""
        turn = turn or new_id()
        [slot] = await self.offers(conversation, start, turn=turn)
        attempt = await self.begins(conversation, slot, turn=turn, moves=moves)
        receipt = await self.ends(attempt, invitee=invitee)
        assert receipt
        return receipt

    async def live(self, conversation: str) -> Meeting | None:
        return await self.crm.live_meeting(self.workspace, await self.lead_of(conversation))

    async def cancels(
        self, conversation: str, meeting: Meeting, *, turn: str | None = None
    ) -> Receipt:
        return await self.crm.end_cancel(
            self.workspace, conversation, turn or new_id(), meeting["id"]
        )

    async def makes_link(self, conversation: str, *, turn: str | None = None) -> BookingLink:
        return await self.crm.save_link(
            self.workspace,
            conversation,
            turn or new_id(),
            event_type=CALL,
            event_name="Sales Call",
            url=f"https://calendly.com/d/{new_id()}",
            mode="full",
        )

    async def sends_link(
        self, conversation: str, link: BookingLink, *, turn: str | None = None
    ) -> Receipt:
        return await self.crm.send_link(self.workspace, conversation, turn or new_id(), link["id"])

    async def learns(self, news: CalendarNews) -> str:
        return (await self.tells(news))["outcome"]

    async def tells(self, news: CalendarNews) -> NewsOutcome:
        return await self.crm.apply_news(self.workspace, self.integration, news, mode="full")


async def _count(connection: AsyncConnection, query: LiteralString) -> int:
    row = await (await connection.execute(query)).fetchone()
    assert row
    return int(row[0])


async def open_office(crm: Crm, clock: FakeClock, store: Store | Database) -> Office:
    workspace, integration = new_id(), new_id()
    await crm.ensure_workspace(workspace, f"alice-{workspace}", zone="Europe/Madrid", fallback=True)
    await crm.save_integration(
        workspace,
        "whatsapp",
        account="106540352242922",
        config={},
        sealed={"access_token": "sealed"},
        integration_id=integration,
    )
    if isinstance(store, Database):
        store = PostgresStore(database=store)
    return Office(crm=crm, clock=clock, store=store, workspace=workspace, integration=integration)
