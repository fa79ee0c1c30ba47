"""Booking, cancelling and moving: the rules, whichever door they come in by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from emulator.announce import announce
from emulator.availability import Opening, open_times
from emulator.desk import Desk
from emulator.errors import JSON, denied, slot_taken
from emulator.instants import stamp
from emulator.shapes import full_tracking, is_past

CONFERENCE_LATE = 60.0  # seconds a conference link is late when the fault does not say


@dataclass(frozen=True, kw_only=True)
class Order:
    """One invitee wanting one start of one event type; already checked for shape."""

    event_type: JSON
    start: datetime
    name: str
    email: str
    zone: str
    first_name: str | None = None
    last_name: str | None = None
    text_reminder_number: str | None = None
    location: JSON | None = None
    answers: Sequence[JSON] = ()
    tracking: JSON | None = None
    guests: Sequence[str] = ()
    method: str | None = None
    """`api`, or None for a booking made on a page."""
    old_invitee: str | None = None
    """The URI of the invitee this one replaces."""


async def book(desk: Desk, order: Order) -> JSON:
    """The new invitee. Raises the refusal for a taken slot where the start is not open now."""
    openings = await open_times(
        desk.tx, order.event_type, start=order.start, end=order.start, now=desk.now
    )
    if not openings:
        raise slot_taken(desk.unsettled.slot_taken)
    opening = openings[0]
    if opening.event is None:
        event = await _new_event(desk, order, opening)
    else:
        event = await desk.existing("event", opening.event)
    return await _seat(desk, order, event)


async def _new_event(desk: Desk, order: Order, opening: Opening) -> JSON:
    kind = order.event_type
    end = order.start + timedelta(minutes=kind["duration"])
    hosts = [await desk.existing("user", id) for id in opening.hosts]
    return {
        "id": desk.new_id(),
        "name": kind["name"],
        "status": "active",
        "event_type": kind["id"],
        "start": stamp(order.start),
        "end": stamp(end),
        "buffered_start": stamp(order.start - timedelta(minutes=kind["before_buffer"])),
        "buffered_end": stamp(end + timedelta(minutes=kind["after_buffer"])),
        "hosts": [{name: host[name] for name in ("id", "email", "name")} for host in hosts],
        "location": _place(desk, order.location),
        "total": 0,
        "active": 0,
        "limit": kind["seats"],
        "guests": [],
        "cancellation": None,
        "created_at": desk.at,
        "updated_at": desk.at,
    }


def _place(desk: Desk, location: JSON | None) -> JSON | None:
    if location is None:
        return None
    late = desk.emulation.faults.take("conference_late")
    wait = (late.seconds or CONFERENCE_LATE) if late else 0.0
    return {**location, "ready_at": stamp(desk.now + timedelta(seconds=wait))}


async def _seat(desk: Desk, order: Order, event: JSON) -> JSON:
    guests = [{"email": g, "created_at": desk.at, "updated_at": desk.at} for g in order.guests]
    event = {
        **event,
        "total": event["total"] + 1,
        "active": event["active"] + 1,
        "guests": event["guests"] + guests,
        "updated_at": desk.at,
    }
    invitee = _new_invitee(desk, order, event)
    await desk.tx.put("invitee", invitee["id"], invitee)
    await _save(desk, event)
    await announce(desk, "invitee.created", invitee, event)
    return invitee


def _new_invitee(desk: Desk, order: Order, event: JSON) -> JSON:
    return {
        "id": desk.new_id(),
        "event": event["id"],
        "event_type": event["event_type"],
        "start": event["start"],
        "name": order.name,
        "first_name": order.first_name,
        "last_name": order.last_name,
        "email": order.email,
        "email_key": order.email.lower(),
        "status": "active",
        "questions_and_answers": list(order.answers),
        "timezone": order.zone,
        "tracking": full_tracking(order.tracking),
        "text_reminder_number": order.text_reminder_number,
        "rescheduled": False,
        "old_invitee": order.old_invitee,
        "new_invitee": None,
        "no_show": None,
        "scheduling_method": order.method,
        "cancellation": None,
        "created_at": desk.at,
        "updated_at": desk.at,
    }


async def _save(desk: Desk, event: JSON) -> None:
    """The event, and what it blocks: one busy time for each host while it is active."""
    await desk.tx.put("event", event["id"], event)
    for host in event["hosts"]:
        busy_id = f"{event['id']} {host['id']}"
        if event["status"] == "canceled":
            await desk.tx.delete("busy", busy_id)
        else:
            await desk.tx.put("busy", busy_id, _busy(event, host["id"]))


def _busy(event: JSON, host: str) -> JSON:
    return {
        "type": "calendly",
        "host": host,
        "event": event["id"],
        "event_type": event["event_type"],
        "start": event["start"],
        "end": event["end"],
        "buffered_start": event["buffered_start"],
        "buffered_end": event["buffered_end"],
        "seats_left": event["limit"] - event["active"],
    }


async def cancel_event(desk: Desk, event: JSON, *, by: str, reason: str | None) -> JSON:
    """The host cancels the whole event, everybody in it. The cancellation comes back."""
    _must_be_live(desk, event)
    cancellation = _cancellation(desk, by=by, reason=reason, canceler_type="host")
    invitees = await desk.tx.find("invitee", event=event["id"], status="active")
    event = _closed(desk, event, cancellation)
    await _save(desk, event)
    for invitee in invitees:
        await _release(desk, invitee, event, cancellation)
    return cancellation


async def cancel_invitee(desk: Desk, invitee: JSON, *, reason: str | None) -> None:
    """The invitee withdraws; the event goes on while somebody else is in it."""
    event = await desk.existing("event", invitee["event"])
    await _withdraw(desk, invitee, event, reason=reason, new_invitee=None)


async def move(desk: Desk, invitee: JSON, event_type: JSON, start: datetime) -> JSON:
    """Put the invitee on a new event: both webhooks fire. Raises where the start is not open."""
    event = await desk.existing("event", invitee["event"])
    _must_be_live(desk, event)
    order = _order_again(desk, invitee, event, event_type, start)
    # The old event must not block its own successor; the account's transaction undoes both.
    await _save(desk, {**event, "status": "canceled"} if event["active"] == 1 else event)
    fresh = await book(desk, order)
    if event["active"] > 1:
        event = await desk.existing("event", event["id"])
    new_uri = desk.shapes.invitee_uri(fresh)
    await _withdraw(desk, invitee, event, reason=None, new_invitee=new_uri)
    return fresh


def _order_again(
    desk: Desk, invitee: JSON, event: JSON, event_type: JSON, start: datetime
) -> Order:
    location = event["location"]
    order = Order(
        event_type=event_type,
        start=start,
        name=invitee["name"],
        email=invitee["email"],
        zone=invitee["timezone"],
        first_name=invitee["first_name"],
        last_name=invitee["last_name"],
        text_reminder_number=invitee["text_reminder_number"],
        location={k: v for k, v in location.items() if k != "ready_at"} if location else None,
        answers=invitee["questions_and_answers"],
        tracking=invitee["tracking"],
        guests=[guest["email"] for guest in event["guests"]] if event["limit"] == 1 else [],
        old_invitee=desk.shapes.invitee_uri(invitee),
    )
    return order if desk.unsettled.moves_keep_tracking else replace(order, tracking=None)


async def _withdraw(
    desk: Desk, invitee: JSON, event: JSON, *, reason: str | None, new_invitee: str | None
) -> None:
    _must_be_live(desk, event)
    cancellation = _cancellation(desk, by=invitee["name"], reason=reason, canceler_type="invitee")
    if event["active"] == 1:
        event = _closed(desk, event, cancellation)
    else:
        event = {**event, "active": event["active"] - 1, "updated_at": desk.at}
    await _save(desk, event)
    await _release(desk, invitee, event, cancellation, new_invitee=new_invitee)


async def _release(
    desk: Desk, invitee: JSON, event: JSON, cancellation: JSON, new_invitee: str | None = None
) -> None:
    invitee = {
        **invitee,
        "status": "canceled",
        "cancellation": cancellation,
        "rescheduled": new_invitee is not None,
        "new_invitee": new_invitee,
        "updated_at": desk.at,
    }
    await desk.tx.put("invitee", invitee["id"], invitee)
    await announce(desk, "invitee.canceled", invitee, event)


def _closed(desk: Desk, event: JSON, cancellation: JSON) -> JSON:
    return {
        **event,
        "status": "canceled",
        "active": 0,
        "cancellation": cancellation,
        "updated_at": desk.at,
    }


def _must_be_live(desk: Desk, event: JSON) -> None:
    if event["status"] == "canceled":
        raise denied("Event is already canceled")
    if is_past(event, desk.now):
        raise denied("Event in the past")


def _cancellation(desk: Desk, *, by: str, reason: str | None, canceler_type: str) -> JSON:
    return {
        "canceled_by": by,
        "reason": reason,
        "canceler_type": canceler_type,
        "created_at": desk.at,
    }
