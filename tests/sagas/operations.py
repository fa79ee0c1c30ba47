"""Booking, moving and canceling: how a lead gets there, and the last message that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.sagas.fate import Died, When
from tests.sagas.laboratory import LEASE, Office
from tests.sagas.leads import Lead

LATE = 2  # of the slots on offer: a meeting that will not have begun before all has come to rest


async def _offered(lead: Lead) -> None:
    await lead.say(f"Soy Ana López, {lead.email}. Quiero una reunión.")


async def _booked(lead: Lead) -> None:
    await _offered(lead)
    await lead.say("la tercera", choose=LATE)
    await lead.office.converge()


async def _asked_to_move(lead: Lead) -> None:
    await _booked(lead)
    await lead.say("Quiero cambiar la hora de la reunión")


async def _asked_to_cancel(lead: Lead) -> None:
    await _booked(lead)
    await lead.say("Cancela mi reunión")


@dataclass(frozen=True, kw_only=True)
class Operation:
    name: str
    prepare: Callable[[Lead], Awaitable[None]]
    choose: int
    """The button of the last message."""
    claim: str
    """The receipt that proves it."""
    steps: frozenset[str]
    """What leaves something behind; no more than what a recording has to show at least."""


TURN = frozenset({"crm.ingest", "crm.claim_run", "crm.note", "crm.commit_turn"})
BOOK = Operation(
    name="book",
    prepare=_offered,
    choose=LATE,
    claim="booked",
    steps=TURN | {"crm.begin_booking", "POST /invitees", "crm.end_booking"},
)
MOVE = Operation(
    name="move",
    prepare=_asked_to_move,
    choose=1,
    claim="moved",
    steps=BOOK.steps | {"POST /scheduled_events/*/cancellation", "crm.old_time_freed"},
)
CANCEL = Operation(
    name="cancel",
    prepare=_asked_to_cancel,
    choose=0,
    claim="canceled",
    steps=TURN | {"crm.begin_cancel", "POST /scheduled_events/*/cancellation", "crm.end_cancel"},
)
OPERATIONS = (BOOK, MOVE, CANCEL)


async def ready_lead(office: Office, operation: Operation) -> Lead:
    lead = Lead(office=office)
    await operation.prepare(lead)
    return lead


async def perform(
    lead: Lead, operation: Operation, *, death: tuple[int, When] | None = None
) -> bool:
    """The last message, and what comes of it once everything has come to rest. Whether it died."""
    office = lead.office
    message = await lead.pressing(operation.choose)
    office.start_again()  # so that the steps are the same every time
    office.fate.listen(death=death)
    try:
        await office.hear(message)
        await office.work()
        died = False
    except Died:
        office.start_again()
        died = True
    finally:
        office.fate.ignore()
    await office.hear(message)  # a platform sends again what it saw no answer to
    office.lab.clock.now += LEASE
    await office.converge()
    return died


async def steps_of(office: Office, operation: Operation) -> list[str]:
    """The steps of the operation where nothing goes wrong."""
    await perform(await ready_lead(office, operation), operation)
    return office.fate.steps
