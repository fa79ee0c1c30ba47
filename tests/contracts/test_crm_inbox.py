"""The CRM port: what comes in is stored once, with its lead, conversation, run and job."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contracts.crm import SOON, Office, phone
from tests.contracts.meetings import new_id
from tools.errors import Rejected
from tools.ports.channels import Alias
from tools.ports.words import JSON


async def test_the_same_event_five_times_at_once_is_one_message(office: Office) -> None:
    arrival = office.arrival("hello")

    stored = await asyncio.gather(*(office.crm.ingest(arrival) for _ in range(5)))

    assert sorted(each["duplicate"] for each in stored) == [False, True, True, True, True]
    [conversation] = {each["conversation_id"] for each in stored}
    assert await office.texts(conversation) == ["hello"]
    assert len(office.jobs(conversation)) == 1
    _, runs = await office.crm.list_runs(office.workspace, conversation, limit=9, offset=0)
    assert runs == 1


async def test_a_duplicate_names_what_the_first_one_made(office: Office) -> None:
    arrival = office.arrival()
    first = await office.crm.ingest(arrival)

    again = await office.crm.ingest(arrival)

    assert again == {**first, "duplicate": True, "run_id": None}


async def test_first_messages_of_one_person_at_once_are_one_lead(office: Office) -> None:
    stored = await asyncio.gather(*(office.hears(f"message {n}") for n in range(6)))

    assert len({each["lead_id"] for each in stored}) == 1
    [conversation] = {each["conversation_id"] for each in stored}
    assert len(await office.texts(conversation)) == 6
    assert len({each["run_id"] for each in stored}) == 1


async def test_a_person_named_in_another_order_is_the_same_lead(office: Office) -> None:
    names = phone(1)

    stored = await asyncio.gather(
        *(office.hears(aliases=order) for order in (names, names[::-1]) * 3)
    )

    assert len({each["lead_id"] for each in stored}) == 1


async def test_a_person_is_found_by_a_new_name_once_it_came_with_an_old_one(
    office: Office,
) -> None:
    known, also = phone(1)[0], Alias(kind="bsuid", value="ES.1", attested=True)
    first = await office.hears(aliases=(known,))
    await office.hears(aliases=(also, known))

    again = await office.hears(aliases=(also,))

    assert again["lead_id"] == first["lead_id"]


async def test_what_somebody_only_typed_does_not_make_them_that_person(office: Office) -> None:
    mail = Alias(kind="email", value="lee@example.com", attested=True)
    victim = await office.hears(aliases=(mail,))

    stranger = await office.hears(
        aliases=(replace(mail, attested=False), Alias(kind="session", value="s1", attested=True))
    )

    assert stranger["lead_id"] != victim["lead_id"]


async def test_a_typed_address_gives_way_to_its_owner(office: Office) -> None:
    mail = Alias(kind="email", value="kim@example.com", attested=False)
    typed = await office.hears(aliases=(Alias(kind="session", value="s2", attested=True), mail))

    owner = await office.hears(aliases=(replace(mail, attested=True),))
    again = await office.hears(aliases=(replace(mail, attested=True),))

    assert typed["lead_id"] != owner["lead_id"] == again["lead_id"]


async def test_the_same_number_on_another_account_is_another_lead(
    office: Office, other_office: Office
) -> None:
    ours, theirs = await office.hears(), await other_office.hears()

    assert ours["lead_id"] != theirs["lead_id"]
    assert await office.crm.find_lead(other_office.workspace, ours["lead_id"]) is None


async def test_a_new_lead_keeps_name_number_zone_and_source(office: Office) -> None:
    stored = await office.hears(
        profile_name="Lee", phone_zone="Europe/Madrid", source={"ad": "spring"}
    )

    lead = await office.crm.find_lead(office.workspace, stored["lead_id"])

    assert lead
    assert (lead["name"], lead["phone"], lead["status"]) == ("Lee", "+34600000001", "new")
    assert (lead["zone"], lead["zone_source"]) == ("Europe/Madrid", "phone")


async def test_a_browser_names_zone_and_language_of_a_new_lead_only(office: Office) -> None:
    first = await office.hears(browser_zone="America/Bogota", language="pt")
    await office.hears(browser_zone="Asia/Tokyo", language="en")

    lead = await office.crm.find_lead(office.workspace, first["lead_id"])

    assert lead
    assert (lead["zone"], lead["zone_source"]) == ("America/Bogota", "browser")
    assert lead["language"] == "pt"


async def test_messages_come_back_oldest_first_with_all_they_said(office: Office) -> None:
    conversation = await office.conversation(text="one")
    await office.hears("", choice_id="slot:1", note="image", at=office.clock())

    first, second = await office.crm.unanswered(office.workspace, conversation)

    assert (first["text"], first["seq"], first["direction"]) == ("one", 1, "in")
    assert (second["choice_id"], second["note"], second["seq"]) == ("slot:1", "image", 2)


# --- bursts ---


async def not_before(office: Office, run: str | None) -> datetime:
    [row] = office.table("runs", id=run)
    return datetime.fromisoformat(row["not_before"])


async def test_a_burst_joins_one_run_that_waits_for_its_last_message(office: Office) -> None:
    runs = set()
    for word in ("hi", "I need", "a demo"):
        stored = await office.crm.ingest(office.knock(word))
        runs.add(stored["run_id"])
        last = office.clock()
        office.later(seconds=1)

    [run] = runs
    assert await not_before(office, run) == last + SOON


async def test_a_burst_never_waits_longer_than_its_first_message_allows(office: Office) -> None:
    began = office.clock()
    for _ in range(12):
        stored = await office.crm.ingest(office.knock())
        office.later(seconds=1.9)

    assert await not_before(office, stored["run_id"]) == began + 4 * SOON


async def test_a_run_that_waits_is_claimed_when_it_is_due(office: Office) -> None:
    conversation = (await office.crm.ingest(office.knock()))["conversation_id"]

    early = await office.crm.claim_run(conversation_id=conversation, run_id=None, owner="a")
    office.later(seconds=2)

    assert early is None
    assert await office.claims(conversation)


async def test_each_message_of_a_burst_has_a_job_and_one_is_there_when_the_run_is_due(
    office: Office,
) -> None:
    conversation = (await office.crm.ingest(office.knock()))["conversation_id"]
    office.later(seconds=1)
    stored = await office.crm.ingest(office.knock())

    due = [job["scheduled_at"] for job in office.jobs(conversation)]

    assert len(due) == 2
    assert await not_before(office, stored["run_id"]) in due
    assert {job["lock"] for job in office.jobs(conversation)} == {f"conversation:{conversation}"}


async def test_a_pressed_button_is_answered_at_once_within_a_burst(office: Office) -> None:
    conversation = (await office.crm.ingest(office.knock("let me see")))["conversation_id"]
    now = office.clock()

    await office.crm.ingest(
        office.arrival("", choice_id="slot:1", due=now, due_at_latest=now + 4 * SOON)
    )

    waits, fires = office.jobs(conversation)
    assert fires["scheduled_at"] is None
    assert fires["priority"] > waits["priority"]
    run = await office.claims(conversation)
    assert run["attempt"] == 1


async def test_a_message_that_waits_does_not_put_off_a_longer_wait(office: Office) -> None:
    now = office.clock()
    await office.crm.ingest(office.knock("I would like", due=now + timedelta(seconds=5)))

    stored = await office.crm.ingest(office.knock("a demo", due=now + timedelta(seconds=1)))

    assert await not_before(office, stored["run_id"]) == now + timedelta(seconds=5)


async def test_a_message_while_its_turn_runs_gets_the_next_run(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)

    stored = await office.hears("one more thing")

    assert stored["run_id"] not in (None, run["id"])


# --- doors with a thread of their own ---


def through_api(office: Office, thread: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "channel": "api",
        "integration_id": None,
        "aliases": (Alias(kind="thread", value=thread, attested=True),),
        "conversation_id": thread,
        "door": "api",
    }
    return usual | changes


async def test_a_thread_is_its_own_conversation(office: Office) -> None:
    thread = new_id()

    first = await office.hears(**through_api(office, thread))
    second = await office.hears(**through_api(office, thread))

    assert first["conversation_id"] == second["conversation_id"] == thread
    assert first["lead_id"] == second["lead_id"]


async def test_runs_of_the_api_keep_a_row_each(office: Office) -> None:
    thread, ids = new_id(), [new_id(), new_id()]

    for run_id in ids:
        await office.hears(**through_api(office, thread), own_run=True, run_id=run_id)

    runs, total = await office.crm.list_runs(office.workspace, thread, limit=9, offset=0)
    assert total == 2
    assert [run["id"] for run in runs] == ids[::-1]


async def test_a_message_without_a_run_is_only_stored(office: Office) -> None:
    stored = await office.hears(**through_api(office, new_id()), enqueue=False)

    assert stored["run_id"] is None
    assert office.jobs(stored["conversation_id"]) == []


async def test_a_message_typed_into_a_channel_conversation_is_of_its_lead(office: Office) -> None:
    conversation = await office.conversation()

    stored = await office.hears(**through_api(office, conversation, channel="whatsapp"))

    assert stored["conversation_id"] == conversation
    assert stored["lead_id"] == await office.lead_of(conversation)


async def test_a_thread_of_another_workspace_is_refused(
    office: Office, other_office: Office
) -> None:
    conversation = await office.conversation()

    with pytest.raises(Rejected) as refused:
        await other_office.hears(**through_api(other_office, conversation))

    assert refused.value.reason == "conflict"


async def test_a_thread_is_not_given_to_another_lead(office: Office) -> None:
    thread = new_id()
    await office.hears(**through_api(office, thread, external_lead={"id": "lead_1"}))

    with pytest.raises(Rejected) as refused:
        await office.hears(**through_api(office, thread, external_lead={"id": "lead_2"}))

    assert refused.value.reason == "conflict"


async def test_a_callers_own_lead_is_known_by_its_id_whatever_the_thread(office: Office) -> None:
    lead = {"id": "lead_456", "email": "lead@example.com", "status": "qualified"}

    stored = await asyncio.gather(
        *(office.hears(**through_api(office, new_id(), external_lead=lead)) for _ in range(4))
    )

    [lead_id] = {each["lead_id"] for each in stored}
    found = await office.crm.find_lead(office.workspace, "lead_456")
    assert found
    assert (found["id"], found["status"], found["email"]) == (
        lead_id,
        "qualified",
        "lead@example.com",
    )


# --- what cannot be read ---


async def test_an_unreadable_event_is_kept_once(office: Office) -> None:
    kept = [
        await office.crm.quarantine(
            office.workspace, office.integration, "e1", "unknown type", {"type": "poll"}
        )
        for _ in range(2)
    ]

    assert kept == [True, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "nul \0 here"},
        {"text": "half \ud800 a character"},
        {"conversation_id": "not-a-uuid"},
        {"message_id": "not-a-uuid"},
        {"workspace": "not-a-uuid"},
        {"workspace": "00000000-0000-4000-8000-00000000dead"},
        {"source": {"text": "nul \0"}},
        {"external_lead": {"id": "x", "status": "king"}},
        {"door": "chimney"},
    ],
    ids=repr,
)
async def test_bad_input_is_refused_and_leaves_nothing(
    office: Office, changes: dict[str, Any]
) -> None:
    before = everything(office)

    with pytest.raises(Rejected):
        await office.hears(**changes)

    assert everything(office) == before


def everything(office: Office) -> list[list[JSON]]:
    return [office.store.table(name) for name in ("inbound_events", "leads", "threads", "runs")]
