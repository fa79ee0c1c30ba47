"""The CRM port: a workspace's figures are counted from its rows, whoever writes them at once."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from tests.contracts.crm import Office
from tests.contracts.meetings import LATER, TOMORROW, invitee_uri, meeting_of, news_of
from tools.ports.arrivals import CalendlyStats

HALF = 25
PACE = timedelta(hours=1)


async def stats(office: Office) -> CalendlyStats:
    return await office.crm.calendly_stats(office.workspace)


async def test_fifty_links_and_bookings_at_once_leave_every_figure_equal_to_the_rows(
    office: Office,
) -> None:
    async with office.store.open(office.clock) as crm:
        elsewhere = replace(office, crm=crm)  # another process, with its own pool
        doors = [office, elsewhere]
        leads = [await office.conversation(person) for person in range(2 * HALF)]

        async with asyncio.TaskGroup() as hands:
            for number, lead in enumerate(leads[:HALF]):
                start = TOMORROW + number * PACE
                hands.create_task(doors[number % 2].books(lead, start, invitee=f"I{number}"))
                news = news_of("invitee.created", f"I{number}", start=start)
                hands.create_task(doors[1 - number % 2].tells(news))
            for number, lead in enumerate(leads[HALF:]):
                hands.create_task(doors[number % 2].makes_link(lead))

    meetings, links = office.table("meetings"), office.table("booking_links")
    last = max(datetime.fromisoformat(row["booked_at"]) for row in meetings)
    told = await stats(office)
    assert (told["meetings_scheduled"], told["links_created"]) == (HALF, HALF)
    assert (len(meetings), len(links)) == (HALF, HALF)
    assert told["last_meeting_scheduled"] == last.isoformat(timespec="microseconds")


async def test_a_meeting_that_is_moved_counts_once(office: Office) -> None:
    conversation = await office.conversation()
    first = meeting_of(await office.books(conversation, invitee="A"))
    await office.books(conversation, LATER, moves=first["id"], invitee="B")

    await office.learns(news_of("invitee.created", "C", old_invitee=invitee_uri("B")))

    assert (await stats(office))["meetings_scheduled"] == 1


async def test_a_canceled_meeting_was_scheduled_all_the_same(office: Office) -> None:
    conversation = await office.conversation()
    await office.cancels(conversation, meeting_of(await office.books(conversation)))

    assert (await stats(office))["meetings_scheduled"] == 1


async def test_the_figures_are_the_workspaces_whatever_it_is_connected_to(office: Office) -> None:
    conversation = await office.conversation()
    await office.makes_link(conversation)
    await office.books(conversation)
    before = await stats(office)

    for account in ("first", "second", "first"):
        connected = await office.crm.save_integration(
            office.workspace, "calendly", account=account, config={}, sealed={}
        )
        await office.crm.remove_integration(office.workspace, connected["id"])

    assert await stats(office) == before
    assert (before["links_created"], before["meetings_scheduled"]) == (1, 1)


async def test_the_last_booking_is_the_last_that_was_made(office: Office) -> None:
    conversation = await office.conversation()
    link = await office.makes_link(conversation)
    await office.sends_link(conversation, link)
    office.later(hours=2)

    # Heard of late: it was made when Calendly says it was.
    await office.learns(news_of("invitee.created", "A", token=link["token"]))

    assert (await stats(office))["last_meeting_scheduled"] == "2026-11-23T12:00:00.000000+00:00"


async def test_a_stranger_sees_no_figure_of_ours(office: Office, other_office: Office) -> None:
    await office.books(await office.conversation())

    assert await stats(other_office) == CalendlyStats(
        meetings_scheduled=0, links_created=0, last_meeting_scheduled=None
    )
