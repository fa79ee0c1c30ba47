"""The CRM port: a reply is sent once, by the rules of the instant it is sent in."""

import asyncio
from typing import Any, Literal, LiteralString

import pytest

from tests.contracts.crm import Office, only_postgres
from tests.contracts.meetings import new_id
from tools.ports.arrivals import Delivery

Status = Literal["sent", "delivered", "read", "failed"]
DAY = 24 * 60 * 60.0


async def settle(office: Office, delivery: Delivery, state: Any, **more: Any) -> None:
    await office.crm.settle_delivery(delivery["id"], delivery["attempt"], state=state, **more)


async def status(
    office: Office, said: Status, *, provider: str | None = "wamid.OUT", ours: str | None = None
) -> None:
    await office.crm.delivery_status(
        office.workspace,
        office.integration,
        provider_id=provider,
        outbox_id=ours,
        status=said,
        error="131047" if said == "failed" else None,
    )


# --- claiming ---


async def test_a_reply_is_claimed_once(office: Office) -> None:
    reply = await office.reply()

    claims = await asyncio.gather(*(office.crm.claim_delivery(reply) for _ in range(8)))

    assert len([claim for claim in claims if claim]) == 1


async def test_a_delivery_knows_all_its_channel_needs(office: Office) -> None:
    arrival = office.arrival()
    conversation = (await office.crm.ingest(arrival))["conversation_id"]
    [reply] = await office.answers(conversation, "Hello, Lee!")

    delivery = await office.crm.claim_delivery(reply)

    assert delivery
    assert delivery["text"] == "Hello, Lee!"
    assert (delivery["channel"], delivery["account"]) == ("whatsapp", "106540352242922")
    assert (delivery["workspace"], delivery["integration_id"]) == (
        office.workspace,
        office.integration,
    )
    assert delivery["in_reply_to"] == arrival.event_id
    assert {alias["value"] for alias in delivery["aliases"]} == {"+34600000001", "34600000001"}


async def refused(office: Office, reply: str, window: float | None = None) -> str | None:
    assert await office.crm.claim_delivery(reply, window=window) is None
    error = office.sent(reply)["error"]
    return str(error) if error else None


async def test_nothing_is_sent_to_who_has_opted_out(office: Office) -> None:
    conversation = await office.conversation()
    [reply] = await office.answers(conversation)
    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)

    assert await refused(office, reply) == "opted_out"
    assert office.sent(reply)["state"] == "failed"


async def test_the_word_that_confirms_a_stop_is_sent(office: Office) -> None:
    conversation = await office.conversation(text="STOP")
    run = await office.claims(conversation)
    await office.crm.consent(office.workspace, conversation, run["id"], opted_out=True)

    [reply] = (await office.commits(run, "You will hear no more."))["reply_ids"]

    assert await office.crm.claim_delivery(reply)


async def test_a_person_who_has_taken_over_silences_the_bot(office: Office) -> None:
    conversation = await office.conversation()
    [reply] = await office.answers(conversation)
    await office.crm.hand_over(office.workspace, conversation, new_id(), "asked for a human")

    assert await refused(office, reply) == "a person has taken over"


