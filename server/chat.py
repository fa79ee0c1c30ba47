"""Web chat: a session for each visitor, messages in by POST, replies out by a resumable stream."""

import asyncio
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AfterValidator, BaseModel, Field

from graph.state import State
from server.burst import latest, wait
from server.webhooks import read_body
from tools.crypto import hash_token
from tools.errors import Forged, Rejected, Unavailable
from tools.ports.arrivals import Arrival, ChatSession, Ingested, SentReply
from tools.ports.channels import Alias, Channel, Inbound
from tools.ports.crm import Crm
from tools.ports.records import Integration
from tools.ports.words import JSON, Clock, NewId

POLL = 0.25  # seconds between two looks at the outbox; no connection is held between them
BEAT = 15.0  # seconds of silence after which a proxy would take a stream for dead
PATIENCE = 90.0  # seconds; as long as a turn may take
SEEN = 0.05  # seconds between two looks at a message somebody else is answering

router = APIRouter(prefix="/api/chat", tags=["chat"])


@dataclass(frozen=True, kw_only=True)
class ChatDoor:
    """What the web chat needs of the rest of the program; it stands in `app.state.chat_door`."""

    crm: Crm
    channel: Channel
    clock: Clock
    new_id: NewId
    home: str
    """The workspace of a session that names no integration."""
    take_turn: Callable[[str, str], Awaitable[State]]
    """Of workspace and run id: run it here, or wait for whoever has it."""
    state_of: Callable[[str, str], Awaitable[State]]
    """Of workspace and message id: the state that the turn which has read it left."""
    closing: Callable[[], bool] = lambda: False
    """Whether the server is stopping: an open stream must not hold it up."""


def door_of(request: Request) -> ChatDoor:
    door = request.app.state.chat_door
    assert isinstance(door, ChatDoor)  # noqa: S101 - set by create_app
    return door


DoorHere = Annotated[ChatDoor, Depends(door_of)]


async def session_of(request: Request, door: DoorHere, session_id: str) -> ChatSession:
    """An unknown session and a wrong token get the same answer."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        session = await door.crm.session(session_id)
    except Rejected as error:  # not an id at all
        raise Forged("This is not your chat session.") from error
    expected = session["token_hash"] if session else hash_token(door.new_id())
    right = hmac.compare_digest(hash_token(token.strip()), expected)
    if session is None or scheme.lower() != "bearer" or not right:
        raise Forged("This is not your chat session.")
    return session


SessionHere = Annotated[ChatSession, Depends(session_of)]


def _known_zone(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA name such as America/Bogota") from error


class Visitor(BaseModel):
    """Who opens the chat; a browser knows its language and zone."""

    integration_id: UUID | None = None
    language: str | None = Field(default=None, max_length=35)
    timezone: Annotated[str, Field(max_length=64), AfterValidator(_known_zone)] | None = None

    @property
    def spoken(self) -> Literal["es", "en", "pt"] | None:
        """The visitor's language where it is one of ours: "es-MX" is Spanish."""
        match (self.language or "").lower().split("-")[0]:
            case "es" | "en" | "pt" as language:
                return language
        return None


@router.post("/sessions", status_code=201)
async def open_session(request: Request, door: DoorHere, visitor: Visitor) -> dict[str, str]:
    integration = await _integration(door, visitor.integration_id)
    session_id, token = door.new_id(), secrets.token_urlsafe(32)
    await door.crm.start_session(
        integration["workspace"] if integration else door.home,
        session_id=session_id,
        token_hash=hash_token(token),
        integration_id=integration["id"] if integration else None,
        conversation_id=door.new_id(),
        language=visitor.spoken,
        zone=visitor.timezone,
        origin=request.headers.get("origin"),
    )
    return {"session_id": session_id, "token": token}


async def _integration(door: ChatDoor, integration_id: UUID | None) -> Integration | None:
    if integration_id is None:
        return None
    found = await door.crm.integration(str(integration_id))
    if found is None or found["platform"] != "webchat" or found["status"] == "disconnected":
        raise Rejected("There is no such chat.", reason="not_found", field="integration_id")
    return found


MESSAGE_SCHEMA: JSON = {
    "type": "object",
    "required": ["client_msg_id", "text"],
    "properties": {
        "client_msg_id": {"type": "string", "maxLength": 100},
        "text": {"type": "string"},
        "choice_id": {"type": "string", "description": "The id of a pressed choice."},
    },
}
MESSAGE_DOCS: JSON = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": MESSAGE_SCHEMA}}}
}


