"""T9: no failure is told as a success, and whatever was done with less says so."""

from collections.abc import Iterator

from simulator.books import Answered, Books, Row
from simulator.checkers.told import told_in
from simulator.checkers.violation import Violation, broken

PROMISE = "T9"
MODES = frozenset({"full", "fallback", "error", "not_configured"})


def results_are_true(books: Books) -> list[Violation]:
    return [
        *_traces(books),
        *(found for each in books.answered or () for found in _judge(books, each)),
    ]


def _traces(books: Books) -> Iterator[Violation]:
    """A model that failed is named as the reason why less was done."""
    for turn in books.rows("turns"):
        trace = turn["trace"]
        calls = (trace.get("model") or {}).get("calls") or ()
        if any(each.get("failed") for each in calls) and not trace.get("degraded_reason"):
            yield broken(PROMISE, "a model failed, and the turn does not say so", turn)


def _judge(books: Books, answered: Answered) -> Iterator[Violation]:
    result = answered.result
    turn = next(iter(books.of_run("turns", answered.run_id)), None)
    if result.get("success") and result.get("error"):
        yield broken(PROMISE, "a result is a success and an error at once", turn)
    if result.get("mode") not in MODES:
        yield broken(PROMISE, "a result does not say in which mode it came about", turn)
    if turn is None:
        return
    if turn["trace"].get("degraded_reason") != result.get("degraded_reason"):
        yield broken(PROMISE, "a result hides why less was done", turn)
    if not result.get("success"):
        return
    if result.get("action") == "meeting_scheduled" and not _scheduled(books, turn):
        yield broken(PROMISE, "a result tells of a meeting that no row shows", turn)
    if result.get("action") == "handed_over" and not _in_turn(books, turn, "handed_over"):
        yield broken(PROMISE, "a result tells of a handover that no row shows", turn)


def _scheduled(books: Books, turn: Row) -> bool:
    return any(_in_turn(books, turn, kind) for kind in ("booked", "moved", "link_sent"))


def _in_turn(books: Books, turn: Row, kind: str) -> bool:
    """Earned in this turn, or told in it."""
    earned = [each["kind"] for each in books.of_turn("receipts", turn["id"])]
    return kind in {*earned, *told_in(books, turn)}
