"""Bookings: what is written before the calendar is asked, and how it ends."""

from simulator.crm.leads import conversation_in
from simulator.crm.live import live_meeting_of, meetings_of
from simulator.crm.meeting_rows import BookingAttempt, Meeting, Receipt, Slot
from simulator.crm.offers import add_meeting, meeting_made, slot_in
from simulator.crm.receipts import put_receipt
from simulator.crm.removals import IN_FLIGHT, end_meeting, to_cancel
from simulator.crm.shapes import meeting_json, receipt_json, slot_json
from simulator.crm.tables import Function, Tables, conflict, invalid, not_found, the
from simulator.crm.talk_rows import Conversation
from simulator.crm.values import Id, Moment, moment_of
from simulator.crm.wishes import meeting_beside, unwished_since, wished_before
from tools.errors import Rejected
from tools.ports.words import JSON

LIVE = ("booking", "booked", "unknown")


def attempt_json(t: Tables, attempt: BookingAttempt, *, fresh: bool) -> JSON:
    return {
        "id": attempt.id,
        "state": attempt.state,
        "token": attempt.token,
        "fresh": fresh,
        "emails": list(attempt.emails),
        "slot": slot_json(t.slots[attempt.slot_id]),
        "receipt": proof_of(t, attempt),
    }


def proof_of(t: Tables, attempt: BookingAttempt) -> JSON | None:
    for receipt in t.receipts_about.get(attempt.meeting_id or "", ()):
        ours = receipt.conversation_id == attempt.conversation_id
        if ours and receipt.kind in ("booked", "moved"):
            return receipt_json(receipt)
    return None


def keep_attempt(t: Tables, attempt: BookingAttempt) -> None:
    """After each change of its state: where it is looked for."""
    if attempt.state in ("booking", "unknown"):
        t.open_attempts[attempt.id] = attempt
    else:
        t.open_attempts.pop(attempt.id, None)


def begin_booking(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    slot: str,
    seats: int,
    moves: Id | None,
    attempt: Id,
    token: str,
    now: Moment,
) -> JSON:
    talk = conversation_in(t, workspace, conversation)
    wanted = slot_in(t, workspace, conversation, slot)
    if talk is None or wanted is None:
        raise not_found("this conversation was not offered that slot")
    known = _attempt_for(t, talk.lead_id, wanted)
    if known and known.state == "booked" and known.conversation_id == conversation:
        return attempt_json(t, known, fresh=False)
    _refuse_a_second(t, talk, known, moves, now)
    email = t.leads[talk.lead_id].email or ""
    if known is not None:  # never settled: now it is this turn's to settle
        known.moves, known.turn_id, known.conversation_id = moves, turn, conversation
        known.slot_id, known.doubted_at, known.looks = wanted.id, None, 0
        known.next_look = now + IN_FLIGHT
        if email not in known.emails:
            known.emails.append(email)
        known.created_at = known.updated_at = now  # wished for again
        return attempt_json(t, known, fresh=False)
    if wanted.expires_at <= now or wanted.starts_at <= now:
        raise not_found("the slot has expired")
    seat, doubtful = _free_seat(t, wanted, seats, now)
    if seat is None:
        raise Rejected("CRM: another lead has the last seat", reason="slot_taken")
    for each in doubtful:  # nobody knows how it ended: the calendar decides, not its seat
        each.state, each.next_look = "unknown", now
        keep_attempt(t, each)
    made = BookingAttempt(
        id=attempt,
        workspace_id=workspace,
        conversation_id=conversation,
        lead_id=talk.lead_id,
        turn_id=turn,
        slot_id=wanted.id,
        event_type=wanted.event_type,
        starts_at=wanted.starts_at,
        seat=seat,
        seats=seats,
        state="booking",
        token=token,
        emails=[email],
        moves=moves,
        next_look=now + IN_FLIGHT,
        created_at=now,
        updated_at=now,
    )
    _add_attempt(t, made)
    return attempt_json(t, made, fresh=True)


def _add_attempt(t: Tables, attempt: BookingAttempt) -> None:
    if attempt.id in t.booking_attempts or attempt.token in t.attempt_tokens:
        raise conflict("this id is taken")
    t.booking_attempts[attempt.id] = t.attempt_tokens[attempt.token] = attempt
    t.attempts_of[attempt.lead_id].append(attempt)
    key = (attempt.workspace_id, attempt.event_type, attempt.starts_at)
    t.attempts_at[key].append(attempt)
    keep_attempt(t, attempt)


def _attempt_for(t: Tables, lead: str, slot: Slot) -> BookingAttempt | None:
    """The lead's newest for this start that has not failed and still counts."""
    mine = [
        each
        for each in t.attempts_of.get(lead, ())
        if each.event_type == slot.event_type
        and each.starts_at == slot.starts_at
        and each.state in LIVE
        and each.released_at is None
    ]
    return max(mine, key=lambda each: each.created_at, default=None)


def _refuse_a_second(
    t: Tables, talk: Conversation, known: BookingAttempt | None, moves: str | None, now: Moment
) -> None:
    live = live_meeting_of(t, talk.workspace_id, talk.lead_id, now)
    if moves is None and live is not None and live.state == "booked":
        raise conflict("the lead already has a meeting")
    mine = meetings_of(t, talk.workspace_id, talk.lead_id)
    if moves is not None and not any(m.id == moves and m.to_come(now) for m in mine):
        raise conflict("the lead has no such meeting to move")
    for each in t.attempts_of.get(talk.lead_id, ()):
        if each.state == "booking" and each is not known and each.updated_at > now - IN_FLIGHT:
            raise conflict("another booking of this lead is under way")


