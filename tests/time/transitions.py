"""When the clocks change in six zones, by the rules as they were published, not by zone data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

YEARS = range(2025, 2031)
ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Transition:
    """The clocks of `zone` go from one offset to the other at `at`."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def forward(self) -> bool:
        return self.after > self.before

    @property
    def shift(self) -> timedelta:
        return abs(self.after - self.before)

    @property
    def edge(self) -> datetime:
        """Of the hour that never comes, or comes twice: its first wall time."""
        return self.at.replace(tzinfo=None) + min(self.before, self.after)

    def __str__(self) -> str:
        return f"{self.zone.rpartition('/')[2]}-{self.at:%Y-%m-%d}"


def sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month; 0 is the last."""
    if nth == 0:
        last = date(year, month + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - SUNDAY) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(SUNDAY - first.weekday()) % 7, weeks=nth - 1)


def _at(day: date, wall: time, offset: timedelta) -> datetime:
    return datetime.combine(day, wall, UTC) - offset


def _hours(count: float) -> timedelta:
    return timedelta(hours=count)


def of_year(zone: str, year: int) -> Iterator[Transition]:
    """European Union: last Sundays of March and October, 01:00 UTC. United States: second Sunday
    of March and first of November, 02:00. Lord Howe: first Sundays of April and October, 02:00,
    by half an hour. Brazil gave it up in 2019, Mexico in 2022; Nepal has none."""
    winter: timedelta
    if zone == "Europe/Madrid":
        winter, summer = _hours(1), _hours(2)
        spring = _at(sunday(year, 3, 0), time(1), timedelta())
        autumn = _at(sunday(year, 10, 0), time(1), timedelta())
    elif zone == "America/New_York":
        winter, summer = _hours(-5), _hours(-4)
        spring = _at(sunday(year, 3, 2), time(2), winter)
        autumn = _at(sunday(year, 11, 1), time(2), summer)
    elif zone == "Australia/Lord_Howe":
        winter, summer = _hours(10.5), _hours(11)
        autumn = _at(sunday(year, 4, 1), time(2), summer)
        spring = _at(sunday(year, 10, 1), time(2), winter)
    else:
        return
    yield Transition(zone=zone, at=spring, before=winter, after=summer)
    yield Transition(zone=zone, at=autumn, before=summer, after=winter)


def _when(transition: Transition) -> datetime:
    return transition.at


def of_zone(zone: str) -> list[Transition]:
    return sorted((each for year in YEARS for each in of_year(zone, year)), key=_when)


EVERY = [each for zone in ZONES for each in of_zone(zone)]
FORWARD = [each for each in EVERY if each.forward]
BACK = [each for each in EVERY if not each.forward]
