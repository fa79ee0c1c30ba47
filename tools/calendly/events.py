"""Scheduled events: finding, reading and canceling them."""

from datetime import datetime
from typing import Literal

from tools.calendly.addresses import path_of
from tools.calendly.api import Api
from tools.calendly.models import Cancellation, Event
from tools.calendly.wire import query, wire_time

LONGEST_REASON = 10_000


class Events:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def between(
        self,
        start: datetime,
        end: datetime,
        *,
        user: str | None = None,
        organization: str | None = None,
        email: str | None = None,
        status: Literal["active", "canceled"] | None = None,
    ) -> list[Event]:
        """Those that start in `[start, end]`, in order. Another user's need the organization too;
        Calendly filters neither by event type nor by tracking."""
        wanted = query(
            user=user,
            organization=organization,
            invitee_email=email,
            status=status,
            min_start_time=wire_time(start),
            max_start_time=wire_time(end),
            sort="start_time:asc",
        )
        return await self._api.all(Event, "/scheduled_events", wanted)

    async def get(self, uri: str) -> Event:
        return await self._api.one(Event, path_of("scheduled_events", uri))

    async def cancel(self, uri: str, reason: str) -> Cancellation:
        """The whole event: Calendly cannot take one invitee out of a group."""
        path = f"{path_of('scheduled_events', uri)}/cancellation"
        return await self._api.create(Cancellation, path, {"reason": reason[:LONGEST_REASON]})
