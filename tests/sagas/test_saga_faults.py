"""A calendar that fails in any way at any call: one meeting in the end, or a clear failure."""

from collections.abc import Iterator, Sequence

import pytest

from emulator.faults import SLOT_TAKEN_SHAPES, Fault, FaultKind
from tests.sagas.fate import When
from tests.sagas.laboratory import Laboratory
from tests.sagas.leads import Lead
from tests.sagas.operations import (
    BOOK,
    CANCEL,
    MOVE,
    OPERATIONS,
    Operation,
    perform,
    ready_lead,
    steps_of,
)
from tests.sagas.truth import assert_true_in_the_end, booked_rows

THEIR_OWN_PAGE = frozenset(
    {"link", "confirm", "move", "cancel"}
)  # it can do what its API would not
HONEST = THEIR_OWN_PAGE | {
    "calendar_down",
    "calendar_refused",
    "meeting_stays",
    "no_times",
    "offer_others",
    "slot_expired",
    "slot_taken",
}

TIMEOUTS: tuple[FaultKind, ...] = ("timeout_before", "timeout_after")
ERRORS: tuple[FaultKind, ...] = ("error_before", "error_after")
LASTING = 1_000_000
LOOKING = "GET /scheduled_events"
Death = tuple[int, When]


def silences(call: str) -> Iterator[Fault]:
    """What can happen to any call. A read is tried again, so it has to fail three times."""
    if call.startswith("GET"):
        yield Fault(kind="timeout_before", on=call, times=3)
        return
    for kind in (*TIMEOUTS, *ERRORS):
        yield Fault(kind=kind, on=call)
    for kind in TIMEOUTS:
        yield Fault(kind=kind, on=call, times=3)
    yield Fault(kind="rate_limited", on=call)
    yield Fault(kind="error_before", on=call, status=401)


def refusals(call: str) -> Iterator[Fault]:
    """What can happen to a booking besides."""
    if call == "POST /invitees":
        for shape in SLOT_TAKEN_SHAPES:
            yield Fault(kind="slot_taken", on=call, shape=shape)
        yield Fault(kind="rival_books", on=call)


WEBHOOKS = (
    Fault(kind="webhook_late", on="*", seconds=300, times=4),
    Fault(kind="webhook_twice", on="*", times=4),
    Fault(kind="webhook_reordered", on="*", times=2),
)


def is_call(step: str) -> bool:
    """Of Calendly; every other step is the CRM's."""
    return " /" in step


def faults_of(steps: Sequence[str], *, reads: bool) -> list[Fault]:
    calls = sorted({step for step in steps if is_call(step) and (reads or "POST" in step)})
    return [
        *(fault for call in calls for fault in (*silences(call), *refusals(call))),
        *WEBHOOKS,
    ]


async def suffer(
    lab: Laboratory, lead: Lead, operation: Operation, fault: Fault, death: Death | None = None
) -> None:
    """The operation under a fault, and all that has to be true after it."""
    lab.fail(fault)
    try:
        await perform(lead, operation, death=death)
        lab.stop_failing()
        await lead.office.converge()
        belief = await assert_true_in_the_end(lead)
        if operation is MOVE:
            assert len(await booked_rows(lead)) == 1, "a meeting was lost in a move"
        if operation.claim not in [kind for kind, _ in belief.claims]:
            await assert_failure_was_told(lead, belief.person)
    except AssertionError as error:
        error.add_note(f"{operation.name}: {fault}, died at {death}")
        for reply in await lead.replies():
            error.add_note(reply["text"])
        raise
    finally:
        lab.stop_failing()
        lead.office.start_again()  # forgets that Calendly had said "not now"


async def assert_failure_was_told(lead: Lead, person: bool) -> None:
    said = [segment for reply in (await lead.replies())[-3:] for segment in reply["segments"]]
    honest = {segment.get("key", segment["kind"]) for segment in said} & HONEST
    proofs = await lead.office.lab.rows(
        "select from receipts where lead_id = %s and kind = 'not_booked'", await lead.id()
    )
    assert honest or proofs or person, "a failure nobody told"


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_whatever_fails_the_lead_has_one_meeting_or_knows(
    lab: Laboratory, operation: Operation
) -> None:
    office = await lab.open_office()
    for fault in faults_of(await steps_of(office, operation), reads=False):
        await suffer(lab, await ready_lead(office, operation), operation, fault)


@pytest.mark.heavy
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_whatever_fails_and_whenever_it_dies_the_lead_has_one_meeting_or_knows(
    lab: Laboratory, operation: Operation
) -> None:
    office = await lab.open_office()
    steps = await steps_of(office, operation)
    deaths: list[Death | None] = [None]
    for place, step in enumerate(steps):
        if step in operation.steps or is_call(step):
            deaths += [(place, "before"), (place, "after")]
    for fault in faults_of(steps, reads=True):
        office = await lab.open_office()  # with an empty calendar
        for death in deaths:
            await suffer(lab, await ready_lead(office, operation), operation, fault, death)


@pytest.mark.parametrize("operation", [MOVE, CANCEL], ids=lambda each: each.name)
async def test_who_is_turned_away_is_told_that_the_meeting_stays(
    lab: Laboratory, operation: Operation
) -> None:
    office = await lab.open_office()
    lead = await ready_lead(office, operation)

    lab.fail(Fault(kind="rate_limited", on="POST *"))
    await perform(lead, operation)
    lab.stop_failing()

    said = [segment.get("key") for segment in (await lead.replies())[-1]["segments"]]
    assert said == ["meeting_stays"]
    assert len(await booked_rows(lead)) == 1


# --- what lasts ---


async def test_a_booking_nobody_can_look_for_goes_to_a_person(lab: Laboratory) -> None:
    office = await lab.open_office()
    lead = await ready_lead(office, BOOK)

    lab.fail(Fault(kind="timeout_before"), Fault(kind="error_before", on=LOOKING, times=LASTING))
    await perform(lead, BOOK)
    lab.stop_failing()

    replies = [reply["text"] for reply in await lead.replies()]
    assert "no sé si tu hora ha quedado apuntada" in replies[-2]
    assert "He avisado a una persona" in replies[-1]


async def test_an_old_time_that_stays_in_the_calendar_goes_to_a_person(lab: Laboratory) -> None:
    office = await lab.open_office()
    lead = await ready_lead(office, MOVE)

    lab.fail(Fault(kind="error_before", on="POST */cancellation", times=LASTING))
    await perform(lead, MOVE)
    lab.stop_failing()

    replies = [reply["text"] for reply in await lead.replies()]
    assert "se ha cambiado" in replies[-2]
    assert "He avisado a una persona" in replies[-1]


async def test_a_cancellation_that_was_not_heard_is_seen_to_and_told(lab: Laboratory) -> None:
    office = await lab.open_office()
    lead = await ready_lead(office, CANCEL)

    lab.fail(Fault(kind="timeout_before", on="POST */cancellation", times=3))
    await perform(lead, CANCEL)

    replies = [reply["text"] for reply in await lead.replies()]
    assert "todavía no puedo confirmar" in replies[-2]
    assert "está cancelada" in replies[-1]
    assert await office.live_in_calendar(lead.email) == []
