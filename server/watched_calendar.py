"""A workspace's Calendly that tells us when its token is refused, in a turn or anywhere else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from tools.errors import Rejected, Unavailable
from tools.ports.calendar import (
    Booked,
    BookingOrder,
    Calendar,
    CalendarNews,
    CalendarUser,
    EventType,
    OpenTime,
    ScheduledEvent,
    Subscription,
)
from tools.ports.words import Mode

Refused = Callable[[Rejected], Awaitable[None]]


class WatchedCalendar:
    """Every call goes through; `refused` hears of a token that Calendly takes no more."""

    def __init__(self, calendar: Calendar, *, refused: Refused) -> None:
        self._calendar = calendar
        self._refused = refused

    @asynccontextmanager
    async def _watch(self) -> AsyncIterator[Calendar]:
        try:
            yield self._calendar
        except Rejected as error:
            if error.reason == "token" and await self._is_locked_out():
                await self._refused(error)
            raise

    async def _is_locked_out(self) -> bool:
        """A scope that is missing for one call says nothing about the others."""
        try:
            await self._calendar.me()
        except Rejected as error:
            return error.reason == "token"
        except Unavailable:
            return False  # nobody knows now; the next call will tell
        return False

    @property
    def mode(self) -> Mode:
        return self._calendar.mode

    async def me(self) -> CalendarUser:
        async with self._watch() as calendar:
            return await calendar.me()

    async def event_types(self) -> list[EventType]:
        async with self._watch() as calendar:
            return await calendar.event_types()

    async def open_times(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        async with self._watch() as calendar:
            return await calendar.open_times(event_type, start, end)

    async def create_link(self, event_type: str) -> str:
        async with self._watch() as calendar:
            return await calendar.create_link(event_type)

    async def book(self, order: BookingOrder) -> Booked:
        async with self._watch() as calendar:
            return await calendar.book(order)

    async def find_booked(self, order: BookingOrder) -> Booked | None:
        async with self._watch() as calendar:
            return await calendar.find_booked(order)

    async def is_shared(self, event_uri: str) -> bool:
        async with self._watch() as calendar:
            return await calendar.is_shared(event_uri)

    async def cancel(self, event_uri: str, reason: str) -> None:
        async with self._watch() as calendar:
            await calendar.cancel(event_uri, reason)

    async def scheduled_events(
        self, *, email: str | None, start: datetime, end: datetime
    ) -> list[ScheduledEvent]:
        async with self._watch() as calendar:
            return await calendar.scheduled_events(email=email, start=start, end=end)

    async def subscribe(self, url: str, signing_key: str) -> str:
        async with self._watch() as calendar:
            return await calendar.subscribe(url, signing_key)

    async def unsubscribe(self, subscription: str) -> None:
        async with self._watch() as calendar:
            await calendar.unsubscribe(subscription)

    async def subscription(self, uri: str) -> Subscription | None:
        async with self._watch() as calendar:
            return await calendar.subscription(uri)

    async def changes(self, start: datetime, end: datetime) -> list[CalendarNews]:
        async with self._watch() as calendar:
            return await calendar.changes(start, end)

    async def can_book(self) -> bool:
        async with self._watch() as calendar:
            return await calendar.can_book()
