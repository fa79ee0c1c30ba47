"""The CRM port under many hands at once: nothing is lost, nothing is doubled, nobody deadlocks."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

from tests.contracts.crm import Office, phone
from tests.contracts.meetings import TOMORROW, new_id, news_of
from tools.errors import Rejected
from tools.ports.arrivals import Arrival

WORKERS = 20
PEOPLE = 3
MESSAGES = 120


async def write(office: Office, arrivals: list[Arrival]) -> None:
    """A channel that delivers some events twice."""
    for arrival in arrivals:
        await office.crm.ingest(arrival)


async def work(office: Office, conversations: list[str], chance: random.Random) -> None:
    """Answer whatever is due, now and then failing, until nothing is left."""
    while any([await office.texts(conversation) for conversation in conversations]):
        conversation = chance.choice(conversations)
        run = await office.crm.claim_run(
            conversation_id=conversation, run_id=None, owner=str(id(chance))
        )
        if run is None:
            await asyncio.sleep(0.002)
        elif chance.random() < 0.1:
            await office.crm.fail_run(run["id"], run["attempt"], "by chance", retry=True)
        else:
            await deliver(office, (await office.commits(run, "Well…"))["reply_ids"])
        office.later(seconds=0.1)


async def deliver(office: Office, replies: list[str]) -> None:
    for reply in replies:
        delivery = await office.crm.claim_delivery(reply)
        assert delivery
        provider_id = f"wamid.{reply}"
        await asyncio.gather(
            office.crm.settle_delivery(
                reply, delivery["attempt"], state="accepted", provider_id=provider_id
            ),
            office.crm.delivery_status(
                office.workspace,
                office.integration,
                provider_id=provider_id,
                outbox_id=reply,
                status="delivered",
                error=None,
            ),
        )


async def test_twenty_workers_answer_every_message_exactly_once(office: Office) -> None:
    chance = random.Random(7)  # noqa: S311 - a seed, so that a failure comes again
    conversations = [await office.conversation(person) for person in range(1, PEOPLE + 1)]
    arrivals = [
        office.arrival(f"message {n}", aliases=phone(1 + n % PEOPLE)) for n in range(MESSAGES)
    ]
    delivered = arrivals + chance.sample(arrivals, MESSAGES // 4)
    chance.shuffle(delivered)

    async with asyncio.TaskGroup() as hands:
        for n in range(WORKERS // 2):
            hands.create_task(write(office, delivered[n :: WORKERS // 2]))
            hands.create_task(work(office, conversations, random.Random(n)))  # noqa: S311

    answered = office.table("messages", direction="in")
    assert len(answered) == MESSAGES + PEOPLE
    assert all(row["turn_id"] for row in answered)
    outbox = office.table("outbox")
    assert len({row["turn_id"] for row in outbox}) == len(outbox)
    assert {row["delivery_status"] for row in outbox} == {"delivered"}


async def change_their_mind(office: Office, conversation: str, chance: random.Random) -> None:
    """A lead who books, moves and cancels, while Calendly tells of it too."""
    for _ in range(12):
        start = TOMORROW + timedelta(hours=chance.randrange(9))
        live = await office.live(conversation)
        try:
            if live and chance.random() < 0.4:
                await office.cancels(conversation, live)
                continue
            [slot] = await office.offers(conversation, start)
            attempt = await office.begins(conversation, slot, moves=live["id"] if live else None)
            invitee = new_id()
            await asyncio.gather(
                office.ends(attempt, invitee=invitee),
                office.learns(
                    news_of("invitee.created", invitee, start=start, token=attempt["token"])
                ),
            )
            if chance.random() < 0.3:
                await office.learns(news_of("invitee.canceled", invitee))
        except Rejected as error:
            if error.reason not in {"slot_taken", "conflict", "not_found"}:
                raise


async def test_leads_who_change_their_minds_at_once_never_share_a_seat(office: Office) -> None:
    conversations = [await office.conversation(person) for person in range(1, 7)]

    async with asyncio.TaskGroup() as hands:
        for n in range(WORKERS):
            conversation = conversations[n % len(conversations)]
            hands.create_task(change_their_mind(office, conversation, random.Random(n)))  # noqa: S311

    booked = office.table("meetings", state="booked")
    assert max(Counter(row["lead_id"] for row in booked).values(), default=0) <= 1
    attempts = office.table("booking_attempts", state="booked")
    held = [row for row in attempts if row["released_at"] is None]
    assert sorted(row["starts_at"] for row in held) == sorted(row["starts_at"] for row in booked)
