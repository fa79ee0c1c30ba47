"""Opening hours in a zone, as instants: right on every day the clocks change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from emulator.errors import JSON

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE_HOURS: list[JSON] = [
    {
        "type": "wday",
        "wday": weekday,
        "intervals": [{"from": "09:00", "to": "17:00"}] if number < 5 else [],
    }
    for number, weekday in enumerate(WEEKDAYS)
]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When somebody is open: rules as Calendly writes them, read in `zone`."""

    zone: ZoneInfo
    rules: Sequence[JSON]

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The day's intervals as wall times. A rule for the date wins over the weekday's."""
        dated = [r for r in self.rules if r["type"] == "date" and r["date"] == day.isoformat()]
        weekly = [r for r in self.rules if r["type"] == "wday"]
        chosen = dated or [r for r in weekly if r["wday"] == WEEKDAYS[day.weekday()]]
        return [
            (_wall(day, interval["from"]), _wall(day, interval["to"]))
            for rule in chosen
            for interval in rule["intervals"]
        ]


def _wall(day: date, clock: str) -> datetime:
    """A wall time without its zone; "24:00" is the next day's midnight."""
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)


def starts_on(
    hours: Hours, day: date, *, duration: timedelta, step: timedelta
) -> Iterator[datetime]:
    """The day's possible starts in UTC, ascending within each interval."""
    for opens, closes in hours.on(day):
        yield from _starts_between(opens, closes, hours.zone, duration=duration, step=step)


def _starts_between(
    opens: datetime, closes: datetime, zone: ZoneInfo, *, duration: timedelta, step: timedelta
) -> Iterator[datetime]:
    begin = opens.replace(tzinfo=zone).astimezone(UTC)
    end = closes.replace(tzinfo=zone).astimezone(UTC)
    changes = begin.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset()
    start = begin
    while start + duration <= end:
        # Where the clocks change, an instant can lie between the two and read outside the hours.
        if not changes or _reads_inside(start, start + duration, opens, closes, zone):
            yield start
        start += step


def _reads_inside(
    start: datetime, end: datetime, opens: datetime, closes: datetime, zone: ZoneInfo
) -> bool:
    first = start.astimezone(zone).replace(tzinfo=None)
    last = end.astimezone(zone).replace(tzinfo=None)
    return opens <= first and last <= closes
