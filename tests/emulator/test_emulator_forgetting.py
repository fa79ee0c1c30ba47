"""The calendar forgets people: their hour stays taken, and nothing tells by whom."""

import json

import httpx

from emulator.accounts import token_id
from emulator.forgetting import forget_people
from tests.emulator.laptop import Laptop, order

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"
THURSDAY_AT_NINE = "2026-11-26T08:00:00.000000Z"
KINDS = ("event", "invitee", "delivery", "busy", "attempt", "link", "submission")


async def book(laptop: Laptop, start: str, email: str) -> httpx.Response:
    form = order(await laptop.event_type(), start, email)
    return await laptop.api.post("/invitees", json=form)


async def everything(laptop: Laptop) -> str:
    account = await laptop.store.account_of("token", token_id(laptop.token))
    assert account
    async with laptop.store.reading(account) as tx:
        return json.dumps([doc for kind in KINDS for doc in await tx.find(kind)])


async def test_nothing_of_who_came_is_left(laptop: Laptop) -> None:
    await laptop.subscribe()
    await book(laptop, TUESDAY_AT_NINE, "Canaria@example.com")
    await book(laptop, THURSDAY_AT_NINE, "dana@example.com")

    count = await forget_people(
        laptop.store, token=laptop.token, emails=["canaria@example.com", "nobody@example.com"]
    )

    kept = await everything(laptop)
    assert (count, "canaria" in kept.lower(), "dana@example.com" in kept) == (1, False, True)
    assert len(await laptop.events()) == 2
    assert TUESDAY_AT_NINE not in await laptop.times(await laptop.event_type())


async def test_an_account_that_is_not_there_has_nobody_to_forget(laptop: Laptop) -> None:
    assert await forget_people(laptop.store, token="no such", emails=["a@example.com"]) == 0
