"""The control plane under `/_emulator/`: accounts, faults, the clock and what was delivered."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field

from emulator.accounts import token_id
from emulator.announce import tell
from emulator.desk import Desk, Emulation
from emulator.errors import JSON, not_found
from emulator.faults import Fault
from emulator.fields import checked
from emulator.instants import MovableClock, stamp
from emulator.limits import leave_bookings
from emulator.routes.event_types import tell_of
from emulator.seeding import Seed, plant
from emulator.shapes import full_tracking
from emulator.unsettled import Unsettled

control_router = APIRouter()


class Move(BaseModel):
    seconds: Annotated[float, Field(ge=0)]


class Result(BaseModel):
    """Where the form sent its reader."""

    type: Literal["event_type", "external_url", "custom_message"]
    value: str


class Submission(BaseModel):
    """A routing form filled in: answers by the name of the question."""

    form: str
    answers: dict[str, str] = {}
    tracking: dict[str, str | None] = {}
    result: Result


class Quota(BaseModel):
    """How many bookings the token's user has left today."""

    token: str
    left: Annotated[int, Field(ge=0)]


@control_router.post("/seed", status_code=201)
async def seed(request: Request, wanted: Seed) -> JSON:
    """Make the account, or change the one this token opens."""
    emulation: Emulation = request.app.state.emulation
    return await plant(emulation, wanted)


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
        async with emulation.glance(account) as desk:
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


@control_router.get("/unsettled")
async def read_unsettled(request: Request) -> Unsettled:
    emulation: Emulation = request.app.state.emulation
    return emulation.unsettled


@control_router.patch("/unsettled")
async def settle(request: Request, points: Annotated[JSON, Body()]) -> Unsettled:
    """Switch the points that are named; the others stay as they are."""
    emulation: Emulation = request.app.state.emulation
    now = emulation.unsettled.model_dump()
    wanted = checked(lambda: Unsettled.model_validate({**now, **points}))
    for name in points:
        setattr(emulation.unsettled, name, getattr(wanted, name))
    return emulation.unsettled


@control_router.post("/quota")
async def use_up_quota(request: Request, quota: Quota) -> JSON:
    emulation: Emulation = request.app.state.emulation
    account = await _account(emulation, quota.token)
    async with emulation.desk(account) as desk:
        key = await desk.existing("token", token_id(quota.token))
        user = await desk.existing("user", key["user"])
        await leave_bookings(desk, user, quota.left)
    return {"left": quota.left}


@control_router.delete("/event_types/{uuid}", status_code=204)
async def delete_event_type(request: Request, uuid: str) -> None:
    """As its owner would on Calendly's pages: the API has no call for it."""
    emulation: Emulation = request.app.state.emulation
    account = await emulation.store.account_of("event_type", uuid)
    if account is None:
        raise not_found()
    async with emulation.desk(account) as desk:
        doc = await desk.existing("event_type", uuid)
        doc |= {"active": False, "deleted_at": desk.at, "updated_at": desk.at}
        await desk.tx.put("event_type", uuid, doc)
        await tell_of(desk, "event_type.deleted", doc)


@control_router.post("/routing_form_submissions", status_code=201)
async def submit_form(request: Request, sent: Submission) -> JSON:
    """As a visitor would on Calendly's pages; the organization's webhooks are told."""
    emulation: Emulation = request.app.state.emulation
    id = emulation.shapes.id_of("routing_forms", sent.form) or ""
    account = await emulation.store.account_of("routing_form", id)
    if account is None:
        raise not_found()
    async with emulation.desk(account) as desk:
        form = await desk.existing("routing_form", id)
        doc = _submission(desk, form, sent)
        await desk.tx.put("submission", doc["id"], doc)
        shown = desk.shapes.submission(doc)
        await tell(desk, "routing_form_submission.created", shown, about=())
        return {"resource": shown}


def _submission(desk: Desk, form: JSON, sent: Submission) -> JSON:
    answers = [
        {"question_uuid": q["uuid"], "question": q["name"], "answer": sent.answers[q["name"]]}
        for q in form["questions"]
        if q["name"] in sent.answers
    ]
    return {
        "id": desk.new_id(),
        "form": form["id"],
        "questions_and_answers": answers,
        "tracking": full_tracking(sent.tracking),
        "result": sent.result.model_dump(),
        "submitter": None,
        "created_at": desk.at,
        "updated_at": desk.at,
    }


async def _account(emulation: Emulation, token: str) -> str:
    account = await emulation.store.account_of("token", token_id(token))
    if account is None:
        raise not_found()
    return account
