"""Every effect is an event that names its cause, and what is tampered with is found and named."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import LiteralString

import pytest

from tests.contracts.meetings import new_id
from tests.ledger.ledgers import Books, open_books
from tests.platforms.postgres import Database
from tools.ports.ledger import Event


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async with open_books(database) as books:
        yield books


async def test_everything_that_happens_is_an_event_with_its_cause(books: Books) -> None:
    conversation = await books.booked()

    events = await books.events(conversation)

    assert [event["kind"] for event in events] == [
        "message",
        "model_reserved",
        "model_call",
        "booking_attempt",
        "meeting",
        "booking_attempt",
        "receipt",
        "turn",
        "message",
    ]
    heard, turn = events[0]["subject"], events[7]["subject"]
    attempt = events[3]["subject"]
    assert [event["cause"] for event in events] == [
        None, turn, turn, turn, attempt, turn, turn, heard, turn
    ]  # fmt: skip


async def test_what_is_as_it_was_written_verifies(books: Books) -> None:
    await books.booked()
    await books.anchor()
    await books.office.conversation(2)
    await books.anchor()

    found = await books.verify()

    assert (found.chains, found.events, len(found.anchors)) == (2, 10, 2)
    assert all(anchor["signature"] for anchor in found.anchors)
    assert found.faults == []


async def test_a_refused_effect_leaves_no_event(books: Books) -> None:
    conversation = await books.office.conversation()
    arrival = books.office.arrival(event_id="again")

    await books.office.crm.ingest(arrival)
    await books.office.crm.ingest(arrival)

    assert await books.kinds(conversation) == ["message", "message"]


async def test_a_ledger_of_one_workspace_is_not_anothers(books: Books, database: Database) -> None:
    await books.booked()
    async with open_books(database) as charlies:
        assert await charlies.events() == []
        assert (await charlies.verify()).chains == 0


TAMPERED: dict[str, tuple[LiteralString, str]] = {
    "a message's words": (
        "update public.messages set text = 'another'"
        " where direction = 'in' and conversation_id = %s",
        "what event 1 (message) tells of has been changed or removed",
    ),
    "a message": (
        "delete from public.messages where direction = 'in' and conversation_id = %s",
        "what event 1 (message) tells of has been changed or removed",
    ),
    "a receipt": (
        "update public.receipts set kind = 'moved' where conversation_id = %s",
        "what event 7 (receipt) tells of has been changed or removed",
    ),
    "what a call cost": (
        "update public.model_calls set cost = 1 where conversation_id = %s",
        "what event 3 (model call) tells of has been changed or removed",
    ),
    "an event's facts": (
        "update public.ledger set facts = '{}' where n = 3 and conversation_id = %s",
        "event 3 is not as it was written, or stands in another's place",
    ),
    "an event's cause": (
        "update public.ledger set cause = null where n = 2 and conversation_id = %s",
        "event 2 is not as it was written, or stands in another's place",
    ),
    "one event": (
        "delete from public.ledger where n = 4 and conversation_id = %s",
        "event 4 is missing",
    ),
    "the first events": (
        "delete from public.ledger where n < 3 and conversation_id = %s",
        "events 1 to 2 are missing",
    ),
    "the last events": (
        "delete from public.ledger where n > 6 and conversation_id = %s",
        "events 7 to 9 are missing, which anchor 1 has seen",
    ),
    "the whole chain": (
        "delete from public.ledger where conversation_id = %s",
        "events 1 to 9 are missing, which anchor 1 has seen",
    ),
    "the person's key": (
        "delete from public.ledger_keys k using public.conversations c"
        " where c.lead_id = k.lead_id and c.id = %s",
        "event 1 (message) is sealed with a key that is gone, and nobody was erased",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_what_is_tampered_with_is_named(books: Books, what: str) -> None:
    statement, says = TAMPERED[what]
    conversation = await books.booked()
    await books.anchor()

    books.tamper(statement, conversation)

    [first, *_] = (await books.verify()).faults
    assert (first.conversation, first.says) == (conversation, says)


async def test_events_that_change_places_are_found(books: Books) -> None:
    conversation = await books.booked()
    swap: LiteralString = "update public.ledger set n = %s where n = %s and conversation_id = %s"

    for to, n in ((99, 1), (1, 2), (2, 99)):
        books.tamper(swap, to, n, conversation)

    assert {says.split(" is ")[0] for says in await books.faults()} >= {"event 1", "event 2"}


async def test_a_tail_taken_with_its_head_is_missed_by_the_anchor(books: Books) -> None:
    conversation = await books.booked()
    await books.anchor()

    books.tamper("delete from public.ledger where n > 6 and conversation_id = %s", conversation)
    books.tamper(
        "update public.ledger_heads h set n = 6, hash = e.hash from public.ledger e"
        " where e.n = 6 and e.conversation_id = h.conversation_id and h.conversation_id = %s",
        conversation,
    )

    assert "events 7 to 9 are missing, which anchor 1 has seen" in await books.faults()


async def test_a_row_that_was_slipped_past_the_triggers_is_found(books: Books) -> None:
    conversation, message = await books.booked(), new_id()

    books.tamper(
        "insert into public.messages (id, workspace_id, conversation_id, seq, direction, text, at)"
        " select %s, workspace_id, id, 99, 'in', 'slipped', created_at"
        " from public.conversations where id = %s",
        message,
        conversation,
    )

    assert await books.faults() == [f"no event tells of the message {message}"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "update public.ledger_anchors set heads = '[]' where n = 1 and workspace_id = %s",
            "anchor 1 is not as it was written",
        ),
        (
            "delete from public.ledger_anchors where n = 1 and workspace_id = %s",
            "anchor 1 is missing",
        ),
        (
            "update public.ledger_anchors set signature = null where n = 1 and workspace_id = %s",
            "anchor 1 is not signed",
        ),
        (
            "update public.ledger_anchors a set signature = b.signature"
            " from public.ledger_anchors b where a.n = 2 and b.n = 1"
            " and a.workspace_id = b.workspace_id and a.workspace_id = %s",
            "anchor 2: A sealed secret does not open in this place",
        ),
    ],
)
async def test_anchors_are_chained_and_signed(
    books: Books, statement: LiteralString, says: str
) -> None:
    for person in (1, 2):
        await books.office.conversation(person)
        await books.anchor()

    books.tamper(statement, books.office.workspace)

    assert says in await books.faults()


async def test_nothing_new_makes_no_anchor(books: Books) -> None:
    await books.office.conversation()
    await books.anchor()
    await books.anchor()

    assert len((await books.verify()).anchors) == 1


async def test_what_was_spent_on_a_meeting_is_what_the_ledger_says(books: Books) -> None:
    conversation = await books.booked()
    await books.pays(conversation, turn=new_id(), cost=12)

    spent = await books.office.crm.spending(books.office.workspace, days=1)
    calls = [event for event in await books.events() if event["kind"] == "model_call"]

    assert [json.loads(call["facts"])["cost"] for call in calls] == [7, 12]
    assert (spent["cost"], spent["meetings"][0]["cost"]) == (19, 19)


async def test_the_ledger_is_read_page_by_page(books: Books) -> None:
    await books.booked()
    await books.office.conversation(2)
    read: list[Event] = []

    while page := await books.ledger.ledger_events(
        books.office.workspace, after=read[-1] if read else None, limit=3
    ):
        read += page

    assert read == await books.events()
    assert len(read) == 10


UNTOLD = {
    "identities",  # who somebody is, not what happened
    "slots",  # offered in a reply, whose seal has them
    "booking_links",  # the same, and their receipts
    "recordings",  # of what the turn's own events tell
    "runs",  # a turn tells how it ended
    "run_events",
    "chat_sessions",
    "ledger",
    "ledger_heads",
    "ledger_keys",
}


async def test_a_new_table_of_a_conversation_is_told_of_or_left_out_on_purpose(
    books: Books,
) -> None:
    named = books.office.rows(
        "select distinct c.table_name::text as name, exists (select from pg_trigger t"
        "   where t.tgrelid = ('public.' || c.table_name)::regclass and t.tgname like 'record_%%'"
        " ) as told from information_schema.columns c where c.table_schema = 'public'"
        " and c.column_name in ('conversation_id', 'lead_id', 'run_id', 'thread_id')"
    )

    assert {row["name"] for row in named if not row["told"]} == UNTOLD


async def test_many_who_write_at_once_make_one_chain(books: Books) -> None:
    office, conversation = books.office, await books.office.conversation()

    await asyncio.gather(
        *(office.hears(f"{n}") for n in range(8)),
        *(books.pays(conversation, turn=new_id(), cost=n) for n in range(4)),
        *(books.anchor() for _ in range(3)),
    )
    await books.anchor()

    found = await books.verify()
    assert (found.chains, found.events, found.faults) == (1, 17, [])
