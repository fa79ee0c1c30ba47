"""Calendars are looked after: where webhooks stop, or never were, leads are told all the same."""

import asyncio
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from emulator.faults import Fault, FaultKind
from tests.watching.house import US, House, Street
from tests.watching.leads import Lead, lead_of


async def due(house: House, **time: float) -> None:
    """The next look, in so long."""
    house.street.later(**(time or {"minutes": 11}))
    await house.watch()


async def without_webhooks(street: Street) -> tuple[House, Lead]:
    house = await street.open_house(public=False)
    await house.connect()
    return house, await lead_of(house)


async def with_webhooks(street: Street) -> tuple[House, Lead]:
    """Whose webhooks work, and who has been looked after today."""
    house = await street.open_house()
    await house.connect()
    lead = await lead_of(house)
    await house.watch()
    return house, lead


# --- where there are none ---


async def test_a_booking_on_the_page_is_heard_of_without_webhooks(street: Street) -> None:
    house, lead = await without_webhooks(street)
    await lead.books()

    await due(house)

    assert (await lead.meeting(), await lead.told()) == ("booked", ["booked"])


async def test_a_plan_without_webhooks_is_asked_instead(street: Street) -> None:
    house = await street.open_house(plan="basic")
    await house.connect()
    lead = await lead_of(house)
    await lead.books()

    await due(house)

    assert (await house.config())["webhooks"] == "plan"
    assert (await lead.meeting(), await lead.told()) == ("booked", ["booked"])


async def test_a_move_and_a_cancellation_are_heard_of_one_after_the_other(street: Street) -> None:
    house, lead = await without_webhooks(street)
    for act in (lead.books, lead.moves, lead.cancels):
        await act()
        await due(house)

    assert await lead.told() == ["booked", "moved", "canceled"]
    assert (await lead.meeting(), await lead.status()) == (None, "engaged")


async def test_what_came_and_went_between_two_looks_is_told_as_it_stands(street: Street) -> None:
    house, lead = await without_webhooks(street)
    for act in (lead.books, lead.moves, lead.cancels):
        await act()

    await due(house)

    assert await lead.told() == ["canceled"]
    assert (await lead.meeting(), await lead.status()) == (None, "engaged")


async def test_a_mark_of_no_show_is_heard_of_and_that_it_is_taken_back(street: Street) -> None:
    house, lead = await without_webhooks(street)
    await lead.books()
    await due(house)
    invitee = await lead.invitee()
    begun = datetime.fromisoformat(await lead.starts_at()) + timedelta(hours=1)
    await due(house, seconds=(begun - street.clock()).total_seconds())

    mark = await house.api("POST", "/invitee_no_shows", invitee=invitee["uri"])
    await due(house, minutes=31)
    marked = await lead.status()
    await house.api("DELETE", mark.json()["resource"]["uri"])
    await due(house, minutes=31)

    assert (marked, await lead.status()) == ("no_show", "meeting_scheduled")
    assert await lead.told() == ["booked"]


async def test_nothing_new_is_no_news(street: Street) -> None:
    house, lead = await without_webhooks(street)
    await lead.books()

    for _ in range(3):
        await due(house)

    assert await lead.told() == ["booked"]


async def test_a_calendar_nothing_is_open_in_is_left_alone(street: Street) -> None:
    house = await street.open_house(public=False)
    await house.connect()
    street.asked.clear()

    await due(house)

    assert street.asked == []


async def test_two_processes_ask_once(street: Street) -> None:
    house, lead = await without_webhooks(street)
    await lead.books()
    await due(house)
    street.asked.clear()
    street.later(minutes=3)

    await asyncio.gather(*[house.watch() for _ in range(4)])

    paths = [urlsplit(str(request.url)).path for request in street.asked]
    assert paths.count("/scheduled_events") == 1


# --- where they have stopped ---


async def test_webhooks_that_work_are_left_as_they_are(street: Street) -> None:
    house, lead = await with_webhooks(street)
    [before] = await house.hooks()
    await lead.books()

    await due(house)

    assert await house.hooks() == [before]
    assert await lead.told() == []  # the webhook is on its way


async def test_both_ways_say_the_same_and_count_once(street: Street) -> None:
    house, lead = await with_webhooks(street)
    for act in (lead.books, lead.moves):
        await act()
    await due(house, hours=25)  # asked once a day, whatever webhooks say

    asked = await lead.told()
    await house.deliver()

    assert (asked, await lead.told()) == (["moved"], ["moved"])
    assert await lead.meeting() == "booked"


