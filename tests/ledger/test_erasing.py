"""A person is erased: nothing of them is left, nothing brings them back, and the chain holds."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg import sql

from tests.contracts.meetings import TOMORROW, new_id
from tests.ledger.ledgers import Books, open_books
from tests.platforms.postgres import Database
from tools.errors import Rejected, Unavailable
from tools.ports.ledger import Erased

CANARIES = ("ornitorrinco", "canaria@example.com", "Ana Canaria", "34600000001", "wamid.canary")


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async with open_books(database) as books:
        yield books
        books.office.rows("delete from public.workspaces returning id")  # the next looks at it all


def dump(database: Database) -> str:
    """Every value of every table, whoever's it is."""
    with psycopg.connect(database.admin_url) as admin:
        tables = admin.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = []
        for schema, table in tables:
            query = sql.SQL("select t::text from {} as t").format(sql.Identifier(schema, table))
            rows += [row[0] for row in admin.execute(query)]
    return "\n".join(rows)


async def ana(books: Books) -> str:
    """A conversation with her in it, by every door of the CRM."""
    office = books.office
    conversation = (await office.hears("¿Qué es un ornitorrinco?", event_id="wamid.canary"))[
        "conversation_id"
    ]
    lead, turn = await office.lead_of(conversation), new_id()
    named = {"name": "Ana Canaria", "email": "canaria@example.com", "animal": "ornitorrinco"}
    await office.crm.note(office.workspace, lead, details=named)
    await books.pays(conversation, turn=turn, cost=7)
    await office.books(conversation, turn=turn)
    await office.crm.hand_over(
        office.workspace, conversation, turn_id=turn, reason="complaint", wants=["ornitorrinco"]
    )
    await office.answers(conversation, "Un ornitorrinco, Ana Canaria.", turn=turn)
    await office.crm.quarantine(
        office.workspace, office.integration, "odd", "unknown", {"from": "34600000001"}
    )
    return conversation


async def erases(books: Books, conversation: str) -> Erased:
    lead = await books.office.lead_of(conversation)
    erased = await books.ledger.erase_lead(books.office.workspace, lead)
    assert erased
    return erased


async def test_nothing_is_left_of_them_and_the_chain_verifies(books: Books) -> None:
    conversation = await ana(books)
    await books.anchor()
    before = dump(books.office.database)

    erased = await erases(books, conversation)
    await books.anchor()
    after = dump(books.office.database)

    assert (erased["threads"], erased["booked"]) == ([conversation], 1)
    assert [word for word in CANARIES if word not in before] == []
    assert [word for word in CANARIES if word in after] == []
    assert await books.faults() == []
    assert (await books.kinds(conversation))[-1] == "forgotten"


async def test_that_somebody_was_erased_is_kept_and_not_who(books: Books) -> None:
    conversation = await ana(books)
    lead = await books.office.lead_of(conversation)

    await erases(books, conversation)

    [row] = books.office.rows(
        "select * from public.erasures where workspace_id = %s", books.office.workspace
    )
    assert row["conversations"] == 1
    assert lead not in dump(books.office.database)


async def test_the_others_keep_what_is_theirs(books: Books) -> None:
    hers = await ana(books)
    his = await books.office.conversation(2, text="ornitorrinco")
    await books.office.answers(his, "A platypus.")

    await erases(books, hers)

    assert await books.office.crm.conversation(books.office.workspace, his)
    assert await books.kinds(his) == ["message", "turn", "message"]
    assert await books.faults() == []


async def test_a_stranger_cannot_erase(books: Books, database: Database) -> None:
    conversation = await ana(books)
    lead = await books.office.lead_of(conversation)
    async with open_books(database) as charlies:
        assert await charlies.ledger.erase_lead(charlies.office.workspace, lead) is None
    assert await books.office.crm.find_lead(books.office.workspace, lead)
    assert await books.ledger.erase_lead(books.office.workspace, "nobody") is None


async def test_a_turn_that_is_under_way_brings_nothing_back(books: Books) -> None:
    office = books.office
    conversation, turn = await ana(books), new_id()
    await office.hears("¿Y un ornitorrinco?")
    lead = await office.lead_of(conversation)
    run = await office.claims(conversation)
    [slot] = await office.offers(conversation, TOMORROW, turn=turn)
    await erases(books, conversation)

    with pytest.raises(Rejected):
        await office.begins(conversation, slot, turn=turn)
    with pytest.raises(Rejected):
        await office.crm.note(office.workspace, lead, details={"name": "Ana Canaria"})
    with pytest.raises(Rejected):
        await office.commits(run, "Ana Canaria", covers=99)
    await office.crm.put_events(office.workspace, run["id"], [(0, "values", "ornitorrinco")])
    assert not await office.crm.settle_run(run["id"], run["attempt"])

    assert [word for word in CANARIES if word in dump(office.database)] == []
    assert await books.faults() == []