async def test_the_word_that_announces_a_person_is_sent(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.crm.hand_over(office.workspace, conversation, run["id"], "asked for a human")

    [reply] = (await office.commits(run, "A person will write to you."))["reply_ids"]

    assert await office.crm.claim_delivery(reply)


async def test_a_stop_silences_even_the_word_that_announces_a_person(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    await office.crm.hand_over(office.workspace, conversation, run["id"], "asked for a human")
    [reply] = (await office.commits(run, "A person will write to you."))["reply_ids"]

    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)

    assert await refused(office, reply) == "opted_out"


async def test_who_comes_back_is_written_to_again(office: Office) -> None:
    conversation = await office.conversation()
    [reply] = await office.answers(conversation)
    for opted_out in (True, False):
        await office.crm.consent(office.workspace, conversation, new_id(), opted_out=opted_out)

    assert await office.crm.claim_delivery(reply)


async def test_a_closed_window_refuses_and_an_open_one_does_not(office: Office) -> None:
    early, late = await office.reply(1), await office.reply(2)
    office.later(seconds=DAY - 1)

    assert await office.crm.claim_delivery(early, window=DAY)
    office.later(seconds=2)
    assert await refused(office, late, window=DAY) == "window"


async def test_a_disconnected_channel_sends_nothing(office: Office) -> None:
    reply = await office.reply()
    await office.crm.remove_integration(office.workspace, office.integration)

    assert await refused(office, reply) == "the channel is disconnected"


async def test_what_is_kept_is_never_claimed(office: Office) -> None:
    [reply] = await office.answers(await office.conversation(door="api"))

    assert await office.crm.claim_delivery(reply) is None
    assert office.sent(reply)["state"] == "kept"


# --- settling ---


async def test_an_accepted_reply_knows_its_providers_id(office: Office) -> None:
    delivery = await office.sending()

    await settle(office, delivery, "accepted", provider_id="wamid.A")

    row = office.sent(delivery["id"])
    assert (row["state"], row["provider_id"]) == ("accepted", "wamid.A")
    assert await office.crm.claim_delivery(delivery["id"]) is None


async def test_a_retry_waits_its_time_and_has_a_job_that_holds_nothing_up(office: Office) -> None:
    delivery = await office.sending()

    await settle(office, delivery, "retry", error="503", retry_in=30)

    assert await office.crm.claim_delivery(delivery["id"]) is None
    job = office.delivery_jobs(delivery["id"])[-1]
    assert job["scheduled_at"] is not None
    assert job["lock"] is None
    office.later(seconds=30)
    again = await office.crm.claim_delivery(delivery["id"])
    assert again
    assert again["attempt"] == delivery["attempt"] + 1


@pytest.mark.parametrize("state", ["failed", "recorded"])
async def test_an_end_is_an_end(office: Office, state: str) -> None:
    delivery = await office.sending()

    await settle(office, delivery, state, error="blocked")

    assert office.sent(delivery["id"])["state"] == state
    assert await office.crm.claim_delivery(delivery["id"]) is None


async def test_the_answer_of_an_earlier_attempt_counts_no_more(office: Office) -> None:
    first = await office.sending()
    await settle(office, first, "retry", error="503", retry_in=1)
    office.later(seconds=2)
    second = await office.crm.claim_delivery(first["id"])

    await settle(office, first, "failed", error="late")

    assert second
    assert office.sent(first["id"])["state"] == "sending"


# --- rescue ---


@pytest.mark.parametrize("known", ["sending", "unknown"])
async def test_a_send_without_an_answer_gets_one_more_try(office: Office, known: str) -> None:
    delivery = await office.sending()
    if known == "unknown":
        await settle(office, delivery, "unknown", error="timeout")
    office.later(seconds=61)
    jobs = len(office.delivery_jobs(delivery["id"]))

    await office.crm.rescue(late=10, stuck=60)
    again = await office.crm.claim_delivery(delivery["id"])
    office.later(seconds=61)
    await office.crm.rescue(late=10, stuck=60)

    assert again
    assert len(office.delivery_jobs(delivery["id"])) == jobs + 1
    assert office.sent(delivery["id"])["state"] == "failed"


async def test_a_reply_whose_job_was_lost_gets_one_again(office: Office) -> None:
    reply = await office.reply()
    office.later(seconds=61)

    for _ in range(3):
        await office.crm.rescue(late=10, stuck=60)

    assert len(office.delivery_jobs(reply)) == 2
    assert await office.crm.claim_delivery(reply)


async def test_a_status_settles_what_nobody_knew(office: Office) -> None:
    delivery = await office.sending()
    await settle(office, delivery, "unknown", error="timeout")

    await status(office, "delivered", ours=delivery["id"])
    office.later(seconds=61)
    await office.crm.rescue(late=10, stuck=60)

    assert office.sent(delivery["id"])["state"] == "accepted"


# --- statuses ---


@pytest.mark.parametrize(
    ("said", "end"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "sent"], "delivered"),
        (["sent", "failed"], "failed"),
        (["failed", "sent"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["failed", "delivered"], "delivered"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("first", ["the answer", "the statuses"])
async def test_statuses_only_ever_say_more(
    office: Office, said: list[Status], end: str, first: str
) -> None:
    delivery = await office.sending()
    answers = settle(office, delivery, "accepted", provider_id="wamid.OUT")
    if first == "the answer":
        await answers
    for word in said:
        await status(office, word)
    if first == "the statuses":
        await answers

    row = office.sent(delivery["id"])
    assert row["delivery_status"] == end
    assert row["state"] == ("failed" if end == "failed" else "accepted")
    assert row["error"] == ("131047" if end == "failed" else None)


@only_postgres
async def test_a_status_and_the_answer_at_once_lose_nothing(office: Office) -> None:
    delivery = await office.sending()

    lock: LiteralString = "lock table public.delivery_statuses in access exclusive mode"
    async with asyncio.TaskGroup() as hands, office.crowd(lock) as wait_for:
        hands.create_task(settle(office, delivery, "accepted", provider_id="wamid.OUT"))
        await wait_for(1)
        hands.create_task(status(office, "delivered"))
        await wait_for(2)

    assert office.sent(delivery["id"])["delivery_status"] == "delivered"


async def test_a_status_of_a_foreign_workspace_changes_nothing(
    office: Office, other_office: Office
) -> None:
    delivery = await office.sending()
    await settle(office, delivery, "accepted", provider_id="wamid.OUT")

    await status(other_office, "failed", ours=delivery["id"])

    assert office.sent(delivery["id"])["delivery_status"] is None


@pytest.mark.parametrize("ours", ["not ours", "00000000-0000-4000-8000-00000000dead", None])
async def test_a_status_of_somebody_elses_message_is_only_kept(
    office: Office, ours: str | None
) -> None:
    await status(office, "sent", provider="wamid.STRANGER", ours=ours)

    kept = office.table("delivery_statuses")
    assert [row["status"] for row in kept] == ["sent"]
