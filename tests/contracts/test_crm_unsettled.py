"""The CRM port: what a turn left open in the calendar, who finishes it, and what the lead hears."""

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import (
    LATER,
    TOMORROW,
    booking,
    meeting_of,
    new_id,
    news_of,
)
from tools.errors import Rejected
from tools.ports.arrivals import Attempt, Run
from tools.ports.calendar import Meeting
from tools.ports.unsettled import OpenCancellation, UnsettledBooking


async def told(office: Office, conversation: str) -> list[str]:
    """The kinds of news the lead is going to be told of."""
    runs, _ = await office.crm.list_runs(office.workspace, conversation, limit=20, offset=0)
    ids = [run["notice"] for run in reversed(runs) if run["notice"]]
    return [each["kind"] for each in await office.crm.receipts(office.workspace, conversation, ids)]


async def bookings(office: Office) -> list[UnsettledBooking]:
    due = await office.crm.claim_unsettled(limit=20)
    return [each for each in due["bookings"] if each["workspace"] == office.workspace]


async def cancellations(office: Office) -> list[OpenCancellation]:
    due = await office.crm.claim_unsettled(limit=20)
    return [each for each in due["cancellations"] if each["workspace"] == office.workspace]


async def asking(office: Office, person: int = 1) -> tuple[str, Attempt, Run]:
    """A turn in the middle of a booking."""
    conversation = await office.conversation(person)
    run = await office.claims(conversation)
    [slot] = await office.offers(conversation)
    return conversation, await office.begins(conversation, slot, turn=run["id"]), run


async def unsure(office: Office, person: int = 1) -> tuple[str, Attempt]:
    """A lead who was told that nobody knows whether they have their time."""
    conversation, attempt, run = await asking(office, person)
    await office.ends(attempt, "unknown")
    await office.commits(run, "I am not sure yet.")
    return conversation, attempt


async def find(office: Office, attempt: Attempt) -> bool:
    found = booking(attempt["slot"]["starts_at"], invitee="A")
    return await office.crm.reconcile_booking(
        office.workspace, attempt["id"], "booked", booked=found, mode="full"
    )


async def miss(office: Office, attempt: Attempt) -> bool:
    return await office.crm.reconcile_booking(office.workspace, attempt["id"], "failed")


# --- who looks, and when ---


async def test_a_turn_has_its_booking_to_itself_as_long_as_it_may_take(office: Office) -> None:
    await asking(office)

    assert await bookings(office) == []
    office.later(minutes=3)
    assert [each["landed"] for each in await bookings(office)] == [True]


async def test_a_booking_a_turn_gave_up_is_looked_for_at_once(office: Office) -> None:
    _, attempt = await unsure(office)

    [due] = await bookings(office)

    assert (due["id"], due["token"], due["landed"]) == (attempt["id"], attempt["token"], False)


async def test_who_looks_has_it_alone_until_the_next_look(office: Office) -> None:
    await unsure(office)

    assert len(await bookings(office)) == 1
    assert await bookings(office) == []
    office.later(minutes=2)
    assert len(await bookings(office)) == 1


async def test_it_is_looked_for_under_every_address_it_was_asked_with(office: Office) -> None:
    conversation = await office.conversation()
    lead = await office.lead_of(conversation)
    await office.crm.note(office.workspace, lead, details={"email": "first@example.com"})
    [slot] = await office.offers(conversation)
    await office.ends(await office.begins(conversation, slot), "unknown")
    await office.crm.note(office.workspace, lead, details={"email": "second@example.com"})

    again = await office.begins(conversation, slot)

    assert again["emails"] == ["first@example.com", "second@example.com"]


# --- what the lead hears of a booking ---


async def test_a_booking_that_is_found_is_the_leads_meeting_and_told(office: Office) -> None:
    conversation, attempt = await unsure(office)

    assert await find(office, attempt)

    assert await told(office, conversation) == ["booked"]
    assert (await office.live(conversation) or {"state": None})["state"] == "booked"


