"""The CRM port: what Calendly says happened, in any order and any number of times."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import (
    LATER,
    TOMORROW,
    invitee_uri,
    iso,
    meeting_of,
    news_of,
)
from tests.fakes import NOON
from tools.ports.arrivals import Run
from tools.ports.calendar import CalendarNews

CREATED, CANCELED = "invitee.created", "invitee.canceled"


async def notices(office: Office, conversation: str) -> list[str]:
    """The kinds of news the lead is going to be told of."""
    runs, _ = await office.crm.list_runs(office.workspace, conversation, limit=20, offset=0)
    ids = [run["notice"] for run in reversed(runs) if run["notice"]]
    return [each["kind"] for each in await office.crm.receipts(office.workspace, conversation, ids)]


async def linked(office: Office, person: int = 1) -> tuple[str, str]:
    """A conversation whose lead has a booking link, and the link's token."""
    conversation = await office.conversation(person)
    link = await office.makes_link(conversation)
    await office.sends_link(conversation, link)
    return conversation, link["token"]


async def named(office: Office, email: str, person: int = 1) -> str:
    """A conversation whose lead has told an e-mail address."""
    conversation = await office.conversation(person)
    lead = await office.lead_of(conversation)
    await office.crm.note(office.workspace, lead, details={"email": email})
    return conversation


async def quarantined(office: Office) -> list[dict[str, Any]]:
    return office.rows(
        "select reason from public.quarantined_events where workspace_id = %s", office.workspace
    )


# --- bookings ---


async def test_a_booking_by_link_is_announced(office: Office) -> None:
    conversation, token = await linked(office)
    await office.answers(conversation)

    outcome = await office.tells(news_of(CREATED, "A", token=token))

    assert (outcome["outcome"], outcome["conversation_id"]) == ("applied", conversation)
    run = await office.claims(conversation)
    assert run["notice"] == outcome["receipt_id"]
    assert run["door"] == "channel"
    [receipt] = await office.crm.receipts(office.workspace, conversation, [run["notice"] or ""])
    assert (receipt["kind"], meeting_of(receipt)["state"]) == ("booked", "booked")
    assert await office.live(conversation) == receipt["meeting"]


async def test_a_booking_by_link_is_counted_and_names_the_lead(office: Office) -> None:
    conversation, token = await linked(office)

    await office.learns(news_of(CREATED, "A", token=token))

    lead = await office.crm.find_lead(office.workspace, await office.lead_of(conversation))
    assert lead
    assert (lead["name"], lead["email"]) == ("Lee", "lee@example.com")
    assert lead["status"] == "meeting_scheduled"
    stats = await office.crm.calendly_stats(office.workspace)
    assert (stats["meetings_scheduled"], stats["links_created"]) == (1, 1)


async def test_news_heard_twice_is_news_once(office: Office) -> None:
    conversation, token = await linked(office)
    news = news_of(CREATED, "A", token=token)

    heard = [await office.learns(news) for _ in range(3)]

    assert heard == ["applied", "duplicate", "duplicate"]
    assert await notices(office, conversation) == ["booked"]


async def test_news_after_the_answer_changes_nothing(office: Office) -> None:
    conversation = await office.conversation()
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot)
    receipt = await office.ends(attempt, invitee="A")

    heard = await office.learns(news_of(CREATED, "A", token=attempt["token"]))

    assert heard == "applied"
    assert receipt
    assert await office.live(conversation) == receipt["meeting"]
    assert await notices(office, conversation) == []
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 1


async def test_news_before_the_answer_is_the_answer(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot, turn=run["id"])

    heard = await office.learns(news_of(CREATED, "A", token=attempt["token"]))
    receipt = await office.ends(attempt, invitee="A")

    assert heard == "applied"
    assert receipt
    assert (receipt["kind"], await office.live(conversation)) == ("booked", receipt["meeting"])
    assert await notices(office, conversation) == []


