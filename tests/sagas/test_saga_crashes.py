"""A process that dies at any step of a booking, move or cancellation: done once, told once."""

import pytest

from tests.sagas.laboratory import Laboratory
from tests.sagas.operations import BOOK, OPERATIONS, Operation, perform, ready_lead, steps_of
from tests.sagas.truth import assert_true_in_the_end

EACH_TIME = [
    each if each is BOOK else pytest.param(each, marks=pytest.mark.heavy) for each in OPERATIONS
]
"""A move and a cancellation take longer: `make prove`."""


@pytest.mark.slow
@pytest.mark.parametrize("operation", EACH_TIME, ids=lambda each: each.name)
async def test_whoever_dies_at_whatever_step_it_is_done_once_and_told_once(
    lab: Laboratory, operation: Operation
) -> None:
    office = await lab.open_office()
    steps = await steps_of(office, operation)
    assert operation.steps <= set(steps)

    for place, step in enumerate(steps):
        for when in ("before", "after"):
            lead = await ready_lead(office, operation)
            try:
                assert await perform(lead, operation, death=(place, when)), "it did not die"
                belief = await assert_true_in_the_end(lead)
                assert belief.claims[-1][0] == operation.claim, belief
            except AssertionError as error:
                error.add_note(f"died {when} step {place}, {step}")
                raise
