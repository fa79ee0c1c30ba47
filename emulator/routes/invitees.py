"""Booking over the API, and marking who did not come."""

from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from emulator.access import Caller, calling
from emulator.announce import announce
from emulator.bodies import BookingBody, NoShowBody
from emulator.booking import Order, book
from emulator.desk import Emulation
from emulator.errors import JSON, Refusal, denied, invalid, not_found, slot_taken
from emulator.fields import checked
from emulator.limits import spend_booking
from emulator.wishes import check_answers, check_location

router = APIRouter()

PAID_ONLY = (
    "The Scheduling API is only available on paid Calendly plans."
    " Upgrade your plan to access this feature."
)


@router.post("/invitees", status_code=201)
async def create_invitee(request: Request) -> JSON:
    await _let_a_rival_book(request)
    emulation: Emulation = request.app.state.emulation
    try:
        return await _book(request)
    except Refusal as refusal:
        if emulation.unsettled.invitee_refusals == "opaque" and _names_a_field(refusal):
            raise slot_taken("bad_request") from refusal
        raise


def _names_a_field(refusal: Refusal) -> bool:
    """A time that is gone has a code instead, where it says anything."""
    details = refusal.body.get("details", ())
    return bool(details) and all("code" not in detail for detail in details)


async def _book(request: Request) -> JSON:
    async with calling(request, "scheduled_events:write") as caller:
        body = caller.body(BookingBody)
        if caller.organization["stage"] == "free":
            raise denied(PAID_ONLY)
        event_type = await caller.linked("event_type", "event_types", body.event_type)
        if body.start_time <= caller.desk.now:
            raise invalid("start_time", "must be in the future")
        order = _order(event_type, body)
        await spend_booking(caller.desk, caller.user["id"], caller.organization)
        return {"resource": caller.shapes.invitee(await book(caller.desk, order))}


def _order(event_type: JSON, body: BookingBody) -> Order:
    invitee = body.invitee
    return Order(
        event_type=event_type,
        start=body.start_time,
        name=invitee.full_name,
        first_name=invitee.first_name,
        last_name=invitee.last_name,
        email=invitee.email,
        zone=invitee.timezone,
        text_reminder_number=invitee.text_reminder_number,
        location=check_location(event_type, body.location.model_dump() if body.location else None),
        answers=check_answers(event_type, [a.model_dump() for a in body.questions_and_answers]),
        tracking=body.tracking.model_dump() if body.tracking else None,
        guests=body.event_guests,
        method="api",
    )


async def _let_a_rival_book(request: Request) -> None:
    """Where a fault says so: all that is left of the time, committed before the caller's turn."""
    emulation: Emulation = request.app.state.emulation
    if not emulation.faults.take("rival_books", "POST /invitees"):
        return
    raw = await request.body()
    wanted = checked(lambda: BookingBody.model_validate_json(raw))
    id = wanted.event_type.rpartition("/")[2]
    account = await emulation.store.account_of("event_type", id)
    if account is None:
        raise not_found()
    async with emulation.desk(account) as desk:
        order = _order(await desk.existing("event_type", id), wanted)
        rival = replace(order, name="A rival", email="rival@example.com", tracking=None)
        with suppress(Refusal):
            while True:
                await book(desk, replace(rival, guests=(), method=None))


@router.post("/invitee_no_shows", status_code=201)
async def create_no_show(request: Request) -> JSON:
    async with calling(request, "scheduled_events:write") as caller:
        uri = caller.body(NoShowBody).invitee
        invitee = await _invitee_of(caller, uri)
        if invitee["no_show"] is not None:
            return {"resource": caller.shapes.no_show(invitee["no_show"])}
        mark = {
            "id": caller.desk.new_id(),
            "invitee": invitee["id"],
            "invitee_uri": uri,
            "created_at": caller.desk.at,
        }
        await caller.tx.put("no_show", mark["id"], mark)
        await _mark(caller, invitee, mark, "invitee_no_show.created")
        return {"resource": caller.shapes.no_show(mark)}


async def _invitee_of(caller: Caller, uri: str) -> JSON:
    invitee = await caller.tx.get("invitee", uri.rpartition("/")[2])
    if invitee is None or caller.shapes.invitee_uri(invitee) != uri:
        raise not_found()
    return invitee


async def _mark(caller: Caller, invitee: JSON, mark: JSON | None, event_name: str) -> None:
    invitee = {**invitee, "no_show": mark, "updated_at": caller.desk.at}
    await caller.tx.put("invitee", invitee["id"], invitee)
    event = await caller.desk.existing("event", invitee["event"])
    await announce(caller.desk, event_name, invitee, event)


@router.get("/invitee_no_shows/{uuid}")
async def get_no_show(uuid: str, request: Request) -> JSON:
    async with calling(request, "scheduled_events:read") as caller:
        return {"resource": caller.shapes.no_show(await caller.named("no_show", uuid))}


@router.delete("/invitee_no_shows/{uuid}", status_code=204)
async def delete_no_show(uuid: str, request: Request) -> Response:
    async with calling(request, "scheduled_events:write") as caller:
        mark = await caller.named("no_show", uuid)
        await caller.tx.delete("no_show", uuid)
        invitee = await caller.desk.existing("invitee", mark["invitee"])
        await _mark(caller, invitee, None, "invitee_no_show.deleted")
    return Response(status_code=204)
