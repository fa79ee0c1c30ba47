"""Where Calendly knocks: what it signed a moment ago counts, once, and nothing stops the rest."""

import json
import random
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.watching.house import House, Street
from tests.watching.leads import Lead, lead_of


@dataclass(frozen=True, kw_only=True)
class Caught:
    """A delivery of Calendly's, with the key that signs it."""

    body: bytes
    key: str


async def booked(street: Street) -> tuple[House, Lead, Caught]:
    """A lead has booked on the page, and Calendly is about to tell."""
    house = await street.open_house()
    await house.connect()
    lead = await lead_of(house)
    await lead.books()
    [delivery], [hook] = await house.deliveries(), await house.hooks()
    return house, lead, Caught(body=delivery["body"].encode(), key=hook["signing_key"])


async def quarantined(house: House) -> list[str]:
    rows = await house.street.rows(
        "select reason from public.quarantined_events where workspace_id = %s", house.workspace
    )
    return [row["reason"] for row in rows]


def changed(caught: Caught, **fields: Any) -> bytes:
    """The same delivery, signed by Calendly as well, and odd."""
    whole = json.loads(caught.body)
    return json.dumps(whole | {"payload": whole["payload"] | fields}).encode()


async def test_a_delivery_that_is_played_again_at_once_is_heard_once(street: Street) -> None:
    house, lead, caught = await booked(street)

    answers = [await house.knock(caught.body, caught.key) for _ in range(3)]

    assert answers == [200, 200, 200]
    assert await lead.told() == ["booked"]


async def test_a_delivery_that_is_played_again_later_is_forged(street: Street) -> None:
    house, lead, caught = await booked(street)
    signed = house.signed(caught.body, caught.key)
    street.later(minutes=4)

    answer = await house.post(caught.body, signed)

    assert answer.status_code == 401
    assert await lead.told() == []


@pytest.mark.parametrize("key", ["", "made-up"])
async def test_another_key_opens_nothing(street: Street, key: str) -> None:
    house, lead, caught = await booked(street)

    assert await house.knock(caught.body, key) == 401
    assert await lead.told() == []


async def test_the_key_of_another_house_opens_nothing(street: Street) -> None:
    house, lead, caught = await booked(street)
    _, _, other = await booked(street)

    assert await house.knock(caught.body, other.key) == 401
    assert await lead.told() == []


async def test_a_changed_byte_is_forged(street: Street) -> None:
    house, lead, caught = await booked(street)
    signed = house.signed(caught.body, caught.key)

    for body in (caught.body + b" ", caught.body.replace(b"Lee", b"Eel"), b""):
        assert (await house.post(body, signed)).status_code == 401

    assert await lead.told() == []


async def test_a_calendar_that_was_disconnected_is_not_heard(street: Street) -> None:
    house, lead, caught = await booked(street)
    await house.crm.remove_integration(house.workspace, house.integration)

    assert await house.knock(caught.body, caught.key) == 401
    assert await lead.told() == []


async def test_a_signed_delivery_nobody_can_read_is_kept_once(street: Street) -> None:
    house, _, caught = await booked(street)
    odd = [b"", b"not json", b"\xff\x00", b"[" * 30_000, changed(caught, uri=None)]

    answers = [await house.knock(body, caught.key) for body in odd + odd]

    assert set(answers) == {200}
    assert len(await quarantined(house)) == len(odd)


async def test_what_our_rows_refuse_is_kept_and_stops_nothing_else(street: Street) -> None:
    house, lead, caught = await booked(street)
    event = json.loads(caught.body)["payload"]["scheduled_event"]
    beyond = changed(
        caught,
        uri=f"{event['uri']}/invitees/X",
        scheduled_event=event | {"start_time": "2026-12-01T10:00:00+23:00"},
    )

    answers = [await house.knock(body, caught.key) for body in (beyond, beyond, caught.body)]

    assert answers == [200, 200, 200]
    assert len(await quarantined(house)) == 1
    assert await lead.told() == ["booked"]


async def test_a_huge_delivery_is_refused_before_it_is_read(street: Street) -> None:
    house, _, caught = await booked(street)
    huge = changed(caught, questions_and_answers=["x" * 70_000])

    assert await house.knock(huge, caught.key) == 413
    assert await quarantined(house) == []


async def test_what_calendly_adds_one_day_is_read_over(street: Street) -> None:
    house, lead, caught = await booked(street)
    news = changed(caught, tracking=None, mood="sunny", payment={"amount": 1.5})

    assert await house.knock(news, caught.key) == 200
    assert await quarantined(house) == ["unmatched booking"]  # without its token it is nobody's
    assert await lead.told() == []


@pytest.mark.parametrize("draw", range(4))
@pytest.mark.parametrize("kept", [True, False], ids=["tracking kept", "tracking lost"])
async def test_real_deliveries_end_alike_in_any_order(
    street: Street, draw: int, kept: bool
) -> None:
    street.unsettled.moves_keep_tracking = kept
    house, lead, caught = await booked(street)
    await lead.moves()
    invitee = await lead.invitee()
    mark = await house.api("POST", "/invitee_no_shows", invitee=invitee["uri"])
    street.later(seconds=1)
    await house.api("DELETE", mark.json()["resource"]["uri"])
    bodies = [each["body"].encode() for each in await house.deliveries()] * 2
    random.Random(draw).shuffle(bodies)  # noqa: S311 - the same draw in every run

    for body in bodies:
        assert await house.knock(body, caught.key) == 200

    meetings = await street.rows(
        "select invitee_uri = %s as new, state, replaces is not null as replaces"
        " from public.meetings where lead_id = %s and invitee_uri is not null order by new",
        invitee["uri"],
        lead.id,
    )
    assert len(bodies) == 2 * 5
    assert [(row["state"], row["replaces"]) for row in meetings] == [
        ("moved", False),
        ("booked", True),
    ]
    assert await lead.status() == "meeting_scheduled"
    assert await quarantined(house) == []


async def test_a_link_that_loses_its_token_is_known_by_the_address_the_lead_told(
    street: Street,
) -> None:
    street.unsettled.links_keep_tracking = False
    house, stranger, first = await booked(street)
    lead = await lead_of(house)
    await house.crm.note(house.workspace, lead.id, details={"email": lead.email})
    await lead.books()

    for delivery in await house.deliveries():
        assert await house.knock(delivery["body"].encode(), first.key) == 200

    assert (await lead.told(), await stranger.told()) == (["booked"], [])
    assert await quarantined(house) == ["unmatched booking"]  # who told no address


async def test_an_address_that_is_no_calendars_hears_nothing(street: Street) -> None:
    house, _, caught = await booked(street)
    signed = house.signed(caught.body, caught.key)
    line = await house.crm.save_integration(
        house.workspace, "whatsapp", account="1", config={}, sealed={}
    )

    strange: list[httpx.Response] = []
    for address in (line["id"], "not-an-id", house.workspace):
        strange.append(await house.post(caught.body, signed, address=address))

    assert [answer.status_code for answer in strange] == [401, 401, 401]
