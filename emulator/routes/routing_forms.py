"""Routing forms and what was sent in by them, read only: both are made by the control plane."""

from fastapi import APIRouter, Request

from emulator.access import Caller, calling
from emulator.errors import JSON, denied
from emulator.paging import page
from emulator.queries import FormsQuery, SubmissionsQuery

router = APIRouter()

PLANS = ("teams", "enterprise")


def _must_have_forms(caller: Caller) -> None:
    if caller.organization["plan"] not in PLANS:
        raise denied("Please upgrade your Calendly account to Teams.")


@router.get("/routing_forms")
async def list_forms(request: Request) -> JSON:
    async with calling(request, "routing_forms:read") as caller:
        query = caller.query(FormsQuery)
        caller.must_be_mine(query.organization)
        _must_have_forms(caller)
        forms = await caller.tx.find("routing_form")
        forms.sort(key=lambda f: (f["created_at"], f["id"]), reverse=query.sort.endswith("desc"))
        return page(
            caller, query, [caller.shapes.routing_form(f, caller.organization) for f in forms]
        )


@router.get("/routing_forms/{uuid}")
async def get_form(uuid: str, request: Request) -> JSON:
    async with calling(request, "routing_forms:read") as caller:
        _must_have_forms(caller)
        form = await caller.named("routing_form", uuid)
        return {"resource": caller.shapes.routing_form(form, caller.organization)}


@router.get("/routing_form_submissions")
async def list_submissions(request: Request) -> JSON:
    async with calling(request, "routing_forms:read") as caller:
        query = caller.query(SubmissionsQuery)
        _must_have_forms(caller)
        form = await caller.linked("routing_form", "routing_forms", query.form)
        found = await caller.tx.find("submission", form=form["id"])
        found.sort(key=lambda s: (s["created_at"], s["id"]), reverse=query.sort.endswith("desc"))
        return page(caller, query, [caller.shapes.submission(s) for s in found])


@router.get("/routing_form_submissions/{uuid}")
async def get_submission(uuid: str, request: Request) -> JSON:
    async with calling(request, "routing_forms:read") as caller:
        _must_have_forms(caller)
        submission = await caller.named("submission", uuid)
        return {"resource": caller.shapes.submission(submission)}