async def test_disabled_webhooks_are_made_again_and_what_was_missed_is_heard(
    street: Street,
) -> None:
    house, lead = await with_webhooks(street)
    other = await lead_of(house)
    await lead.books()
    await house.lose_deliveries()
    await house.change_hooks(state="disabled")

    await due(house)
    missed = await lead.told()
    await other.books()
    await house.deliver()

    assert (missed, await other.told()) == (["booked"], ["booked"])
    [hook] = await house.hooks()
    assert (hook["state"], hook["callback_url"][: len(US)]) == ("active", US)
    assert (await house.config())["subscription"].endswith(hook["id"])


async def test_webhooks_that_somebody_removed_are_made_again(street: Street) -> None:
    house, lead = await with_webhooks(street)
    await house.remove_hooks()
    await lead.books()

    await due(house)

    assert len(await house.hooks()) == 1
    assert await lead.told() == ["booked"]


async def test_what_the_old_key_signed_counts_for_a_day(street: Street) -> None:
    house, _ = await with_webhooks(street)
    [old] = await house.hooks()
    await house.remove_hooks()

    await due(house)
    sent_at_once = await knock(house, old["signing_key"])
    street.later(hours=25)
    sent_later = await knock(house, old["signing_key"])
    [new] = await house.hooks()

    assert (sent_at_once, sent_later) == (200, 401)
    assert await knock(house, new["signing_key"]) == 200


async def test_a_public_address_that_comes_later_brings_webhooks(street: Street) -> None:
    house, _ = await without_webhooks(street)
    await house.watch()
    house.move_to(public=True)

    await due(house, hours=25)

    [hook] = await house.hooks()
    assert (await house.config())["webhooks"] == "on"
    assert await knock(house, hook["signing_key"]) == 200


async def test_a_plan_that_has_no_webhooks_any_more_is_asked_from_then_on(
    street: Street,
) -> None:
    house, lead = await with_webhooks(street)
    await house.remove_hooks()
    await house.change_plan("basic")
    await lead.books()

    await due(house)
    await lead.moves()
    await due(house)

    assert await lead.told() == ["booked", "moved"]


@pytest.mark.parametrize("kind", ["error_before", "error_after", "timeout_after"])
async def test_webhooks_that_could_not_be_made_are_made_at_the_next_look(
    street: Street, kind: FaultKind
) -> None:
    house, lead = await with_webhooks(street)
    await house.remove_hooks()
    street.fail(Fault(kind=kind, on="POST /webhook_subscriptions"))
    await due(house)

    await due(house)
    await lead.books()
    await house.deliver()

    [hook] = await house.hooks()
    assert (await house.config())["subscription"].endswith(hook["id"])
    assert await lead.told() == ["booked"]


# --- and the rest ---


async def test_one_that_cannot_be_asked_keeps_no_other_from_its_look(street: Street) -> None:
    broken, _ = await without_webhooks(street)
    house, lead = await without_webhooks(street)
    await broken.revoke_token()
    await lead.books()

    await due(house)

    found = await broken.crm.integration(broken.integration)
    assert found
    assert found["status"] == "error"
    assert await lead.told() == ["booked"]


async def test_the_built_in_calendar_is_looked_after_too(street: Street) -> None:
    house = await street.open_house(public=False)
    await house.settle_in()
    lead = await lead_of(house)
    await lead.books()
    await house.lose_deliveries()
    await house.change_hooks(state="disabled")

    await due(house)
    await lead.moves()
    await house.deliver()

    assert await lead.told() == ["booked", "moved"]
    [hook] = await house.hooks()
    assert hook["state"] == "active"


async def test_a_calendar_connected_again_is_asked_for_what_happened_meanwhile(
    street: Street,
) -> None:
    house, lead = await with_webhooks(street)
    await house.crm.remove_integration(house.workspace, house.integration)
    await lead.books()
    await house.lose_deliveries()

    await house.connect()
    await house.watch()

    assert await lead.told() == ["booked"]


async def knock(house: House, key: str) -> int:
    """What a delivery signed with this key is answered."""
    return await house.knock(
        b'{"event":"contact.created","created_at":"2026-11-23T12:00:00Z","payload":{}}', key
    )
