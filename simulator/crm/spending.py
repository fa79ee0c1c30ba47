"""What the model's calls cost: tokens are set aside before a call and settled after it."""

from collections.abc import Iterable
from datetime import timedelta

from simulator.crm.leads import lead_in
from simulator.crm.meeting_rows import Meeting, ModelCall, Window
from simulator.crm.tables import Function, Tables, conflict, invalid, not_found
from simulator.crm.values import Id, Moment, iso, seconds
from tools.ports.words import JSON

PURPOSES = ("read", "word", "schedule")
MONTH = timedelta(days=30)
SHOWN = 100  # meetings


def reserve_model_call(
    t: Tables,
    *,
    workspace: Id,
    lead: Id,
    conversation: Id,
    turn: Id,
    call: Id,
    purpose: str,
    model: str,
    tokens: int,
    cost: int | None,
    per_turn: int,
    per_lead: int,
    per_day: int,
    cost_per_turn: int | None,
    cost_per_lead: int | None,
    cost_per_day: int | None,
    life: float,
    now: Moment,
) -> str | None:
    """None, or the budget that the tokens are too many for, or their cost too much."""
    if lead_in(t, workspace, lead) is None:
        raise not_found("no such lead")
    day = t.days.setdefault(workspace, Window())
    of_turn = [c for c in t.calls_of_turn.get(turn, ()) if c.workspace_id == workspace]
    of_lead = [c for c in t.calls_of_lead.get(lead, ()) if c.at > now - MONTH]
    if tokens + sum(c.tokens(now) for c in of_turn) > per_turn:
        return "turn"
    if _too_dear(cost, of_turn, cost_per_turn, now):
        return "turn"
    if tokens + sum(c.tokens(now) for c in of_lead) > per_lead:
        return "lead"
    if _too_dear(cost, of_lead, cost_per_lead, now):
        return "lead"
    if tokens + day.tokens(now) > per_day or _too_dear(cost, day.calls, cost_per_day, now):
        return "day"
    if call in t.model_calls:
        raise conflict("this id is taken")
    if purpose not in PURPOSES or tokens < 0:
        raise invalid("such a call cannot be kept")
    made = ModelCall(
        id=call,
        workspace_id=workspace,
        lead_id=lead,
        conversation_id=conversation,
        turn_id=turn,
        purpose=purpose,
        model=model,
        reserved=tokens,
        reserved_cost=cost,
        expires_at=now + seconds(life),
        at=now,
    )
    t.model_calls[call] = made
    t.calls_of_lead[lead].append(made)
    t.calls_of_turn[turn].append(made)
    day.add(made)
    return None


def _too_dear(
    cost: int | None, spent: Iterable[ModelCall], budget: int | None, now: Moment
) -> bool:
    if cost is None or budget is None:
        return False
    return cost + sum(call.micro_dollars(now) for call in spent) > budget


def settle_model_call(
    t: Tables,
    *,
    workspace: Id,
    call: Id,
    input: int,
    cached: int,
    output: int,
    cost: int | None,
    estimated: bool,
    now: Moment,
) -> bool:
    found = t.model_calls.get(call)
    if found is None or found.workspace_id != workspace or found.settled_at is not None:
        return False
    found.input_tokens, found.cached_tokens, found.output_tokens = input, cached, output
    found.cost, found.estimated, found.settled_at = cost, estimated, now
    t.days[workspace].settle(found, now)
    return True


def model_spending(t: Tables, *, workspace: Id, lead: Id | None, days: float, now: Moment) -> JSON:
    """A workspace's, or one lead's of it."""
    since = now - timedelta(days=days)
    among = t.model_calls.values() if lead is None else t.calls_of_lead.get(lead, [])
    calls = [c for c in among if c.workspace_id == workspace and c.at > since]
    settled = [c for c in calls if c.settled_at is not None]
    meetings = t.meetings.values() if lead is None else t.meetings_of.get(lead, [])
    booked = [m for m in meetings if m.workspace_id == workspace and _after(m, since)]
    booked.sort(key=lambda m: m.booked_at or since, reverse=True)
    unpriced = [c for c in settled if c.cost is None]
    return {
        "calls": len(settled),
        "input": sum(c.input_tokens or 0 for c in calls),
        "cached": sum(c.cached_tokens or 0 for c in calls),
        "output": sum(c.output_tokens or 0 for c in calls),
        "cost": sum(c.cost or 0 for c in calls),
        "unpriced": sum((c.input_tokens or 0) + (c.output_tokens or 0) for c in unpriced),
        "estimated": sum(c.estimated for c in calls),
        "lost": sum(c.settled_at is None and c.expires_at <= now for c in calls),
        "meetings": [_cost_of(t, m) for m in booked[:SHOWN]],
    }


def _after(meeting: Meeting, since: Moment) -> bool:
    return meeting.booked_at is not None and meeting.booked_at > since


def _cost_of(t: Tables, meeting: Meeting) -> JSON:
    """The turns that booked a meeting belong to it, also what they asked after the booking."""
    booked_at = meeting.booked_at or meeting.created_at
    others = t.meetings_of[meeting.lead_id]
    earlier = [m for m in others if m.booked_at is not None and m.booked_at < booked_at]
    before = max(earlier, key=lambda m: m.booked_at or booked_at, default=None)
    mine, theirs = _turns_of(t, meeting), _turns_of(t, before) if before else set()
    calls = [
        c
        for c in t.calls_of_lead.get(meeting.lead_id, ())
        if c.settled_at is not None
        and (c.at <= booked_at or c.turn_id in mine)
        and not (before and before.booked_at and c.at <= before.booked_at)
        and c.turn_id not in theirs
    ]
    return {
        "meeting": meeting.id,
        "lead": meeting.lead_id,
        "booked_at": iso(booked_at),
        "calls": len(calls),
        "tokens": sum((c.input_tokens or 0) + (c.output_tokens or 0) for c in calls),
        "cost": sum(c.cost or 0 for c in calls),
    }


def _turns_of(t: Tables, meeting: Meeting) -> set[str]:
    return {attempt.turn_id for attempt in t.attempts_for.get(meeting.id, ())}


FUNCTIONS: tuple[Function, ...] = (
    reserve_model_call,
    settle_model_call,
    model_spending,
)