def _free_seat(
    t: Tables, slot: Slot, seats: int, now: Moment
) -> tuple[int | None, list[BookingAttempt]]:
    """The first free seat, and the attempts whose seat nobody is sure of any more.

    What the calendar has left sinks as we book: the most it ever had of a start is what that seats.
    """
    others = t.attempts_at.get((slot.workspace_id, slot.event_type, slot.starts_at), [])
    doubtful = [a for a in others if a.state == "booking" and a.updated_at < now - IN_FLIGHT]
    there_are = max(seats, max((a.seats for a in others), default=0)) if seats > 0 else 0
    taken = {a.seat for a in others if a.holds_its_seat and a not in doubtful}
    free = next((seat for seat in range(1, there_are + 1) if seat not in taken), None)
    return free, doubtful


def hold_seat(t: Tables, attempt: BookingAttempt, meeting: str, now: Moment) -> None:
    """The calendar has booked, so the seat is taken, whatever we thought.

    Where another lead has its number, the next free one stands for it.
    """
    key = (attempt.workspace_id, attempt.event_type, attempt.starts_at)
    taken = {a.seat for a in t.attempts_at[key] if a.holds_its_seat and a is not attempt}
    seat = attempt.seat
    while seat in taken and attempt.released_at is None:
        seat += 1
    if attempt.meeting_id != meeting:
        t.attempts_for[meeting].append(attempt)
    attempt.state, attempt.meeting_id, attempt.seat = "booked", meeting, seat
    attempt.updated_at = now
    keep_attempt(t, attempt)


def settle_booked(
    t: Tables,
    attempt: BookingAttempt,
    *,
    turn: str,
    booked: JSON,
    mode: str,
    meeting: str,
    receipt: str,
    now: Moment,
) -> Receipt | None:
    """The lead's one meeting. None where another, wished for later, is it: then this one goes."""
    old = attempt.moves
    made = _meeting_of(t, attempt, booked, mode, meeting, now)
    hold_seat(t, attempt, made.id, now)
    other = meeting_beside(t, attempt, made.id, now)
    if unwished_since(t, attempt) or (other and wished_before(t, attempt, other)):
        end_meeting(t, made, "canceled", now)
        to_cancel(t, made, attempt.conversation_id, turn, "surplus", look=now, now=now)
        return None
    for replaced in (old if old != made.id else None, other.id if other else None):
        _replace_meeting(t, attempt, replaced, turn, now)
    meeting_made(t, attempt.workspace_id, attempt.lead_id, now)
    return put_receipt(
        t,
        t.conversations[attempt.conversation_id],
        receipt=receipt,
        turn=turn,
        kind="booked" if old is None and other is None else "moved",
        subject=made.id,
        body=meeting_json(made),
        now=now,
    )


def _meeting_of(
    t: Tables, attempt: BookingAttempt, booked: JSON, mode: str, meeting: str, now: Moment
) -> Meeting:
    """Made, unless it was booked on the link's page and heard of before."""
    known = t.invitees.get((attempt.workspace_id, booked["invitee_uri"]))
    if known is not None:
        if known.lead_id != attempt.lead_id:
            raise conflict("the booking is another lead's")
        return known
    slot = t.slots[attempt.slot_id]
    made = Meeting(
        id=meeting,
        workspace_id=attempt.workspace_id,
        lead_id=attempt.lead_id,
        conversation_id=attempt.conversation_id,
        state="booked",
        mode=mode,
        event_type=slot.event_type,
        event_name=slot.event_name,
        starts_at=moment_of(booked["starts_at"]),
        starts_text=booked["starts_at"],
        ends_text=booked["ends_at"],
        cancel_url=booked["cancel_url"],
        reschedule_url=booked["reschedule_url"],
        event_uri=booked["event_uri"],
        invitee_uri=booked["invitee_uri"],
        replaces=attempt.moves,
        booked_at=now,
        created_at=now,
        updated_at=now,
    )
    add_meeting(t, made)
    return made


def _replace_meeting(
    t: Tables, attempt: BookingAttempt, old: str | None, turn: str, now: Moment
) -> None:
    """Its turn cancels the old event next; if that turn dies, somebody else does a little later."""
    found = t.meetings.get(old or "")
    if found is None or not end_meeting(t, found, "moved", now):
        return
    if found.event_uri is not None:
        look = now + IN_FLIGHT
        to_cancel(t, found, attempt.conversation_id, turn, "moved", look=look, now=now)


def end_booking(
    t: Tables,
    *,
    workspace: Id,
    attempt: Id,
    turn: Id | None,
    state: str,
    booked: JSON | None,
    mode: str,
    meeting: Id,
    receipt: Id,
    now: Moment,
) -> JSON | None:
    found = attempt_in(t, workspace, attempt)
    if found.state == "booked":
        return proof_of(t, found)  # Calendly's own news was faster
    if state != "booked":
        if state not in LIVE and state != "failed":
            raise invalid("there is no such state")
        found.state, found.updated_at, found.next_look = state, now, now
        found.doubted_at = now if state == "unknown" else None
        keep_attempt(t, found)
        return None
    if booked is None:
        raise invalid("a booking says what was booked")
    proof = settle_booked(
        t,
        found,
        turn=turn or found.turn_id,
        booked=booked,
        mode=mode,
        meeting=meeting,
        receipt=receipt,
        now=now,
    )
    return receipt_json(proof) if proof else None


def attempt_in(t: Tables, workspace: str, attempt: str) -> BookingAttempt:
    found = t.booking_attempts.get(attempt)
    return the(found if found and found.workspace_id == workspace else None)


FUNCTIONS: tuple[Function, ...] = (
    begin_booking,
    end_booking,
)
