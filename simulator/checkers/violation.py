"""A promise that was broken, and where."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.books import Books, Row


@dataclass(frozen=True, kw_only=True)
class Violation:
    promise: str
    sentence: str
    rows: tuple[str, ...] = ()
    """Ids of the rows that show it."""

    def __str__(self) -> str:
        return f"{self.promise}: {self.sentence} ({', '.join(self.rows)})"


Checker = Callable[[Books], list[Violation]]


def broken(promise: str, sentence: str, *rows: Row | None) -> Violation:
    ids = tuple(str(row.get("id", row.get("meeting_id", "?"))) for row in rows if row is not None)
    return Violation(promise=promise, sentence=sentence, rows=ids)
