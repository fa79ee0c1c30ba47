"""Whatever the model does, every promise holds: demons times scenarios times checkers."""

from collections import Counter

import pytest

from simulator.books import Books
from simulator.checkers import violations
from simulator.checkers.violation import Violation
from simulator.demons import Whim, whims
from tests.demons.nights import night
from tests.demons.scenarios import SCENARIOS
from tests.sagas.laboratory import Laboratory
from tests.sizes import sized

TURNS = sized(5_000, full=100_000, small=1_500)


def assert_kept(books: Books) -> None:
    found = violations(books)
    assert not found, "\n".join(_shown(books, each) for each in found[:20])


def _shown(books: Books, found: Violation) -> str:
    texts = (books.find(table, each) for each in found.rows for table in ("outbox", "messages"))
    return "\n    ".join([str(found), *(str(row["text"]) for row in texts if row)])


async def test_no_promise_breaks_in_a_short_night_of_demons(lab: Laboratory) -> None:
    books = await night(lab, whims(), thinned=9)

    assert_kept(books)


async def test_leads_get_what_they_came_for_where_the_model_does_nothing(lab: Laboratory) -> None:
    """Else there would be little to break."""
    wishes = ("book", "move", "cancel", "stop", "person")
    lazy: dict[str, Whim] = {"lazy": whims()["lazy"]}

    books = await night(lab, lazy, scenarios={name: SCENARIOS[name] for name in wishes})

    earned = {str(each["kind"]) for each in books.rows("receipts")}
    assert earned >= {"booked", "moved", "canceled", "opted_out", "opted_in", "handed_over"}
    assert_kept(books)


@pytest.mark.heavy
async def test_no_promise_breaks_in_thousands_of_turns(
    lab: Laboratory, capsys: pytest.CaptureFixture[str]
) -> None:
    turns, seed = 0, 0
    earned: Counter[str] = Counter()
    while turns < TURNS:
        again, storms = (len(SCENARIOS) if seed == 0 else 0), seed % 3 == 1
        books = await night(lab, whims(), again=again, storms=storms, seed=seed)
        assert_kept(books)
        turns, seed = turns + len(books.rows("turns")), seed + 1
        earned.update(str(each["kind"]) for each in books.rows("receipts"))
        with capsys.disabled():
            print(f"\r{turns:,} turns with demons, 0 violations", end="")  # noqa: T201
    with capsys.disabled():
        print(f"; receipts: {dict(earned.most_common())}", end=" ")  # noqa: T201