async def test_a_booking_that_is_not_there_is_told_too(office: Office) -> None:
    conversation, attempt = await unsure(office)

    assert await miss(office, attempt)

    assert await told(office, conversation) == ["not_booked"]
    assert await office.live(conversation) is None


async def test_what_a_turn_will_say_nobody_else_says(office: Office) -> None:
    conversation, attempt, _ = await asking(office)

    assert await find(office, attempt)

    assert await told(office, conversation) == []
    assert (await office.ends(attempt) or {"kind": None})["kind"] == "booked"


async def test_what_a_turn_gave_up_is_told_though_it_has_not_said_so_yet(office: Office) -> None:
    conversation, attempt, _ = await asking(office)
    await office.ends(attempt, "unknown")

    await office.learns(news_of("invitee.created", "A", token=attempt["token"]))

    assert await told(office, conversation) == ["booked"]


async def test_a_booking_is_settled_and_told_once(office: Office) -> None:
    conversation, attempt = await unsure(office)
    await find(office, attempt)

    assert not await miss(office, attempt)
    assert not await find(office, attempt)

    assert await told(office, conversation) == ["booked"]


async def test_what_nobody_can_find_out_is_given_to_a_person_and_told(office: Office) -> None:
    conversation, attempt = await unsure(office)

    await office.crm.reconcile_booking(office.workspace, attempt["id"], "handed_over")

    talk = await office.crm.conversation(office.workspace, conversation)
    office.later(hours=1)
    assert talk
    assert talk["mode"] == "human"
    assert await told(office, conversation) == ["handed_over"]
    assert await bookings(office) == []


async def test_what_a_turn_proved_before_it_failed_is_told(office: Office) -> None:
    conversation, attempt, run = await asking(office)
    receipt = await office.ends(attempt)
    await office.crm.fail_run(run["id"], run["attempt"], "It failed", retry=False)

    due = await office.crm.claim_unsettled(limit=20)

    [untold] = [each for each in due["untold"] if each["workspace"] == office.workspace]
    assert receipt
    assert untold["receipt_id"] == receipt["id"]
    assert await office.crm.announce_receipt(office.workspace, receipt["id"])
    assert not await office.crm.announce_receipt(office.workspace, receipt["id"])
    assert await told(office, conversation) == ["booked"]


# --- one meeting, whatever is found late ---


async def test_an_older_wish_found_late_goes_and_the_newer_meeting_stays(office: Office) -> None:
    conversation, attempt = await unsure(office)
    office.later(minutes=1)
    newer = meeting_of(await office.books(conversation, LATER))

    assert await find(office, attempt)

    assert await office.live(conversation) == newer
    assert [each["why"] for each in await cancellations(office)] == ["surplus"]
    assert await told(office, conversation) == []


async def test_a_newer_wish_takes_the_place_of_an_older_one_found_meanwhile(
    office: Office,
) -> None:
    conversation, first = await unsure(office)
    office.later(minutes=1)
    [slot] = await office.offers(conversation, LATER)
    second = await office.begins(conversation, slot)
    await find(office, first)

    receipt = await office.ends(second, invitee="B")

    assert receipt
    assert receipt["kind"] == "moved"
    assert await office.live(conversation) == receipt["meeting"]
    office.later(minutes=3)
    assert [each["why"] for each in await cancellations(office)] == ["moved"]


async def test_who_has_canceled_since_wants_no_meeting_that_is_found_late(office: Office) -> None:
    conversation = await office.conversation()
    old = meeting_of(await office.books(conversation, TOMORROW))
    [slot] = await office.offers(conversation, LATER)
    move = await office.begins(conversation, slot, moves=old["id"])
    await office.ends(move, "unknown")
    office.later(minutes=1)
    await withdraws(office, conversation, old)

    await find(office, move)

    assert await office.live(conversation) is None
    assert [each["why"] for each in await cancellations(office)] == ["surplus"]


# --- what has to leave the calendar ---


async def withdraws(office: Office, conversation: str, meeting: Meeting) -> None:
    turn = new_id()
    await office.crm.begin_cancel(
        office.workspace, conversation, turn, meeting["id"], why="not_said"
    )
    await office.cancels(conversation, meeting, turn=turn)


