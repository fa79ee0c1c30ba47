"""Webhook subscriptions."""

from fastapi import APIRouter, Request, Response

from emulator.access import Caller, calling
from emulator.bodies import HookBody
from emulator.errors import JSON, already_exists, denied, invalid
from emulator.paging import page
from emulator.queries import HooksQuery

router = APIRouter()

FAMILIES = {
    "invitee": "scheduled_events:read",
    "invitee_no_show": "scheduled_events:read",
    "event_type": "event_types:read",
    "routing_form_submission": "routing_forms:read",
    "meeting_recap": "meeting_recaps:read",
    "contact": "contacts:read",
}


@router.post("/webhook_subscriptions", status_code=201)
async def create_hook(request: Request) -> JSON:
    async with calling(request, "webhooks:write") as caller:
        body = caller.body(HookBody)
        if caller.organization["stage"] == "free":
            raise denied("Please upgrade your Calendly account to Standard")
        caller.must_be_mine(body.organization)
        whom = await _whom(caller, body)
        _check_events(caller, body)
        for other in await caller.tx.find("hook", callback_url=body.url):
            if {name: other.get(name) for name in whom} == whom:
                raise already_exists("Hook with this url already exists")
        hook = _hook(caller, body, whom)
        await caller.tx.put("hook", hook["id"], hook)
        return {"resource": caller.shapes.subscription(hook)}


def _hook(caller: Caller, body: HookBody, whom: JSON) -> JSON:
    return {
        "id": caller.desk.new_id(),
        "callback_url": body.url,
        "events": list(dict.fromkeys(body.events)),
        **whom,
        "organization": caller.organization["id"],
        "creator": caller.user["id"],
        # An application has one key for all its subscriptions; a personal token brings its own.
        "signing_key": body.signing_key or caller.key.get("webhook_signing_key"),
        "state": "active",
        "retry_started_at": None,
        "created_at": caller.desk.at,
        "updated_at": caller.desk.at,
    }


async def _whom(caller: Caller, asked: HookBody | HooksQuery) -> JSON:
    """Whose events a subscription is about: everybody's, a user's or a group's."""
    if asked.scope == "user":
        return {"scope": "user", "user": await _user(caller, asked.user), "group": None}
    if not caller.is_admin:
        raise denied()
    if asked.scope == "group":
        return {"scope": "group", "user": None, "group": await _group(caller, asked.group)}
    return {"scope": "organization", "user": None, "group": None}


async def _user(caller: Caller, uri: str | None) -> str:
    if uri is None:
        raise invalid("user", "is missing")
    id = caller.shapes.id_of("users", uri)
    if id is None or await caller.tx.get("user", id) is None:
        raise denied("This user is not in your organization")
    if id != caller.user["id"] and not caller.is_admin:
        raise denied()
    return id


async def _group(caller: Caller, uri: str | None) -> str:
    if uri is None:
        raise invalid("group", "is missing")
    id = caller.shapes.id_of("groups", uri)
    if id is None or await caller.tx.get("group", id) is None:
        raise denied()
    return id


def _check_events(caller: Caller, body: HookBody) -> None:
    """Each family has a scope to be read with, and some only one kind of subscription."""
    for event in body.events:
        family = event.partition(".")[0]
        if family == "routing_form_submission" and body.scope != "organization":
            raise invalid("events", f"{event} needs the organization scope")
        if family == "meeting_recap" and body.scope != "user":
            raise invalid("events", f"{event} needs the user scope")
        caller.require(FAMILIES[family])


@router.get("/webhook_subscriptions")
async def list_hooks(request: Request) -> JSON:
    async with calling(request, "webhooks:read") as caller:
        query = caller.query(HooksQuery)
        caller.must_be_mine(query.organization)
        whom = await _whom(caller, query)
        hooks = await caller.tx.find("hook", scope=query.scope)
        found = [h for h in hooks if {name: h.get(name) for name in whom} == whom]
        found.sort(key=lambda h: (h["created_at"], h["id"]), reverse=query.sort.endswith("desc"))
        return page(caller, query, [caller.shapes.subscription(h) for h in found])


@router.get("/webhook_subscriptions/{uuid}")
async def get_hook(uuid: str, request: Request) -> JSON:
    async with calling(request, "webhooks:read") as caller:
        return {"resource": caller.shapes.subscription(await caller.named("hook", uuid))}


@router.delete("/webhook_subscriptions/{uuid}", status_code=204)
async def delete_hook(uuid: str, request: Request) -> Response:
    async with calling(request, "webhooks:write") as caller:
        await caller.named("hook", uuid)
        await caller.tx.delete("hook", uuid)
    return Response(status_code=204)
