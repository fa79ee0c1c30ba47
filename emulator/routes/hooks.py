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
        user = await _scope(caller, body.scope, body.user)
        _check_events(caller, body)
        for other in await caller.tx.find("hook", callback_url=body.url):
            if (other["scope"], other["user"]) == (body.scope, user):
                raise already_exists("Hook with this url already exists")
        hook = _hook(caller, body, user)
        await caller.tx.put("hook", hook["id"], hook)
        return {"resource": caller.shapes.subscription(hook)}


def _hook(caller: Caller, body: HookBody, user: str | None) -> JSON:
    return {
        "id": caller.desk.new_id(),
        "callback_url": body.url,
        "events": list(dict.fromkeys(body.events)),
        "scope": body.scope,
        "organization": caller.organization["id"],
        "user": user,
        "creator": caller.user["id"],
        # An application has one key for all its subscriptions; a personal token brings its own.
        "signing_key": body.signing_key or caller.key.get("webhook_signing_key"),
        "state": "active",
        "retry_started_at": None,
        "created_at": caller.desk.at,
        "updated_at": caller.desk.at,
    }


async def _scope(caller: Caller, scope: str, uri: str | None) -> str | None:
    """The user a subscription is about; None for the organization's."""
    if scope == "group":
        raise invalid("group", "is invalid")  # accounts of the emulator have no groups
    if scope == "organization":
        if not caller.is_admin:
            raise denied()
        return None
    if uri is None:
        raise invalid("user", "is missing")
    id = caller.shapes.id_of("users", uri)
    if id is None or await caller.tx.get("user", id) is None:
        raise denied("This user is not in your organization")
    if id != caller.user["id"] and not caller.is_admin:
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
        user = await _scope(caller, query.scope, query.user)
        found = await caller.tx.find("hook", scope=query.scope, user=user)
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
