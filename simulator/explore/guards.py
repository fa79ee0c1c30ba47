"""Each guard, and the same functions without it: every one of them has to be missed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.crm.tables import Function, Tables
from simulator.explore.scene import REAL, Bounds, Steps
from simulator.explore.turn import claim_of, looks_first
from tools.ports.words import JSON

ALL: Steps = {**REAL, "claim": claim_of, "looks_first": looks_first}
"""With every guard."""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A rule, who keeps it, that function without it, and the smallest world that misses it."""

    rule: str
    kept_by: str
    without: Callable[[Function], Function]
    bounds: Bounds
    breaks: str
    """The promise."""

    def left_out(self) -> Steps:
        return {**ALL, self.kept_by: self.without(ALL[self.kept_by])}


def _unseen(step: Function, index: Callable[[Tables], dict[Any, list[Any]]]) -> Function:
    """The step finds none of the rows of this index; those it adds stay."""

    def without(t: Tables, **values: Any) -> Any:
        kept = index(t)
        seen = {key: list(rows) for key, rows in kept.items()}
        kept.clear()
        try:
            return step(t, **values)
        finally:
            for key, rows in seen.items():
                kept[key][:0] = rows

    return without


def _as_if(
    step: Function, rows: Callable[[Tables], dict[Any, Any]], column: str, value: str
) -> Function:
    """To the step each row has this value; what it changes of the column is lost."""

    def without(t: Tables, **values: Any) -> Any:
        kept = {key: getattr(row, column) for key, row in rows(t).items()}
        for row in rows(t).values():
            setattr(row, column, value)
        try:
            return step(t, **values)
        finally:
            for key, row in rows(t).items():
                setattr(row, column, kept[key])

    return without


def _no_seat(begin: Function) -> Function:
    """Nobody else is seen at that time."""
    return _unseen(begin, lambda t: t.attempts_at)


def _no_only_meeting(end: Function) -> Function:
    """The lead's other meetings are not seen."""
    return _unseen(end, lambda t: t.meetings_of)


def _no_fence(commit: Function) -> Function:
    """Whoever comes has the run."""

    def without(t: Tables, *, run: str, attempt: int, **values: Any) -> JSON:
        found = t.runs[run]
        told: JSON = commit(t, run=run, attempt=found.attempt, **values)
        return told

    return without


def _no_known_turn(commit: Function) -> Function:
    """Each commit is the first, of a run that is still open."""

    def without(t: Tables, *, turn: str, run: str, attempt: int, **values: Any) -> JSON:
        t.turns.pop(turn, None)
        t.runs[run].state = "running"
        told: JSON = commit(t, turn=turn, run=run, attempt=t.runs[run].attempt, **values)
        return told

    return without


def _no_known_event(ingest: Function) -> Function:
    """What is delivered again is new."""

    def without(t: Tables, **values: Any) -> JSON | None:
        t.inbound_events.clear()
        told: JSON | None = ingest(t, **values)
        return told

    return without


def _no_consent(claim: Function) -> Function:
    return _as_if(claim, lambda t: t.leads, "status", "engaged")


def _no_person(claim: Function) -> Function:
    return _as_if(claim, lambda t: t.conversations, "mode", "bot")


def _no_look(_: Function) -> Function:
    return lambda _, *, fresh: False


def _no_proof(_: Function) -> Function:
    """An answer that was lost is told as a success."""

    def hopes(_: object, *, proof: JSON | None, outcome: str) -> JSON:
        hoped = "booked" if outcome in ("lost", "silent") else outcome or "answer"
        return {"kind": proof["kind"] if proof else hoped, "receipt": proof and proof["id"]}

    return hopes


def _bounds(
    *,
    messages: tuple[int, int] = (1, 0),
    crashes: int = 0,
    lost: int = 0,
    slots: int = 1,
    **more: Any,
) -> Bounds:
    return Bounds(slots=slots, messages=messages, crashes=crashes, lost=lost, **more)


GUARDS: tuple[Guard, ...] = (
    Guard(
        rule="a seat is held by one attempt",
        kept_by="begin_booking",
        without=_no_seat,
        bounds=_bounds(messages=(1, 1)),
        breaks="T4",
    ),
    Guard(
        rule="a newer wish takes the older meeting's place",
        kept_by="end_booking",
        without=_no_only_meeting,
        bounds=_bounds(messages=(2, 0), slots=2, crashes=1, wishes=("slot",), person=False),
        breaks="T4",
    ),
    Guard(
        rule="what was asked before is looked up before it is asked again",
        kept_by="looks_first",
        without=_no_look,
        bounds=_bounds(crashes=1, lost=1, wishes=("slot",), person=False),
        breaks="T4",
    ),
    Guard(
        rule="a process that has lost its run is fenced off",
        kept_by="commit_turn",
        without=_no_fence,
        bounds=_bounds(crashes=1),
        breaks="T5",
    ),
    Guard(
        rule="a turn is committed once",
        kept_by="commit_turn",
        without=_no_known_turn,
        bounds=_bounds(crashes=1),
        breaks="T5",
    ),
    Guard(
        rule="an event is stored once",
        kept_by="ingest_message",
        without=_no_known_event,
        bounds=_bounds(),
        breaks="T5",
    ),
    Guard(
        rule="consent is asked for in the step that sends",
        kept_by="claim_delivery",
        without=_no_consent,
        bounds=_bounds(messages=(2, 0)),
        breaks="T8",
    ),
    Guard(
        rule="who is in charge is asked for in the step that sends",
        kept_by="claim_delivery",
        without=_no_person,
        bounds=_bounds(),
        breaks="T8",
    ),
    Guard(
        rule="only a receipt says that something was done",
        kept_by="claim",
        without=_no_proof,
        bounds=_bounds(lost=1),
        breaks="T2",
    ),
)
