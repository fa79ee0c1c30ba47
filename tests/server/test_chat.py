"""The web chat over HTTP on a real database, with a turn that says back what it read."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool

from graph.state import State
from server.chat import ChatDoor, router
from server.problems import install
from tests.platforms.postgres import Database
from tests.platforms.serving import served
from tools.channels.webchat import WebChat
from tools.crm.postgres import PostgresCrm
from tools.ports.arrivals import Reply
from tools.ports.words import JSON


class EchoTurns:
    """Turns that answer with the lead's own words, once whoever tests lets them."""

    def __init__(self, crm: PostgresCrm) -> None:
        self.crm = crm
        self.states: dict[str, State] = {}

    async def take(self, workspace: str, run_id: str) -> State:
        while True:
            run = await self.crm.claim_run(conversation_id=None, run_id=run_id, owner="test")
            if run is not None:
                break
            await asyncio.sleep(0.02)
        conversation = run["conversation_id"]
        heard = await self.crm.unanswered(workspace, conversation)
        turn_id = str(uuid4())
        said = " / ".join(message["text"] for message in heard)
        choices = [{"id": "slot-a", "title": "10:00", "description": ""}] if "?" in said else []
        await self.crm.commit_turn(
            workspace,
            conversation,
            turn_id=turn_id,
            run_id=run["id"],
            attempt=run["attempt"],
            covers=heard[-1]["seq"],
            replies=[Reply(text=f"You said {said}", choices=choices, segments=[])],
            effects=False,
            trace={},
        )
        state = {
            "turn": {"id": turn_id, "covers": heard[-1]["seq"]},
            "intent": {"name": "greeting", "confidence": 0.9},
            "result": {"mode": "fallback"},
        }
        self.states[run["id"]] = cast(State, state)
        return self.states[run["id"]]

    async def state_of(self, workspace: str, message_id: str) -> State:
        run = await self.crm.answering_run(workspace, message_id)
        assert run is not None
        return self.states[run["id"]]


@pytest.fixture
async def turns(database: Database) -> AsyncIterator[EchoTurns]:
    settings = {"autocommit": True, "options": "-c role=service_role -c timezone=UTC"}
    async with AsyncConnectionPool(database.app_url, kwargs=settings, open=False) as connections:
        crm = PostgresCrm(connections, clock=now, new_id=new_id)
        yield EchoTurns(crm)


@pytest.fixture
async def app(turns: EchoTurns) -> FastAPI:
    home = new_id()
    await turns.crm.ensure_workspace(home, home, zone="UTC", fallback=True)
    app = FastAPI()
    app.include_router(router)
    install(app)
    app.state.chat_door = ChatDoor(
        crm=turns.crm,
        channel=WebChat(),
        clock=now,
        new_id=new_id,
        home=home,
        take_turn=turns.take,
        state_of=turns.state_of,
    )
    return app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
async def session(http: httpx.AsyncClient) -> JSON:
    opened = await http.post("/api/chat/sessions", json={"language": "es-MX"})
    assert opened.status_code == 201
    return cast(JSON, opened.json())


async def test_who_waits_gets_the_reply(http: httpx.AsyncClient, session: JSON) -> None:
    answer = await post(http, session, "hola", wait=True)

    assert answer.status_code == 200
    assert [reply["text"] for reply in answer.json()["replies"]] == ["You said hola"]
    assert answer.json()["intent"]["name"] == "greeting"
    assert (answer.json()["meeting"], answer.json()["mode"]) == (None, "fallback")


async def test_choices_come_with_their_ids(http: httpx.AsyncClient, session: JSON) -> None:
    answer = await post(http, session, "when?", wait=True)

    [reply] = answer.json()["replies"]
    assert reply["choices"][0]["id"] == "slot-a"


async def test_who_does_not_wait_is_told_it_is_stored(
    http: httpx.AsyncClient, session: JSON, turns: EchoTurns
) -> None:
    answer = await post(http, session, "hola")

    assert answer.status_code == 202
    assert answer.json()["duplicate"] is False
    assert [m["text"] for m in await stored(turns, session)] == ["hola"]


