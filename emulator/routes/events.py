"""Scheduled events and their invitees, and the host's cancellation."""

from collections.abc import Collection

from fastapi import APIRouter, Request

from emulator.access import Caller, calling
from emulator.bodies import CancellationBody
from emulator.booking import cancel_event
from emulator.errors import JSON, denied, invalid, not_found
from emulator.instants import stamp
from emulator.paging import page
from emulator.queries import EventsQuery, InviteesQuery

router = APIRouter()

ALSO_ORGANIZATION = (
    "Please also specify organization when requesting events for a user within your organization."
)
FOREVER = "~"  # after every stamp


@router.get("/scheduled_events")
async def list_events(request: Request) -> JSON:
    async with calling(request, "scheduled_events:read") as caller:
        query = caller.query(EventsQuery)
        hosts = await _hosts(caller, query)
        found = await _between(caller, query)
        if hosts is not None:
            found = [e for e in found if any(h["id"] in hosts for h in e["hosts"])]
        if query.invitee_email is not None:
            named = await caller.tx.find("invitee", email_key=query.invitee_email.lower())
            theirs = {invitee["event"] for invitee in named}
            found = [e for e in found if e["id"] in theirs]
        found.sort(key=lambda e: (e["start"], e["id"]), reverse=query.sort.endswith("desc"))
        return page(caller, query, [caller.shapes.event(e, caller.desk.at) for e in found])


async def _hosts(caller: Caller, query: EventsQuery) -> Collection[str] | None:
    """The hosts asked for; None for the whole organization."""
    if query.user is None and query.organization is None and query.group is None:
        raise invalid("user", "user, organization or group is required")
    if query.organization is not None:
        caller.must_be_mine(query.organization)
    if query.group is not None:
        return await _members(caller, query.group)
    user = _user(caller, query)
    return None if user is None else {user}


async def _members(caller: Caller, uri: str) -> list[str]:
    group = await caller.linked("group", "groups", uri)
    members: list[str] = group["members"]
    if not caller.is_admin and caller.user["id"] not in members:
        raise denied()
    return members


def _user(caller: Caller, query: EventsQuery) -> str | None:
    user = caller.shapes.id_of("users", query.user) if query.user is not None else None
    if query.user is not None and user == caller.user["id"]:
        return user
    if query.organization is None:
        raise denied(ALSO_ORGANIZATION)
    if not caller.is_admin:
        raise denied()
    if query.user is not None and user is None:
        raise denied("This user is not in your organization")
    return user


async def _between(caller: Caller, query: EventsQuery) -> list[JSON]:
    low = stamp(query.min_start_time) if query.min_start_time else ""
    high = stamp(query.max_start_time) + FOREVER if query.max_start_time else FOREVER
    wanted: JSON = {"status": query.status} if query.status else {}
    return await caller.tx.find("event", between=("start", low, high), **wanted)


async def _event(caller: Caller, uuid: str) -> JSON:
    event = await caller.named("event", uuid)
    if not caller.is_admin and all(h["id"] != caller.user["id"] for h in event["hosts"]):
        raise denied("You are not allowed to view this event")
    return event


@router.get("/scheduled_events/{uuid}")
async def get_event(uuid: str, request: Request) -> JSON:
    async with calling(request, "scheduled_events:read") as caller:
        event = await _event(caller, uuid)
        return {"resource": caller.shapes.event(event, caller.desk.at)}


@router.post("/scheduled_events/{uuid}/cancellation", status_code=201)
async def create_cancellation(uuid: str, request: Request) -> JSON:
    async with calling(request, "scheduled_events:write") as caller:
        reason = caller.body(CancellationBody).reason if caller.raw.strip() else None
        event = await caller.named("event", uuid)
        if not caller.is_admin and all(h["id"] != caller.user["id"] for h in event["hosts"]):
            raise denied("You are not allowed to cancel this event")
        by = caller.user["name"]
        return {"resource": await cancel_event(caller.desk, event, by=by, reason=reason)}


@router.get("/scheduled_events/{uuid}/invitees")
async def list_invitees(uuid: str, request: Request) -> JSON:
    async with calling(request, "scheduled_events:read") as caller:
        query = caller.query(InviteesQuery)
        event = await _event(caller, uuid)
        wanted: JSON = {"status": query.status} if query.status else {}
        if query.email:
            wanted["email_key"] = query.email.lower()
        found = await caller.tx.find("invitee", event=event["id"], **wanted)
        found.sort(key=lambda i: (i["created_at"], i["id"]), reverse=query.sort.endswith("desc"))
        return page(caller, query, [caller.shapes.invitee(i) for i in found])


@router.get("/scheduled_events/{event_uuid}/invitees/{invitee_uuid}")
async def get_invitee(event_uuid: str, invitee_uuid: str, request: Request) -> JSON:
    async with calling(request, "scheduled_events:read") as caller:
        event = await _event(caller, event_uuid)
        invitee = await caller.named("invitee", invitee_uuid)
        if invitee["event"] != event["id"]:
            raise not_found()
        return {"resource": caller.shapes.invitee(invitee)}
