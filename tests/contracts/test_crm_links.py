"""The CRM port: booking links, and receipts as proof."""

from typing import Any

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import CALL, meeting_of, new_id
from tools.errors import Rejected


async def test_a_link_is_made_once_in_its_turn(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()

    first = await office.makes_link(conversation, turn=turn)
    again = await office.makes_link(conversation, turn=turn)

    assert again == first
    assert (await office.crm.calendly_stats(office.workspace))["links_created"] == 1


async def test_a_link_is_found_by_its_lead_only(office: Office, other_office: Office) -> None:
    conversation, other, turn = await office.conversation(1), await office.conversation(2), new_id()
    link = await office.makes_link(conversation, turn=turn)

    asked: list[dict[str, Any]] = [
        {"turn_id": turn},
        {"url": link["url"]},
        {"url": link["url"] + "?utm_source=pipewise"},
        {"link_id": link["id"]},
    ]
    for how in asked:
        assert await office.crm.find_link(office.workspace, conversation, **how) == link
        assert await office.crm.find_link(office.workspace, other, **how) is None
        assert await office.crm.find_link(other_office.workspace, conversation, **how) is None
    assert await office.crm.find_link(office.workspace, conversation) is None


async def test_a_link_handed_over_is_a_meeting_to_come(office: Office) -> None:
    conversation = await office.conversation()

    receipt = await office.sends_link(conversation, await office.makes_link(conversation))

    assert (receipt["kind"], meeting_of(receipt)["state"]) == ("link_sent", "link_sent")
    assert await office.live(conversation) == receipt["meeting"]
    assert await office.status_of(conversation) == "meeting_scheduled"
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 0


async def test_a_link_handed_over_twice_is_one_meeting(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()
    link = await office.makes_link(conversation, turn=turn)
    first = await office.sends_link(conversation, link, turn=turn)

    again = await office.sends_link(conversation, link, turn=turn)
    next_turn = await office.sends_link(conversation, link)

    assert again == first
    assert meeting_of(next_turn)["id"] == meeting_of(first)["id"]


async def test_a_link_knows_the_receipt_of_having_been_handed_over(office: Office) -> None:
    conversation = await office.conversation()
    link = await office.makes_link(conversation)
    receipt = await office.sends_link(conversation, link)

    found = await office.crm.find_link(office.workspace, conversation, link_id=link["id"])

    assert link["receipt"] is None
    assert found
    assert found["receipt"] == receipt


async def test_the_meeting_of_a_link_has_the_address_the_lead_gets(office: Office) -> None:
    conversation = await office.conversation()
    link = await office.makes_link(conversation)
    address = link["url"] + "?utm_content=t"

    receipt = await office.crm.send_link(
        office.workspace, conversation, new_id(), link["id"], url=address
    )

    assert meeting_of(receipt)["url"] == address


async def test_a_foreign_link_cannot_be_handed_over(office: Office) -> None:
    link = await office.makes_link(await office.conversation(1))
    other = await office.conversation(2)

    with pytest.raises(Rejected) as refused:
        await office.sends_link(other, link)

    assert refused.value.reason == "not_found"


async def test_a_booking_makes_an_unused_link_useless(office: Office) -> None:
    conversation = await office.conversation()
    link = await office.makes_link(conversation)
    await office.sends_link(conversation, link)

    receipt = await office.books(conversation)

    assert await office.live(conversation) == receipt["meeting"]
    with pytest.raises(Rejected) as refused:
        await office.sends_link(conversation, link)
    assert refused.value.reason == "conflict"


async def test_a_turn_begun_again_still_has_its_receipt_of_a_used_link(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()
    link = await office.makes_link(conversation, turn=turn)
    receipt = await office.sends_link(conversation, link, turn=turn)
    await office.books(conversation)

    assert await office.sends_link(conversation, link, turn=turn) == receipt


async def test_no_link_is_made_for_a_conversation_that_is_not_there(
    office: Office, other_office: Office
) -> None:
    conversation = await office.conversation()

    with pytest.raises(Rejected) as refused:
        await other_office.crm.save_link(
            other_office.workspace,
            conversation,
            new_id(),
            event_type=CALL,
            event_name="Sales Call",
            url="https://calendly.com/d/x",
            mode="full",
        )

    assert refused.value.reason == "not_found"


# --- receipts ---


async def test_receipts_are_proof_in_their_own_conversation_only(
    office: Office, other_office: Office
) -> None:
    conversation, other = await office.conversation(1), await office.conversation(2)
    receipt = await office.books(conversation)
    asked = [receipt["id"], "made up", new_id()]

    assert await office.crm.receipts(office.workspace, conversation, asked) == [receipt]
    assert await office.crm.receipts(office.workspace, other, asked) == []
    assert await office.crm.receipts(other_office.workspace, conversation, asked) == []


async def test_a_receipt_keeps_what_it_proved(office: Office) -> None:
    conversation = await office.conversation()
    receipt = await office.books(conversation)

    await office.cancels(conversation, meeting_of(receipt))

    [kept] = await office.crm.receipts(office.workspace, conversation, [receipt["id"]])
    assert meeting_of(kept)["state"] == "booked"