async def test_the_same_message_again_is_stored_once_and_answered_the_same(
    http: httpx.AsyncClient, session: JSON
) -> None:
    first = await post(http, session, "hola", client_msg_id="m1", wait=True)
    again = await post(http, session, "hola", client_msg_id="m1", wait=True)

    assert again.json() == first.json()


async def test_eight_at_once_are_one_message(
    http: httpx.AsyncClient, session: JSON, turns: EchoTurns
) -> None:
    answers = await asyncio.gather(
        *(post(http, session, "hola", client_msg_id="m1") for _ in range(8))
    )

    assert {answer.status_code for answer in answers} == {202}
    assert [answer.json()["duplicate"] for answer in answers].count(False) == 1
    assert len(await stored(turns, session)) == 1


async def test_two_sessions_may_count_their_messages_alike(
    http: httpx.AsyncClient, session: JSON
) -> None:
    other = (await http.post("/api/chat/sessions", json={})).json()

    await post(http, session, "from Ana", client_msg_id="1", wait=True)
    answer = await post(http, other, "from Bob", client_msg_id="1", wait=True)

    assert answer.json()["replies"][0]["text"] == "You said from Bob"


@pytest.mark.parametrize("path", ["messages", "events"])
@pytest.mark.parametrize("wrong", [None, "Bearer", "Bearer charlie", "Basic {token}", "{token}"])
async def test_without_the_session_s_token_nothing_opens(
    http: httpx.AsyncClient, session: JSON, path: str, wrong: str | None
) -> None:
    headers = {} if wrong is None else {"Authorization": wrong.format(token=session["token"])}
    url = f"/api/chat/sessions/{session['session_id']}/{path}"

    answer = await (
        http.post(url, json={"client_msg_id": "1", "text": "hi"}, headers=headers)
        if path == "messages"
        else http.get(url, headers=headers)
    )

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("session_id", ["not-an-id", "00000000-0000-4000-8000-000000000000", "☃"])
async def test_a_session_nobody_opened_is_as_closed_as_a_stranger_s(
    http: httpx.AsyncClient, session: JSON, session_id: str
) -> None:
    answer = await post(http, {**session, "session_id": session_id}, "hi")

    assert answer.status_code == 401


async def test_the_token_of_one_session_does_not_open_another(
    http: httpx.AsyncClient, session: JSON
) -> None:
    other = (await http.post("/api/chat/sessions", json={})).json()

    answer = await post(http, {**session, "token": other["token"]}, "hi")

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 422, None),
        (b"[]", 422, None),
        (b"{}", 422, "client_msg_id"),
        (b'{"client_msg_id": "", "text": "hi"}', 422, "client_msg_id"),
        (b'{"client_msg_id": "1"}', 422, "text"),
        (b'{"client_msg_id": "1", "text": " \\u0000 "}', 422, "text"),
        (b'{"client_msg_id": "1", "text": ["hi"]}', 422, "text"),
        (b'{"client_msg_id": "1", "text": "' + b"x" * 9000 + b'"}', 413, None),
    ],
    ids=lambda value: repr(value)[:40],
)
async def test_what_is_no_message_is_refused_and_not_stored(
    http: httpx.AsyncClient,
    session: JSON,
    turns: EchoTurns,
    body: bytes,
    status: int,
    field: str | None,
) -> None:
    url = f"/api/chat/sessions/{session['session_id']}/messages"

    answer = await http.post(url, content=body, headers=bearer(session))

    assert (answer.status_code, answer.json().get("field")) == (status, field)
    assert await stored(turns, session) == []


