"""The laboratory sees what it is there to see: each rule broken on purpose is noticed."""

from typing import Any

import pytest

from emulator.faults import Fault
from tests.sagas.fate import When
from tests.sagas.laboratory import Laboratory
from tests.sagas.operations import BOOK, CANCEL, MOVE, Operation, perform, ready_lead, steps_of
from tests.sagas.truth import assert_true_in_the_end
from tools.ports.arrivals import Attempt
from tools.ports.calendar import Receipt
from tools.ports.unsettled import CancelAttempt, Unsettled


class Broken:
    """A CRM as good as its word, but for what its kinds below get wrong."""

    def __init__(self, crm: Any) -> None:
        self.crm = crm

    def __getattr__(self, name: str) -> Any:  # whatever the port has
        return getattr(self.crm, name)


class ForgetsTries(Broken):
    """Every try looks like the first, so nobody looks before booking again."""

    async def begin_booking(self, *args: Any, **kwargs: Any) -> Attempt:
        attempt: Attempt = await self.crm.begin_booking(*args, **kwargs)
        return {**attempt, "fresh": True}


class ForgetsOldTimes(Broken):
    """A move is over once the new time is booked."""

    async def begin_booking(self, *args: Any, **kwargs: Any) -> Attempt:
        self.old = kwargs["moves"]
        attempt: Attempt = await self.crm.begin_booking(*args, **kwargs)
        return attempt

    async def end_booking(self, workspace: str, *args: Any, **kwargs: Any) -> Receipt | None:
        receipt: Receipt | None = await self.crm.end_booking(workspace, *args, **kwargs)
        if self.old:
            await self.crm.old_time_freed(workspace, self.old)
        return receipt


class ClaimsTooSoon(Broken):
    """What is to be canceled is taken for canceled."""

    async def begin_cancel(self, *about: str, why: str) -> CancelAttempt:
        return CancelAttempt(fresh=True, receipt=await self.crm.end_cancel(*about))


class LooksForNothing(Broken):
    """What a turn has left open stays open."""

    async def claim_unsettled(self, *, limit: int) -> Unsettled:
        return Unsettled(bookings=[], cancellations=[], untold=[])


LOST = Fault(kind="timeout_before", on="POST *")


async def end_with(
    lab: Laboratory,
    rules: type[Broken] | None,
    operation: Operation,
    *,
    fault: Fault | None = None,
    dies: tuple[str, When] | None = None,
    seats: int = 1,
) -> None:
    office = await lab.open_office(seats=seats, around=rules)
    steps = await steps_of(office, operation)
    lead = await ready_lead(office, operation)
    if fault:
        lab.fail(fault)
    try:
        death = (steps.index(dies[0]), dies[1]) if dies else None
        await perform(lead, operation, death=death)
        await assert_true_in_the_end(lead)
    finally:
        lab.stop_failing()


BREAKS: tuple[tuple[type[Broken], Operation, dict[str, Any], str], ...] = (
    (
        ForgetsTries,
        BOOK,
        {"dies": ("POST /invitees", "after"), "seats": 3},
        "2 meetings in the calendar",
    ),
    (
        ForgetsOldTimes,
        MOVE,
        {"fault": Fault(kind="timeout_before", on="POST */cancellation")},
        "2 meetings in the calendar",
    ),
    (LooksForNothing, BOOK, {"fault": LOST}, "does not come to rest"),
)


@pytest.mark.parametrize(
    ("rules", "operation", "how", "seen"), BREAKS, ids=[each[0].__name__ for each in BREAKS]
)
async def test_a_broken_rule_is_seen(
    lab: Laboratory, rules: type[Broken], operation: Operation, how: dict[str, Any], seen: str
) -> None:
    await end_with(lab, None, operation, **how)  # the rules themselves hold

    with pytest.raises(AssertionError, match=seen):
        await end_with(lab, rules, operation, **how)


async def test_a_claim_without_the_calendars_word_is_seen(lab: Laboratory) -> None:
    office = await lab.open_office(around=ClaimsTooSoon)
    lead = await ready_lead(office, CANCEL)

    await perform(lead, CANCEL)

    with pytest.raises(AssertionError):
        await assert_true_in_the_end(lead)
