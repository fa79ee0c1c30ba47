"""Open times and clocks that change: properties over zones, hours and bookings."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.accounts import event_type_document
from emulator.availability import LONGEST, open_times
from emulator.hours import OFFICE_HOURS, WEEKDAYS, Hours, starts_on
from emulator.instants import stamp
from emulator.store import MemoryStore

ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
BUSY = [HealthCheck.too_slow]  # a busy machine is not a finding
HALF_HOUR = timedelta(minutes=30)
Doc = dict[str, Any]  # a document of the store


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def opening_rules(draw: st.DrawFn) -> list[Doc]:
    """One or two intervals a day, at any minute of it, midnight included."""
    rules = []
    for weekday in WEEKDAYS:
        edges = draw(st.lists(st.integers(0, 1440), min_size=2, max_size=4, unique=True))
        edges = sorted(edges)[: len(edges) // 2 * 2]
        intervals = [
            {"from": written(edges[i]), "to": written(edges[i + 1])}
            for i in range(0, len(edges), 2)
        ]
        rules.append({"type": "wday", "wday": weekday, "intervals": intervals})
    return rules


instants = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(2030, 12, 1),  # noqa: DTZ001  # hypothesis adds the zone
    timezones=st.just(UTC),
)
event_types = st.fixed_dictionaries(
    {
        "duration": st.sampled_from([5, 15, 30, 45, 60, 120]),
        "start_time_increment": st.sampled_from([5, 15, 20, 30, 60]),
        "before_buffer": st.sampled_from([0, 5, 15, 60, 180]),
        "after_buffer": st.sampled_from([0, 10, 30, 180]),
        "minimum_notice": st.sampled_from([0, 60, 1440]),
    }
)
bookings = st.lists(
    st.tuples(
        st.integers(0, 7 * 24 * 12), st.integers(1, 60), st.integers(0, 12), st.integers(0, 12)
    ),
    max_size=25,
)


def busy(now: datetime, units: tuple[int, int, int, int]) -> Doc:
    """A booking in units of five minutes: offset, length, buffers."""
    offset, length, before, after = (timedelta(minutes=5 * unit) for unit in units)
    start, end = now + offset, now + offset + length
    return {
        "type": "calendly",
        "host": "host",
        "event": "other",
        "event_type": "other",
        "start": stamp(start),
        "end": stamp(end),
        "buffered_start": stamp(start - before),
        "buffered_end": stamp(end + after),
        "seats_left": 0,
    }


def inside(hours: Doc, start: datetime, end: datetime) -> bool:
    """Both ends read inside one interval of the day they begin on, on the host's own clock."""
    zone = ZoneInfo(hours["timezone"])
    first = start.astimezone(zone).replace(tzinfo=None)
    last = end.astimezone(zone).replace(tzinfo=None)
    midnight = datetime.combine(first.date(), time())
    intervals = next(
        r["intervals"] for r in hours["rules"] if r["wday"] == WEEKDAYS[first.weekday()]
    )
    return any(
        midnight + timedelta(minutes=minutes(i["from"])) <= first
        and last <= midnight + timedelta(minutes=minutes(i["to"]))
        for i in intervals
    )


@settings(deadline=None, max_examples=150, suppress_health_check=BUSY)
@given(st.sampled_from(ZONES), opening_rules(), instants, event_types, bookings)
async def test_open_times_lie_in_the_hours_and_touch_no_booking(
    zone: str, rules: list[Doc], now: datetime, wanted: Doc, taken: list[tuple[int, int, int, int]]
) -> None:
    store = MemoryStore()
    hours = {"timezone": zone, "rules": rules}
    made = event_type_document(id="x", name="X", duration=30, hosts=["host"], at=stamp(now))
    event_type = {**made, **wanted, "availability": hours}
    async with store.transaction("account") as tx:
        for number, units in enumerate(taken):
            await tx.put("busy", str(number), busy(now, units))
        openings = await open_times(tx, event_type, start=now, end=now + timedelta(days=7), now=now)
        booked = await tx.find("busy")

    before = timedelta(minutes=event_type["before_buffer"])
    after = timedelta(minutes=event_type["after_buffer"])
    starts = [opening.start for opening in openings]
    assert starts == sorted(set(starts))
    for start in starts:
        end = start + timedelta(minutes=event_type["duration"])
        assert start >= now + timedelta(minutes=event_type["minimum_notice"])
        assert inside(hours, start, end)
        for other in booked:
            theirs = [
                datetime.fromisoformat(other[edge])
                for edge in ("buffered_start", "start", "end", "buffered_end")
            ]
            assert end <= theirs[0] or theirs[3] <= start
            assert end + after <= theirs[1] or theirs[2] <= start - before


@settings(deadline=None, max_examples=100, suppress_health_check=BUSY)
@given(st.sampled_from(ZONES), instants)
async def test_an_empty_week_offers_every_start_of_the_office(zone: str, now: datetime) -> None:
    """Office hours are never near a change of clocks: eight hours have sixteen half hours."""
    day = now.astimezone(ZoneInfo(zone)).date()
    hours = Hours(zone=ZoneInfo(zone), rules=OFFICE_HOURS)
    starts = list(starts_on(hours, day, duration=HALF_HOUR, step=HALF_HOUR))

    assert len(starts) == (16 if day.weekday() < 5 else 0)
    local = [start.astimezone(ZoneInfo(zone)) for start in starts]
    assert [f"{at:%H:%M}" for at in local[:2]] == (["09:00", "09:30"] if starts else [])


ALWAYS: list[Doc] = [
    {"type": "wday", "wday": weekday, "intervals": [{"from": "00:00", "to": "24:00"}]}
    for weekday in WEEKDAYS
]


@pytest.mark.parametrize(
    ("zone", "day", "hours_of_the_day"),
    [
        ("Europe/Madrid", "2026-03-29", 23),
        ("Europe/Madrid", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Sao_Paulo", "2026-02-15", 24),
        ("Asia/Kathmandu", "2026-03-29", 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(
    zone: str, day: str, hours_of_the_day: float
) -> None:
    hours = Hours(zone=ZoneInfo(zone), rules=ALWAYS)
    date = datetime.fromisoformat(day).date()
    starts = list(starts_on(hours, date, duration=HALF_HOUR, step=HALF_HOUR))

    assert len(starts) == hours_of_the_day * 2
    assert len(set(starts)) == len(starts)


def test_a_rule_for_a_date_wins_over_the_weekdays() -> None:
    holiday: list[Doc] = [*OFFICE_HOURS, {"type": "date", "date": "2026-12-25", "intervals": []}]
    hours = Hours(zone=ZoneInfo("Europe/Madrid"), rules=holiday)
    friday = datetime(2026, 12, 25, tzinfo=UTC).date()

    assert list(starts_on(hours, friday, duration=HALF_HOUR, step=HALF_HOUR)) == []


def test_no_booking_is_longer_than_what_is_looked_back_for() -> None:
    longest = timedelta(minutes=720 + 180 + 180)

    assert longest < LONGEST
