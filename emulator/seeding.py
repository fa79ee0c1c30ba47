"""Accounts as a test wants them: plan, members, event types, outside busy times, applications."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from emulator.accounts import (
    SCOPES,
    STAGES,
    ensure_account,
    event_type_document,
    put_token,
    put_user,
    token_id,
)
from emulator.bodies import AvailabilityRuleBody, LocationConfiguration
from emulator.desk import Desk, Emulation
from emulator.errors import JSON
from emulator.fields import BUFFERS, Address, Instant, Zone
from emulator.instants import stamp
from emulator.oauth import ensure_oauth_app
from emulator.routes.event_types import tell_of


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


class GroupSeed(BaseModel):
    """Some of the organization's members."""

    name: str
    members: list[str]
    """Their e-mail addresses."""


class FormQuestion(BaseModel):
    name: str
    type: Literal["name", "text", "textarea", "email", "phone", "select", "radios"] = "text"
    required: bool = False
    answer_choices: list[str] = []


class RoutingFormSeed(BaseModel):
    """A form whose answers decide where its reader is sent; needs the plan teams."""

    name: str
    questions: list[FormQuestion] = []


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
    groups: list[GroupSeed] = []
    routing_forms: list[RoutingFormSeed] = []
    busy: list[Block] = []
    oauth_app: OAuthApp | None = None


async def plant(emulation: Emulation, wanted: Seed) -> JSON:
    """The addresses of what is there now."""
    if wanted.oauth_app is not None:
        await ensure_oauth_app(emulation.store, **wanted.oauth_app.model_dump())
    account = await _account(emulation, wanted)
    async with emulation.desk(account) as desk:
        key = await desk.existing("token", token_id(wanted.token))
        await _change(desk, wanted, key["user"])
        await _fill(desk, wanted, key["user"])
        return {
            "user": desk.shapes.uri("users", key["user"]),
            "event_types": await _addresses(desk, "event_type", "event_types"),
            "groups": await _addresses(desk, "group", "groups"),
            "routing_forms": await _addresses(desk, "routing_form", "routing_forms"),
        }


async def _addresses(desk: Desk, kind: str, collection: str) -> dict[str, str]:
    """By name."""
    return {d["name"]: desk.shapes.uri(collection, d["id"]) for d in await desk.tx.find(kind)}


async def _account(emulation: Emulation, wanted: Seed) -> str:
    """The account the token opens already, or a new one."""
    known = await emulation.store.account_of("token", token_id(wanted.token))
    return known or await ensure_account(
        emulation.store,
        token=wanted.token,
        name=wanted.name,
        email=wanted.email,
        zone=wanted.zone,
        new_id=emulation.new_id,
        now=emulation.clock(),
        plan=wanted.plan,
        scopes=wanted.scopes,
        limited=wanted.limited,
    )


async def _change(desk: Desk, wanted: Seed, user: str) -> None:
    """What the seed names; an account that was there keeps the rest."""
    named = wanted.model_dump(include=wanted.model_fields_set)
    if "plan" in named:
        named["stage"] = STAGES.get(wanted.plan, "paid")
    person = await desk.existing("user", user)
    keys: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("organization", person["organization"], ("plan", "stage", "limited")),
        ("user", user, ("name", "email")),
        ("token", token_id(wanted.token), ("scopes",)),
    )
    for kind, id, fields in keys:
        doc = await desk.existing(kind, id)
        await desk.tx.put(kind, id, doc | {each: named[each] for each in fields if each in named})


async def _fill(desk: Desk, wanted: Seed, user: str) -> None:
    for member in wanted.members:
        await seed_member(desk, member, user)
    for event_type in wanted.event_types:
        await seed_event_type(desk, event_type, user)
    for group in wanted.groups:
        await seed_group(desk, group)
    for form in wanted.routing_forms:
        await seed_routing_form(desk, form)
    await seed_busy(desk, wanted.busy, user)


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
    if hosts := await _ids(desk, wanted.hosts):
        doc |= {"hosts": hosts, "owner": hosts[0]}
    await desk.tx.put("event_type", doc["id"], doc)
    if same_name and doc != base:
        await tell_of(desk, "event_type.updated", doc)


async def _ids(desk: Desk, emails: Sequence[str]) -> list[str]:
    """Of those who are members."""
    people = {person["email"]: person["id"] for person in await desk.tx.find("user")}
    return [people[email] for email in emails if email in people]


async def seed_group(desk: Desk, wanted: GroupSeed) -> None:
    same_name = await desk.tx.find("group", name=wanted.name)
    id = same_name[0]["id"] if same_name else desk.new_id()
    doc = {
        "id": id,
        "name": wanted.name,
        "members": await _ids(desk, wanted.members),
        "created_at": desk.at,
        "updated_at": desk.at,
    }
    await desk.tx.put("group", id, doc)


async def seed_routing_form(desk: Desk, wanted: RoutingFormSeed) -> None:
    """Once: a form of this name stays as it is, and so do the ids of its questions."""
    if await desk.tx.find("routing_form", name=wanted.name):
        return
    questions = [{"uuid": desk.new_id(), **q.model_dump()} for q in wanted.questions]
    doc: JSON = {
        "id": desk.new_id(),
        "name": wanted.name,
        "status": "published",
        "questions": questions,
        "created_at": desk.at,
        "updated_at": desk.at,
    }
    await desk.tx.put("routing_form", doc["id"], doc)


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
