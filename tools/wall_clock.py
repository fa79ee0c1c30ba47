"""What the clocks of a zone show: some times never, some twice, where they are put on or back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """In UTC, whenever the clocks there show a naive time: never in a gap, twice in an overlap."""
    return tuple(each for each in _both(wall, zone) if _shown(each, zone) == wall)


def bound(wall: datetime, zone: str, *, last: bool) -> datetime:
    """Where a span that reaches to a wall time begins or ends: no time meant is left out."""
    found = instants(wall, zone)
    if not found:
        return clock_change(wall, zone)
    return found[-1] if last else found[0]


def clock_change(wall: datetime, zone: str) -> datetime:
    """The instant of the change that skips or repeats a wall time."""
    early, late = _both(wall, zone)
    offset = _offset(early, zone)
    while late - early > SECOND:
        middle = early + (late - early) // 2
        early, late = (middle, late) if _offset(middle, zone) == offset else (early, middle)
    return late.replace(microsecond=0)


def around(change: datetime, zone: str) -> tuple[datetime, datetime]:
    """What the clocks would show at the change, and what they are put to."""
    before = _offset(change - SECOND, zone)
    return change.replace(tzinfo=None) + before, _shown(change, zone)


def comes_twice(instant: datetime, zone: str) -> bool:
    """Whether what the clocks show at an instant, they show at another one too."""
    return len(instants(_shown(instant, zone), zone)) > 1


def _both(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """A wall time by the offset before a change and by the one after it, in order, once each."""
    place = ZoneInfo(zone)
    return tuple(sorted({wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}))


def _shown(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _offset(instant: datetime, zone: str) -> timedelta:
    return instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
