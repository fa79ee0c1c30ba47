"""Strangers, forgers and broken senders at the running server: nothing leaks, nothing stays."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import httpx
import pytest
from psycopg import sql

from tests.people import Business, Lead, fresh, open_business, wamid
from tests.platforms import whatsapp
from tests.platforms.postgres import Database
from tests.platforms.whatsapp import JSON, as_body, signature

PROBLEM = "application/problem+json"
HELLO = as_body(fresh(whatsapp.text_message("Hola.", sender="34600999000")))
FORGERIES: dict[str, dict[str, str]] = {
    "another secret": signature(HELLO, secret="app-secret-of-charlie"),
    "of another body": signature(HELLO + b" "),
    "empty": {"x-hub-signature-256": "sha256="},
    "weaker hash": {"x-hub-signature-256": f"sha1={hashlib.sha1(HELLO).hexdigest()}"},  # noqa: S324
    "not ASCII": {"x-hub-signature-256": "sha256=ñandú"},
    "none": {},
}  # fmt: skip
OTHER_SHAPES: dict[str, bytes] = {
    "not JSON": b"<xml/>",
    "no bytes": b"",
    "a list": b"[]",
    "a number": b"1e999",
    "another object": b'{"object": "page", "entry": []}',
    "entry is text": b'{"object": "whatsapp_business_account", "entry": "x"}',
    "not UTF-8": b'{"object": "\xff\xfe"}',
    "nul inside": b'{"object": "\\u0000"}',
    "half a character": b'{"object": "\\ud800"}',
    "very deep": b"[" * 30_000,
}


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    async with open_business(tmp_path_factory.mktemp("forged"), database) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield alice


async def stored(business: Business) -> dict[str, int]:
    """How many rows each table has; the sweep's own jobs come and go."""
    tables = await business.rows(
        "select schemaname, tablename from pg_tables"
        " where schemaname in ('public', 'checkpoints', 'emulator')"
    )
    counts = {}
    for table in tables:
        name = sql.Identifier(table["schemaname"], table["tablename"])
        query = sql.SQL("select count(*) as number from {}").format(name)
        cursor = await business.connection.execute(query)
        counts[table["tablename"]] = (await cursor.fetchall())[0]["number"]
    jobs = await business.row(
        "select count(*) as number from jobs.procrastinate_jobs where queue_name <> 'house'"
    )
    return {**counts, "jobs": jobs["number"]}


