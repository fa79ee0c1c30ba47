"""Six zones over six years: every day's opening hours, and every week the clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from emulator.hours import OFFICE_HOURS, WEEKDAYS, Hours, starts_on
from emulator.store import MemoryStore
from tests.emulator.laptop import Json, Laptop, new_laptop

ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
HALF_HOUR = timedelta(minutes=30)
OFFICE = [f"{9 + half // 2:02}:{half % 2 * 30:02}" for half in range(16)]
ALWAYS: list[Json] = [
    {"type": "wday", "wday": weekday, "intervals": [{"from": "00:00", "to": "24:00"}]}
    for weekday in WEEKDAYS
]


def days() -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def length(day: date, zone: ZoneInfo) -> timedelta:
    return midnight(day + timedelta(days=1), zone) - midnight(day, zone)


def changes(zone: str) -> list[date]:
    """The days the zone's clocks change."""
    return [day for day in days() if length(day, ZoneInfo(zone)) != timedelta(days=1)]


CHANGES = [(zone, day) for zone in ZONES for day in changes(zone)]


def test_three_of_the_zones_change_their_clocks_twice_a_year() -> None:
    assert {zone: len(changes(zone)) for zone in ZONES} == {
        "Europe/Madrid": 12,
        "America/New_York": 12,
        "America/Sao_Paulo": 0,
        "America/Mexico_City": 0,
        "Australia/Lord_Howe": 12,
        "Asia/Kathmandu": 0,
    }


@pytest.mark.parametrize("zone", ZONES)
def test_the_office_opens_at_nine_on_its_own_clock_every_day(zone: str) -> None:
    hours = Hours(zone=ZoneInfo(zone), rules=OFFICE_HOURS)
    for day in days():
        starts = list(starts_on(hours, day, duration=HALF_HOUR, step=HALF_HOUR))
        read = [start.astimezone(hours.zone) for start in starts]

        assert [f"{at:%H:%M}" for at in read] == (OFFICE if day.weekday() < 5 else [])
        assert {at.date() for at in read} <= {day}


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_that_never_closes_is_as_long_as_its_clocks_say(zone: str) -> None:
    hours = Hours(zone=ZoneInfo(zone), rules=ALWAYS)
    for day in days():
        starts = list(starts_on(hours, day, duration=HALF_HOUR, step=HALF_HOUR))

        assert starts == sorted(set(starts))
        assert len(starts) * HALF_HOUR == length(day, hours.zone)
        assert starts[0] == midnight(day, hours.zone)


async def in_the_week_of(zone: str, day: date) -> Laptop:
    """A calendar that never closes, two days before the day, at noon in the zone."""
    laptop = await new_laptop(MemoryStore(), zone=zone)
    noon = midnight(day, ZoneInfo(zone)) - timedelta(days=2) + timedelta(hours=12)
    laptop.clock.base = lambda: noon
    rule = {"timezone": zone, "rules": ALWAYS}
    await laptop.seed(name="Sales Call", availability=rule)
    return laptop


@pytest.mark.parametrize(("zone", "day"), [*CHANGES, *((zone, FIRST) for zone in ZONES)])
async def test_what_is_offered_is_the_instant_that_is_booked(zone: str, day: date) -> None:
    laptop = await in_the_week_of(zone, day)
    event_type = await laptop.event_type()
    offered = await laptop.times(event_type, days=4, after=laptop.clock())
    on_the_day = [
        slot
        for slot in offered
        if datetime.fromisoformat(slot).astimezone(ZoneInfo(zone)).date() == day
    ]

    assert len(on_the_day) * HALF_HOUR == length(day, ZoneInfo(zone))
    for slot in (on_the_day[0], on_the_day[4], on_the_day[-1]):
        assert (await laptop.book(event_type, slot)).status_code == 201
        found = await laptop.events(min_start_time=slot, max_start_time=slot)
        assert [event["start_time"] for event in found] == [slot]
        assert slot not in await laptop.times(event_type, days=4, after=laptop.clock())
