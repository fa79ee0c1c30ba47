"""The CRM port: what is offered, and one seat for one lead whatever happens at once."""

import asyncio
from datetime import timedelta
from typing import Literal

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import (
    LATER,
    TOMORROW,
    booking,
    iso,
    meeting_of,
    new_id,
)
from tools.errors import Rejected
from tools.ports.arrivals import CalendlyStats
from tools.ports.calendar import Slot

# --- offers ---


async def test_an_offer_is_the_calendars_own_text(office: Office) -> None:
    conversation = await office.conversation()

    [slot] = await office.offers(conversation, TOMORROW)

    assert slot["starts_at"] == iso(TOMORROW)
    assert await office.crm.slot(office.workspace, conversation, slot["id"]) == slot


async def test_an_offer_made_again_in_its_turn_keeps_its_ids_and_order(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()
    first = await office.offers(conversation, TOMORROW, LATER, turn=turn)

    again = await office.offers(conversation, LATER, TOMORROW, turn=turn)

    assert [slot["id"] for slot in again] == [slot["id"] for slot in first[::-1]]


async def test_a_slot_is_known_only_where_it_was_offered(
    office: Office, other_office: Office
) -> None:
    [slot] = await office.offers(await office.conversation())
    other = await office.conversation(2)

    assert await office.crm.slot(office.workspace, other, slot["id"]) is None
    assert await office.crm.slot(office.workspace, other, "the first one") is None
    assert await office.crm.slot(other_office.workspace, other, slot["id"]) is None


# --- booking ---


async def test_a_booking_is_a_meeting_with_a_receipt(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot)

    receipt = await office.ends(attempt)

    meeting = meeting_of(receipt)
    assert attempt["fresh"]
    assert receipt
    assert receipt["kind"] == "booked"
    assert (meeting["state"], meeting["mode"], meeting["starts_at"]) == (
        "booked",
        "full",
        slot["starts_at"],
    )
    assert await office.live(conversation) == meeting
    assert await office.status_of(conversation) == "meeting_scheduled"
    assert await office.crm.receipts(office.workspace, conversation, [receipt["id"]]) == [receipt]


async def test_a_booking_is_counted(office: Office) -> None:
    await office.books(await office.conversation())

    assert await office.crm.calendly_stats(office.workspace) == CalendlyStats(
        meetings_scheduled=1,
        links_created=0,
        last_meeting_scheduled="2026-11-23T12:00:00.000000+00:00",
    )


async def test_a_booking_is_proved_by_the_turn_that_settles_it(office: Office) -> None:
    conversation, began, settles = await office.conversation(), new_id(), new_id()
    [slot] = await office.offers(conversation, turn=began)
    attempt = await office.begins(conversation, slot, turn=began)

    receipt = await office.crm.end_booking(
        office.workspace,
        attempt["id"],
        state="booked",
        booked=booking(slot["starts_at"]),
        turn_id=settles,
    )

    assert receipt
    [row] = office.table("receipts", id=receipt["id"])
    assert row["turn_id"] == settles


async def test_a_booking_settled_twice_is_one_meeting(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot)
    first = await office.ends(attempt)

    assert await office.ends(attempt) == first
    assert await office.ends(attempt, "unknown") == first
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 1


async def test_the_same_lead_again_is_sent_to_look_first(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)
    first = await office.begins(conversation, slot)

    again = await office.begins(conversation, slot)
    receipt = await office.ends(again)
    proved = await office.begins(conversation, slot)

    assert (again["id"], again["token"], again["fresh"]) == (first["id"], first["token"], False)
    assert (proved["state"], proved["receipt"], proved["fresh"]) == ("booked", receipt, False)


async def test_of_fifty_who_want_one_slot_one_gets_it(office: Office) -> None:
    wanted = []
    for person in range(1, 51):
        conversation = await office.conversation(person, enqueue=False)
        wanted.append((conversation, (await office.offers(conversation))[0]))

    results = await asyncio.gather(
        *(office.begins(conversation, slot) for conversation, slot in wanted),
        return_exceptions=True,
    )

    refused = [each.reason for each in results if isinstance(each, Rejected)]
    assert refused == ["slot_taken"] * 49
    assert [each["fresh"] for each in results if isinstance(each, dict)] == [True]


async def test_a_group_start_takes_as_many_as_it_seats(office: Office) -> None:
    wanted = []
    for person in range(1, 5):
        conversation = await office.conversation(person)
        wanted.append((conversation, (await office.offers(conversation))[0]))

    results = await asyncio.gather(
        *(office.begins(conversation, slot, seats=3) for conversation, slot in wanted),
        return_exceptions=True,
    )

    assert [each.reason for each in results if isinstance(each, Rejected)] == ["slot_taken"]


@pytest.mark.parametrize("state", ["failed", "unknown"])
async def test_a_seat_nobody_is_known_to_have_is_free(
    office: Office, state: Literal["failed", "unknown"]
) -> None:
    first, second = await office.conversation(1), await office.conversation(2)
    await office.ends(await office.begins(first, (await office.offers(first))[0]), state)

    attempt = await office.begins(second, (await office.offers(second))[0])

    assert attempt["fresh"]


async def test_an_attempt_nobody_ended_does_not_hold_its_seat_for_ever(office: Office) -> None:
    first, second = await office.conversation(1), await office.conversation(2)
    await office.begins(first, (await office.offers(first))[0])
    office.later(minutes=3)

    attempt = await office.begins(second, (await office.offers(second))[0])

    assert attempt["fresh"]


async def test_what_the_calendar_has_booked_is_booked_though_the_seat_was_given_on(
    office: Office,
) -> None:
    first, second = await office.conversation(1), await office.conversation(2)
    unsure = await office.begins(first, (await office.offers(first))[0])
    await office.ends(unsure, "unknown")
    await office.begins(second, (await office.offers(second))[0])

    receipt = await office.ends(unsure)

    assert meeting_of(receipt)["state"] == "booked"


async def reason_of(office: Office, conversation: str, slot: Slot | str) -> str:
    with pytest.raises(Rejected) as refused:
        await office.begins(conversation, slot)
    return refused.value.reason


async def test_an_expired_slot_is_not_there(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)
    office.later(hours=1)

    assert await reason_of(office, conversation, slot) == "not_found"


async def test_a_slot_of_another_conversation_is_not_there(office: Office) -> None:
    [slot] = await office.offers(await office.conversation(1))
    other = await office.conversation(2)

    assert await reason_of(office, other, slot) == "not_found"
    assert await reason_of(office, other, "not-a-uuid") == "not_found"


async def test_a_slot_of_another_workspace_is_not_there(
    office: Office, other_office: Office
) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)

    assert await reason_of(other_office, conversation, slot) == "not_found"


