"""The control plane under `/_emulator/`: accounts, faults, the clock and what was delivered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field, model_validator

from emulator.accounts import (
    SCOPES,
    Rules,
    ensure_account,
    event_type_document,
    put_token,
    put_user,
    token_id,
)
from emulator.bodies import AvailabilityRuleBody, LocationConfiguration
from emulator.desk import Desk, Emulation
from emulator.errors import JSON, not_found
from emulator.faults import Fault
from emulator.fields import BUFFERS, Address, Instant, Zone
from emulator.instants import MovableClock, stamp
from emulator.oauth import ensure_oauth_app

control_router = APIRouter()


class Block(BaseModel):
    """Time of the user's that something outside Calendly takes; a day at most."""

    start_time: Instant
    end_time: Instant

    @model_validator(mode="after")
    def _is_short(self) -> "Block":
        if not timedelta(0) < self.end_time - self.start_time <= timedelta(days=1):
            raise ValueError("a block ends after it begins and lasts a day at most")
        return self


class Member(BaseModel):
    """Another user of the organization, with a token where one is given."""

    name: str
    email: Address
    zone: Zone = "Europe/Madrid"
    role: Literal["user", "admin"] = "user"
    token: str | None = None


class EventTypeSeed(BaseModel):
    """Changes to a default event type of this name, or a new one."""

    name: str
    id: str | None = None
    duration: Annotated[int, Field(ge=1, le=720)] = 30
    seats: Annotated[int, Field(ge=1)] = 1
    pooling_type: Literal["round_robin", "collective"] | None = None
    hosts: list[str] = []
    """Their e-mail addresses; none means the account's own user."""
    active: bool = True
    locations: list[LocationConfiguration] | None = None
    custom_questions: list[dict[str, Any]] = []  # Any: Calendly's own shape of a question
    start_time_increment: Annotated[int, Field(ge=5, le=720)] = 30
    before_buffer: Annotated[int, Field(ge=0, le=max(BUFFERS))] = 0
    after_buffer: Annotated[int, Field(ge=0, le=max(BUFFERS))] = 0
    minimum_notice: Annotated[int, Field(ge=0)] = 0
    horizon_days: Annotated[int, Field(ge=0, le=730)] = 60
    availability: AvailabilityRuleBody | None = None


class OAuthApp(BaseModel):
    """An application that users may let in; without a secret it is native and needs PKCE."""

    client_id: str
    client_secret: str | None = None
    redirect_uris: list[str]
    scopes: list[str] = list(SCOPES)
    name: str = "A test application"
    webhook_signing_key: str | None = None


class Seed(BaseModel):
    """An account as a test wants it."""

    token: str
    name: str = "Ada Lovelace"
    email: Address = "ada@example.com"
    zone: Zone = "Europe/Madrid"
    plan: Literal["basic", "trial", "standard", "teams", "enterprise"] = "standard"
    scopes: list[str] = list(SCOPES)
    limited: bool = True
    members: list[Member] = []
    event_types: list[EventTypeSeed] = []
    busy: list[Block] = []
    oauth_app: OAuthApp | None = None


class Move(BaseModel):
    seconds: Annotated[float, Field(ge=0)]


@control_router.post("/seed", status_code=201)
async def seed(request: Request, wanted: Seed) -> JSON:
    emulation: Emulation = request.app.state.emulation
    await ensure_account(
        emulation.store,
        token=wanted.token,
        name=wanted.name,
        email=wanted.email,
        zone=wanted.zone,
        new_id=emulation.new_id,
        now=emulation.clock(),
        plan=wanted.plan,
        scopes=wanted.scopes,
        rules=Rules(),
        limited=wanted.limited,
    )
    if wanted.oauth_app is not None:
        await ensure_oauth_app(emulation.store, **wanted.oauth_app.model_dump())
    account = await emulation.store.account_of("token", token_id(wanted.token))
    if account is None:
        raise not_found()
    async with emulation.desk(account) as desk:
        key = await desk.existing("token", token_id(wanted.token))
        for member in wanted.members:
            await seed_member(desk, member, key["user"])
        for event_type in wanted.event_types:
            await seed_event_type(desk, event_type, key["user"])
        await seed_busy(desk, wanted.busy, key["user"])
        types = await desk.tx.find("event_type")
        return {
            "user": desk.shapes.uri("users", key["user"]),
            "event_types": {t["name"]: desk.shapes.uri("event_types", t["id"]) for t in types},
        }