@router.post("/sessions/{session_id}/messages", openapi_extra=MESSAGE_DOCS)
async def post_message(
    request: Request,
    door: DoorHere,
    session: SessionHere,
    answered: Annotated[bool, Query(alias="wait")] = False,
) -> Response:
    """202 once it is stored; with `?wait=true` 200 with the replies once it is answered."""
    body = await read_body(request, door.channel.max_body)
    [message] = door.channel.parse(body)
    stored = await door.crm.ingest(_arrival(door, session, message, at_once=answered))
    if not answered:
        accepted = {"message_id": stored["message_id"], "duplicate": stored["duplicate"]}
        return JSONResponse(accepted, status_code=202)
    return JSONResponse(await _answer(door, session, stored))


def _arrival(door: ChatDoor, session: ChatSession, message: Inbound, *, at_once: bool) -> Arrival:
    """Who waits runs the turn in the request; everybody else leaves it to a job."""
    now = door.clock()
    due, due_latest = (now, now) if at_once else _due(door, now, message)
    return Arrival(
        workspace=session["workspace"],
        channel=door.channel.name,
        integration_id=session["integration_id"],
        # Sessions of one integration share its ids: a page may count its messages from one.
        event_id=f"{session['id']}:{message.event_id}",
        aliases=(Alias(kind="session", value=session["id"], attested=True),),
        text=message.text,
        choice_id=message.choice_id,
        at=now,
        browser_zone=session["zone"],
        language=session["language"],
        conversation_id=session["conversation_id"],
        door="webchat",
        due=due,
        due_at_latest=due_latest,
        enqueue=not at_once,
        run_id=door.new_id(),
    )


def _due(door: ChatDoor, now: datetime, message: Inbound) -> tuple[datetime, datetime]:
    quiet = wait(door.channel.quiet, message.text, choice=message.choice_id is not None)
    return now + timedelta(seconds=quiet), latest(now)


async def _answer(door: ChatDoor, session: ChatSession, stored: Ingested) -> JSON:
    """What the turn that covers the message said, whichever turn that turned out to be."""
    if stored["run_id"]:
        await door.take_turn(session["workspace"], stored["run_id"])
    await _until_covered(door, session, stored["message_id"])
    state = await door.state_of(session["workspace"], stored["message_id"])
    turn = state["turn"]
    replies = await door.crm.replies(
        session["workspace"], session["conversation_id"], after=turn["covers"]
    )
    return {
        "replies": [_shown(reply) for reply in replies if reply["turn_id"] == turn["id"]],
        "intent": state.get("intent"),
        "meeting": state.get("meeting"),
        "mode": state.get("result", {}).get("mode"),
    }


async def _until_covered(door: ChatDoor, session: ChatSession, message_id: str) -> None:
    """A repeated message has no run of its own, and a superseded turn leaves it to the next."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                if message_id not in await _uncovered(door, session):
                    return
                await asyncio.sleep(SEEN)
    except TimeoutError as error:
        raise Unavailable("The message is stored and not answered yet.") from error


async def _uncovered(door: ChatDoor, session: ChatSession) -> set[str]:
    waiting = await door.crm.unanswered(session["workspace"], session["conversation_id"])
    return {message["id"] for message in waiting}


@router.get("/sessions/{session_id}/events", response_class=StreamingResponse)
async def events(request: Request, door: DoorHere, session: SessionHere) -> StreamingResponse:
    """Every reply from `Last-Event-ID` on, then each new one; an event's id is the reply's seq."""
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0
    return StreamingResponse(
        _events(door, session, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(door: ChatDoor, session: ChatSession, after: int) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    silence = 0.0
    while not door.closing():
        replies = await door.crm.replies(
            session["workspace"], session["conversation_id"], after=after
        )
        for reply in replies:
            yield _event(reply)
            after, silence = reply["seq"], 0.0
        if silence >= BEAT:
            yield ": still here\n\n"
            silence = 0.0
        await asyncio.sleep(POLL)
        silence += POLL


def _event(reply: SentReply) -> str:
    shown = {**_shown(reply), "at": reply["at"]}
    return f"id: {reply['seq']}\nevent: reply\ndata: {json.dumps(shown)}\n\n"


def _shown(reply: SentReply) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": reply["id"], "text": reply["text"]}
    return {**shown, "choices": reply["choices"]} if reply["choices"] else shown
