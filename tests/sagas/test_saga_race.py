"""Many leads ask for one time at once, in two processes: as many get it as it seats."""

import pytest

from tests.sagas.laboratory import Laboratory, Office
from tests.sagas.leads import Lead
from tests.sagas.operations import BOOK, ready_lead
from tests.sagas.truth import Belief, assert_true_in_the_end


async def crowd_at_one_time(lab: Laboratory, *, leads: int, seats: int) -> None:
    office = await lab.open_office(seats=seats)
    crowd = [await ready_lead(office, BOOK) for _ in range(leads)]
    wanted = {(await lead.choices())[0]["title"] for lead in crowd}
    assert len(wanted) == 1

    for lead in crowd:
        await office.hear(await lead.pressing(0))
    await office.work_at_once()
    await office.converge()

    beliefs = [await assert_true_in_the_end(lead) for lead in crowd]
    assert sum(belief.live is not None for belief in beliefs) == seats
    await assert_the_rest_have_a_choice(crowd, beliefs, lost=wanted.pop())
    assert await seats_taken(office) == seats


async def assert_the_rest_have_a_choice(
    crowd: list[Lead], beliefs: list[Belief], *, lost: str
) -> None:
    for lead, belief in zip(crowd, beliefs, strict=True):
        titles = [choice["title"] for choice in await lead.choices()]
        if belief.live is None:
            assert titles
            assert lost not in titles


async def seats_taken(office: Office) -> int:
    async with office.lab.store.transaction(office.account) as tx:
        return len(await tx.find("invitee", status="active"))


@pytest.mark.parametrize(("leads", "seats"), [(20, 1), (12, 3)])
async def test_of_many_who_want_one_time_as_many_get_it_as_it_seats(
    lab: Laboratory, leads: int, seats: int
) -> None:
    await crowd_at_one_time(lab, leads=leads, seats=seats)


@pytest.mark.heavy
@pytest.mark.parametrize("seats", [1, 7])
async def test_of_two_hundred_who_want_one_time_as_many_get_it_as_it_seats(
    lab: Laboratory, seats: int
) -> None:
    await crowd_at_one_time(lab, leads=200, seats=seats)
