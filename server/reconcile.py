"""Finishes what turns left open in the calendar: bookings nobody is sure of, events to cancel."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server.parts import Parts
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import Booked, BookingOrder, Calendar
from tools.ports.unsettled import (
    CANCEL_WORDS,
    OpenCancellation,
    UnsettledBooking,
    UntoldReceipt,
)

log = logging.getLogger(__name__)

AT_ONCE = 20  # of each kind; the rest is due again at the next look

Work = TypeVar("Work", UnsettledBooking, OpenCancellation, UntoldReceipt)


async def reconcile(parts: Parts) -> None:
    """Take up everything that is due, side by side: a silent calendar keeps nobody else waiting."""
    due = await parts.crm.claim_unsettled(limit=AT_ONCE)
    async with asyncio.TaskGroup() as work:
        for booking in due["bookings"]:
            work.create_task(_alone(parts, _settle, booking))
        for cancellation in due["cancellations"]:
            work.create_task(_alone(parts, _cancel, cancellation))
        for receipt in due["untold"]:
            work.create_task(_alone(parts, _tell, receipt))


async def _alone(
    parts: Parts, finish: Callable[[Parts, Work], Awaitable[None]], work: Work
) -> None:
    """What one of them meets keeps no other from being finished."""
    try:
        await finish(parts, work)
    except PipeWiseError as error:
        # Taken until its next look only, so that it comes up again.
        log.warning("not finished yet", extra={"step": finish.__name__, "error": str(error)})


def _is_final(error: PipeWiseError, *, overdue: bool) -> bool:
    """Whether nothing but a person helps: an operator may connect the calendar again meanwhile."""
    passing = isinstance(error, Unavailable) or (
        isinstance(error, Rejected) and error.reason in {"token", "not_configured"}
    )
    return overdue or not passing


async def _settle(parts: Parts, booking: UnsettledBooking) -> None:
    try:
        calendar = await parts.calendars.of(booking["workspace"])
        found = await _find(calendar, booking)
    except (Unavailable, Rejected) as error:
        if not _is_final(error, overdue=booking["overdue"]):
            raise
        await _give_up(parts, booking, error)
    else:
        await _record(parts, booking, found, calendar)


async def _find(calendar: Calendar, booking: UnsettledBooking) -> Booked | None:
    for email in booking["emails"]:
        if found := await calendar.find_booked(_order(booking, email)):
            return found
    return None


async def _record(
    parts: Parts, booking: UnsettledBooking, found: Booked | None, calendar: Calendar
) -> None:
    workspace, attempt = booking["workspace"], booking["id"]
    if found is None and not booking["landed"]:
        return  # the question may still be on its way to the calendar
    if found and await _is_theirs(parts, booking, found, calendar):
        log.info("booking settled", extra={"attempt": attempt, "outcome": "booked"})
        return
    await parts.crm.reconcile_booking(workspace, attempt, "failed")
    log.info("booking settled", extra={"attempt": attempt, "outcome": "failed"})


async def _is_theirs(
    parts: Parts, booking: UnsettledBooking, found: Booked, calendar: Calendar
) -> bool:
    """Record it, unless it is another lead's, with the same address and time."""
    try:
        await parts.crm.reconcile_booking(
            booking["workspace"], booking["id"], "booked", booked=found, mode=calendar.mode
        )
    except Rejected as error:
        if error.reason != "conflict":
            raise
        return False
    return True


async def _give_up(parts: Parts, booking: UnsettledBooking, error: Exception) -> None:
    log.error("a person must look", extra={"attempt": booking["id"], "error": str(error)})
    await parts.crm.reconcile_booking(booking["workspace"], booking["id"], "handed_over")


async def _cancel(parts: Parts, cancellation: OpenCancellation) -> None:
    workspace, meeting = cancellation["workspace"], cancellation["meeting_id"]
    if cancellation["why"] == "moved" and cancellation["begun"]:
        await parts.crm.reconcile_cancel(workspace, meeting, "done")
        return
    try:
        calendar = await parts.calendars.of(workspace)
        event = cancellation["event_uri"] or ""
        if await calendar.is_shared(event):
            raise Rejected("Others are in this event, too", reason="plan")
        await calendar.cancel(event, CANCEL_WORDS[cancellation["why"]])
    except (Unavailable, Rejected) as error:
        if not _is_final(error, overdue=cancellation["overdue"]):
            raise
        await _leave_to_a_person(parts, cancellation, error)
    else:
        await parts.crm.reconcile_cancel(workspace, meeting, "done")
        log.info("event canceled", extra={"meeting": meeting, "why": cancellation["why"]})


async def _leave_to_a_person(
    parts: Parts, cancellation: OpenCancellation, error: Exception
) -> None:
    meeting = cancellation["meeting_id"]
    log.error("a person must cancel", extra={"meeting": meeting, "error": str(error)})
    await parts.crm.reconcile_cancel(cancellation["workspace"], meeting, "handed_over")


async def _tell(parts: Parts, receipt: UntoldReceipt) -> None:
    await parts.crm.announce_receipt(receipt["workspace"], receipt["receipt_id"])


def _order(booking: UnsettledBooking, email: str) -> BookingOrder:
    """As much of the order as looking for it takes."""
    slot = booking["slot"]
    return BookingOrder(
        event_type=slot["event_type"],
        starts_at=slot["starts_at"],
        name="",
        email=email,
        zone="UTC",
        token=booking["token"],
        channel="",
    )
