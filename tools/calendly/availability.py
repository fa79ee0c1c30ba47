"""When somebody can be booked, is busy, and keeps hours."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from pydantic import Field

from tools.calendly.api import Api
from tools.calendly.windows import windows
from tools.calendly.wire import Document, Instant, Text, Wire, wire_time
from tools.ports.words import Clock

SOON = timedelta(seconds=60)  # Calendly takes times in the future only, by its clock
BUSY_DAYS = 7  # the longest question about busy times; about open ones it is a setting


class AvailableTime(Wire):
    status: Text = "available"
    start_time: Instant
    invitees_remaining: int = 1


class Reference(Wire):
    uri: Text


class BusyTime(Wire):
    """Taken by a meeting of Calendly's, or by something in the calendar behind it."""

    type: Text
    start_time: Instant
    end_time: Instant
    buffered_start_time: Instant | None = None
    buffered_end_time: Instant | None = None
    event: Reference | None = None


class Hours(Wire):
    """Local times of day, as in 09:00."""

    opens: Text = Field(default="", alias="from")
    closes: Text = Field(default="", alias="to")


class Rule(Wire):
    """The hours of a day of the week, or of one date: none at all on a day off."""

    type: Text
    wday: Text | None = None
    date: Text | None = None
    intervals: Sequence[Hours] = ()


class Schedule(Wire):
    uri: Text
    default: bool = False
    name: Text = ""
    user: Text = ""
    timezone: Text
    rules: Sequence[Rule] = ()


class Availability:
    def __init__(self, api: Api, *, clock: Clock, window_days: int) -> None:
        self._api = api
        self._clock = clock
        self._window_days = window_days

    async def open_times(
        self, event_type: str, start: datetime, end: datetime
    ) -> list[AvailableTime]:
        """Of any span, unsorted, those at the windows' edges twice."""
        path, wanted = "/event_type_available_times", {"event_type": event_type}
        found = self._within(
            AvailableTime, path, wanted, start=start, end=end, days=self._window_days
        )
        return [each async for each in found]

    async def busy_times(self, user: str, start: datetime, end: datetime) -> list[BusyTime]:
        """Of any span, each once, even where it lies in two windows."""
        found = self._within(
            BusyTime, "/user_busy_times", {"user": user}, start=start, end=end, days=BUSY_DAYS
        )
        unique = {(each.start_time, each.end_time, str(each.event)): each async for each in found}
        return list(unique.values())

    async def schedules(self, user: str) -> list[Schedule]:
        page = await self._api.page(Schedule, "/user_availability_schedules", {"user": user})
        return page.collection

    async def _within(
        self,
        kind: type[Document],
        path: str,
        wanted: dict[str, str],
        *,
        start: datetime,
        end: datetime,
        days: int,
    ) -> AsyncIterator[Document]:
        # One after the other: two at once would only spend the limit faster.
        for begin, until in windows(max(start, self._clock() + SOON), end, days=days):
            span = {"start_time": wire_time(begin), "end_time": wire_time(until)}
            for each in (await self._api.page(kind, path, {**wanted, **span})).collection:
                yield each
