"""Which times are open: opening hours less bookings, buffers, notice and horizon."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from emulator.errors import JSON
from emulator.hours import Hours, starts_on
from emulator.instants import stamp
from emulator.store import Transaction

LONGEST = timedelta(hours=30)  # no booking with its buffers, and no outside block, lasts longer
DEFAULT_STEP = 30


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A start somebody may book, who would host it, and the group event it would join."""

    start: datetime
    seats: int
    hosts: tuple[str, ...]
    event: str | None = None


@dataclass(frozen=True, kw_only=True)
class Busy:
    """A time a host is not free, read once from its document."""

    start: datetime
    end: datetime
    buffered_start: datetime
    buffered_end: datetime
    event: str | None
    event_type: str | None
    seats_left: int
    host: str

    @classmethod
    def read(cls, doc: JSON) -> "Busy":
        return cls(
            start=datetime.fromisoformat(doc["start"]),
            end=datetime.fromisoformat(doc["end"]),
            buffered_start=datetime.fromisoformat(doc["buffered_start"]),
            buffered_end=datetime.fromisoformat(doc["buffered_end"]),
            event=doc["event"],
            event_type=doc["event_type"],
            seats_left=doc["seats_left"],
            host=doc["host"],
        )


class Blocks:
    """Spans merged once, so that each question is one bisection."""

    def __init__(self, spans: Iterable[tuple[datetime, datetime]]) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlap(self, start: datetime, end: datetime) -> bool:
        first = bisect_right(self._ends, start)
        return first < len(self._starts) and self._starts[first] < end


async def open_times(
    tx: Transaction,
    event_type: JSON,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    without: str | None = None,
) -> list[Opening]:
    """Open starts from `start` to `end`, both included, ascending. `without` names an event
    that is about to go and blocks nothing."""
    first = max(start, now + timedelta(minutes=event_type["minimum_notice"]))
    last = min(end, now + timedelta(days=event_type["horizon_days"]))
    if not event_type["active"] or last < first:
        return []
    low, high = stamp(first - LONGEST), stamp(last + LONGEST)
    documents = await tx.find("busy", between=("start", low, high))
    busy = [Busy.read(doc) for doc in documents if doc["event"] != without or without is None]
    per_host = {}
    for host in event_type["hosts"]:
        hours = await _hours(tx, event_type, host)
        mine = [b for b in busy if b.host == host]
        starts = _starts(event_type, hours, first, last)
        per_host[host] = _open_for(event_type, host, starts, mine)
    return _pooled(event_type, per_host, busy)


async def _hours(tx: Transaction, event_type: JSON, host: str) -> Hours:
    """The type's own rules where it has some, else its host's default schedule."""
    own = event_type["availability"]
    if own is None:
        own = (await tx.find("schedule", user=host, default=True))[0]
    return Hours(zone=ZoneInfo(own["timezone"]), rules=own["rules"])


def _starts(event_type: JSON, hours: Hours, first: datetime, last: datetime) -> Iterator[datetime]:
    duration = timedelta(minutes=event_type["duration"])
    step = timedelta(minutes=event_type["start_time_increment"] or DEFAULT_STEP)
    dates = event_type["dates"] or {}
    if dates.get("type") == "spots":
        spots = sorted(datetime.fromisoformat(spot["start_time"]) for spot in dates["spots"])
        yield from (spot for spot in spots if first <= spot <= last)
        return
    day = first.astimezone(hours.zone).date()
    while day <= last.astimezone(hours.zone).date():
        if _on_offer(dates, day):
            day_starts = starts_on(hours, day, duration=duration, step=step)
            yield from (start for start in day_starts if first <= start <= last)
        day += timedelta(days=1)


def _on_offer(dates: JSON, day: date) -> bool:
    """Whether a one-off type or a share offers this day at all."""
    if dates.get("only_weekdays") and day.weekday() > 4:
        return False
    low, high = dates.get("start_date"), dates.get("end_date")
    return (low is None or low <= day.isoformat()) and (high is None or day.isoformat() <= high)


def _open_for(
    event_type: JSON, host: str, starts: Iterable[datetime], busy: Sequence[Busy]
) -> dict[datetime, Opening]:
    duration = timedelta(minutes=event_type["duration"])
    before = timedelta(minutes=event_type["before_buffer"])
    after = timedelta(minutes=event_type["after_buffer"])
    joinable = {b.start: b for b in busy if b.event_type == event_type["id"] and b.seats_left > 0}
    # Two buffers may share a gap; neither may reach into the other meeting.
    blocks = Blocks(
        (min(b.start - after, b.buffered_start), max(b.end + before, b.buffered_end)) for b in busy
    )
    found = {}
    for start in starts:
        if group := joinable.get(start):
            found[start] = Opening(
                start=start, seats=group.seats_left, hosts=(host,), event=group.event
            )
        elif not blocks.overlap(start, start + duration):
            found[start] = Opening(start=start, seats=event_type["seats"], hosts=(host,))
    return found


def _pooled(
    event_type: JSON, per_host: dict[str, dict[datetime, Opening]], busy: Sequence[Busy]
) -> list[Opening]:
    """One host, everybody at once (collective), or whoever has least to do (round robin)."""
    hosts = list(per_host)
    if len(hosts) == 1:
        return sorted(per_host[hosts[0]].values(), key=lambda opening: opening.start)
    starts = sorted({start for found in per_host.values() for start in found})
    if event_type["pooling_type"] == "collective":
        shared = [s for s in starts if all(s in found for found in per_host.values())]
        return [replace(per_host[hosts[0]][s], hosts=tuple(hosts)) for s in shared]
    load = {host: sum(b.host == host for b in busy) for host in hosts}
    by_load = sorted(hosts, key=lambda host: load[host])
    return [next(per_host[h][s] for h in by_load if s in per_host[h]) for s in starts]


def horizon(event_type: JSON, now: datetime) -> datetime:
    """The last instant the type is offered at."""
    return now.astimezone(UTC) + timedelta(days=event_type["horizon_days"])
