"""One workspace's Calendly as the calendar we book in; the emulator is reached the same way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import httpx
from pydantic import SecretStr

from tools.calendly import models
from tools.calendly.api import PATIENT, PLAN_BELIEVED, Api, Patience, http_client
from tools.calendly.booking import find_own, invitee_body
from tools.calendly.limits import Limiter
from tools.calendly.lookout import Lookout
from tools.calendly.operations import Operations
from tools.calendly.subscriptions import Scope
from tools.calendly.wire import end_of
from tools.errors import Reason, Rejected, Unavailable
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

FRESH = timedelta(minutes=1)  # how long an event type is believed
MINUTE = timedelta(minutes=1)


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
        self._limiter = limiter or Limiter()
        api = Api(http, token=token, clock=clock, limiter=self._limiter, patience=patience)
        self.operations = Operations(api, clock=clock, window_days=window_days)
        self._quietly = Operations(api.in_background(), clock=clock, window_days=window_days)
        self._lookout = Lookout(self._quietly, clock=clock)
        self._mode = mode
        self._clock = clock
        self._user: models.User | None = None
        self._event_types: dict[str, tuple[datetime, models.EventType]] = {}
        self._plan: tuple[datetime, bool] | None = None

    @property
    def mode(self) -> Mode:
        return self._mode

    async def me(self) -> CalendarUser:
        self._user = await self.operations.users.me()
        return self._user.port()

    async def event_types(self) -> list[EventType]:
        owner = await self._owner()
        return [each.port() for each in await self.operations.event_types.of_user(owner.uri)]

    async def open_times(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        found: dict[datetime, OpenTime] = {}
        for each in await self.operations.availability.open_times(event_type, start, end):
            if each.status == "available" and each.invitees_remaining > 0:
                time = OpenTime(starts_at=each.start_time, seats=each.invitees_remaining)
                found.setdefault(time.instant, time)
        return [found[at] for at in sorted(found) if start <= at < end]

    async def create_link(self, event_type: str) -> str:
        return (await self.operations.links.create(event_type)).booking_url

    async def book(self, order: BookingOrder) -> Booked:
        event_type = await self._event_type(order.event_type)
        body = invitee_body(order, event_type)
        try:
            invitee = await self.operations.invitees.create(body)
        except Rejected as refused:
            if refused.reason in {"plan", "token"}:
                raise
            return await self._explain(order, event_type, refused)
        return invitee.booked(order.starts_at, end_of(order.starts_at, event_type.duration))

    async def find_booked(self, order: BookingOrder) -> Booked | None:
        owner = await self._owner()
        if own := await self._find_own(order, user=owner.uri, email=order.email):
            return own
        # An address may come back spelled otherwise; the token does not.
        if own := await self._find_own(order, user=owner.uri):
            return own
        if not (await self._event_type(order.event_type)).round_robin:
            return None
        # Another host may have got it. A token that may not look there cannot tell: it raises.
        organization = owner.current_organization
        return await self._find_own(order, organization=organization, email=order.email)

    async def is_shared(self, event_uri: str) -> bool:
        event = await self.operations.events.get(event_uri)
        return event.status == "active" and event.invitees_counter.active > 1

    async def cancel(self, event_uri: str, reason: str) -> None:
        async with _allowed("conflict"):  # it is canceled already
            await self.operations.events.cancel(event_uri, reason)

    async def scheduled_events(
        self, *, email: str | None, start: datetime, end: datetime
    ) -> list[ScheduledEvent]:
        owner = await self._owner()
        found = await self.operations.events.between(start, end, user=owner.uri, email=email)
        return [each.port() for each in found]

    async def subscribe(self, url: str, signing_key: str) -> str:
        if await self._shared_types(self.operations):
            with suppress(Rejected):  # only an administrator's token may hear of other hosts
                return await self._subscribe(url, signing_key, "organization")
        return await self._subscribe(url, signing_key, "user")

    async def _subscribe(self, url: str, signing_key: str, scope: Scope) -> str:
        owner = await self._owner()
        subscriptions = self.operations.subscriptions
        try:
            made = await subscriptions.create(owner, url, signing_key=signing_key, scope=scope)
        except Rejected as refused:
            if refused.reason != "conflict":
                raise
            # The known one has another signing key, which no one can read or change.
            await self._remove_subscriptions(owner, url)
            made = await subscriptions.create(owner, url, signing_key=signing_key, scope=scope)
        return made.uri

    async def _remove_subscriptions(self, owner: models.User, url: str) -> None:
        known = await self.operations.subscriptions.of(owner)
        with suppress(Rejected):
            known += await self.operations.subscriptions.of(owner, scope="organization")
        for uri in {each.uri for each in known if each.callback_url == url}:
            await self.unsubscribe(uri)

    async def _shared_types(self, operations: Operations) -> frozenset[str]:
        """Event types whose meetings another host may get."""
        types = await operations.event_types.of_user((await self._owner()).uri)
        return frozenset(each.uri for each in types if each.round_robin)

    async def unsubscribe(self, subscription: str) -> None:
        async with _allowed("not_found"):
            await self.operations.subscriptions.delete(subscription)

    async def subscription(self, uri: str) -> Subscription | None:
        try:
            return (await self._quietly.subscriptions.get(uri)).port()
        except Rejected as refused:
            if refused.reason != "not_found":
                raise
            return None

    async def changes(self, start: datetime, end: datetime) -> list[CalendarNews]:
        owner = await self._owner()
        shared = await self._shared_types(self._quietly)
        return await self._lookout.changes(owner, start, end, shared=shared)

    async def can_book(self) -> bool:
        return self._limiter.may_book(self._clock()) and await self._plan_books()

    async def _plan_books(self) -> bool:
        now = self._clock()
        if self._plan is None or self._plan[0] + PLAN_BELIEVED < now:
            self._plan = now, await self._ask_plan()
        return self._plan[1]

    async def _ask_plan(self) -> bool:
        try:
            owner = await self._owner()
            return not (await self.operations.users.organization(owner.current_organization)).free
        except (Rejected, Unavailable):
            return True  # the booking itself will tell

    async def _owner(self) -> models.User:
        if self._user is None:
            self._user = await self.operations.users.me()
        return self._user

    async def _event_type(self, uri: str) -> models.EventType:
        now = self._clock()
        known = self._event_types.get(uri)
        if known is None or known[0] + FRESH < now:
            known = now, await self.operations.event_types.get(uri)
            self._event_types[uri] = known
        return known[1]

    async def _explain(
        self, order: BookingOrder, known: models.EventType, refused: Rejected
    ) -> Booked:
        """Find out what a refusal meant: "taken" has three shapes, and one of them says nothing.

        The time is also gone when an earlier try of this very order has it.
        """
        self._event_types.pop(order.event_type, None)
        if refused.reason != "slot_taken" and await self._is_open(order):
            if await self._event_type(order.event_type) != known:
                return await self.book(order)  # an admin has edited it: other questions, perhaps
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

    async def _find_own(
        self,
        order: BookingOrder,
        *,
        user: str | None = None,
        organization: str | None = None,
        email: str | None = None,
    ) -> Booked | None:
        start = datetime.fromisoformat(order.starts_at)
        events = await self.operations.events.between(
            start - MINUTE,
            start + MINUTE,
            user=user,
            organization=organization,
            email=email,
            status="active",
        )
        invitees = self.operations.invitees
        return find_own(
            order,
            [
                (each, who)
                for each in events
                for who in await invitees.of(each.uri, status="active")
            ],
        )


@asynccontextmanager
async def _allowed(reason: Reason) -> AsyncIterator[None]:
    """A refusal that says the wanted state is there already."""
    try:
        yield
    except Rejected as refused:
        if refused.reason != reason:
            raise
