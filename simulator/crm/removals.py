"""Meetings that end, and events that have to leave the calendar."""

from datetime import timedelta

from simulator.crm.leads import conversation_in, lead_in, move_status
from simulator.crm.live import meetings_of
from simulator.crm.meeting_rows import Cancellation, Meeting
from simulator.crm.receipts import put_receipt
from simulator.crm.shapes import meeting_json, receipt_json
from simulator.crm.tables import Function, Tables, conflict, invalid, not_found
from simulator.crm.values import Id, Moment
from tools.ports.words import JSON

IN_FLIGHT = timedelta(minutes=2)  # longer than any question to a calendar can be on its way
REASONS = ("not_needed", "cannot_attend", "not_said", "moved", "surplus")


def end_meeting(t: Tables, meeting: Meeting, state: str, now: Moment) -> bool:
    """Whether it was alive until now."""
    if meeting.state not in ("booked", "link_sent"):
        return False
    meeting.state, meeting.updated_at = state, now
    release_seats(t, meeting, now)
    return True


def release_seats(t: Tables, meeting: Meeting, now: Moment) -> None:
    for attempt in t.attempts_for.get(meeting.id, ()):
        if attempt.released_at is None:
            attempt.released_at = attempt.updated_at = now


def to_cancel(
    t: Tables,
    meeting: Meeting,
    conversation: str,
    turn: str,
    why: str,
    *,
    look: Moment,
    now: Moment,
) -> None:
    """Written down with what makes it one too many."""
    known = t.cancellations.get(meeting.id)
    if known is None:
        known = t.cancellations[meeting.id] = Cancellation(
            workspace_id=meeting.workspace_id,
            meeting_id=meeting.id,
            conversation_id=conversation,
            turn_id=turn,
            why=why,
            state="open",
            next_look=look,
            created_at=now,
            updated_at=now,
        )
    elif known.state == "done":
        return
    known.conversation_id, known.turn_id, known.why = conversation, turn, why
    known.state, known.doubted_at, known.looks = "open", None, 0
    known.next_look, known.updated_at = look, now
    keep_cancellation(t, known)


def keep_cancellation(t: Tables, cancellation: Cancellation) -> None:
    """After each change of its state: where it is looked for."""
    if cancellation.state == "open":
        t.open_cancellations[cancellation.meeting_id] = cancellation
    else:
        t.open_cancellations.pop(cancellation.meeting_id, None)


def meeting_gone(t: Tables, workspace: str, lead: str, now: Moment) -> None:
    """The lead has talked with us, unless another meeting is to come."""
    found = lead_in(t, workspace, lead)
    if found and not any(m.to_come(now) for m in meetings_of(t, workspace, lead)):
        move_status(t, found, "engaged", now)


def _meeting_of(t: Tables, workspace: str, conversation: str, meeting: str) -> Meeting:
    talk, found = conversation_in(t, workspace, conversation), t.meetings.get(meeting)
    if talk is None or found is None or found.lead_id != talk.lead_id:
        raise not_found("this lead has no such meeting")
    return found


def _proof(
    t: Tables, meeting: Meeting, conversation: str, turn: str, receipt: str, now: Moment
) -> JSON:
    made = put_receipt(
        t,
        t.conversations[conversation],
        receipt=receipt,
        turn=turn,
        kind="canceled",
        subject=meeting.id,
        body=meeting_json(meeting),
        now=now,
    )
    return receipt_json(made)


def begin_cancel(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    meeting: Id,
    why: str,
    receipt: Id,
    now: Moment,
) -> JSON:
    """Before the calendar is asked. Where it is canceled already, this is what proves it."""
    found = _meeting_of(t, workspace, conversation, meeting)
    if found.state == "canceled":
        return {"fresh": False, "receipt": _proof(t, found, conversation, turn, receipt, now)}
    if found.state != "booked":
        raise conflict("the meeting is not there to be canceled any more")
    if why not in REASONS:
        raise invalid("there is no such reason")
    fresh = found.id not in t.open_cancellations
    to_cancel(t, found, conversation, turn, why, look=now + IN_FLIGHT, now=now)
    return {"fresh": fresh, "receipt": None}


def open_cancellation(t: Tables, workspace: str, meeting: str) -> Cancellation | None:
    found = t.open_cancellations.get(meeting)
    return found if found and found.workspace_id == workspace else None


def leave_cancel(t: Tables, *, workspace: Id, meeting: Id, sure: bool, now: Moment) -> bool:
    """The calendar has not said that it canceled: it surely did not, or somebody looks on."""
    found = open_cancellation(t, workspace, meeting)
    if found is None:
        return False
    found.state = "refused" if sure else "open"
    found.doubted_at = None if sure else now
    found.next_look = found.updated_at = now
    keep_cancellation(t, found)
    return True


def old_time_freed(t: Tables, *, workspace: Id, meeting: Id, now: Moment) -> bool:
    """The event of a meeting that was moved has left the calendar."""
    found = open_cancellation(t, workspace, meeting)
    if found is None:
        return False
    found.state, found.updated_at = "done", now
    keep_cancellation(t, found)
    return True


def end_cancel(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    meeting: Id,
    receipt: Id,
    now: Moment,
) -> JSON:
    found = _meeting_of(t, workspace, conversation, meeting)
    if end_meeting(t, found, "canceled", now):
        meeting_gone(t, workspace, found.lead_id, now)
    elif found.state != "canceled":
        raise conflict("the meeting is not there to be canceled any more")
    old_time_freed(t, workspace=workspace, meeting=meeting, now=now)
    return _proof(t, found, conversation, turn, receipt, now)


FUNCTIONS: tuple[Function, ...] = (
    begin_cancel,
    leave_cancel,
    old_time_freed,
    end_cancel,
)
