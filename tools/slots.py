"""Which of the open times to offer: at most three, unlike each other, at human hours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tools.ports.calendar import OpenTime

OFFERED = 3
NEAR = 90  # minutes on the clock within which two times are much the same to somebody busy
AROUND = 12  # open times nearest to a wish, among which there is a choice
WAKING = range(8, 20)  # hours in the lead's own zone at which we would call a stranger


@dataclass(frozen=True, kw_only=True)
class Span:
    """A window as instants. `end == start` names one instant; `end` is exclusive otherwise."""

    start: datetime
    end: datetime

    def holds(self, instant: datetime) -> bool:
        return instant == self.start or self.start <= instant < self.end

    def distance(self, instant: datetime) -> timedelta:
        if self.holds(instant):
            return timedelta()
        return self.start - instant if instant < self.start else instant - self.end


@dataclass(frozen=True, kw_only=True)
class Found:
    """`inside`: within what the lead asked for. `exact`: the very time they named."""

    times: tuple[OpenTime, ...]
    inside: bool
    exact: bool = False


def best_times(
    times: Sequence[OpenTime],
    *,
    wanted: Sequence[Span],
    excluded: Sequence[Span],
    zone: ZoneInfo,
    after: datetime,
) -> Found:
    free = [
        time
        for time in times
        if time.instant > after and not any(span.holds(time.instant) for span in excluded)
    ]
    named = _exactly_named(free, wanted)
    if named:
        return Found(times=(named,), inside=True, exact=True)
    inside = [time for time in free if any(span.holds(time.instant) for span in wanted)]
    if inside or not wanted:
        chosen = _varied(_waking(inside or free, zone), zone)
        return Found(times=chosen, inside=bool(inside) or not wanted)
    return Found(times=_nearest(_waking(free, zone), wanted, zone), inside=False)


def _exactly_named(free: Sequence[OpenTime], wanted: Sequence[Span]) -> OpenTime | None:
    if len(wanted) != 1 or wanted[0].start != wanted[0].end:
        return None
    return next((time for time in free if time.instant == wanted[0].start), None)


def _waking(times: Sequence[OpenTime], zone: ZoneInfo) -> Sequence[OpenTime]:
    waking = [time for time in times if time.instant.astimezone(zone).hour in WAKING]
    return waking or times


def _varied(
    times: Sequence[OpenTime], zone: ZoneInfo, *, first: Sequence[OpenTime] = ()
) -> tuple[OpenTime, ...]:
    chosen = list(first)
    while len(chosen) < min(OFFERED, len(times)):
        rest = [time for time in times if time not in chosen]
        chosen.append(min(rest, key=_sameness(chosen, zone)))
    return tuple(sorted(chosen, key=lambda time: time.instant))


def _sameness(
    chosen: Sequence[OpenTime], zone: ZoneInfo
) -> Callable[[OpenTime], tuple[int, int, int, datetime]]:
    locals_ = [time.instant.astimezone(zone) for time in chosen]

    def cost(time: OpenTime) -> tuple[int, int, int, datetime]:
        local = time.instant.astimezone(zone)
        same_day = sum(other.date() == local.date() for other in locals_)
        same_part = sum(_part(other) == _part(local) for other in locals_)
        near = sum(abs(_minute(other) - _minute(local)) < NEAR for other in locals_)
        return same_day, same_part, near, time.instant

    return cost


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _part(local: datetime) -> str:
    return "morning" if local.hour < 12 else "afternoon" if local.hour < 17 else "evening"


def _nearest(
    times: Sequence[OpenTime], wanted: Sequence[Span], zone: ZoneInfo
) -> tuple[OpenTime, ...]:
    """Those next to an instant; of a longer time the nearest, and others unlike it."""

    def distance(time: OpenTime) -> tuple[timedelta, datetime]:
        return min(span.distance(time.instant) for span in wanted), time.instant

    nearest = sorted(times, key=distance)
    if all(span.start == span.end for span in wanted):
        return tuple(sorted(nearest[:OFFERED], key=lambda time: time.instant))
    return _varied(nearest[:AROUND], zone, first=nearest[:1])
