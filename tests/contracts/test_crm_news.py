"""The CRM port: what Calendly says happened, in any order and any number of times."""

from datetime import timedelta

import pytest

from tests.contracts.crm import Office
from tests.contracts.hearing import CANCELED, CREATED, linked, notices, quarantined
from tests.contracts.meetings import (
    LATER,
    TOMORROW,
    invitee_uri,
    meeting_of,
    news_of,
)
from tools.ports.arrivals import Run
from tools.ports.calendar import CalendarNews

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