async def unsure(office: Office) -> tuple[str, str, Run]:
    """A turn that asked for a booking, never learnt what became of it, and said so."""
    conversation = await office.conversation()
    run = await office.claims(conversation)
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot, turn=run["id"])
    await office.ends(attempt, "unknown")
    await office.commits(run, "I am not sure yet.")
    return conversation, attempt["token"], run


async def test_news_of_a_booking_nobody_was_sure_of_is_announced(office: Office) -> None:
    conversation, token, _ = await unsure(office)

    await office.learns(news_of(CREATED, "A", token=token))

    assert await notices(office, conversation) == ["booked"]


async def test_news_of_a_booking_counts_though_its_seat_was_given_on(office: Office) -> None:
    conversation, token, _ = await unsure(office)
    await office.books(await office.conversation(2))

    heard = await office.learns(news_of(CREATED, "A", token=token))

    assert heard == "applied"
    assert await notices(office, conversation) == ["booked"]


async def test_a_booking_the_turn_finds_on_the_links_page_is_that_meeting(office: Office) -> None:
    conversation, token = await linked(office)
    [slot] = await office.offers(conversation)
    attempt = await office.begins(conversation, slot)
    await office.learns(news_of(CREATED, "A", token=token))
    booked = await office.live(conversation)

    receipt = await office.ends(attempt, invitee="A")

    assert meeting_of(receipt) == booked
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 1


# --- whose booking it is ---


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


async def test_news_tells_when_the_calendar_was_last_heard_of(office: Office) -> None:
    office.later(hours=1)

    await office.learns(news_of(CREATED, "A"))

    found = await office.crm.integration(office.integration)
    assert found
    assert found["last_sync"] == "2026-11-23T13:00:00.000000+00:00"


# --- moves ---


def moved(old: str = "A", new: str = "B", *, token: str | None = None) -> list[CalendarNews]:
    """The pair Calendly sends; it promises no order."""
    return [
        news_of(CANCELED, old, rescheduled=True, new_invitee=invitee_uri(new), token=token),
        news_of(CREATED, new, start=LATER, old_invitee=invitee_uri(old), token=token),
    ]


@pytest.mark.parametrize("order", [1, -1], ids=["old first", "new first"])
@pytest.mark.parametrize("copied", [True, False], ids=["token copied", "token lost"])
async def test_a_move_on_calendlys_page_is_one_move(
    office: Office, order: int, copied: bool
) -> None:
    conversation, token = await linked(office)
    await office.learns(news_of(CREATED, "A", token=token))

    for news in moved(token=token if copied else None)[::order]:
        assert await office.learns(news) == "applied"

    live = await office.live(conversation)
    assert live
    assert live["event_uri"] == "https://api.calendly.com/scheduled_events/B"
    assert await notices(office, conversation) == ["booked", "moved"]
    assert await office.status_of(conversation) == "meeting_scheduled"
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 1


@pytest.mark.parametrize("order", [1, -1], ids=["old first", "new first"])
async def test_a_move_of_what_was_booked_in_the_chat_frees_its_time(
    office: Office, order: int
) -> None:
    conversation = await office.conversation(1)
    [slot] = await office.offers(conversation, TOMORROW)
    attempt = await office.begins(conversation, slot)
    await office.ends(attempt, invitee="A")

    for news in moved(token=attempt["token"])[::order]:
        await office.learns(news)

    assert await notices(office, conversation) == ["moved"]
    assert (await office.books(await office.conversation(2), TOMORROW))["kind"] == "booked"


# --- cancellations ---


async def test_a_cancellation_on_calendlys_page_is_announced_once(office: Office) -> None:
    conversation = await office.conversation(1)
    await office.books(conversation, invitee="A")

    for event_id in ("one", "two"):
        await office.learns(news_of(CANCELED, "A", event_id=event_id))

    assert await office.live(conversation) is None
    assert await notices(office, conversation) == ["canceled"]
    assert await office.status_of(conversation) == "engaged"
    assert (await office.books(await office.conversation(2)))["kind"] == "booked"


