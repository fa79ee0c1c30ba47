"""An event that several leads are in: what one of them does leaves the others where they are."""

import pytest

from tests.sagas.laboratory import Laboratory
from tests.sagas.leads import Lead
from tests.sagas.operations import BOOK, CANCEL, MOVE, OPERATIONS, Operation, perform, ready_lead
from tests.sagas.truth import assert_true_in_the_end, booked_rows


async def two_in_one_event(lab: Laboratory) -> tuple[Lead, Lead]:
    office = await lab.open_office(seats=3)
    both = await ready_lead(office, BOOK), await ready_lead(office, BOOK)
    for lead in both:
        await perform(lead, BOOK)
    events = {invitee["event"] for lead in both for invitee in await seats_of(lead)}
    assert len(events) == 1
    return both


async def seats_of(lead: Lead) -> list[dict[str, str]]:
    return await lead.office.live_in_calendar(lead.email)


@pytest.mark.parametrize(
    ("asks", "operation"),
    [("Cancela mi reunión", CANCEL), ("Quiero cambiar la hora de la reunión", MOVE)],
    ids=["cancel", "move"],
)
async def test_who_leaves_a_group_is_shown_their_own_page(
    lab: Laboratory, asks: str, operation: Operation
) -> None:
    lead, other = await two_in_one_event(lab)

    await lead.say(asks)
    await perform(lead, operation)

    for each in (lead, other):
        await assert_true_in_the_end(each)
        assert len(await booked_rows(each)) == 1
    assert "https://calendly.test/" in (await lead.replies())[-1]["text"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_who_is_alone_in_a_group_event_may_do_what_they_like(
    lab: Laboratory, operation: Operation
) -> None:
    lead = await ready_lead(await lab.open_office(seats=3), operation)

    await perform(lead, operation)

    belief = await assert_true_in_the_end(lead)
    assert belief.claims[-1][0] == operation.claim
