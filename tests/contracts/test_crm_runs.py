"""The CRM port: runs of the thread API, asked for in one piece, cut short, followed, forgotten."""

import asyncio
from typing import Any, Literal

import pytest

from tests.contracts.crm import Office, phone
from tests.contracts.meetings import new_id
from tools.crm.functions import LEASE
from tools.errors import Rejected
from tools.ports.arrivals import Run

Strategy = Literal["enqueue", "interrupt", "rollback"]


async def made(office: Office) -> str:
    thread = new_id()
    await office.crm.create_thread(office.workspace, thread, {})
    return thread


async def asked(office: Office, thread: str, *texts: str, **how: Any) -> Run:
    how = {"request": {}, "enqueue": False, "run_id": new_id(), **how}
    messages = [{"id": new_id(), "text": text} for text in texts]
    return await office.crm.ask_run(office.workspace, thread, messages=messages, **how)


async def taken(office: Office, run: Run, *, settles: bool = True) -> Run | None:
    return await office.crm.claim_run(
        conversation_id=None, run_id=run["id"], owner="here", settles=settles
    )


async def claimed(office: Office, run: Run, *, settles: bool = True) -> Run:
    mine = await taken(office, run, settles=settles)
    assert mine
    return mine


async def state_of(office: Office, run: Run) -> str | None:
    found = await office.crm.find_run(office.workspace, run["id"])
    return found and found["state"]


# --- asking ---


async def test_a_run_comes_with_its_messages_and_reads_no_later_ones(office: Office) -> None:
    thread = await made(office)

    first = await asked(office, thread, "one", "two")
    second = await asked(office, thread, "three")

    assert await office.texts(thread) == ["one", "two", "three"]
    assert (first["covers"], second["covers"]) == (2, 3)
    assert (first["state"], first["rehearsal"]) == ("pending", False)


async def test_who_is_refused_a_busy_thread_leaves_nothing_there(office: Office) -> None:
    thread = await made(office)
    await asked(office, thread, "one")

    with pytest.raises(Rejected) as refused:
        await asked(office, thread, "two", "three", strategy="reject")

    assert refused.value.reason == "conflict"
    assert await office.texts(thread) == ["one"]


async def test_of_ten_that_want_a_free_thread_to_themselves_one_gets_it(office: Office) -> None:
    thread = await made(office)

    runs = await asyncio.gather(
        *(asked(office, thread, f"m{n}", strategy="reject") for n in range(10)),
        return_exceptions=True,
    )

    assert len([run for run in runs if isinstance(run, dict)]) == 1
    assert len(await office.texts(thread)) == 1


@pytest.mark.parametrize(
    ("strategy", "pending", "running"),
    [
        ("enqueue", "pending", None),
        ("interrupt", "interrupted", "interrupt"),
        ("rollback", "interrupted", "rollback"),
    ],
)
async def test_open_runs_give_way_as_asked_and_their_messages_stay(
    office: Office, strategy: Strategy, pending: str, running: str | None
) -> None:
    thread = await made(office)
    first, second = await asked(office, thread, "one"), await asked(office, thread, "two")
    begun = await claimed(office, first)

    await asked(office, thread, "three", strategy=strategy)

    watch = await office.crm.watch_run(begun["id"], begun["attempt"])
    assert watch
    assert watch["cancel"] == running
    assert await state_of(office, second) == pending
    assert await office.texts(thread) == ["one", "two", "three"]


@pytest.mark.parametrize(
    "request_", [{"input": {"platform": "whatsapp", "payload": {}}}, {"command": {"resume": 1}}]
)
async def test_what_stands_in_its_row_alone_keeps_its_place(office: Office, request_: Any) -> None:
    thread = await made(office)
    alone = await asked(office, thread, request=request_)

    await asked(office, thread, "two", strategy="interrupt")

    assert await state_of(office, alone) == "pending"


async def test_on_a_real_leads_conversation_it_is_a_rehearsal_and_nobody_hears_it(
    office: Office,
) -> None:
    conversation = await office.conversation()

    run = await asked(office, conversation, "as if I were the lead")

    assert run["rehearsal"] is True
    assert run["forked"] is True
    assert await office.texts(conversation) == ["hello"]


