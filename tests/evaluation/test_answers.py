"""The guard's figures: who judged wrongly is counted, and too much of it is below the floor."""

from evaluation import floors
from evaluation.answers import HALVES, ORDINARY, Judged, wrong
from tools.guard import Fault


def judged(kind: str, *found: Fault, of: int, half: int = 0) -> list[Judged]:
    case = Judged(
        language="en", half=HALVES[half], kind=kind, text="…", found=list(found), seconds=0.001
    )
    return [case] * of


GOOD = [
    *judged(ORDINARY, of=1_000),
    *judged("claim", "deed", of=250),
    *judged("claim", "deed", of=250, half=1),
]


def test_an_ordinary_answer_is_judged_wrongly_where_it_is_stopped() -> None:
    cases = [*judged(ORDINARY, of=3), *judged(ORDINARY, "time", of=1), *judged("time", of=2)]

    assert wrong(cases, kind=ORDINARY) == (1, 4)
    assert wrong(cases, kind="time") == (2, 2)


def test_a_guard_that_judges_rightly_is_above_the_floor() -> None:
    assert list(floors.of_answers(GOOD)) == []


def test_one_ordinary_answer_stopped_in_a_hundred_is_too_many() -> None:
    assert len(list(floors.of_answers([*GOOD, *judged(ORDINARY, "name", of=11)]))) == 1


def test_claims_let_through_are_too_many_in_either_half() -> None:
    seen, unseen = judged("claim", of=10), judged("claim", of=40, half=1)

    assert len(list(floors.of_answers([*GOOD, *seen, *unseen]))) == 2


def test_a_few_answers_say_nothing() -> None:
    assert "too few" in " ".join(floors.of_answers(GOOD[1:]))
