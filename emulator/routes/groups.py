"""Groups of the organization's members, read only: they are made by a seed."""

from fastapi import APIRouter, Request

from emulator.access import Caller, calling
from emulator.errors import JSON, invalid
from emulator.paging import page
from emulator.queries import GroupsQuery, RelationshipsQuery

router = APIRouter()


@router.get("/groups")
async def list_groups(request: Request) -> JSON:
    async with calling(request, "groups:read") as caller:
        query = caller.query(GroupsQuery)
        caller.must_be_mine(query.organization)
        groups = await caller.tx.find("group")
        return page(caller, query, [_shown(caller, group) for group in groups])


@router.get("/groups/{uuid}")
async def get_group(uuid: str, request: Request) -> JSON:
    async with calling(request, "groups:read") as caller:
        return {"resource": _shown(caller, await caller.named("group", uuid))}


def _shown(caller: Caller, group: JSON) -> JSON:
    return caller.shapes.group(group, caller.organization)


@router.get("/group_relationships")
async def list_relationships(request: Request) -> JSON:
    async with calling(request, "groups:read") as caller:
        query = caller.query(RelationshipsQuery)
        if query.organization is None and query.group is None and query.owner is None:
            raise invalid("organization", "organization, group or owner is required")
        if query.organization is not None:
            caller.must_be_mine(query.organization)
        shown = [
            caller.shapes.relationship(group, member)
            for group in await caller.tx.find("group")
            for member in group["members"]
        ]
        wanted = [
            relationship
            for relationship in shown
            if query.group in (None, relationship["group"])
            and query.owner in (None, relationship["owner"]["uri"])
        ]
        return page(caller, query, wanted)


@router.get("/group_relationships/{uuid}")
async def get_relationship(uuid: str, request: Request) -> JSON:
    async with calling(request, "groups:read") as caller:
        group_id, _, member = uuid.partition(":")
        group = await caller.named("group", group_id)
        await caller.named("user", member)
        return {"resource": caller.shapes.relationship(group, member)}
