"""T10: every turn was recorded to its end, and goes the same way when it is taken again."""

from simulator.books import Books
from simulator.checkers.violation import Violation, broken


def turns_are_recorded(books: Books) -> list[Violation]:
    if not books.recorded:
        return []
    whole = {
        str(each["run_id"]) for each in books.rows("recordings") if each["left_hash"] is not None
    }
    return [
        *(
            broken("T10", "a turn was not recorded to its end", turn)
            for turn in books.rows("turns")
            if turn["run_id"] and str(turn["run_id"]) not in whole
        ),
        *(
            Violation(promise="T10", sentence=f"taken again, {how}", rows=(run_id,))
            for run_id, how in books.otherwise.items()
        ),
    ]
