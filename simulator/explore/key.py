"""What tells two situations apart: rows without ids and times, leads and slots without names.

Of a time only what is asked of it stays: whether it is over, and which of two came first. A row
that nothing asks for any more (an ended run, a meeting that is gone from both sides) is left out.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations

from simulator.crm import meeting_rows as kept
from simulator.crm.removals import IN_FLIGHT
from simulator.crm.tables import Tables
from simulator.crm.talk_rows import Conversation, Run
from simulator.crm.turns import turn_is_open
from simulator.crm.values import Moment
from simulator.crm.wishes import unwished_since
from simulator.explore.scene import Scene, Work

Key = tuple[Hashable, ...]


def key_of(scene: Scene) -> Key:
    """The least of all ways to name the leads and the slots."""
    ways = [_named(scene, names) for names in permutations(range(len(scene.slots[0])))]
    return min(ways, key=repr) if len(ways) > 1 else ways[0]


def _named(scene: Scene, names: Sequence[int]) -> Key:
    leads = sorted((_lead(scene, lead, names) for lead in (0, 1)), key=repr)
    return (scene.crashes, scene.lost, *leads)


def _lead(scene: Scene, lead: int, names: Sequence[int]) -> Key:
    t, talk = scene.tables, scene.talk(lead)
    person = t.leads[talk.lead_id]
    attempts = [each for each in t.attempts_of[person.id] if _counts(scene, each)]
    meetings = [each for each in t.meetings_of[person.id] if _matters(t, each)]
    order = _Order(t, attempts, meetings)
    return (
        scene.left[lead],
        person.status,
        person.status_before_opt_out,
        talk.mode,
        talk.superseded,
        tuple(_renamed(each.text, names) for each in t.waiting_in[talk.id].values()),
        tuple(_run(scene, talk, each, meetings) for each in t.runs_of[talk.id] if _open(each)),
        tuple(_attempt(scene, each, order, names) for each in attempts),
        tuple(_meeting(scene, each, order, names) for each in meetings),
        tuple(_replies(scene, talk)),
        tuple(sorted((_work(scene, each, order, names) for each in _mine(scene, talk)), key=repr)),
    )


class _Order:
    """Which row is meant, and which came first, without their ids and times."""

    def __init__(
        self, t: Tables, attempts: list[kept.BookingAttempt], meetings: list[kept.Meeting]
    ) -> None:
        self.tables = t
        self.attempts = [each.id for each in attempts]
        self.meetings = [each.id for each in meetings]
        moments = {each.created_at for each in attempts}
        moments |= {each.created_at for each in meetings}
        moments |= {self._wished(each) for each in meetings}
        self.ranks = {moment: rank for rank, moment in enumerate(sorted(moments))}

    def _wished(self, meeting: kept.Meeting) -> Moment:
        wishes = [each.created_at for each in self.tables.attempts_for.get(meeting.id, ())]
        return max(wishes, default=meeting.created_at)

    def ranks_of(self, row: kept.BookingAttempt | kept.Meeting) -> Key:
        wished = self._wished(row) if isinstance(row, kept.Meeting) else row.created_at
        return (self.ranks[row.created_at], self.ranks[wished])

    def place_of(self, row: str | None) -> int:
        for rows in (self.attempts, self.meetings):
            if row in rows:
                return rows.index(row)
        return -1 if row is None else -2


def _renamed(wish: str, names: Sequence[int]) -> str:
    return f"slot {names[int(wish[5:])]}" if wish.startswith("slot ") else wish


def _open(run: Run) -> bool:
    return run.state in ("pending", "running")


def _counts(scene: Scene, attempt: kept.BookingAttempt) -> bool:
    """It may still lead to something, or the calendar has something by it."""
    if attempt.state in ("booking", "unknown") or attempt.token in scene.calendar.values():
        return True
    asked = any(work.asked == attempt.id for work in scene.at_work)
    return asked or (attempt.state == "booked" and attempt.released_at is None)


def _matters(t: Tables, meeting: kept.Meeting) -> bool:
    return meeting.state in ("booked", "link_sent") or meeting.id in t.open_cancellations


def _run(scene: Scene, talk: Conversation, run: Run, meetings: list[kept.Meeting]) -> Key:
    held = run.lease_until is not None and run.lease_until > scene.now
    notice = scene.tables.receipts[run.notice].kind if run.notice else ""
    return (run.state, run.joins, held, notice, tuple(_owed(scene, run.id)))


def _owed(scene: Scene, turn: str) -> Iterable[str]:
    return (each.kind for each in scene.tables.receipts_of.get(turn, ()))


def _attempt(scene: Scene, row: kept.BookingAttempt, order: _Order, names: Sequence[int]) -> Key:
    t, slot = scene.tables, scene.slot_of(row.starts_at.isoformat())
    return (
        names[slot],
        row.state,
        row.seat,
        row.released_at is None,
        row.updated_at < scene.now - IN_FLIGHT,
        _due(scene, row),
        row.doubted_at is None,
        order.place_of(row.moves),
        order.place_of(row.meeting_id),
        order.ranks_of(row),
        turn_is_open(t, row.workspace_id, row.turn_id),
        unwished_since(t, row),
        scene.calendar.get(slot) == row.token,
    )


def _meeting(scene: Scene, row: kept.Meeting, order: _Order, names: Sequence[int]) -> Key:
    t, going = scene.tables, scene.tables.open_cancellations.get(row.id)
    leaving: Key = ()
    if going is not None:
        open_turn = turn_is_open(t, row.workspace_id, going.turn_id)
        leaving = (going.why, _due(scene, going), going.doubted_at is None, open_turn)
    there = [names[slot] for slot, token in scene.calendar.items() if token == row.event_uri]
    return (row.state, leaving, tuple(there), order.ranks_of(row))


def _due(scene: Scene, row: kept.BookingAttempt | kept.Cancellation) -> bool | None:
    return None if row.next_look is None else row.next_look <= scene.now


def _replies(scene: Scene, talk: Conversation) -> Iterable[Key]:
    for each in scene.tables.open_replies.values():
        if each.conversation_id == talk.id:
            yield (each.text, each.state, tuple(_owed(scene, each.turn_id)))


def _mine(scene: Scene, talk: Conversation) -> Iterable[Work]:
    return (each for each in scene.at_work if each.talk == talk.id)


def _work(scene: Scene, work: Work, order: _Order, names: Sequence[int]) -> Key:
    t = scene.tables
    run = t.runs[work.run]
    waiting = t.waiting_in[work.talk]
    return (
        work.place,
        _renamed(work.wish, names),
        sum(seq <= work.covers for seq in waiting),
        (run.state, run.attempt - work.attempt, work.run in t.turns),
        order.place_of(work.asked),
        work.fresh,
        order.place_of(work.moves),
        work.outcome,
        work.proof["kind"] if work.proof else None,
        work.effects,
        work.silent,
        work.stalled,
    )
