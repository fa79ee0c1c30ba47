"""Instants and zones as Calendly writes them, and a clock a test can move."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

Clock = Callable[[], datetime]
NewId = Callable[[], str]

DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII
)


def stamp(at: datetime) -> str:
    """UTC with microseconds; equal lengths, so stamps sort as the instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def short_stamp(at: datetime) -> str:
    """UTC to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"


def read_instant(text: str) -> datetime:
    """The instant a stranger wrote. Raises `ValueError` unless it names its offset."""
    if not DATE_TIME.fullmatch(text):
        raise ValueError("must be an ISO 8601 date and time with an offset")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must be an ISO 8601 date and time with an offset") from error


# Read while the program loads: it walks a folder, and no event loop should wait for that.
ZONES = frozenset(available_timezones())


def zones() -> frozenset[str]:
    return ZONES


class MovableClock:
    """The wall clock, moved ahead on request."""

    def __init__(self, base: Clock) -> None:
        self.base = base
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return self.base() + self._ahead

    def advance(self, by: timedelta) -> None:
        self._ahead += by