@pytest.mark.parametrize(
    ("visitor", "status", "field"),
    [
        ({"timezone": "Mars/Olympus"}, 422, "timezone"),
        ({"timezone": "../etc/passwd"}, 422, "timezone"),
        ({"timezone": "America"}, 422, "timezone"),
        ({"integration_id": "widget"}, 422, "integration_id"),
        ({"integration_id": "00000000-0000-4000-8000-000000000000"}, 404, "integration_id"),
        ({"language": "tlh", "timezone": "America/Bogota"}, 201, None),
    ],
)
async def test_a_visitor_is_checked_at_the_door(
    http: httpx.AsyncClient, visitor: JSON, status: int, field: str | None
) -> None:
    answer = await http.post("/api/chat/sessions", json=visitor)

    assert (answer.status_code, answer.json().get("field")) == (status, field)


async def test_only_the_hash_of_a_token_is_stored(session: JSON, turns: EchoTurns) -> None:
    found = await turns.crm.session(session["session_id"])

    assert found is not None
    assert session["token"] not in json.dumps(found)
    assert found["language"] == "es"


async def test_the_stream_tells_old_and_new_replies(app: FastAPI) -> None:
    async with listening(app) as (http, session):
        await post(http, session, "one", wait=True)
        stream = asyncio.create_task(read_events(http, session, 2))
        await asyncio.sleep(0.3)
        await post(http, session, "two", wait=True)

        events = await stream

    assert [event["text"] for event in events] == ["You said one", "You said two"]


async def test_the_stream_goes_on_after_the_last_event_seen(app: FastAPI) -> None:
    async with listening(app) as (http, session):
        for word in ("one", "two"):
            await post(http, session, word, wait=True)
        first, _ = await read_events(http, session, 2)

        [event] = await read_events(http, session, 1, last=first["event_id"])

    assert event["text"] == "You said two"


@pytest.mark.parametrize("last", ["", "-1", "9" * 40, "1; drop"])
async def test_a_strange_last_event_id_starts_from_the_beginning(app: FastAPI, last: str) -> None:
    async with listening(app) as (http, session):
        await post(http, session, "one", wait=True)

        [event] = await read_events(http, session, 1, last=last)

    assert event["text"] == "You said one"


async def test_a_stopping_server_ends_its_streams(app: FastAPI) -> None:
    stopping = asyncio.Event()
    app.state.chat_door = replace(app.state.chat_door, closing=stopping.is_set)
    async with listening(app) as (http, session):
        stream = asyncio.create_task(read_events(http, session, 1))
        await asyncio.sleep(0.3)

        stopping.set()

        assert await asyncio.wait_for(stream, 2) == []


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return str(uuid4())


def bearer(session: JSON) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['token']}"}


async def post(
    http: httpx.AsyncClient,
    session: JSON,
    text: str,
    *,
    client_msg_id: str | None = None,
    wait: bool = False,
) -> httpx.Response:
    return await http.post(
        f"/api/chat/sessions/{session['session_id']}/messages",
        params={"wait": "true"} if wait else {},
        json={"client_msg_id": client_msg_id or new_id(), "text": text},
        headers=bearer(session),
    )


async def stored(turns: EchoTurns, session: JSON) -> list[JSON]:
    found = await turns.crm.session(session["session_id"])
    assert found is not None
    waiting = await turns.crm.unanswered(found["workspace"], found["conversation_id"])
    return [dict(message) for message in waiting]


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[tuple[httpx.AsyncClient, JSON]]:
    """A browser with a session of its own, over a real socket: streams need one."""
    async with served(app) as url, httpx.AsyncClient(base_url=url) as http:
        yield http, (await http.post("/api/chat/sessions", json={})).json()


async def read_events(
    http: httpx.AsyncClient, session: JSON, count: int, *, last: str | None = None
) -> list[JSON]:
    """The first replies of a stream, each with the id it came under."""
    headers = {**bearer(session), **({} if last is None else {"Last-Event-ID": last})}
    url = f"/api/chat/sessions/{session['session_id']}/events"
    events: list[JSON] = []
    name = ""
    async with http.stream("GET", url, headers=headers) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("id: "):
                name = line.removeprefix("id: ")
            if line.startswith("data: "):
                events.append({**json.loads(line.removeprefix("data: ")), "event_id": name})
            if len(events) == count:
                break
    return events
