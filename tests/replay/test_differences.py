"""Where two values differ is said in words, and a tape tells what was asked otherwise."""

import pytest

from server.recording.differences import difference
from server.recording.plain import Plain
from server.recording.played import Playing, Unrecorded

NOTED = {"call": "crm.note", "asked": {"lead_id": "l", "details": {"name": "Ana"}}, "gave": None}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"a": 1}, {"a": 2}, "a was 1 and is 2"),
        ({"a": {"b": ["x"]}}, {"a": {"b": ["y"]}}, 'a.b[0] was "x" and is "y"'),
        ({"a": 1}, {}, "a was 1 and is not there"),
        ({}, {"a": 1}, "a was not there and is 1"),
        ({"a": [1]}, {"a": [1, 2]}, "a had 1 entries and has 2"),
        ({"a": None}, {"a": [1]}, "a was null and is [1]"),
    ],
)
def test_the_first_difference_is_named(before: Plain, now: Plain, told: str | None) -> None:
    assert difference(before, now) == told


def test_a_tape_answers_the_same_question_once() -> None:
    playing = Playing(calls=[NOTED])

    assert playing.answer("crm.note", NOTED["asked"]) == NOTED
    with pytest.raises(Unrecorded, match="which the recording did not"):
        playing.answer("crm.note", NOTED["asked"])


def test_a_question_that_was_put_otherwise_is_told_beside_the_recorded_one() -> None:
    playing = Playing(calls=[NOTED])

    with pytest.raises(Unrecorded, match=r'details\.name was "Ana" and is "Eva"'):
        playing.answer("crm.note", {"lead_id": "l", "details": {"name": "Eva"}})


def test_a_question_that_is_not_put_any_more_is_a_difference() -> None:
    playing = Playing(calls=[NOTED])

    playing.finish()

    assert playing.first_difference == 'it did not ask crm.note(details={"name":"Ana"}) any more'
