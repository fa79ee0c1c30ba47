"""Finding out what has happened without webhooks, for few requests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.calendly.models import Event, Invitee, User
from tools.calendly.news import told_by
from tools.calendly.operations import Operations
from tools.errors import Rejected
from tools.ports.calendar import CalendarNews
from tools.ports.words import Clock

BELIEVED = timedelta(days=1)
BELIEVED_ONCE_BEGUN = timedelta(minutes=30)  # a mark of no-show may leave the event untouched


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An event's invitees, as they were when its document was like this."""

    event: Event
    invitees: Sequence[Invitee]
    at: datetime


class Lookout:
    """Asks for an event's invitees only where the event is not as it was.

    A free plan has fifty requests a minute and no webhooks. A look that is cut short keeps what
    it has seen, so that the next one gets further.
    """

    def __init__(self, operations: Operations, *, clock: Clock) -> None:
        self._operations = operations
        self._clock = clock
        self._seen: dict[str, Seen] = {}

    async def changes(
        self, owner: User, start: datetime, end: datetime, *, shared: Collection[str] = ()
    ) -> list[CalendarNews]:
        """Of the owner's events, and of other hosts' whose event type is one of the shared ones."""
        self._forget()
        found = [
            news
            for event in await self._events(owner, start, end, shared)
            if start <= datetime.fromisoformat(event.start_time) < end
            for invitee in await self._invitees(event)
            for news in told_by(event, invitee)
        ]
        return sorted(found, key=lambda news: datetime.fromisoformat(news.occurred_at))

    async def _events(
        self, owner: User, start: datetime, end: datetime, shared: Collection[str]
    ) -> list[Event]:
        events = self._operations.events
        own = await events.between(start, end, user=owner.uri)
        if not shared:
            return own
        try:
            all_hosts = await events.between(start, end, organization=owner.current_organization)
        except Rejected:
            return own  # only an administrator's token may look there
        known = {event.uri for event in own}
        return own + [e for e in all_hosts if e.event_type in shared and e.uri not in known]

    async def _invitees(self, event: Event) -> Sequence[Invitee]:
        seen = self._seen.get(event.uri)
        if seen is None or seen.event != event:
            seen = Seen(event=event, invitees=await self._ask(event), at=self._clock())
            self._seen[event.uri] = seen
        return seen.invitees

    async def _ask(self, event: Event) -> Sequence[Invitee]:
        try:
            return await self._operations.invitees.of(event.uri)
        except Rejected as refused:
            if refused.reason != "not_found":
                raise
            return ()  # deleted since the list was made: it must not hide the others

    def _forget(self) -> None:
        now = self._clock()
        self._seen = {uri: seen for uri, seen in self._seen.items() if _is_fresh(seen, now)}


def _is_fresh(seen: Seen, now: datetime) -> bool:
    has_begun = datetime.fromisoformat(seen.event.start_time) <= now
    return now - seen.at < (BELIEVED_ONCE_BEGUN if has_begun else BELIEVED)