async def counted(business: Business, outcome: str) -> float:
    text = (await business.http.get("/metrics")).text
    line = rf'^pipewise_events_total{{channel="whatsapp",outcome="{outcome}"}} (\S+)$'
    found = re.search(line, text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def send(business: Business, body: bytes, headers: dict[str, str]) -> httpx.Response:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return await business.http.post(business.webhook, content=body, headers=encoded)


def assert_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["status"] == status
    assert "Traceback" not in answer.text


# --- forged ------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", FORGERIES.values(), ids=FORGERIES)
async def test_a_forged_delivery_is_refused_and_leaves_nothing(
    business: Business, headers: dict[str, str]
) -> None:
    before = await stored(business)

    answer = await send(business, HELLO, headers)

    assert_problem(answer, 401)
    assert await stored(business) == before


async def test_an_address_of_nobody_answers_like_a_forged_delivery(business: Business) -> None:
    before = await stored(business)
    calendar = await business.row("select id from integrations where platform = 'whatsapp'")
    strange = [
        f"/webhooks/whatsapp/{uuid4()}",
        "/webhooks/whatsapp/not-an-id",
        f"/webhooks/calendly/{uuid4()}",
        f"/webhooks/calendly/{calendar['id']}",
    ]

    answers = [
        await business.http.post(path, content=HELLO, headers=signature(HELLO)) for path in strange
    ]

    for answer in answers:
        assert_problem(answer, 401)
    assert await stored(business) == before


async def test_one_account_cannot_speak_for_another(business: Business) -> None:
    mine = business.webhook
    await business.connect_whatsapp(number_id="777", app_secret="app-secret-of-bob")
    bobs = business.webhook
    business.webhook = mine
    for_bob = as_body(fresh(whatsapp.text_message("Hola."), number_id="777"))
    before, refused = await stored(business), await counted(business, "refused")

    at_bobs_door = await business.http.post(bobs, content=for_bob, headers=signature(for_bob))
    at_my_door = await send(business, for_bob, signature(for_bob))

    assert_problem(at_bobs_door, 401)
    assert at_my_door.status_code == 200
    assert await counted(business, "refused") == refused + 1
    assert await stored(business) == before


async def test_calendly_news_that_calendly_did_not_sign_book_nothing(business: Business) -> None:
    lead = Lead(business=business, number="34600999001")
    await lead.say("Soy Ana López, ana@example.com. Quiero una reunión.")
    await business.until_quiet()
    row = await business.row("select id from integrations where platform = 'built_in_calendar'")
    news = b'{"event": "invitee.created", "payload": {}}'
    before = await stored(business)

    for proof in (
        {},
        {"calendly-webhook-signature": "t=1,v1=00"},
        {"calendly-webhook-signature": "x"},
    ):
        answer = await business.http.post(
            f"/webhooks/calendly/{row['id']}", content=news, headers=proof
        )
        assert_problem(answer, 401)

    assert await stored(business) == before


# --- signed, and of another shape --------------------------------------------------------------


@pytest.mark.parametrize("body", OTHER_SHAPES.values(), ids=OTHER_SHAPES)
async def test_a_signed_delivery_of_another_shape_is_kept_and_counted(
    business: Business, body: bytes
) -> None:
    before, count = await stored(business), await counted(business, "quarantined")

    answer = await send(business, body, signature(body))

    assert (answer.status_code, answer.text) == (200, "")
    assert await counted(business, "quarantined") == count + 1
    after = await stored(business)
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed == {"quarantined_events": 1}


async def test_a_broken_element_takes_none_of_the_others_with_it(business: Business) -> None:
    lead = Lead(business=business, number="34600999002")
    first, last = (
        whatsapp.text_message(text, sender=lead.number, wamid=wamid())
        for text in ("Hola.", "Quiero una reunión.")
    )
    broken: JSON = {"from": {"number": 1}, "id": ["x"], "type": 7}
    strange = {"from": lead.number, "id": wamid(), "type": "hologram", "hologram": {}}
    count = await counted(business, "quarantined")

    answer = await business.deliver(fresh(first, broken, strange, last))

    said = await lead.reply()
    assert answer.status_code == 200
    assert said.choices
    assert await counted(business, "quarantined") == count + 2
    await lead.stays_silent_from_here()


async def test_a_text_no_database_can_hold_is_answered_all_the_same(business: Business) -> None:
    lead = Lead(business=business, number="34600999003")

    said = await lead.say("Hola\0 \ud800 quiero una reunión.")

    assert said.choices


async def test_a_body_that_is_too_large_is_refused_however_it_comes(business: Business) -> None:
    large = b"x" * (5 * 1024 * 1024)

    def in_pieces() -> Iterator[bytes]:
        yield from (large[at : at + 65536] for at in range(0, len(large), 65536))

    async def unannounced() -> AsyncIterator[bytes]:
        for piece in in_pieces():
            yield piece

    announced = await send(business, large, signature(large))
    chunked = await business.http.post(
        business.webhook, content=unannounced(), headers=signature(large)
    )

    assert_problem(announced, 413)
    assert_problem(chunked, 413)


# --- every door --------------------------------------------------------------------------------

JUNK: tuple[bytes, ...] = (
    b"",
    b"null",
    b"{",
    b"[1, 2]",
    b'{"messages": 1, "input": [[]], "metadata": "x", "assistant_id": 4}',
    b'{"access_token": "x", "default_event_type": "\\u0000", "timezone": "Mars/Base"}',
    b'{"text": "\\ud800", "client_msg_id": {"a": 1}, "language": 7}',
    b"\xff\xfe\x00",
    b"[" * 5_000,
)


async def test_no_door_shows_a_stack_trace_or_falls_over(business: Business) -> None:
    """Every route of the program, with bodies that fit none of them."""
    routes = (await business.http.get("/openapi.json")).json()["paths"]
    before = await stored(business)
    calls = [
        (method.upper(), re.sub(r"\{[^}]+\}", filling, path), body)
        for path, methods in routes.items()
        for method in methods
        for filling in ("x", "00000000-0000-4000-8000-000000000000")
        for body in (JUNK if method in ("post", "patch", "put") else JUNK[:1])
    ]

    answers = [await _ask(business, *call) for call in calls]

    after = await stored(business)
    for call, answer in zip(calls, answers, strict=True):
        assert answer.status_code < 500, (call, answer.text)
        assert "Traceback" not in answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM, (call, answer.headers)
    assert len(calls) > 200
    assert after["messages"] == before["messages"]
    assert "Traceback" not in business.server.log


async def test_no_page_falls_over_either(business: Business) -> None:
    paths = ("/", "/book", "/book/", "/book/x", "/book/x/y", "/book/x/y/z", "/book/booked/x")
    pages = (*paths, "/book/cancel/x", "/book/move/x", "/book/ics/x.ics", "/book/%00", "/book/%ff")

    answers = [
        await _ask(business, method, path, body)
        for path in pages
        for method in ("GET", "POST", "HEAD", "DELETE")
        for body in JUNK[:4]
    ]

    assert {answer.status_code for answer in answers} <= {200, 303, 307, 404, 405}
    assert not [answer for answer in answers if "Traceback" in answer.text]


async def _ask(business: Business, method: str, path: str, body: bytes) -> httpx.Response:
    headers = {"content-type": "application/json", "authorization": "Bearer x"}
    return await business.http.request(method, path, content=body, headers=headers)


# --- this machine only ---------------------------------------------------------------------------

STRANGERS: dict[str, dict[str, str]] = {
    "another host": {"host": "evil.example.com"},
    "a rebound name": {"host": "localhost.evil.example.com"},
    "through a proxy": {"x-forwarded-for": "203.0.113.7"},
    "through a tunnel": {"cf-connecting-ip": "203.0.113.7"},
    "a page elsewhere": {"origin": "https://evil.example.com"},
    "no origin at all": {"origin": "null"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
async def test_a_stranger_gets_one_sentence_at_private_doors(
    business: Business, headers: dict[str, str]
) -> None:
    form = {"access_token": "stolen", "default_event_type": "x", "timezone": "UTC"}
    before = await stored(business)

    answers = await asyncio.gather(
        business.http.get("/api/integrations/calendly/status", headers=headers),
        business.http.get("/threads/x/state", headers=headers),
        business.http.get("/metrics", headers=headers),
        business.http.get("/", headers=headers),
        business.http.get("/openapi.json", headers=headers),
        business.http.post("/runs/wait", json={}, headers=headers),
        business.http.post("/api/integrations/calendly/connect", json=form, headers=headers),
        business.http.delete("/api/integrations/whatsapp", headers=headers),
    )

    for answer in answers:
        assert_problem(answer, 403)
        assert "sign-in" in answer.json()["detail"] or "origin" in answer.json()["detail"]
    assert await stored(business) == before


async def test_strangers_reach_the_doors_that_are_theirs(business: Business) -> None:
    headers = {"host": "leads.example.com", "x-forwarded-for": "203.0.113.7"}
    lead = Lead(business=business, number="34600999004")
    hello = as_body(
        fresh(whatsapp.text_message("¿Cuánto cuesta?", sender=lead.number, wamid=wamid()))
    )

    delivered = await send(business, hello, {**signature(hello), **headers})
    session = await business.http.post("/api/chat/sessions", json={}, headers=headers)
    page = await business.http.get("/book/no-such-link", headers=headers)
    alive = await business.http.get("/healthz", headers=headers)

    await lead.reply()
    assert delivered.status_code == 200
    assert session.status_code == 201
    assert page.status_code == 404
    assert alive.json() == {"status": "alive"}


async def test_the_emulators_controls_are_not_there(business: Business) -> None:
    answers = [
        await business.http.request(method, f"/_emulator/{path}")
        for method in ("GET", "POST")
        for path in ("state", "faults", "reset", "clock")
    ]

    for answer in answers:
        assert_problem(answer, 404)


async def test_the_json_of_a_problem_names_the_field(business: Business) -> None:
    answer = await business.http.post(
        "/api/integrations/whatsapp/connect", json={"phone_number_id": "1"}
    )

    assert_problem(answer, 422)
    assert json.loads(answer.text)["field"] == "app_secret"


@pytest.mark.parametrize("path", ["/api/chat/sessions", "/threads", "/api/integrations/x/connect"])
async def test_a_body_without_end_is_refused_at_every_door(business: Business, path: str) -> None:
    async def flood() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1_000_000

    answer = await business.http.post(
        path, content=flood(), headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 413
    assert answer.headers["content-type"] == PROBLEM