async def test_what_a_provider_sends_again_is_known_and_not_kept(books: Books) -> None:
    conversation = await ana(books)
    await erases(books, conversation)

    again = await books.office.hears("¿Qué es un ornitorrinco?", event_id="wamid.canary")

    assert again["duplicate"]
    assert [word for word in CANARIES if word in dump(books.office.database)] == []


async def test_who_writes_again_is_somebody_new(books: Books) -> None:
    conversation = await ana(books)
    await erases(books, conversation)

    new = await books.office.hears("Hola")

    assert new["conversation_id"] != conversation
    assert await books.office.texts(new["conversation_id"]) == ["Hola"]
    assert await books.faults() == []


async def test_their_thread_is_neither_gone_on_with_nor_replayed(books: Books) -> None:
    office = books.office
    conversation = await ana(books)
    await erases(books, conversation)

    with pytest.raises(Rejected, match="erased"):
        await office.hears("hello", conversation_id=conversation)
    with pytest.raises(Rejected, match="no such thread"):
        await office.crm.ask_run(
            office.workspace, conversation, run_id=new_id(), request={}, enqueue=False
        )
    with pytest.raises(Rejected, match="replayed"):
        await office.crm.recordings(office.workspace, conversation)


async def test_other_leads_of_the_same_address_are_named(books: Books) -> None:
    conversation = await ana(books)
    other = await books.office.lead_of(await books.office.conversation(2))
    await books.office.crm.note(
        books.office.workspace, other, details={"email": "Canaria@example.com"}
    )

    assert (await erases(books, conversation))["others"] == [other]


async def test_what_they_cost_stays_in_the_books(books: Books) -> None:
    conversation = await ana(books)

    await erases(books, conversation)

    assert (await books.office.crm.spending(books.office.workspace, days=1))["cost"] == 7


async def test_the_states_of_their_threads_are_due_until_they_are_gone(books: Books) -> None:
    conversation = await ana(books)
    await erases(books, conversation)

    due = await books.ledger.erased_threads(limit=100)
    await books.office.crm.mark_pruned(conversation, at=books.office.clock())

    assert conversation in due
    assert conversation not in await books.ledger.erased_threads(limit=100)


async def test_who_writes_at_that_moment_waits_and_is_somebody_new(books: Books) -> None:
    office, conversation = books.office, await ana(books)
    lead = await office.lead_of(conversation)

    async with office.crowd("select from public.leads where id = %s for update", lead) as wait_for:
        erasing = asyncio.create_task(books.ledger.erase_lead(office.workspace, lead))
        await wait_for(1)
        writing = asyncio.create_task(office.hears("Hola"))
        await wait_for(2)
    await erasing
    new = await writing

    assert new["conversation_id"] != conversation
    assert [word for word in CANARIES[:3] if word in dump(office.database)] == []
    assert await books.faults() == []


@pytest.mark.heavy  # a deadlock takes Postgres a second to see
async def test_a_commit_and_an_erasure_that_meet_leave_nothing(books: Books) -> None:
    """Whoever comes first: the turn is there and erased, or finds nobody to answer."""
    office, conversation = books.office, await ana(books)
    lead = await office.lead_of(conversation)
    await office.hears("¿Y un ornitorrinco?")
    run = await office.claims(conversation)

    async with office.crowd(
        "select from public.conversations where id = %s for update", conversation
    ) as wait_for:
        commit = asyncio.create_task(office.commits(run, "Un ornitorrinco.", covers=99))
        erasing = asyncio.create_task(books.ledger.erase_lead(office.workspace, lead))
        await wait_for(2)
    done = await asyncio.gather(commit, erasing, return_exceptions=True)
    if isinstance(done[1], Unavailable):  # they stood in each other's way
        await books.ledger.erase_lead(office.workspace, lead)

    assert isinstance(done[0], Unavailable | Rejected | dict)
    assert [word for word in CANARIES[:3] if word in dump(office.database)] == []
    assert await books.faults() == []
