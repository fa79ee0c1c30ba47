"""T10: every turn was recorded to its end, so that it can be taken again."""

from simulator.books import Books
from simulator.checkers.violation import Violation, broken


def turns_are_recorded(books: Books) -> list[Violation]:
    if not books.recorded:
        return []
    whole = {
        str(each["run_id"]) for each in books.rows("recordings") if each["left_hash"] is not None
    }
    return [
        broken("T10", "a turn was not recorded to its end", turn)
        for turn in books.rows("turns")
        if turn["run_id"] and str(turn["run_id"]) not in whole
    ]
