"""A lead who was told that nobody is sure yet does not wait: their last wish is what they get."""

from datetime import timedelta

from emulator.faults import Fault
from tests.sagas.laboratory import Laboratory, Office
from tests.sagas.leads import Lead
from tests.sagas.operations import BOOK, MOVE, Operation, ready_lead
from tests.sagas.truth import assert_true_in_the_end, booked_rows

MINUTE = timedelta(minutes=1)
THURSDAY = 3


async def in_doubt(lab: Laboratory, operation: Operation) -> tuple[Office, Lead]:
    """The calendar has booked. Its answer is lost, a look shows nothing, and its word is late."""
    office = await lab.open_office()
    lead = await ready_lead(office, operation)
    lab.fail(
        Fault(kind="timeout_after"),
        Fault(kind="error_before", on="GET /scheduled_events", times=3),
        Fault(kind="webhook_late", on="*", seconds=600),
    )
    await lead.say("esa", choose=operation.choose)
    lab.stop_failing()
    assert "no sé si tu hora ha quedado apuntada" in (await lead.replies())[-1]["text"]
    return office, lead


async def test_who_takes_another_time_meanwhile_has_that_one(lab: Laboratory) -> None:
    office, lead = await in_doubt(lab, BOOK)

    lab.clock.now += MINUTE
    await lead.say("Quiero una reunión el jueves")
    await lead.say("la segunda", choose=1)
    await office.converge()

    belief = await assert_true_in_the_end(lead)
    [meeting] = await booked_rows(lead)
    assert meeting["starts_at"].weekday() == THURSDAY
    assert belief.live == str(meeting["id"])


async def test_who_asks_for_the_same_time_again_has_it_once(lab: Laboratory) -> None:
    office, lead = await in_doubt(lab, BOOK)
    offer = next(reply for reply in await lead.replies() if reply["choices"])

    again = offer["choices"][BOOK.choose]
    await office.hear(lead.writing(again["title"], choice=again["id"]))
    await office.work()
    await office.converge()

    belief = await assert_true_in_the_end(lead)
    assert [kind for kind, _ in belief.claims] == ["booked"]


async def test_who_cancels_while_a_move_is_in_doubt_has_no_meeting(lab: Laboratory) -> None:
    office, lead = await in_doubt(lab, MOVE)

    lab.clock.now += MINUTE
    await lead.say("Mejor cancela mi reunión")
    await lead.say("sí", choose=0)
    await office.converge()

    belief = await assert_true_in_the_end(lead)
    assert await booked_rows(lead) == []
    assert belief.claims[-1][0] == "canceled"
