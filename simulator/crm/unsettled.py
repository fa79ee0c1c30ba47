"""What nobody is sure of in the calendar: who looks on, and what the lead is told."""

from datetime import timedelta

from simulator.crm.bookings import attempt_in, keep_attempt, settle_booked
from simulator.crm.handovers import give_to_a_person
from simulator.crm.live import live_meeting_of
from simulator.crm.meeting_rows import BookingAttempt, Receipt
from simulator.crm.receipts import put_receipt
from simulator.crm.removals import (
    IN_FLIGHT,
    end_meeting,
    keep_cancellation,
    meeting_gone,
    open_cancellation,
)
from simulator.crm.shapes import meeting_json, slot_json
from simulator.crm.tables import Function, Tables, invalid, the
from simulator.crm.thread_runs import announce
from simulator.crm.turns import turn_is_open
from simulator.crm.values import Id, Moment
from simulator.crm.wishes import unwished_since
from tools.ports.words import JSON

PATIENCE = timedelta(hours=1)  # after so long it is a person's turn
DAY = timedelta(days=1)


def _backoff(looks: int) -> timedelta:
    return timedelta(seconds=30) * (1 << min(looks, 5))


def claim_unsettled(t: Tables, *, limit: int, now: Moment) -> JSON:
    """Whoever takes it has it until the next look is due."""
    return {
        "bookings": _bookings(t, limit, now),
        "cancellations": _cancellations(t, limit, now),
        "untold": _untold(t, now),
    }


def _bookings(t: Tables, limit: int, now: Moment) -> list[JSON]:
    due = [a for a in t.open_attempts.values() if a.next_look is not None and a.next_look <= now]
    due.sort(key=lambda attempt: attempt.next_look or now)
    for attempt in due[:limit]:
        attempt.looks += 1
        attempt.next_look = now + _backoff(attempt.looks)
    return [
        {
            "id": attempt.id,
            "workspace": attempt.workspace_id,
            "token": attempt.token,
            "emails": list(attempt.emails),
            "slot": slot_json(t.slots[attempt.slot_id]),
            "landed": attempt.updated_at < now - IN_FLIGHT,
            "overdue": attempt.updated_at < now - PATIENCE,
        }
        for attempt in due[:limit]
    ]


def _cancellations(t: Tables, limit: int, now: Moment) -> list[JSON]:
    due = [
        c for c in t.open_cancellations.values() if c.next_look is not None and c.next_look <= now
    ]
    due.sort(key=lambda each: each.next_look or now)
    found: list[JSON] = []
    for each in due[:limit]:
        each.looks += 1
        each.next_look = now + _backoff(each.looks)
        meeting = t.meetings[each.meeting_id]
        found.append(
            {
                "workspace": each.workspace_id,
                "meeting_id": each.meeting_id,
                "event_uri": meeting.event_uri,
                "why": each.why,
                "begun": meeting.starts_at <= now if meeting.starts_at else None,
                "overdue": each.updated_at < now - PATIENCE,
            }
        )
    return found


def _untold(t: Tables, now: Moment) -> list[JSON]:
    """Proved by a turn that then failed for good: nobody has said so."""
    return [
        {"workspace": receipt.workspace_id, "receipt_id": receipt.id}
        for run in t.failed_runs.values()
        if run.ended_at is not None and run.ended_at > now - DAY
        for receipt in t.receipts_of.get(run.id, ())
        if receipt.kind in ("booked", "moved", "canceled") and receipt.id not in t.announced
    ]


def announce_receipt(t: Tables, *, workspace: Id, receipt: Id, run: Id, now: Moment) -> bool:
    """Once per receipt, whoever comes first."""
    found = t.receipts.get(receipt)
    proof = the(found if found and found.workspace_id == workspace else None)
    if receipt in t.announced:
        return False
    announce(t, t.conversations[proof.conversation_id], receipt, run=run, now=now)
    return True


def reconcile_booking(
    t: Tables,
    *,
    workspace: Id,
    attempt: Id,
    outcome: str,
    booked: JSON | None,
    mode: str,
    meeting: Id,
    receipt: Id,
    run: Id,
    now: Moment,
) -> str | None:
    """What the calendar said of a booking nobody was sure of. None: it was settled meanwhile."""
    found = attempt_in(t, workspace, attempt)
    if found.state not in ("booking", "unknown") or found.next_look is None:
        return None
    talk = t.conversations[found.conversation_id]
    tell = found.doubted_at is not None or not turn_is_open(t, workspace, found.turn_id)
    proof: Receipt | None = None
    if outcome == "booked":
        if booked is None:
            raise invalid("a booking says what was booked")
        proof = settle_booked(
            t,
            found,
            turn=found.turn_id,
            booked=booked,
            mode=mode,
            meeting=meeting,
            receipt=receipt,
            now=now,
        )
    elif outcome == "failed":
        found.state, found.updated_at = "failed", now
        keep_attempt(t, found)
        if tell and _still_asks(t, found, now):
            proof = put_receipt(
                t,
                talk,
                receipt=receipt,
                turn=run,
                kind="not_booked",
                subject=found.id,
                now=now,
            )
    else:
        found.state, found.next_look = "unknown", None
        keep_attempt(t, found)
        reason = "It is not known whether the calendar took a booking."
        give_to_a_person(t, talk, reason, receipt=receipt, run=run, now=now)
    if proof is not None and tell:
        announce(t, talk, proof.id, run=run, now=now)
    return outcome


def _still_asks(t: Tables, attempt: BookingAttempt, now: Moment) -> bool:
    """Who has another meeting by now asks no more about this one."""
    live = live_meeting_of(t, attempt.workspace_id, attempt.lead_id, now)
    other = live is not None and live.state == "booked" and live.id != attempt.moves
    return not other and not unwished_since(t, attempt)


def reconcile_cancel(
    t: Tables,
    *,
    workspace: Id,
    meeting: Id,
    outcome: str,
    receipt: Id,
    run: Id,
    now: Moment,
) -> str | None:
    """What became of an event that had to leave the calendar."""
    found = open_cancellation(t, workspace, meeting)
    if found is None:
        return None
    found.state, found.updated_at = outcome, now
    keep_cancellation(t, found)
    ended, talk = t.meetings[meeting], t.conversations[found.conversation_id]
    if outcome == "handed_over":
        reason = "A meeting could not be canceled in the calendar."
        give_to_a_person(t, talk, reason, receipt=receipt, run=run, now=now)
    elif end_meeting(t, ended, "canceled", now):
        meeting_gone(t, workspace, ended.lead_id, now)
        proof = put_receipt(
            t,
            talk,
            receipt=receipt,
            turn=found.turn_id,
            kind="canceled",
            subject=meeting,
            body=meeting_json(ended),
            now=now,
        )
        if found.doubted_at is not None or not turn_is_open(t, workspace, found.turn_id):
            announce(t, talk, proof.id, run=run, now=now)
    return outcome


FUNCTIONS: tuple[Function, ...] = (
    claim_unsettled,
    announce_receipt,
    reconcile_booking,
    reconcile_cancel,
)