async def seed_event_type(desk: Desk, wanted: EventTypeSeed, user: str) -> None:
    same_name = await desk.tx.find("event_type", name=wanted.name)
    base = (
        same_name[0]
        if same_name
        else event_type_document(
            id=wanted.id or desk.new_id(),
            name=wanted.name,
            duration=wanted.duration,
            hosts=[user],
            at=desk.at,
        )
    )
    given = wanted.model_dump(
        exclude_unset=bool(same_name), exclude={"id", "availability", "hosts"}, exclude_none=True
    )
    doc = {**base, **given, "kind": "group" if wanted.seats > 1 else "solo"}
    if wanted.availability is not None:
        doc["availability"] = wanted.availability.model_dump(by_alias=True, exclude_none=True)
    if wanted.hosts:
        people = {person["email"]: person["id"] for person in await desk.tx.find("user")}
        doc["hosts"] = [people[email] for email in wanted.hosts if email in people]
    await desk.tx.put("event_type", doc["id"], doc)


async def seed_member(desk: Desk, wanted: Member, owner: str) -> None:
    """Once: an address that is there already is left as it is."""
    if await desk.tx.find("user", email=wanted.email):
        return
    organization = (await desk.existing("user", owner))["organization"]
    user = await put_user(
        desk.tx,
        wanted.name,
        wanted.email,
        wanted.zone,
        desk.new_id,
        desk.at,
        organization=organization,
        role=wanted.role,
    )
    if wanted.token is not None:
        await put_token(desk.tx, wanted.token, user["id"], desk.at)


async def seed_busy(desk: Desk, blocks: Sequence[Block], user: str) -> None:
    for block in blocks:
        start, end = stamp(block.start_time), stamp(block.end_time)
        doc = {
            "type": "external",
            "host": user,
            "event": None,
            "event_type": None,
            "start": start,
            "end": end,
            "buffered_start": start,
            "buffered_end": end,
            "seats_left": 0,
        }
        await desk.tx.put("busy", desk.new_id(), doc)


@control_router.get("/faults")
async def list_faults(request: Request) -> list[Fault]:
    emulation: Emulation = request.app.state.emulation
    return emulation.faults.waiting


@control_router.post("/faults", status_code=201)
async def add_faults(
    request: Request, faults: Annotated[list[Fault], Body(embed=True)]
) -> list[Fault]:
    """Over HTTP nobody sees a raised time-out: one without `seconds` waits a minute."""
    emulation: Emulation = request.app.state.emulation
    for fault in faults:
        silent = fault.kind.startswith("timeout") and fault.seconds is None
        emulation.faults.add(replace(fault, seconds=60.0) if silent else fault)
    return emulation.faults.waiting


@control_router.delete("/faults", status_code=204)
async def clear_faults(request: Request) -> None:
    emulation: Emulation = request.app.state.emulation
    emulation.faults.clear()


@control_router.get("/clock")
async def read_clock(request: Request) -> JSON:
    emulation: Emulation = request.app.state.emulation
    return {"now": stamp(emulation.clock())}


@control_router.post("/clock")
async def move_clock(request: Request, move: Move) -> JSON:
    emulation: Emulation = request.app.state.emulation
    if not isinstance(emulation.clock, MovableClock):
        raise not_found()
    emulation.clock.advance(timedelta(seconds=move.seconds))
    return {"now": stamp(emulation.clock())}


@control_router.get("/deliveries")
async def list_deliveries(request: Request) -> JSON:
    """What waits, and every attempt of the last two days."""
    emulation: Emulation = request.app.state.emulation
    waiting: list[JSON] = []
    attempts: list[JSON] = []
    for account in await emulation.store.accounts_with("hook"):
        async with emulation.desk(account) as desk:
            waiting += await desk.tx.find("delivery")
            attempts += await desk.tx.find("attempt")
    return {
        "waiting": [{k: v for k, v in d.items() if k != "body"} for d in waiting],
        "attempts": sorted(attempts, key=lambda a: str(a["at"])),
    }


@control_router.post("/hooks/disable")
async def disable_hooks(request: Request) -> JSON:
    """What Calendly does after a day of failures, at once; only deleting them helps."""
    emulation: Emulation = request.app.state.emulation
    disabled = 0
    for account in await emulation.store.accounts_with("hook"):
        async with emulation.desk(account) as desk:
            for hook in await desk.tx.find("hook", state="active"):
                await desk.tx.put("hook", hook["id"], {**hook, "state": "disabled"})
                disabled += 1
    return {"disabled": disabled}
