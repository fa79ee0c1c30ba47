"""Each rule taken out on purpose is noticed by the checker of its promise, and only then."""

import pytest

from simulator.checkers import CHECKERS, violations
from tests.demons.den import Made
from tests.demons.mutants import MUTANTS, Mutant
from tests.demons.nights import night
from tests.sagas.laboratory import Laboratory


@pytest.mark.heavy
@pytest.mark.parametrize("mutant", MUTANTS, ids=[each.name for each in MUTANTS])
async def test_a_rule_taken_out_is_noticed(
    lab: Laboratory, mutant: Mutant, capsys: pytest.CaptureFixture[str]
) -> None:
    demons = {"one": mutant.whim, "another": mutant.whim}

    lines, sound = {"": mutant.lines}, Made(seats=mutant.made.seats)
    assert violations(await night(lab, demons, scenarios=lines, made=sound)) == []

    books = await night(lab, demons, scenarios=lines, made=mutant.made, again=mutant.again)

    found = CHECKERS[mutant.promise](books)
    caught = found[0].sentence if found else "NOT CAUGHT"
    with capsys.disabled():
        print(f"\n{mutant.promise:3} without {mutant.removes:58}: {caught}", end=" ")  # noqa: T201
    assert found
