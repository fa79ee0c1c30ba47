"""Finishing what turns left open: what the calendar says decides, and one failure stays one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from server.parts import Parts
from server.reconcile import reconcile
from tests.contracts.meetings import TOMORROW, booking, slot_at
from tests.fakes import NOON, FakeCalendar, FakeCalendars
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import Booked, BookingOrder, Slot
from tools.ports.unsettled import OpenCancellation, Unsettled, UnsettledBooking, UntoldReceipt

SLOT: Slot = slot_at(TOMORROW, NOON)


def open_booking(name: str = "A", **changes: Any) -> UnsettledBooking:  # any field of it
    usual = UnsettledBooking(
        id=name,
        workspace="acme",
        token=f"token-{name}",
        emails=["ana@example.com"],
        slot=SLOT,
        landed=True,
        overdue=False,
    )
    return cast(UnsettledBooking, {**usual, **changes})


def open_cancellation(name: str = "A", **changes: Any) -> OpenCancellation:  # any field of it
    usual = OpenCancellation(
        workspace="acme",
        meeting_id=name,
        event_uri=f"https://api.calendly.com/scheduled_events/{name}",
        why="moved",
        begun=False,
        overdue=False,
    )
    return cast(OpenCancellation, {**usual, **changes})


@dataclass
class Books:
    """A CRM that hands out work and remembers what became of it."""

    bookings: Sequence[UnsettledBooking] = ()
    cancellations: Sequence[OpenCancellation] = ()
    untold: Sequence[UntoldReceipt] = ()
    anothers: bool = False
    """What is found turns out to be another lead's."""
    done: dict[str, str] = field(default_factory=dict)

    async def claim_unsettled(self, *, limit: int) -> Unsettled:
        return Unsettled(
            bookings=list(self.bookings),
            cancellations=list(self.cancellations),
            untold=list(self.untold),
        )

    async def reconcile_booking(
        self, workspace: str, attempt: str, outcome: str, **found: object
    ) -> bool:
        if outcome == "booked" and self.anothers:
            raise Rejected("CRM: the booking is another lead's", reason="conflict")
        self.done[attempt] = outcome
        return True

    async def reconcile_cancel(self, workspace: str, meeting: str, outcome: str) -> bool:
        self.done[meeting] = outcome
        return True

    async def announce_receipt(self, workspace: str, receipt: str) -> bool:
        self.done[receipt] = "told"
        return True


class Seeing(FakeCalendar):
    """Has booked for one token, under one address."""

    has: tuple[str, str] = ("token-A", "ana@example.com")

    async def find_booked(self, order: BookingOrder) -> Booked | None:
        self._fail("find_booked")
        return booking(order.starts_at) if (order.token, order.email) == self.has else None


async def finish(books: Books, calendar: FakeCalendar | None = None) -> dict[str, str]:
    @dataclass
    class Few:
        crm: Books
        calendars: FakeCalendars

    few: Any = Few(books, FakeCalendars(calendar or Seeing()))  # all of the parts that is asked for
    await reconcile(cast(Parts, few))
    return books.done


async def test_the_calendar_says_what_became_of_a_booking() -> None:
    done = await finish(Books(bookings=[open_booking("A"), open_booking("B")]))

    assert done == {"A": "booked", "B": "failed"}


async def test_what_may_be_on_its_way_is_looked_for_again() -> None:
    assert await finish(Books(bookings=[open_booking("B", landed=False)])) == {}


async def test_it_is_looked_for_under_every_address() -> None:
    emails = ["ana@example.com", "ana.lopez@example.com"]

    assert await finish(Books(bookings=[open_booking(emails=emails)])) == {"A": "booked"}


async def test_what_is_found_and_is_another_leads_is_none_of_this_lead() -> None:
    done = await finish(Books(bookings=[open_booking()], anothers=True))

    assert done == {"A": "failed"}


async def test_what_one_of_them_meets_keeps_no_other_from_being_finished() -> None:
    calendar = Seeing(faults={"find_booked": [Unavailable("Calendly answered 503")]})
    books = Books(
        bookings=[open_booking("B"), open_booking("A")],
        cancellations=[open_cancellation("C")],
        untold=[UntoldReceipt(workspace="acme", receipt_id="R")],
    )

    assert await finish(books, calendar) == {"A": "booked", "C": "done", "R": "told"}


@pytest.mark.parametrize(
    ("error", "overdue", "outcome"),
    [
        (Unavailable("Calendly answered 503"), False, None),
        (Unavailable("Calendly answered 503"), True, "handed_over"),
        (Rejected("Calendly answered 401", reason="token"), False, None),
        (Rejected("Calendly answered 401", reason="token"), True, "handed_over"),
        (Rejected("Calendly answered 404", reason="not_found"), False, "handed_over"),
    ],
)
async def test_what_will_not_pass_or_takes_too_long_goes_to_a_person(
    error: PipeWiseError, overdue: bool, outcome: str | None
) -> None:
    calendar = Seeing(faults={"find_booked": [error], "cancel": [error]})
    books = Books(
        bookings=[open_booking("A", overdue=overdue)],
        cancellations=[open_cancellation("C", overdue=overdue)],
    )

    assert await finish(books, calendar) == ({"A": outcome, "C": outcome} if outcome else {})


async def test_an_event_that_others_are_in_is_left_to_a_person() -> None:
    work = open_cancellation()
    calendar = Seeing(shared={work["event_uri"] or ""})

    assert await finish(Books(cancellations=[work]), calendar) == {"A": "handed_over"}
    assert calendar.canceled == []


async def test_an_old_time_that_has_come_needs_nobody() -> None:
    calendar = Seeing(faults={"cancel": [Rejected("Event in the past", reason="invalid")]})

    done = await finish(Books(cancellations=[open_cancellation(begun=True)]), calendar)

    assert done == {"A": "done"}
    assert calendar.faults["cancel"]
