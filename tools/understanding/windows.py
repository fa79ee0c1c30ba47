"""From a day and an hour in the lead's zone to windows in UTC; a clock change is noticed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tools.ports.understanding import Window
from tools.understanding.clock import NOON
from tools.understanding.days import Days, Moment
from tools.understanding.hours import Hours

Unclear = Literal["past", "impossible", "ambiguous", "nonexistent", "no_day"]
SPREAD = 14
"""A time of day within a span ("next week in the mornings") is that time on each of its days."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when the words were said."""

    now: datetime
    zone: str


Outcome = Window | Unclear


def moment_window(moment: Moment, place: Place, text: str) -> Outcome:
    if moment.until < place.now.replace(second=0, microsecond=0):
        return "past"
    return _window(moment.at, moment.until, place, moment.assumptions, text)


def day_windows(days: Days, hours: Iterable[Hours], place: Place, text: str) -> list[Outcome]:
    if days.fault:
        return [days.fault]
    each = list(hours)
    if not each:
        return [_whole(days, place, text)]
    count = min((days.until - days.first).days, SPREAD)
    outcomes = [
        _at(days, days.first + timedelta(days=ahead), hour, place, text)
        for ahead in range(count)
        for hour in each
    ]
    if days.single:
        return outcomes
    windows = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    return [*windows] if windows else outcomes[:1]


def _whole(days: Days, place: Place, text: str) -> Outcome:
    start, end = (_local(day, 0, place.zone) for day in (days.first, days.until))
    if end <= place.now:
        return "past"
    return _window(start, end, place, days.assumptions, text)


def _at(days: Days, day: date, hours: Hours, place: Place, text: str) -> Outcome:
    assumed = days.assumptions + (("afternoon",) if hours.afternoon else ())
    minute = hours.minute
    if hours.until is not None:
        start, end = (_local(day, at, place.zone) for at in (minute, hours.until))
        return "past" if end <= place.now else _window(start, end, place, assumed, text)
    literal = hours.clock.minute if hours.clock else minute
    if fault := clock_fault(day, literal, place.zone, gap_only=literal != minute):
        return fault
    start = _local(day, minute, place.zone)
    if start < place.now and _could_be_later(hours):
        start, assumed = _local(day, minute + NOON, place.zone), (*assumed, "afternoon")
    return "past" if start < place.now else _window(start, start, place, assumed, text)


def _could_be_later(hours: Hours) -> bool:
    """ "Today at 8" said at ten means the evening; nobody means a meeting after eight."""
    unsaid = hours.clock is not None and not hours.clock.settled and not hours.part
    return unsaid and hours.minute < NOON and hours.minute + NOON <= 20 * 60


def clock_fault(
    day: date, minute: int, zone: str, *, gap_only: bool
) -> Literal["nonexistent", "ambiguous"] | None:
    """A wall time the clock change skips, or shows twice. Python raises for neither."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    place = ZoneInfo(zone)
    first, second = wall.replace(tzinfo=place), wall.replace(tzinfo=place, fold=1)
    if first.astimezone(UTC).astimezone(place).replace(tzinfo=None) != wall:
        return "nonexistent"
    if not gap_only and first.utcoffset() != second.utcoffset():
        return "ambiguous"
    return None


def _local(day: date, minute: int, zone: str) -> datetime:
    wall = datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minute)
    return wall.astimezone(UTC)


def _window(
    start: datetime, end: datetime, place: Place, assumptions: Iterable[str], text: str
) -> Window:
    return {
        "start": start.astimezone(UTC).isoformat(),
        "end": end.astimezone(UTC).isoformat(),
        "zone": place.zone,
        "assumptions": list(dict.fromkeys(assumptions)),
        "text": text,
    }
