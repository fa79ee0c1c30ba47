"""What a lead has wished for since, beside a booking."""

from simulator.crm.live import meetings_of
from simulator.crm.meeting_rows import BookingAttempt, Meeting
from simulator.crm.tables import Tables
from simulator.crm.values import Moment


def meeting_beside(t: Tables, attempt: BookingAttempt, meeting: str, now: Moment) -> Meeting | None:
    """The meeting of this lead that has not begun, beside these two.

    A newer wish takes its place; before an older one, found late, it stays. One that was there when
    the lead said which of several to move is no part of that wish.
    """
    others = [
        m
        for m in meetings_of(t, attempt.workspace_id, attempt.lead_id)
        if m.to_come(now)
        and m.id not in (meeting, attempt.moves)
        and (attempt.moves is None or m.created_at >= attempt.created_at)
    ]
    return max(others, key=lambda m: m.created_at, default=None)


def wished_before(t: Tables, attempt: BookingAttempt, other: Meeting) -> bool:
    wished = [each.created_at for each in t.attempts_for.get(other.id, ())]
    return attempt.created_at <= max(wished, default=other.created_at)


def unwished_since(t: Tables, attempt: BookingAttempt) -> bool:
    """Whether the lead has asked for no meeting at all since."""
    for meeting in meetings_of(t, attempt.workspace_id, attempt.lead_id):
        wish = t.cancellations.get(meeting.id)
        if wish is None or wish.why in ("moved", "surplus") or wish.state not in ("open", "done"):
            continue
        if wish.created_at > attempt.created_at:
            return True
    return False
