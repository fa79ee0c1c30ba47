"""Users, organizations and memberships."""

from fastapi import APIRouter, Request

from emulator.access import calling
from emulator.errors import JSON, denied, invalid, not_found
from emulator.paging import page
from emulator.queries import MembershipsQuery

router = APIRouter()


@router.get("/users/me")
async def get_me(request: Request) -> JSON:
    async with calling(request, "users:read") as caller:
        return {"resource": caller.shapes.user(caller.user)}


@router.get("/users/{uuid}")
async def get_user(uuid: str, request: Request) -> JSON:
    async with calling(request, "users:read") as caller:
        return {"resource": caller.shapes.user(await caller.named("user", uuid))}


@router.get("/organizations/{uuid}")
async def get_organization(uuid: str, request: Request) -> JSON:
    async with calling(request, "organizations:read") as caller:
        if uuid != caller.organization["id"]:
            raise not_found()
        return {"resource": caller.shapes.organization(caller.organization)}


@router.get("/organization_memberships")
async def list_memberships(request: Request) -> JSON:
    async with calling(request, "organizations:read") as caller:
        query = caller.query(MembershipsQuery)
        if query.user is None and query.organization is None:
            raise invalid("organization", "user or organization is required")
        if query.organization is not None:
            caller.must_be_mine(query.organization)
        if not caller.is_admin and query.user != caller.shapes.uri("users", caller.user["id"]):
            raise denied()
        members = [
            caller.shapes.membership(user)
            for user in await caller.tx.find("user")
            if query.user in (None, caller.shapes.uri("users", user["id"]))
            and query.email in (None, user["email"])
        ]
        return page(caller, query, members)


@router.get("/organization_memberships/{uuid}")
async def get_membership(uuid: str, request: Request) -> JSON:
    async with calling(request, "organizations:read") as caller:
        return {"resource": caller.shapes.membership(await caller.named("user", uuid))}
