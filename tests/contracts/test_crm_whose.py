"""The CRM port: whose a booking is that Calendly tells of, by what proves most."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contracts.crm import Office
from tests.contracts.hearing import CANCELED, CREATED, linked, named, notices, quarantined
from tests.contracts.meetings import LATER, TOMORROW, invitee_uri, iso, news_of
from tests.fakes import NOON


@pytest.mark.parametrize("token", [None, "made-up"])
async def test_a_booking_of_no_lead_of_ours_is_kept_for_a_person(
    office: Office, token: str | None
) -> None:
    outcome = await office.tells(news_of(CREATED, "A", token=token))

    assert outcome == {"outcome": "unmatched", "conversation_id": None, "receipt_id": None}
    assert await quarantined(office) == [{"reason": "unmatched booking"}]


async def test_a_token_counts_for_its_own_event_type_only(office: Office) -> None:
    conversation, token = await linked(office)

    heard = await office.learns(news_of(CREATED, "A", token=token, event_type="another"))

    assert heard == "unmatched"
    assert await notices(office, conversation) == []
    assert await quarantined(office) == [{"reason": "needs review"}]


async def test_a_token_counts_as_long_as_its_link_can_be_used(office: Office) -> None:
    conversation, token = await linked(office)
    later = iso(NOON + timedelta(days=91))

    heard = await office.learns(news_of(CREATED, "A", token=token, occurred_at=later))

    assert heard == "unmatched"
    assert await notices(office, conversation) == []
    assert await quarantined(office) == [{"reason": "needs review"}]


async def test_a_token_that_is_heard_of_late_counts_from_when_it_was_used(office: Office) -> None:
    _, token = await linked(office)
    office.later(days=91)

    news = news_of(CREATED, "A", token=token, start=NOON + timedelta(days=100))

    assert await office.learns(news) == "applied"


async def test_an_email_alone_is_nobodys(office: Office) -> None:
    conversation = await named(office, "lee@example.com")

    heard = await office.learns(news_of(CREATED, "A", email="lee@example.com"))

    assert heard == "unmatched"
    assert await office.live(conversation) is None
    assert await quarantined(office) == [{"reason": "needs review"}]


async def test_what_a_person_should_look_at_is_counted_apart(office: Office) -> None:
    await named(office, "lee@example.com")

    for invitee, email in (("A", "lee@example.com"), ("B", "visitor@example.com")):
        await office.learns(news_of(CREATED, invitee, email=email))

    troubles = await office.crm.troubles(office.workspace)
    assert (troubles["quarantined"], troubles["to_review"]) == (0, 1)


async def test_a_lead_who_lost_the_token_is_known_by_link_and_email(office: Office) -> None:
    conversation = await named(office, "lee@example.com")
    await office.sends_link(conversation, await office.makes_link(conversation))

    heard = await office.learns(news_of(CREATED, "A", email="LEE@example.com"))

    assert heard == "applied"
    assert await notices(office, conversation) == ["booked"]


@pytest.mark.parametrize("changes", [{"event_type": "another"}, {"email": "x@example.com"}])
async def test_a_link_and_an_email_count_together_and_for_the_type(
    office: Office, changes: dict[str, Any]
) -> None:
    conversation = await named(office, "lee@example.com")
    await office.sends_link(conversation, await office.makes_link(conversation))

    assert await office.learns(news_of(CREATED, "A", **changes)) == "unmatched"
    assert (await office.live(conversation) or {"state": None})["state"] == "link_sent"


async def test_a_link_that_was_never_sent_tells_nothing(office: Office) -> None:
    conversation = await named(office, "lee@example.com")
    await office.makes_link(conversation)

    assert await office.learns(news_of(CREATED, "A", email="lee@example.com")) == "unmatched"


async def test_an_email_of_two_leads_is_nobodys(office: Office) -> None:
    for person in (1, 2):
        conversation = await named(office, "lee@example.com", person)
        await office.sends_link(conversation, await office.makes_link(conversation))

    assert await office.learns(news_of(CREATED, "A", email="lee@example.com")) == "unmatched"


async def test_a_booking_we_asked_for_is_known_by_type_email_and_time(office: Office) -> None:
    conversation = await named(office, "lee@example.com")
    [slot] = await office.offers(conversation, TOMORROW)
    attempt = await office.begins(conversation, slot)
    await office.ends(attempt, "unknown")

    heard = await office.learns(news_of(CREATED, "A", start=TOMORROW, email="Lee@Example.com"))

    assert heard == "applied"
    assert await notices(office, conversation) == ["booked"]


@pytest.mark.parametrize("start", [LATER, TOMORROW + timedelta(days=1)])
async def test_a_booking_at_another_time_is_not_the_one_we_asked_for(
    office: Office, start: datetime
) -> None:
    conversation = await named(office, "lee@example.com")
    [slot] = await office.offers(conversation, TOMORROW)
    await office.begins(conversation, slot)

    assert await office.learns(news_of(CREATED, "A", start=start)) == "unmatched"


async def test_a_token_counts_more_than_the_email_of_another_lead(office: Office) -> None:
    mine, token = await linked(office)
    theirs = await named(office, "lee@example.com", 2)
    await office.sends_link(theirs, await office.makes_link(theirs))

    await office.learns(news_of(CREATED, "A", token=token, email="lee@example.com"))

    assert await notices(office, mine) == ["booked"]
    assert (await office.live(theirs) or {"state": None})["state"] == "link_sent"


async def test_the_invitee_before_counts_more_than_a_token(office: Office) -> None:
    mine, token = await linked(office)
    await office.learns(news_of(CREATED, "A", token=token))
    theirs, edited = await linked(office, 2)

    await office.learns(news_of(CREATED, "B", old_invitee=invitee_uri("A"), token=edited))

    assert await notices(office, mine) == ["booked", "moved"]
    assert (await office.live(theirs) or {"state": None})["state"] == "link_sent"


async def test_a_link_used_twice_is_two_meetings_of_its_lead(office: Office) -> None:
    conversation, token = await linked(office)
    for invitee, start in (("B", LATER), ("A", TOMORROW)):
        await office.learns(news_of(CREATED, invitee, start=start, token=token))

    first = await office.live(conversation)
    assert first
    await office.learns(news_of(CANCELED, "A", token=token))

    second = await office.live(conversation)
    assert second
    assert (first["starts_at"], second["starts_at"]) == (iso(TOMORROW), iso(LATER))
    assert await notices(office, conversation) == ["booked", "booked", "canceled"]
    assert await office.status_of(conversation) == "meeting_scheduled"


async def test_a_lead_who_cancels_one_of_two_meetings_has_the_other(office: Office) -> None:
    conversation, token = await linked(office)
    for invitee, start in (("A", TOMORROW), ("B", LATER)):
        await office.learns(news_of(CREATED, invitee, start=start, token=token))
    first = await office.live(conversation)
    assert first

    await office.cancels(conversation, first)

    assert await office.status_of(conversation) == "meeting_scheduled"
    assert (await office.live(conversation) or {"starts_at": None})["starts_at"] == iso(LATER)


async def test_an_attempt_is_one_booking_and_a_person_looks_at_a_second(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot)
    await office.ends(attempt, invitee="A")

    heard = await office.learns(news_of(CREATED, "B", token=attempt["token"]))

    assert heard == "unmatched"
    assert await quarantined(office) == [{"reason": "needs review"}]


async def test_a_token_of_another_workspace_opens_nothing(
    office: Office, other_office: Office
) -> None:
    conversation, token = await linked(office)

    heard = await other_office.learns(news_of(CREATED, "A", token=token))

    assert heard == "unmatched"
    assert (await office.live(conversation) or {"state": None})["state"] == "link_sent"
