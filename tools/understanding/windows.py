"""From a day and an hour in the lead's zone to windows in UTC; a clock change is noticed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from tools.ports.understanding import Window
from tools.understanding.clock import DAY, NOON
from tools.understanding.days import Days, Moment
from tools.understanding.hours import Hours
from tools.wall_clock import bound, clock_change, instants

Unclear = Literal["past", "impossible", "ambiguous", "nonexistent", "twice", "no_day"]
HALF_DAY = timedelta(minutes=NOON)
SPREAD = 14
"""A time of day within a span ("next week in the mornings") is that time on each of its days."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when the words were said."""

    now: datetime
    zone: str
    summer: bool | None = None
    """Which of two equal clock times is meant, where the zone's short name says so."""


@dataclass(frozen=True, kw_only=True)
class ClockChange:
    """When the clocks are changed, and what that does to the time that was named."""

    at: datetime
    why: Literal["nonexistent", "twice"]
    meant: tuple[Window, ...] = ()
    """The instants that go by the name of a time that comes twice."""


Outcome = Window | Unclear | ClockChange


def moment_window(moment: Moment, place: Place, text: str) -> Outcome:
    if moment.until < place.now.replace(second=0, microsecond=0):
        return "past"
    return _window(moment.at, moment.until, place, moment.assumptions, text)


def day_windows(days: Days, hours: Iterable[Hours], place: Place, text: str) -> list[Outcome]:
    if days.fault:
        return [days.fault]
    each = list(hours)
    if any(hour.impossible for hour in each):
        return ["impossible"]
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
    windows = [outcome for outcome in outcomes if isinstance(outcome, dict)]
    return [*windows] if windows else outcomes[:1]


def _whole(days: Days, place: Place, text: str) -> Outcome:
    start, end = (bound(_wall(day, 0), place.zone, last=False) for day in (days.first, days.until))
    if end <= place.now:
        return "past"
    return _window(start, end, place, days.assumptions, text)


def _at(days: Days, day: date, hours: Hours, place: Place, text: str) -> Outcome:
    assumed = days.assumptions + (("afternoon",) if hours.afternoon else ())
    wall = _wall(day, hours.minute)
    if hours.until is not None:
        return _between(wall, _wall(day, hours.until), hours.until == DAY, place, assumed, text)
    if change := _changed(day, hours, place, text):
        return change
    start = bound(wall, place.zone, last=False)
    if start < place.now and _could_be_later(hours):
        start, assumed = bound(wall + HALF_DAY, place.zone, last=False), (*assumed, "afternoon")
    return "past" if start < place.now else _window(start, start, place, assumed, text)


def _between(
    first: datetime,
    last: datetime,
    midnight: bool,
    place: Place,
    assumptions: Iterable[str],
    text: str,
) -> Outcome:
    """From the first time the clocks show the one until the last time they show the other.

    A day ends at its first midnight, even where that comes twice.
    """
    start = bound(first, place.zone, last=False)
    end = bound(last, place.zone, last=not midnight)
    if start == end:
        return ClockChange(at=start, why="nonexistent")
    return "past" if end <= place.now else _window(start, end, place, assumptions, text)


def _could_be_later(hours: Hours) -> bool:
    """ "Today at 8" said at ten means the evening; nobody means a meeting after eight."""
    return _half_unsaid(hours) and hours.minute < NOON and hours.minute + NOON <= 20 * 60


def _half_unsaid(hours: Hours) -> bool:
    return hours.clock is not None and not hours.clock.settled and not hours.part


def _changed(day: date, hours: Hours, place: Place, text: str) -> Outcome | None:
    """Of "at half past two" the small hours are asked about before the afternoon is assumed."""
    literal = hours.clock.minute if hours.clock and _half_unsaid(hours) else hours.minute
    for wall in (_wall(day, literal), _wall(day, hours.minute)):
        shown = instants(wall, place.zone)
        if len(shown) == 1:
            continue
        meant = tuple(_window(each, each, place, (), text) for each in shown)
        if meant and place.summer is not None:
            return meant[0 if place.summer else -1]
        why: Literal["nonexistent", "twice"] = "twice" if shown else "nonexistent"
        return ClockChange(at=clock_change(wall, place.zone), why=why, meant=meant)
    return None


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


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