async def canceling(office: Office) -> tuple[str, Meeting, Run]:
    """A turn in the middle of a cancellation."""
    conversation = await office.conversation()
    meeting = meeting_of(await office.books(conversation, invitee="A"))
    run = await office.claims(conversation)
    await office.crm.begin_cancel(
        office.workspace, conversation, run["id"], meeting["id"], why="not_said"
    )
    return conversation, meeting, run


async def test_the_old_time_of_a_move_is_written_down_with_the_new(office: Office) -> None:
    conversation = await office.conversation()
    old = meeting_of(await office.books(conversation, TOMORROW))
    await office.books(conversation, LATER, moves=old["id"])

    assert await cancellations(office) == []  # its turn is at it
    office.later(minutes=3)
    [due] = await cancellations(office)
    assert (due["meeting_id"], due["event_uri"]) == (old["id"], old["event_uri"])


async def test_an_old_time_that_is_free_is_nobodys_business(office: Office) -> None:
    conversation = await office.conversation()
    old = meeting_of(await office.books(conversation, TOMORROW))
    await office.books(conversation, LATER, moves=old["id"])

    await office.crm.old_time_freed(office.workspace, old["id"])

    office.later(minutes=3)
    assert await cancellations(office) == []


async def test_a_cancellation_the_calendar_refused_leaves_the_meeting(office: Office) -> None:
    conversation, meeting, _ = await canceling(office)

    await office.crm.leave_cancel(office.workspace, meeting["id"], sure=True)

    office.later(minutes=3)
    assert await office.live(conversation) == meeting
    assert await cancellations(office) == []


async def test_a_cancellation_nobody_is_sure_of_is_finished_and_told(office: Office) -> None:
    conversation, meeting, run = await canceling(office)
    await office.crm.leave_cancel(office.workspace, meeting["id"], sure=False)
    await office.commits(run, "I am not sure yet.")

    [due] = await cancellations(office)
    assert await office.crm.reconcile_cancel(office.workspace, due["meeting_id"], "done")

    assert await office.live(conversation) is None
    assert await told(office, conversation) == ["canceled"]
    assert await office.status_of(conversation) == "engaged"


async def test_news_of_what_a_turn_is_canceling_is_the_turns_to_tell(office: Office) -> None:
    conversation, meeting, run = await canceling(office)

    await office.learns(news_of("invitee.canceled", "A"))
    begun = await office.crm.begin_cancel(
        office.workspace, conversation, run["id"], meeting["id"], why="not_said"
    )
    receipt = await office.cancels(conversation, meeting, turn=run["id"])

    assert await told(office, conversation) == []
    assert begun["receipt"] == receipt


async def test_what_can_never_be_canceled_is_given_to_a_person_once(office: Office) -> None:
    conversation, meeting, run = await canceling(office)
    await office.crm.leave_cancel(office.workspace, meeting["id"], sure=False)
    await office.commits(run, "I am not sure yet.")

    for _ in range(2):
        await office.crm.reconcile_cancel(office.workspace, meeting["id"], "handed_over")

    assert await told(office, conversation) == ["handed_over"]
    assert await office.live(conversation) == meeting


async def test_nobody_begins_to_cancel_another_leads_meeting(
    office: Office, other_office: Office
) -> None:
    _, meeting, _ = await canceling(office)
    other = await office.conversation(2)

    for who in (office, other_office):
        with pytest.raises(Rejected) as refused:
            await who.crm.begin_cancel(
                who.workspace, other, new_id(), meeting["id"], why="not_said"
            )
        assert refused.value.reason == "not_found"


async def test_a_stranger_settles_nothing(office: Office, other_office: Office) -> None:
    conversation, attempt = await unsure(office)

    with pytest.raises(Rejected):
        await find(other_office, attempt)

    assert not await other_office.crm.reconcile_cancel(other_office.workspace, new_id(), "done")
    assert await office.live(conversation) is None
