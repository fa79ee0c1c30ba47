"""The CRM port: moving and canceling a meeting."""

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import LATER, TOMORROW, iso, meeting_of, new_id
from tools.errors import Rejected


async def test_a_move_ends_the_old_meeting_and_frees_its_time(office: Office) -> None:
    conversation, other = await office.conversation(1), await office.conversation(2)
    old = meeting_of(await office.books(conversation, TOMORROW))

    receipt = await office.books(conversation, LATER, moves=old["id"])

    assert receipt["kind"] == "moved"
    assert meeting_of(receipt)["starts_at"] == iso(LATER)
    assert await office.live(conversation) == receipt["meeting"]
    assert (await office.books(other, TOMORROW))["kind"] == "booked"
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 2


async def test_a_meeting_can_be_moved_back(office: Office) -> None:
    conversation = await office.conversation()
    first = meeting_of(await office.books(conversation, TOMORROW))
    second = meeting_of(await office.books(conversation, LATER, moves=first["id"]))

    assert (await office.books(conversation, TOMORROW, moves=second["id"]))["kind"] == "moved"


async def test_only_the_leads_own_living_meeting_can_be_moved(office: Office) -> None:
    conversation, other = await office.conversation(1), await office.conversation(2)
    theirs = await office.books(other, TOMORROW)
    [slot] = await office.offers(conversation, LATER)

    for moves in (meeting_of(theirs)["id"], new_id()):
        with pytest.raises(Rejected) as refused:
            await office.begins(conversation, slot, moves=moves)
        assert refused.value.reason == "conflict"
    assert await office.live(other) == theirs["meeting"]


async def test_an_unsure_booking_tried_again_as_a_move_moves(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation, LATER)
    await office.ends(await office.begins(conversation, slot), "unknown")
    old = meeting_of(await office.books(conversation, TOMORROW))

    attempt = await office.begins(conversation, slot, moves=old["id"])
    receipt = await office.ends(attempt)

    assert receipt
    assert (attempt["fresh"], receipt["kind"]) == (False, "moved")
    assert await office.live(conversation) == receipt["meeting"]


async def test_an_unsure_booking_is_no_way_to_a_second_meeting(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation, LATER)
    await office.ends(await office.begins(conversation, slot), "unknown")
    await office.books(conversation, TOMORROW)

    with pytest.raises(Rejected) as refused:
        await office.begins(conversation, slot)

    assert refused.value.reason == "conflict"


# --- canceling ---


async def test_a_canceled_meeting_frees_its_time_for_another_lead(office: Office) -> None:
    conversation, other = await office.conversation(1), await office.conversation(2)
    meeting = meeting_of(await office.books(conversation))

    receipt = await office.cancels(conversation, meeting)

    assert (receipt["kind"], meeting_of(receipt)["state"]) == ("canceled", "canceled")
    assert await office.live(conversation) is None
    assert await office.status_of(conversation) == "engaged"
    assert (await office.books(other))["kind"] == "booked"


async def test_a_meeting_canceled_twice_in_a_turn_has_one_receipt(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()
    meeting = meeting_of(await office.books(conversation))

    first = await office.cancels(conversation, meeting, turn=turn)
    again = await office.cancels(conversation, meeting, turn=turn)

    assert again == first


async def test_canceling_again_what_was_canceled_leaves_the_new_meeting_alone(
    office: Office,
) -> None:
    conversation = await office.conversation()
    meeting = meeting_of(await office.books(conversation))
    await office.cancels(conversation, meeting)
    await office.books(conversation, LATER)

    await office.cancels(conversation, meeting)

    assert await office.status_of(conversation) == "meeting_scheduled"


async def test_a_moved_meeting_cannot_be_claimed_to_be_canceled(office: Office) -> None:
    conversation = await office.conversation()
    old = meeting_of(await office.books(conversation))
    await office.books(conversation, LATER, moves=old["id"])

    with pytest.raises(Rejected) as refused:
        await office.cancels(conversation, old)

    assert refused.value.reason == "conflict"


async def test_nobody_cancels_another_leads_meeting(office: Office, other_office: Office) -> None:
    conversation, other = await office.conversation(1), await office.conversation(2)
    meeting = meeting_of(await office.books(conversation))

    for who, asks in ((other, office), (conversation, other_office)):
        with pytest.raises(Rejected) as refused:
            await asks.cancels(who, meeting)
        assert refused.value.reason == "not_found"