async def test_news_of_our_own_cancellation_is_no_news(office: Office) -> None:
    conversation = await office.conversation()
    meeting = meeting_of(await office.books(conversation, invitee="A"))
    await office.cancels(conversation, meeting)

    heard = await office.learns(news_of(CANCELED, "A"))

    assert heard == "applied"
    assert await notices(office, conversation) == []


async def test_a_cancellation_that_overtakes_its_booking_is_the_last_word(
    office: Office,
) -> None:
    conversation, token = await linked(office)

    early = await office.learns(news_of(CANCELED, "A", token=token))
    late = await office.learns(news_of(CREATED, "A", token=token))

    assert (early, late) == ("unmatched", "applied")
    assert await office.live(conversation) is None
    assert await notices(office, conversation) == ["canceled"]
    assert await quarantined(office) == []


async def test_canceling_a_meeting_while_away_is_not_undone_by_coming_back(
    office: Office,
) -> None:
    conversation = await office.conversation()
    await office.books(conversation, invitee="A")
    await office.crm.consent(
        office.workspace, conversation, await office.lead_of(conversation), opted_out=True
    )
    await office.learns(news_of(CANCELED, "A"))

    assert await office.status_of(conversation) == "opted_out"
    await office.crm.consent(
        office.workspace, conversation, await office.lead_of(conversation), opted_out=False
    )

    assert await office.status_of(conversation) == "engaged"


# --- and the rest ---


async def test_a_lead_who_did_not_come_is_noted(office: Office) -> None:
    conversation = await office.conversation()
    await office.books(conversation, invitee="A")
    office.later(days=2)

    heard = await office.learns(news_of("invitee_no_show.created", "A"))

    assert heard == "applied"
    assert await office.status_of(conversation) == "no_show"


async def test_a_no_show_that_is_taken_back_leaves_the_meeting_as_it_was(office: Office) -> None:
    conversation = await office.conversation()
    await office.books(conversation, invitee="A")
    await office.learns(news_of("invitee_no_show.created", "A", no_show="mark"))

    await office.learns(news_of("invitee_no_show.deleted", "A", no_show="mark"))

    assert await office.status_of(conversation) == "meeting_scheduled"
    assert (await office.live(conversation) or {"state": None})["state"] == "booked"


async def test_what_somebody_made_of_a_lead_since_stays(office: Office) -> None:
    conversation = await office.conversation()
    await office.books(conversation, invitee="A")
    lead = await office.lead_of(conversation)
    await office.crm.note(office.workspace, lead, details={}, status="customer")

    for kind in ("invitee_no_show.created", "invitee_no_show.deleted"):
        await office.learns(news_of(kind, "A", no_show="mark"))

    assert await office.status_of(conversation) == "customer"


async def test_a_meeting_that_is_over_is_noted_and_not_announced(office: Office) -> None:
    conversation, token = await linked(office)
    office.later(days=2)

    heard = await office.learns(news_of(CREATED, "A", token=token, start=TOMORROW))

    assert heard == "applied"
    assert await notices(office, conversation) == []
    assert (await office.crm.calendly_stats(office.workspace))["meetings_scheduled"] == 1


async def test_a_no_show_of_a_canceled_meeting_says_nothing_of_the_lead(office: Office) -> None:
    conversation = await office.conversation()
    meeting = meeting_of(await office.books(conversation, invitee="A"))
    await office.cancels(conversation, meeting)
    await office.books(conversation, TOMORROW + timedelta(days=3))

    await office.learns(news_of("invitee_no_show.created", "A"))

    assert await office.status_of(conversation) == "meeting_scheduled"


async def test_other_news_is_only_remembered(office: Office) -> None:
    assert await office.learns(news_of("other", "A")) == "unmatched"
    assert await office.learns(news_of("other", "A")) == "duplicate"
    assert await quarantined(office) == []
