"""The CRM port: a run is claimed once, fenced when it is late, and committed in one piece."""

import asyncio
from typing import LiteralString

import pytest

from tests.contracts.crm import Office, only_postgres
from tests.contracts.meetings import new_id
from tools.crm.functions import LEASE
from tools.crm.turns import RETRIES
from tools.errors import Rejected
from tools.ports.arrivals import Run
from tools.ports.words import Door


async def state_of(office: Office, run: str | None) -> str:
    found = await office.crm.find_run(office.workspace, run or "")
    assert found
    return found["state"]


# --- claiming ---


@only_postgres
async def test_of_twenty_claims_at_once_one_wins(office: Office) -> None:
    conversation = await office.conversation()

    lock: LiteralString = "select from public.runs where thread_id = %s for update"
    async with asyncio.TaskGroup() as workers, office.crowd(lock, conversation) as wait_for:
        claims = [
            workers.create_task(
                office.crm.claim_run(conversation_id=conversation, run_id=None, owner=f"worker {n}")
            )
            for n in range(20)
        ]
        await wait_for(20)

    assert len([claim for claim in claims if claim.result()]) == 1


async def test_a_run_with_a_living_lease_is_left_alone(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    office.later(seconds=LEASE - 1)
    await office.crm.extend_lease(run["id"], run["attempt"])
    office.later(seconds=LEASE - 1)

    claim = await office.crm.claim_run(conversation_id=conversation, run_id=None, owner="late")

    assert claim is None


async def test_a_dead_run_is_taken_over_and_its_late_commit_writes_nothing(office: Office) -> None:
    conversation = await office.conversation()
    dead = await office.claims(conversation)
    office.later(seconds=LEASE + 1)
    alive = await office.claims(conversation, owner="heir")

    late = await office.commits(dead, "From the grave", turn=new_id())

    assert (alive["id"], alive["attempt"]) == (dead["id"], dead["attempt"] + 1)
    assert late == {"outcome": "fenced", "reply_ids": []}
    assert await office.texts(conversation) == ["hello"]
    assert (await office.commits(alive, "Hello"))["outcome"] == "committed"


async def test_a_run_that_kills_every_process_ends_and_the_next_one_starts(office: Office) -> None:
    conversation = await office.conversation()
    for _ in range(RETRIES):
        deadly = await office.claims(conversation)
        office.later(seconds=LEASE + 1)
    await office.hears("still there?", conversation_id=conversation)

    following = await office.claims(conversation)

    ended = await office.crm.find_run(office.workspace, deadly["id"])
    assert following["id"] != deadly["id"]
    assert ended is not None
    assert ended["state"] == "failed"
    assert ended["ended_at"]
    assert (await office.crm.troubles(office.workspace))["failed_runs"] == 1


async def test_a_lease_taken_over_cannot_be_extended_or_failed(office: Office) -> None:
    conversation = await office.conversation()
    dead = await office.claims(conversation)
    office.later(seconds=LEASE + 1)
    alive = await office.claims(conversation)

    extended = await office.crm.extend_lease(dead["id"], dead["attempt"])
    await office.crm.fail_run(dead["id"], dead["attempt"], "too late", retry=False)

    assert not extended
    assert await office.crm.extend_lease(alive["id"], alive["attempt"])


async def test_runs_of_one_thread_keep_their_order(office: Office) -> None:
    conversation = await office.conversation()
    await office.answers(conversation)
    first, second = new_id(), new_id()
    for run_id in (first, second):
        await office.hears(own_run=True, run_id=run_id, enqueue=False)

    early = await office.crm.claim_run(conversation_id=None, run_id=second, owner="a")
    run = await office.crm.claim_run(conversation_id=None, run_id=first, owner="b")
    meanwhile = await office.crm.claim_run(conversation_id=None, run_id=second, owner="a")

    assert early is None
    assert meanwhile is None
    assert run
    await office.commits(run, "one")
    assert await office.crm.claim_run(conversation_id=None, run_id=second, owner="a")


async def test_an_unknown_run_is_nobodys(office: Office) -> None:
    assert await office.crm.claim_run(conversation_id=None, run_id=new_id(), owner="a") is None
    assert await office.crm.find_run(office.workspace, new_id()) is None


# --- failing ---


async def test_a_failed_run_is_tried_again_a_little_later(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)

    await office.crm.fail_run(run["id"], run["attempt"], "Calendly answered 503", retry=True)

    soon = await office.crm.claim_run(conversation_id=conversation, run_id=None, owner="a")
    office.later(seconds=60)
    again = await office.claims(conversation)
    assert soon is None
    assert (again["id"], again["attempt"]) == (run["id"], 2)
    assert office.jobs(conversation)[-1]["scheduled_at"] is not None


async def test_a_run_that_keeps_failing_is_a_dead_letter(office: Office) -> None:
    conversation = await office.conversation()
    for _ in range(RETRIES):
        run = await office.claims(conversation)
        await office.crm.fail_run(run["id"], run["attempt"], "again", retry=True)
        office.later(seconds=61)

    dead = await office.crm.find_run(office.workspace, run["id"])

    assert dead
    assert (dead["state"], dead["error"], dead["attempt"]) == ("failed", "again", RETRIES)
    assert await office.texts(conversation) == ["hello"]


async def test_a_dead_letters_messages_are_answered_with_the_next_one(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.crm.fail_run(run["id"], run["attempt"], "for good", retry=False)

    await office.hears("are you there?")

    assert await office.texts(conversation) == ["hello", "are you there?"]
    await office.answers(conversation)
    assert await office.texts(conversation) == []


async def test_messages_join_a_run_that_waits_for_its_next_try(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.crm.fail_run(run["id"], run["attempt"], "again", retry=True)

    stored = await office.hears("and another thing")

    assert stored["run_id"] == run["id"]


async def test_what_joined_a_run_whose_turn_had_read_already_gets_a_run_of_its_own(
    office: Office,
) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.crm.fail_run(run["id"], run["attempt"], "again", retry=True)
    await office.hears("and another thing")
    office.later(seconds=60)

    await office.commits(await office.claims(conversation), "Hello!", covers=1)

    assert await office.texts(conversation) == ["and another thing"]
    await office.answers(conversation)
    assert await office.texts(conversation) == []


@only_postgres
async def test_failing_and_receiving_at_once_loses_neither(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)

    lock: LiteralString = "lock table jobs.procrastinate_jobs in share mode"
    async with asyncio.TaskGroup() as hands, office.crowd(lock) as wait_for:
        hands.create_task(office.hears("meanwhile"))
        await wait_for(1)
        hands.create_task(office.crm.fail_run(run["id"], run["attempt"], "again", retry=True))
        await wait_for(2)

    assert await office.texts(conversation) == ["hello", "meanwhile"]
    office.later(seconds=2)
    assert (await office.claims(conversation))["id"] == run["id"]


# --- committing ---


async def test_a_turn_answers_what_it_covers_and_nothing_later(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.hears("too late for this one")

    done = await office.commits(run, "Hello!", covers=1, effects=True)

    assert done["outcome"] == "committed"
    assert await office.texts(conversation) == ["too late for this one"]


async def test_a_turn_committed_twice_is_one_turn(office: Office) -> None:
    run = await office.claims(await office.conversation())
    first = await office.commits(run, "Hello!", "How are you?")

    again = await office.commits(run, "Hello!", "How are you?")

    assert again == {"outcome": "repeated", "reply_ids": first["reply_ids"]}
    sent = await office.crm.replies(office.workspace, run["conversation_id"], after=0)
    assert [each["text"] for each in sent] == ["Hello!", "How are you?"]


async def test_a_turn_without_a_run_is_committed_once_by_its_id(office: Office) -> None:
    conversation, turn = await office.conversation(enqueue=False), new_id()

    async def commit() -> str:
        done = await office.crm.commit_turn(
            office.workspace,
            conversation,
            turn_id=turn,
            run_id=None,
            attempt=None,
            covers=1,
            replies=[],
            effects=False,
            trace={},
        )
        return done["outcome"]

    assert [await commit(), await commit()] == ["committed", "repeated"]
    assert await office.texts(conversation) == []


async def test_a_reply_that_newer_messages_have_overtaken_is_dropped(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.hears("wait, tomorrow")

    done = await office.commits(run, "Today?", covers=1)

    assert done == {"outcome": "superseded", "reply_ids": []}
    assert await state_of(office, run["id"]) == "superseded"
    assert await office.texts(conversation) == ["hello", "wait, tomorrow"]
    assert await office.claims(conversation)


async def test_a_reply_is_dropped_at_most_twice_in_a_row(office: Office) -> None:
    conversation, outcomes = await office.conversation(), []
    for n in range(4):
        run = await office.claims(conversation)
        await office.hears(f"more {n}")
        outcomes.append((await office.commits(run, "Well…", covers=n + 1))["outcome"])

    assert outcomes == ["superseded", "superseded", "committed", "superseded"]


async def test_a_reply_nobody_else_would_give_is_not_dropped(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.hears("only stored", enqueue=False)

    done = await office.commits(run, "Hello!", covers=1)

    assert done["outcome"] == "committed"


async def test_a_run_of_the_api_is_never_superseded(office: Office) -> None:
    conversation = await office.conversation(own_run=True)
    run = await office.claims(conversation)
    await office.hears("newer")

    assert (await office.commits(run, "Hello!", covers=1))["outcome"] == "committed"


async def test_a_turn_counts_and_engages_the_lead(office: Office) -> None:
    conversation = await office.conversation()
    before = await office.status_of(conversation)

    await office.answers(conversation)

    found = await office.crm.conversation(office.workspace, conversation)
    assert found
    assert (before, await office.status_of(conversation), found["turns"]) == ("new", "engaged", 1)


async def test_a_stranger_cannot_commit_a_turn_of_ours(
    office: Office, other_office: Office
) -> None:
    run = await office.claims(await office.conversation())

    with pytest.raises(Rejected) as refused:
        await other_office.commits(run, "Mine!", covers=1)

    assert refused.value.reason == "not_found"
    assert await state_of(office, run["id"]) == "running"


async def test_a_run_of_another_conversation_does_not_fence(office: Office) -> None:
    ours, other = await office.conversation(1), await office.conversation(2)
    run = await office.claims(other)

    done = await office.commits(Run(**{**run, "conversation_id": ours}), "Hello!", covers=1)

    assert done["outcome"] == "fenced"
    assert await state_of(office, run["id"]) == "running"


# --- where replies go ---


@pytest.mark.parametrize(
    ("door", "state"),
    [
        ("channel", "pending"),
        ("webchat", "accepted"),
        ("api", "kept"),
        ("studio", "kept"),
        ("facade", "kept"),
        ("cli", "kept"),
    ],
)
async def test_a_reply_waits_for_its_channel_or_is_kept(
    office: Office, door: Door, state: str
) -> None:
    [reply] = await office.answers(await office.conversation(door=door))

    assert office.sent(reply)["state"] == state
    assert len(office.delivery_jobs(reply)) == (1 if state == "pending" else 0)


async def test_a_web_chat_does_not_show_what_comes_after_a_person_took_over(
    office: Office,
) -> None:
    conversation = await office.conversation(door="webchat")
    run = await office.claims(conversation)
    await office.crm.set_mode(office.workspace, conversation, "human")

    [reply] = (await office.commits(run, "Tuesday at ten?"))["reply_ids"]

    assert await office.crm.replies(office.workspace, conversation, after=0) == []
    assert office.sent(reply)["error"] == "a person has taken over"


async def test_a_web_chat_does_not_show_what_comes_after_a_stop(office: Office) -> None:
    conversation = await office.conversation(door="webchat")
    run = await office.claims(conversation)
    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)

    await office.commits(run, "Tuesday at ten?")

    assert await office.crm.replies(office.workspace, conversation, after=0) == []


async def test_a_web_chat_shows_the_word_that_confirms_a_stop_or_a_handover(
    office: Office,
) -> None:
    for person, turn in enumerate((new_id(), new_id()), start=1):
        conversation = await office.conversation(person, door="webchat")
        run = await office.claims(conversation)
        if person == 1:
            await office.crm.consent(office.workspace, conversation, turn, opted_out=True)
        else:
            await office.crm.hand_over(office.workspace, conversation, turn, "they asked")

        await office.commits(run, "Done.", turn=turn)

        assert await office.crm.replies(office.workspace, conversation, after=0)


async def test_who_comes_back_while_a_person_is_in_charge_is_told_so(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()
    run = await office.claims(conversation)
    await office.crm.set_mode(office.workspace, conversation, "human")
    await office.crm.consent(office.workspace, conversation, turn, opted_out=False)

    [reply] = (await office.commits(run, "Welcome back.", turn=turn))["reply_ids"]

    assert await office.crm.claim_delivery(reply)


async def test_a_simulated_conversation_sends_nothing(office: Office) -> None:
    [reply] = await office.answers(await office.conversation(simulated=True))

    assert office.sent(reply)["state"] == "kept"
    assert office.delivery_jobs(reply) == []


async def test_replies_are_read_in_order_from_where_one_stopped(office: Office) -> None:
    conversation = await office.conversation()
    await office.answers(conversation, "one", "two")
    [first, second] = await office.crm.replies(office.workspace, conversation, after=0)

    rest = await office.crm.replies(office.workspace, conversation, after=first["seq"])

    assert (first["text"], second["text"]) == ("one", "two")
    assert rest == [second]


# --- runs no message asked for ---


async def test_an_added_run_is_one_run_however_often_it_is_asked_for(office: Office) -> None:
    thread, run_id = new_id(), new_id()
    await office.crm.create_thread(office.workspace, thread, {})

    added = await asyncio.gather(
        *(
            office.crm.ask_run(
                office.workspace, thread, run_id=run_id, request={"n": 1}, enqueue=True
            )
            for _ in range(4)
        )
    )

    assert [run["id"] for run in added] == [run_id] * 4
    assert len(office.jobs(thread)) == 1
    assert await office.claims(thread)


async def test_a_run_on_a_foreign_thread_is_refused(office: Office, other_office: Office) -> None:
    conversation = await office.conversation()

    with pytest.raises(Rejected) as refused:
        await other_office.crm.ask_run(
            other_office.workspace, conversation, run_id=new_id(), request={}, enqueue=True
        )

    assert refused.value.reason == "conflict"


# --- rescue ---


async def test_a_run_whose_job_was_lost_gets_one_again(office: Office) -> None:
    conversation = await office.conversation()
    office.later(seconds=11)

    for _ in range(3):
        await office.crm.rescue(late=10, stuck=60)

    assert len(office.jobs(conversation)) == 2


async def test_a_run_whose_worker_died_gets_a_job_again(office: Office) -> None:
    conversation = await office.conversation()
    await office.claims(conversation)
    office.later(seconds=LEASE + 1)

    rescued = await office.crm.rescue(late=10, stuck=60)

    assert rescued >= 1
    assert len(office.jobs(conversation)) == 2


async def test_a_run_that_is_worked_on_is_not_rescued(office: Office) -> None:
    conversation = await office.conversation()
    await office.claims(conversation)
    await office.hears("next")
    jobs = len(office.jobs(conversation))
    office.later(seconds=11)

    await office.crm.rescue(late=10, stuck=60)

    assert len(office.jobs(conversation)) == jobs