async def test_a_lead_s_own_turn_gives_way_to_nobody(office: Office) -> None:
    conversation = await office.conversation()
    lead_s = await office.claims(conversation)

    await asked(office, conversation, "try", strategy="rollback")
    stopped = await office.crm.cancel_runs(
        office.workspace, run_ids=[lead_s["id"]], action="interrupt"
    )

    watch = await office.crm.watch_run(lead_s["id"], lead_s["attempt"])
    assert watch
    assert (stopped, watch["cancel"]) == (0, None)


# --- ending ---


async def test_the_next_run_waits_until_the_state_of_the_last_is_written(office: Office) -> None:
    thread = await made(office)
    first, second = await asked(office, thread, "one"), await asked(office, thread, "two")
    mine = await claimed(office, first)
    await office.commits(mine, "Hello!", covers=1)

    early, seen = (
        await taken(office, second),
        await office.crm.find_run(office.workspace, mine["id"]),
    )
    unended = await office.crm.settle_run(mine["id"], mine["attempt"])

    assert early is None
    assert seen
    assert (seen["state"], seen["ended_at"]) == ("done", None)
    assert unended is False
    assert await taken(office, second)


async def test_a_state_that_is_never_written_holds_nobody_up_for_long(office: Office) -> None:
    thread = await made(office)
    first, second = await asked(office, thread, "one"), await asked(office, thread, "two")
    await office.commits(await claimed(office, first), "Hello!", covers=1)

    office.later(seconds=LEASE + 1)
    await office.crm.rescue(late=60, stuck=60)

    seen = await office.crm.find_run(office.workspace, first["id"])
    assert seen
    assert seen["ended_at"]
    assert await taken(office, second)


async def test_a_queued_run_gets_a_job_when_whoever_had_the_thread_is_done(office: Office) -> None:
    thread = await made(office)
    mine = await claimed(office, await asked(office, thread, "one"))
    await asked(office, thread, "two", enqueue=True)
    before = len(office.jobs(thread))

    await office.commits(mine, "Hello!", covers=1)
    await office.crm.settle_run(mine["id"], mine["attempt"])

    assert len(office.jobs(thread)) == before + 1


async def test_a_run_without_a_commit_is_ended_by_hand_and_only_by_its_owner(
    office: Office,
) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"))

    late = await office.crm.end_run(run["id"], run["attempt"] - 1, "done")
    unended = await office.crm.settle_run(run["id"], run["attempt"])
    ended = await office.crm.end_run(run["id"], run["attempt"], "paused")

    assert (late, unended, ended) == (False, True, True)
    assert await state_of(office, run) == "paused"
    found = await office.crm.find_thread(office.workspace, thread)
    assert found
    assert found["status"] == "interrupted"


async def test_a_run_handed_back_is_taken_at_once(office: Office) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"))

    await office.crm.hand_back(run["id"], run["attempt"])

    again = await claimed(office, run)
    assert again["attempt"] == run["attempt"] + 1
    assert office.jobs(thread)


async def test_a_run_undone_is_gone_and_its_message_stays(office: Office) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"))

    await office.crm.undo_run(run["id"], run["attempt"])

    assert await state_of(office, run) is None
    assert await office.texts(thread) == ["one"]


# --- canceling and deleting ---


async def test_pending_runs_end_at_once_and_running_ones_are_told(office: Office) -> None:
    thread = await made(office)
    running, pending = await asked(office, thread, "one"), await asked(office, thread, "two")
    mine = await claimed(office, running)

    told = await office.crm.cancel_runs(office.workspace, thread_id=thread, action="interrupt")

    watch = await office.crm.watch_run(mine["id"], mine["attempt"])
    assert watch
    assert (told, watch["cancel"]) == (2, "interrupt")
    assert await state_of(office, pending) == "interrupted"


async def test_a_stranger_cancels_deletes_and_reads_nothing(
    office: Office, other_office: Office
) -> None:
    thread = await made(office)
    run = await asked(office, thread, "one")
    await office.crm.put_events(office.workspace, run["id"], [(0, "metadata", "{}")])
    them = other_office.workspace

    assert await office.crm.cancel_runs(them, run_ids=[run["id"]], action="rollback") == 0
    assert await office.crm.delete_run(them, run["id"]) is False
    assert await office.crm.delete_thread(them, thread) is False
    assert await office.crm.read_events(them, run["id"], after=-1) == []
    assert await state_of(office, run) == "pending"


