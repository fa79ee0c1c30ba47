"""What a lead is told is what is booked, on every night the clocks change, wherever they are."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.catalogue import listed_moment, moment
from tests.contracts.crm import Office, open_office
from tests.contracts.crm import postgres as postgres_crm
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tests.time.night import LANGUAGE, Night, night_of
from tests.time.read_back import Misleading, read_back, readings_of
from tests.time.transitions import BACK, EVERY, FORWARD, ZONES, Transition, of_zone

EVE = timedelta(days=2)
HALF_HOUR = timedelta(minutes=30)
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)


def one_each() -> list[tuple[str, str, Transition, int]]:
    """Every transition in its own zone, and half as many for leads whose own clocks stand."""
    businesses, nths = cycle(ZONES), cycle(range(3))
    own = [(each.zone, next(businesses), each, next(nths)) for each in EVERY]
    changing = [zone for zone in ZONES if of_zone(zone)]
    theirs = [
        (still, zone, each, next(nths))
        for still, zone in zip([zone for zone in ZONES if not of_zone(zone)], changing, strict=True)
        for each in of_zone(zone)
        if each.at.year % 2
    ]
    return own + theirs


async def books_what_it_says(night: Night, transition: Transition, *, nth: int) -> None:
    """The chain of a booking: asked, offered, picked, in Calendly, in our books, told."""
    await night.open()
    start, end = night.around(transition.at)

    offer = night.told(await night.ask_within(start, end))
    assert offer.zone == night.lead_zone
    assert offer.instants == night.offered()
    count = len(offer.instants)  # fewer than three where only some are at hours to be awake
    assert count == len(set(offer.instants)) > 0
    assert all(start <= each < end for each in offer.instants)
    assert len({choice["title"] for choice in night.lead.choices}) == count

    picked = offer.instants[nth % count]
    claim = night.told(await night.pick(nth % count))
    assert (claim.zone, claim.instants) == (night.lead_zone, [picked])
    assert await night.in_calendly() == [picked]
    assert await night.in_our_books() == picked


@pytest.mark.parametrize(("lead", "business", "transition", "nth"), one_each(), ids=str)
async def test_the_time_told_is_the_time_booked(
    lead: str, business: str, transition: Transition, nth: int
) -> None:
    night = night_of(transition.at - EVE, lead_zone=lead, business_zone=business)

    await books_what_it_says(night, transition, nth=nth)


@pytest.mark.heavy
@pytest.mark.parametrize("business", ZONES)
@pytest.mark.parametrize("lead", ZONES)
async def test_the_time_told_is_the_time_booked_between_any_two_zones(
    lead: str, business: str
) -> None:
    """Every other year for each pair: every year for each lead, and for each business."""
    odd = (ZONES.index(lead) + ZONES.index(business)) % 2
    chosen = [each for each in EVERY if each.at.year % 2 == odd]
    for nth, transition in enumerate(chosen):
        night = night_of(transition.at - EVE, lead_zone=lead, business_zone=business)
        await books_what_it_says(night, transition, nth=nth % 3)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    clock = FakeClock()
    async with postgres_crm(database, clock) as crm:
        yield await open_office(crm, clock, database)


@pytest.mark.parametrize("transition", [each for each in BACK if each.at.year == 2027], ids=str)
async def test_so_it_is_with_our_books_in_postgres(office: Office, transition: Transition) -> None:
    night = Night(
        now=transition.at - EVE,
        lead_zone=transition.zone,
        business_zone=transition.zone,
        crm=office.crm,
        workspace=office.workspace,
        clock=office.clock,
        language=LANGUAGE[transition.zone],
    )

    await books_what_it_says(night, transition, nth=2)


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, str, datetime, datetime]:
    """A lead, a business, an instant it is open at, and when the lead asks for it."""
    lead, business = draw(st.sampled_from(ZONES)), draw(st.sampled_from(ZONES))
    near = st.tuples(st.sampled_from(EVERY), st.integers(-8, 8)).map(
        lambda pair: pair[0].at + pair[1] * HALF_HOUR
    )
    anywhere = st.integers(0, (LAST - FIRST) // HALF_HOUR).map(
        lambda count: FIRST + count * HALF_HOUR
    )
    instant = draw(near | anywhere)
    if business == "Asia/Kathmandu":  # its half hours are a quarter off everyone else's
        instant += HALF_HOUR / 2
    return lead, business, instant, instant - draw(st.integers(3, 240)) * timedelta(hours=1)


async def books_an_hour_by_name(plan: tuple[str, str, datetime, datetime]) -> None:
    """The very hour that was named, or a question where no one could know which."""
    lead, business, instant, now = plan
    night = await night_of(now, lead_zone=lead, business_zone=business).open()
    wall = night.local(instant).replace(tzinfo=None)

    reply = await night.ask_at(instant)

    if readings_of(wall, lead) != [instant]:
        assert night.lead.state["understanding"]["unclear"] == ["twice"]
        assert night.lead.tools == []
        return
    assert night.told(reply).instants == [instant]
    assert night.told(await night.agree()).instants == [instant]
    assert await night.in_calendly() == [instant]
    assert await night.in_our_books() == instant


@settings(max_examples=10)
@given(plan=plans())
async def test_an_hour_named_is_the_hour_booked(plan: tuple[str, str, datetime, datetime]) -> None:
    await books_an_hour_by_name(plan)


@pytest.mark.heavy
@settings(max_examples=100)
@given(plan=plans())
async def test_a_hundred_hours_named_are_the_hours_booked(
    plan: tuple[str, str, datetime, datetime],
) -> None:
    await books_an_hour_by_name(plan)


@pytest.mark.parametrize("transition", BACK, ids=str)
def test_two_instants_of_one_name_are_told_apart(transition: Transition) -> None:
    """Each minute of the hour that comes twice: a reader finds either, and neither by its name."""
    zone, language = transition.zone, LANGUAGE[transition.zone]
    minutes = range(int(-transition.shift.total_seconds()) // 60, transition.shift.seconds // 60)
    for minute in minutes:
        instant = transition.at + timedelta(minutes=minute)
        said = moment(language, instant.isoformat(), zone)

        assert read_back(said, language, now=transition.at).instants == [instant]
        with pytest.raises(Misleading):
            read_back(said.replace(" UTC", " at "), language, now=transition.at)


@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_the_reader_notices_a_time_told_in_the_wrong_zone(transition: Transition) -> None:
    """Of the suite itself: a renderer that forgot the lead's zone would be caught."""
    zone, language = transition.zone, LANGUAGE[transition.zone]
    name = moment(language, transition.at.isoformat(), zone).rpartition("(")[2]
    for hours in range(-12, 13):
        instant = transition.at + timedelta(hours=hours)
        forgetful = f"{listed_moment(language, instant.isoformat(), 'UTC')} ({name}"

        try:
            told = read_back(forgetful, language, now=transition.at - EVE).instants
        except Misleading:
            continue
        assert told != [instant]


def test_most_hours_are_told_without_an_offset() -> None:
    for transition in FORWARD:
        said = moment("es", (transition.at - HALF_HOUR).isoformat(), transition.zone)

        assert "UTC" not in said