async def test_one_lead_has_one_meeting_in_whatever_conversation(office: Office) -> None:
    conversation = await office.conversation()
    await office.books(conversation)
    elsewhere = new_id()
    await office.hears(
        channel="api",
        integration_id=None,
        conversation_id=elsewhere,
        external_lead={"id": await office.lead_of(conversation)},
    )
    [slot] = await office.offers(elsewhere, LATER)

    assert await reason_of(office, elsewhere, slot) == "conflict"


async def test_one_lead_books_one_time_at_once(office: Office) -> None:
    conversation = await office.conversation()
    slots = await office.offers(conversation, TOMORROW, LATER)

    results = await asyncio.gather(
        *(office.begins(conversation, slot) for slot in slots), return_exceptions=True
    )

    assert [each.reason for each in results if isinstance(each, Rejected)] == ["conflict"]


async def test_a_lead_books_another_time_once_the_first_has_failed(office: Office) -> None:
    conversation = await office.conversation()
    first, second = await office.offers(conversation, TOMORROW, LATER)
    await office.ends(await office.begins(conversation, first), "failed")

    assert (await office.begins(conversation, second))["fresh"]


async def test_a_meeting_that_has_begun_is_in_nobodys_way(office: Office) -> None:
    conversation = await office.conversation()
    await office.books(conversation)
    office.later(days=2)
    soon = office.clock() + timedelta(days=1)
    [slot] = await office.offers(conversation, soon)

    assert (await office.begins(conversation, slot))["fresh"]
    assert await office.live(conversation) is None
