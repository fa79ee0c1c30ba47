"""The CRM port: which calendars are due for a look, for whoever asks first."""

import asyncio
from typing import Any

from tests.contracts.crm import Office
from tests.contracts.meetings import TOMORROW, news_of
from tools.ports.records import Integration
from tools.ports.watching import CalendarWatch

CHECK, ASK, OVERDUE = 600.0, 120.0, 86_400.0


async def connected(office: Office, **config: Any) -> Integration:
    """A Calendly account of this workspace alone."""
    return await office.crm.save_integration(
        office.workspace,
        "calendly",
        account="https://api.calendly.com/users/ALICE",
        config=config,
        sealed={"signing_key": "sealed one", "access_token": "sealed two"},
    )


async def due(office: Office) -> list[CalendarWatch]:
    """Whatever other workspaces the database has: they are nobody's here."""
    claimed = await office.crm.claim_watches(limit=100, check=CHECK, ask=ASK, overdue=OVERDUE)
    return [each for each in claimed if each["integration"]["workspace"] == office.workspace]


async def test_what_is_connected_is_due_at_once_and_then_after_a_while(office: Office) -> None:
    await connected(office, subscription="https://api.calendly.com/webhook_subscriptions/1")

    first, at_once = await due(office), await due(office)
    office.later(seconds=CHECK - 1)
    early = await due(office)
    office.later(seconds=1)

    assert [len(first), len(at_once), len(early), len(await due(office))] == [1, 0, 0, 1]


async def test_a_calendar_without_webhooks_is_due_more_often(office: Office) -> None:
    await connected(office, subscription=None)
    await due(office)

    office.later(seconds=ASK)

    assert len(await due(office)) == 1


async def test_of_many_who_ask_at_once_one_gets_it(office: Office) -> None:
    await connected(office)

    async with office.store.open(office.clock) as elsewhere:
        asked = [
            crm.claim_watches(limit=100, check=CHECK, ask=ASK, overdue=OVERDUE)
            for crm in (office.crm, elsewhere) * 6
        ]
        claimed = [each for answer in await asyncio.gather(*asked) for each in answer]

    mine = [each for each in claimed if each["integration"]["workspace"] == office.workspace]
    assert len(mine) == 1


async def test_what_is_disconnected_or_refused_is_not_due(office: Office) -> None:
    integration = await connected(office)
    await office.crm.mark_integration(integration["id"], status="error", error="refused")
    refused = await due(office)
    await office.crm.remove_integration(office.workspace, integration["id"])

    assert (refused, await due(office)) == ([], [])


async def test_a_channel_is_no_calendar(office: Office) -> None:
    assert await due(office) == []  # it has a WhatsApp number


async def test_it_is_said_whether_anything_may_happen(office: Office) -> None:
    await connected(office)
    [quiet] = await due(office)
    conversation = await office.conversation()
    await office.sends_link(conversation, await office.makes_link(conversation))
    office.later(seconds=ASK)
    [linked] = await due(office)
    office.later(days=91)
    [over] = await due(office)

    assert [each["awaits"] for each in (quiet, linked, over)] == [False, True, False]


async def test_a_booked_meeting_is_awaited_until_a_day_after_it(office: Office) -> None:
    await connected(office)
    await office.books(await office.conversation(), TOMORROW)
    office.later(days=1, hours=23)
    [still] = await due(office)
    office.later(hours=2)
    [over] = await due(office)

    assert (still["awaits"], over["awaits"]) == (True, False)


async def test_what_was_never_asked_or_not_for_a_day_is_overdue(office: Office) -> None:
    integration = await connected(office)
    [never] = await due(office)
    await office.crm.calendar_asked(integration["id"])
    office.later(hours=23)
    [lately] = await due(office)
    office.later(hours=1)
    [again] = await due(office)

    assert [each["overdue"] for each in (never, lately, again)] == [True, False, True]


async def test_what_is_connected_again_is_due_and_overdue(office: Office) -> None:
    integration = await connected(office)
    await due(office)
    await office.crm.calendar_asked(integration["id"])

    await connected(office)

    [watch] = await due(office)
    assert watch["overdue"]


async def test_those_who_count_as_no_shows_are_named(office: Office) -> None:
    await connected(office)
    await office.books(await office.conversation(), TOMORROW, invitee="A")
    office.later(days=1, hours=1)
    news = news_of("invitee_no_show.created", "A")
    await office.learns(news)

    [watch] = await due(office)

    assert watch["marked"] == [news.invitee_uri]


async def test_news_is_unheard_until_it_is_applied(office: Office, other_office: Office) -> None:
    heard, unheard = news_of("invitee.created", "A"), news_of("invitee.created", "B")
    await office.learns(heard)
    ids = [heard.event_id, unheard.event_id]

    mine = await office.crm.news_unheard(office.workspace, office.integration, ids)
    theirs = await other_office.crm.news_unheard(
        other_office.workspace, other_office.integration, ids
    )

    assert (mine, theirs) == ({unheard.event_id}, set(ids))


async def test_a_signing_key_is_followed_once(office: Office) -> None:
    integration = await connected(office, subscription="one")

    async def follow(before: str) -> bool:
        return await office.crm.renew_signing_key(
            integration["id"],
            before=before,
            sealed={"signing_key": "sealed three"},
            config={"old_key_until": "tomorrow"},
        )

    followed = [await follow(before) for before in ("another", "sealed one", "sealed one")]

    kept = await office.crm.integration(integration["id"])
    assert kept
    assert followed == [False, True, False]
    assert kept["config"] == {"subscription": "one", "old_key_until": "tomorrow"}
    assert await office.crm.sealed_secrets(integration["id"]) == {
        "signing_key": "sealed three",
        "access_token": "sealed two",
    }


async def test_strangers_bookings_are_forgotten_and_possible_leads_are_not(office: Office) -> None:
    conversation = await office.conversation()
    lead = await office.lead_of(conversation)
    await office.crm.note(office.workspace, lead, details={"email": "lee@example.com"})
    for invitee, email in (("A", "lee@example.com"), ("B", "visitor@example.com")):
        await office.learns(news_of("invitee.created", invitee, email=email))
    office.later(days=91)

    await office.crm.calendar_asked(office.integration)

    kept = office.table("quarantined_events")
    assert [row["reason"] for row in kept] == ["needs review"]
