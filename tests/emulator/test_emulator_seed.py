"""A fixed seed gives a fixed calendar: the same calls, the same bytes, on every store."""

from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest

from emulator.__main__ import TOKEN, seeded_ids
from emulator.accounts import ensure_account
from emulator.app import create_app
from emulator.deliver import Deliveries
from emulator.instants import MovableClock
from emulator.pages import create_pages
from emulator.store import MemoryStore, Store
from tests.emulator.laptop import API, KEY, NOON, PAGES, Json, Receiver
from tests.emulator.test_emulator_alone import running
from tests.platforms.calendly_contract import validated

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"
WEDNESDAY_AT_NINE = "2026-11-25T08:00:00.000000Z"
BOOK = f"{PAGES}/book"
NEW_EVERY_TIME = ("x-request-id", "date", "server")


@dataclass
class Tape:
    """Every answer in full, and every webhook."""

    lines: list[Json] = field(default_factory=list)

    def note(self, answer: httpx.Response) -> httpx.Response:
        headers = {k: v for k, v in answer.headers.items() if k not in NEW_EVERY_TIME}
        self.lines.append((answer.status_code, headers, answer.content))
        return answer


async def play(store: Store, *, seed: int) -> Tape:
    """An afternoon of calls against a Calendly made with this seed."""
    clock, new_id, tape = MovableClock(lambda: NOON), seeded_ids(seed), Tape()
    await ensure_account(
        store,
        token=TOKEN,
        name="Alice",
        email="alice@example.com",
        zone="Europe/Madrid",
        new_id=new_id,
        now=NOON,
        limited=True,
    )
    app = create_app(store, clock=clock, api_url=API, pages_url=PAGES, faults=True, new_id=new_id)
    pages = create_pages(store, clock=clock, api_url=API, pages_url=PAGES, new_id=new_id)
    receiver = Receiver()
    http = httpx.AsyncClient(transport=httpx.MockTransport(receiver.answer))
    bearer = {"authorization": f"Bearer {TOKEN}"}
    async with (
        http,
        httpx.AsyncClient(transport=validated(app, url=API), base_url=API, headers=bearer) as api,
        httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url=PAGES) as people,
    ):
        await _afternoon(tape, api, people)
        await Deliveries(store, clock=clock, http=http).run_once()
        clock.advance(timedelta(hours=1))
        tape.note(await api.get("/users/me"))
    told = sorted(request.content for request in receiver.deliveries)
    tape.lines += [*told, *(r.headers["calendly-webhook-signature"] for r in receiver.deliveries)]
    return tape


async def _afternoon(tape: Tape, api: httpx.AsyncClient, people: httpx.AsyncClient) -> None:
    me = tape.note(await api.get("/users/me")).json()["resource"]
    mine = {"user": me["uri"], "count": "2"}
    types = tape.note(await api.get("/event_types", params=mine)).json()
    tape.note(await api.get(types["pagination"]["next_page"]))
    event_type = types["collection"][0]["uri"]
    window = {"start_time": TUESDAY_AT_NINE, "end_time": WEDNESDAY_AT_NINE}
    times = {"event_type": event_type, **window}
    tape.note(await api.get("/event_type_available_times", params=times))
    hook = {"url": "https://receiver.test/", "events": ["invitee.created", "invitee.canceled"]}
    whom = {"organization": me["current_organization"], "scope": "organization"}
    tape.note(await api.post("/webhook_subscriptions", json={**hook, **whom, "signing_key": KEY}))
    person = {"name": "Bob", "email": "bob@example.com", "timezone": "America/Bogota"}
    order = {"event_type": event_type, "start_time": TUESDAY_AT_NINE, "invitee": person}
    booked = tape.note(await api.post("/invitees", json=order)).json()["resource"]
    tape.note(await api.post("/invitees", json=order))
    tape.note(await api.get("/event_type_available_times", params=times))
    link = {"max_event_count": 1, "owner": event_type, "owner_type": "EventType"}
    made = tape.note(await api.post("/scheduling_links", json=link)).json()["resource"]
    tape.note(await people.get(made["booking_url"].removeprefix(BOOK)))
    move = booked["reschedule_url"].removeprefix(BOOK)
    tape.note(await people.post(move, data={"start": WEDNESDAY_AT_NINE}))
    tape.note(await api.get("/scheduled_events", params={"user": me["uri"]}))
    tape.note(await api.post(booked["event"] + "/cancellation", json={"reason": "ill"}))


async def test_the_same_seed_gives_the_same_bytes() -> None:
    first = await play(MemoryStore(), seed=7)
    second = await play(MemoryStore(), seed=7)

    assert first.lines == second.lines
    assert len([line for line in first.lines if isinstance(line, bytes)]) == 3


async def test_another_seed_gives_another_calendar() -> None:
    assert (await play(MemoryStore(), seed=7)).lines != (await play(MemoryStore(), seed=8)).lines


async def test_every_store_gives_the_same_bytes(store: Store) -> None:
    assert (await play(store, seed=7)).lines == (await play(MemoryStore(), seed=7)).lines


@pytest.mark.slow
def test_a_program_that_is_started_again_gives_the_same_bytes() -> None:
    """On the port it had: addresses are part of what it says."""

    def ask(client: httpx.Client) -> Tape:
        tape = Tape()
        me = tape.note(client.get("/users/me")).json()["resource"]
        types = tape.note(client.get("/event_types", params={"user": me["uri"]})).json()
        window = {"start_time": TUESDAY_AT_NINE, "end_time": WEDNESDAY_AT_NINE}
        times = {"event_type": types["collection"][0]["uri"], **window}
        tape.note(client.get("/event_type_available_times", params=times))
        return tape

    options = ("--seed", "7", "--now", "2026-11-23T12:00:00Z")
    with running(*options) as client:
        port, first = client.base_url.port, ask(client)
    with running(*options, port=port) as client:
        second = ask(client)

    assert first.lines == second.lines
