"""The CRM port: offers, bookings, links and the receipts that prove them."""

from tests.contracts.crm import Office, booking, new_id


async def test_a_booking_is_proved_by_the_turn_that_settles_it(office: Office) -> None:
    conversation, began, settles = await office.conversation(), new_id(), new_id()
    [slot] = await office.offers(conversation, turn=began)
    attempt = await office.crm.begin_booking(
        office.workspace, conversation, began, slot["id"], seats=1
    )

    receipt = await office.crm.end_booking(
        office.workspace,
        attempt["id"],
        state="booked",
        booked=booking(slot["starts_at"]),
        turn_id=settles,
    )

    assert receipt
    [row] = office.rows("select turn_id from public.receipts where id = %s", receipt["id"])
    assert str(row["turn_id"]) == settles
