"""One workspace's Calendly as the calendar we book in; the emulator is reached the same way."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
from pydantic import SecretStr

from tools.calendly import models
from tools.calendly.api import PATIENT, Api, Patience, http_client
from tools.calendly.booking import find_own, invitee_body
from tools.calendly.limits import Limiter
from tools.calendly.news import told_by
from tools.calendly.windows import windows
from tools.errors import Rejected, Unavailable
from tools.ports.calendar import (
    Booked,
    BookingOrder,
    CalendarNews,
    CalendarUser,
    EventType,
    OpenTime,
    ScheduledEvent,
    Subscription,
    TokenSource,
)
from tools.ports.words import Clock, Mode

__all__ = ["Calendly", "Patience", "http_client"]

SOON = timedelta(seconds=60)  # Calendly takes times in the future only, by its clock
FRESH = timedelta(minutes=1)  # how long an event type is believed
MINUTE = timedelta(minutes=1)
LONGEST_REASON = 10_000
NEWS = (
    "invitee.created",
    "invitee.canceled",
    "invitee_no_show.created",
    "invitee_no_show.deleted",
)


class Calendly:
    """See `tools.ports.calendar.Calendar` for what each call promises."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        token: SecretStr | TokenSource,
        mode: Mode,
        clock: Clock,
        window_days: int = 31,
        limiter: Limiter | None = None,
        patience: Patience = PATIENT,
    ) -> None:
        self._api = Api(
            http, token=token, clock=clock, limiter=limiter or Limiter(), patience=patience
        )
        self._mode = mode
        self._clock = clock
        self._window_days = window_days
        self._user: models.User | None = None
        self._event_types: dict[str, tuple[datetime, models.EventType]] = {}

    @property
    def mode(self) -> Mode:
        return self._mode

    async def me(self) -> CalendarUser:
        self._user = await self._api.one(models.User, "/users/me")
        return self._user.port()

    async def event_types(self) -> list[EventType]:
        user = await self._owner()
        rows = self._api.every(models.EventType, "/event_types", {"user": user.uri})
        return [each.port() async for each in rows]

    async def open_times(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        found: dict[datetime, OpenTime] = {}
        # One after the other: two at once would only spend the limit faster.
        for begin, until in windows(max(start, self._clock() + SOON), end, days=self._window_days):
            for each in await self._available(event_type, begin, until):
                found.setdefault(each.instant, each)
        return [found[at] for at in sorted(found) if start <= at < end]

    async def create_link(self, event_type: str) -> str:
        body = {"max_event_count": 1, "owner": event_type, "owner_type": "EventType"}
        return (
            await self._api.create(models.SchedulingLink, "/scheduling_links", body)
        ).booking_url

    async def book(self, order: BookingOrder) -> Booked:
        event_type = await self._event_type(order.event_type)
        body = invitee_body(order, event_type)
        try:
            invitee = await self._api.create_booking(models.Invitee, body)
        except Rejected as refused:
            if refused.reason in {"plan", "token"}:
                raise
            return await self._explain(order, refused)
        return invitee.booked(order.starts_at, models.end_of(order.starts_at, event_type.duration))

    async def find_booked(self, order: BookingOrder) -> Booked | None:
        owner = await self._owner()
        if own := await self._find_own(order, {"user": owner.uri}):
            return own
        if not (await self._event_type(order.event_type)).round_robin:
            return None
        # Another host may have got it. A token that may not look there cannot tell: it raises.
        return await self._find_own(order, {"organization": owner.current_organization})

    async def cancel(self, event_uri: str, reason: str) -> None:
        path = f"/scheduled_events/{_last(event_uri)}/cancellation"
        try:
            await self._api.create(models.Cancellation, path, {"reason": reason[:LONGEST_REASON]})
        except Rejected as refused:
            if refused.reason != "conflict":  # it is canceled already
                raise

    async def scheduled_events(
        self, *, email: str | None, start: datetime, end: datetime
    ) -> list[ScheduledEvent]:
        scope = {"user": (await self._owner()).uri}
        wanted = {"invitee_email": email} if email else {}
        return [each.port() for each in await self._events(start, end, scope, **wanted)]

    async def event(self, uri: str) -> ScheduledEvent:
        return (await self._api.one(models.Event, f"/scheduled_events/{_last(uri)}")).port()

    async def invitee(self, uri: str) -> models.Invitee:
        event, _, invitee = uri.rpartition("/invitees/")
        path = f"/scheduled_events/{_last(event)}/invitees/{_last(invitee)}"
        return await self._api.one(models.Invitee, path)

    async def subscribe(self, url: str, signing_key: str) -> str:
        owner = await self._owner()
        scope = {"organization": owner.current_organization, "scope": "user", "user": owner.uri}
        wanted = {"url": url, "events": list(NEWS), "signing_key": signing_key, **scope}
        try:
            made = await self._api.create(models.Subscription, "/webhook_subscriptions", wanted)
        except Rejected as refused:
            if refused.reason != "conflict":
                raise
            # It has another signing key, which no one can read or change.
            await self._remove_subscriptions(url, scope)
            made = await self._api.create(models.Subscription, "/webhook_subscriptions", wanted)
        return made.uri

    async def unsubscribe(self, subscription: str) -> None:
        try:
            await self._api.delete(f"/webhook_subscriptions/{_last(subscription)}")
        except Rejected as refused:
            if refused.reason != "not_found":
                raise

    async def subscription(self, uri: str) -> Subscription | None:
        path = f"/webhook_subscriptions/{_last(uri)}"
        try:
            return (await self._api.one(models.Subscription, path)).port()
        except Rejected as refused:
            if refused.reason != "not_found":
                raise
            return None

    async def changes(self, start: datetime, end: datetime) -> list[CalendarNews]:
        scope = {"user": (await self._owner()).uri}
        found = [
            news
            for event in await self._events(start, end, scope)
            if start <= datetime.fromisoformat(event.start_time) < end
            async for invitee in self._invitees(event)
            for news in told_by(event, invitee)
        ]
        return sorted(found, key=lambda news: datetime.fromisoformat(news.occurred_at))

    async def can_book(self) -> bool:
        path = f"/organizations/{_last((await self._owner()).current_organization)}"
        try:
            return not (await self._api.one(models.Organization, path)).free
        except (Rejected, Unavailable):
            return True  # the booking itself will tell

    async def _owner(self) -> models.User:
        if self._user is None:
            self._user = await self._api.one(models.User, "/users/me")
        return self._user

    async def _event_type(self, uri: str) -> models.EventType:
        now = self._clock()
        known = self._event_types.get(uri)
        if known is None or known[0] + FRESH < now:
            known = now, await self._api.one(models.EventType, f"/event_types/{_last(uri)}")
            self._event_types[uri] = known
        return known[1]

    async def _available(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        query = {
            "event_type": event_type,
            "start_time": models.wire_time(start),
            "end_time": models.wire_time(end),
        }
        page = await self._api.page(models.AvailableTime, "/event_type_available_times", query)
        return [
            OpenTime(starts_at=each.start_time, seats=each.invitees_remaining)
            for each in page.collection
            if each.status == "available" and each.invitees_remaining > 0
        ]

    async def _explain(self, order: BookingOrder, refused: Rejected) -> Booked:
        """Find out what a refusal meant: "taken" has three shapes, and one of them says nothing.

        The time is also gone when an earlier try of this very order has it.
        """
        self._event_types.pop(order.event_type, None)  # an admin may have edited it
        if refused.reason != "slot_taken" and await self._is_open(order):
            raise Rejected(str(refused), reason="invalid") from refused
        try:
            own = await self.find_booked(order)
        except Rejected:
            own = None  # it is not with us, and other hosts are not ours to see
        if own:
            return own
        raise Rejected("The time is not open any more.", reason="slot_taken") from refused

    async def _is_open(self, order: BookingOrder) -> bool:
        start = datetime.fromisoformat(order.starts_at)
        near = await self.open_times(order.event_type, start - MINUTE, start + MINUTE)
        return any(each.instant == start for each in near)

    async def _find_own(self, order: BookingOrder, scope: dict[str, str]) -> Booked | None:
        start = datetime.fromisoformat(order.starts_at)
        events = await self._events(
            start - MINUTE, start + MINUTE, scope, invitee_email=order.email, status="active"
        )
        return find_own(
            order,
            [
                (event, invitee)
                for event in events
                async for invitee in self._invitees(event, status="active")
            ],
        )

    def _invitees(self, event: models.Event, **wanted: str) -> AsyncIterator[models.Invitee]:
        path = f"/scheduled_events/{_last(event.uri)}/invitees"
        return self._api.every(models.Invitee, path, wanted)

    async def _events(
        self, start: datetime, end: datetime, scope: dict[str, str], **wanted: str
    ) -> list[models.Event]:
        query = {
            **scope,
            **wanted,
            "min_start_time": models.wire_time(start),
            "max_start_time": models.wire_time(end),
            "sort": "start_time:asc",
        }
        rows = self._api.every(models.Event, "/scheduled_events", query)
        return [each async for each in rows]

    async def _remove_subscriptions(self, url: str, scope: dict[str, str]) -> None:
        known = self._api.every(models.Subscription, "/webhook_subscriptions", scope)
        for uri in [each.uri async for each in known if each.callback_url == url]:
            await self.unsubscribe(uri)


def _last(uri: str) -> str:
    """The id in a URI. Only an id: what is not one must not choose the path we ask."""
    last = uri.rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", last):
        raise Rejected("That is not the address of something in Calendly.", reason="not_found")
    return last
