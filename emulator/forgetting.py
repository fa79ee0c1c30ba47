"""Forgetting people: their meetings keep the hour they took, and nothing of who came."""

import json
from collections.abc import Sequence

from emulator.accounts import token_id
from emulator.errors import JSON
from emulator.store import Store, Transaction

NOBODY: JSON = {
    "name": "Erased",
    "first_name": None,
    "last_name": None,
    "email": "erased@example.invalid",
    "email_key": "erased@example.invalid",
    "questions_and_answers": [],
    "text_reminder_number": None,
    "cancellation": None,
}


async def forget_people(store: Store, *, token: str, emails: Sequence[str]) -> int:
    """How many bookings were theirs, in the account that the token opens."""
    account = await store.account_of("token", token_id(token))
    if account is None:
        return 0
    async with store.transaction(account) as tx:
        counts = [await _forget(tx, email.lower()) for email in emails]
    return sum(counts)


async def _forget(tx: Transaction, email: str) -> int:
    for delivery in await tx.find("delivery"):
        if email in delivery["body"].lower():
            await tx.delete("delivery", delivery["id"])  # it would tell of them again
    theirs = await tx.find("invitee", email_key=email)
    for invitee in theirs:
        await tx.put("invitee", invitee["id"], {**invitee, **NOBODY})
        if event := await tx.get("event", invitee["event"]):
            await tx.put("event", event["id"], {**event, "location": None, "cancellation": None})
    for event in await tx.find("event"):
        guests = [guest for guest in event["guests"] if guest["email"].lower() != email]
        if len(guests) < len(event["guests"]):
            await tx.put("event", event["id"], {**event, "guests": guests})
    for answer in await tx.find("submission"):
        if email in json.dumps(answer, ensure_ascii=False).lower():
            await tx.delete("submission", answer["id"])
    return len(theirs)