async def test_a_deleted_run_leaves_its_turn(office: Office) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"))
    await office.commits(run, "Hello!")

    deleted = await office.crm.delete_run(office.workspace, run["id"])

    said = await office.crm.replies(office.workspace, thread, after=0)
    assert (deleted, [reply["text"] for reply in said]) == (True, ["Hello!"])


async def test_a_run_that_answers_a_lead_is_not_deleted(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.commits(run, "Hello!")

    with pytest.raises(Rejected) as refused:
        await office.crm.delete_run(office.workspace, run["id"])

    assert refused.value.reason == "conflict"


async def test_a_deleted_thread_takes_the_lead_with_it_that_it_stood_for(office: Office) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"), settles=False)
    await office.commits(run, "Hello!")
    lead = await office.lead_of(thread)

    assert await office.crm.delete_thread(office.workspace, thread)

    assert await office.crm.find_thread(office.workspace, thread) is None
    assert await office.crm.find_lead(office.workspace, lead) is None


async def test_a_thread_is_busy_until_the_state_of_its_run_is_written(office: Office) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"))
    await office.commits(run, "Hello!")

    busy = await office.crm.find_thread(office.workspace, thread)
    with pytest.raises(Rejected):
        await office.crm.delete_thread(office.workspace, thread)
    await office.crm.settle_run(run["id"], run["attempt"])

    assert busy
    assert busy["status"] == "busy"
    assert await office.crm.delete_thread(office.workspace, thread)


async def test_a_real_leads_conversation_is_not_deleted(office: Office) -> None:
    conversation = await office.conversation()
    await office.answers(conversation)

    with pytest.raises(Rejected) as refused:
        await office.crm.delete_thread(office.workspace, conversation)

    assert refused.value.reason == "conflict"


async def test_a_thread_is_kept_while_nobody_is_sure_of_its_booking(office: Office) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"), settles=False)
    await office.begins(thread, (await office.offers(thread))[0])
    await office.commits(run, "One moment.")

    with pytest.raises(Rejected) as refused:
        await office.crm.delete_thread(office.workspace, thread)

    assert refused.value.reason == "conflict"


# --- following ---


async def test_events_are_read_from_where_one_stopped_and_asking_is_listening(
    office: Office,
) -> None:
    thread = await made(office)
    run = await claimed(office, await asked(office, thread, "one"))
    events = [(n, "updates", f'{{"n":{n}}}') for n in range(3)]
    await office.crm.put_events(office.workspace, run["id"], events)
    await office.crm.put_events(office.workspace, run["id"], events)  # told twice, kept once

    rest = await office.crm.read_events(office.workspace, run["id"], after=0)

    watch = await office.crm.watch_run(run["id"], run["attempt"])
    assert rest == events[1:]
    assert watch
    assert watch["listened"] is True
    assert await office.crm.last_event(office.workspace, run["id"]) == 2


async def test_events_are_forgotten_after_a_while(office: Office) -> None:
    thread = await made(office)
    run = await asked(office, thread, "one")
    await office.crm.put_events(office.workspace, run["id"], [(0, "metadata", "{}")])
    office.later(minutes=11)

    await office.crm.forget_events(office.clock())

    assert await office.crm.read_events(office.workspace, run["id"], after=-1) == []


async def test_the_run_that_read_a_message_is_known(office: Office) -> None:
    stored = await office.hears(aliases=phone(7))
    before = await office.crm.answering_run(office.workspace, stored["message_id"])
    run = await office.claims(stored["conversation_id"])
    await office.commits(run, "Hello!")

    after = await office.crm.answering_run(office.workspace, stored["message_id"])

    assert before is None
    assert after
    assert after["id"] == run["id"]


async def test_threads_at_rest_are_named_until_they_are_pruned(office: Office) -> None:
    thread = await made(office)
    office.later(days=31)

    first = await office.crm.resting_threads(office.clock(), limit=1000)
    still = await office.crm.resting_threads(office.clock(), limit=1000)
    await office.crm.mark_pruned(thread, at=office.clock())
    again = await office.crm.resting_threads(office.clock(), limit=1000)

    assert thread in [each["id"] for each in first]
    assert still == first
    assert thread not in [each["id"] for each in again]


async def test_a_state_is_not_written_beside_an_open_run(office: Office) -> None:
    thread = await made(office)
    await asked(office, thread, "one")

    with pytest.raises(Rejected, match="busy") as refused:
        await office.crm.mark_forked(office.workspace, thread)

    assert refused.value.reason == "conflict"
