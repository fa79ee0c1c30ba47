"""The scheduler's tools that read the calendar: open times become slots, stored and with ids."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from typing_extensions import TypedDict

from tools.acting import Call, Ports, asking_the_calendar, brief_of, event_type_for, identity_of
from tools.answers import answer
from tools.errors import Rejected
from tools.ports.calendar import Calendar, EventType, OpenTime, Slot
from tools.ports.scheduler import Identity
from tools.slots import Found, Span, best_times
from tools.wall_clock import instants

HORIZON = timedelta(days=14)
FARTHEST = timedelta(days=60)
LISTED = 20
YEARS = range(1900, 2200)
KEPT = timedelta(hours=48)  # how long an offer may be answered


class Between(TypedDict):
    """A span of time, ISO 8601. Equal ends name one instant."""

    start: str
    end: str


@dataclass(frozen=True)
class CalendarTools:
    ports: Ports

    async def get_calendly_user(self, runtime: Call) -> str:
        """Whose calendar this is, and its time zone."""
        async with asking_the_calendar():
            calendar = await self._calendar(runtime)
            user = await calendar.me()
        return answer(user={"name": user.name, "zone": user.zone}, mode=calendar.mode)

    async def get_calendly_event_types(self, runtime: Call) -> str:
        """The kinds of meeting that can be booked."""
        async with asking_the_calendar():
            calendar = await self._calendar(runtime)
            types = await calendar.event_types()
        names = [{"name": kind.name, "minutes": kind.duration} for kind in types if kind.active]
        return answer(event_types=names, mode=calendar.mode)

    async def get_calendly_available_times(
        self, start: str, end: str, runtime: Call, event_type_name: str | None = None
    ) -> str:
        """Open slots between two instants (ISO 8601), at most twenty, each with its id."""
        who = identity_of(runtime)
        span = _span(Between(start=start, end=end), who["zone"], field="start")
        async with asking_the_calendar():
            calendar = await self._calendar(runtime)
            kind, chosen = await event_type_for(
                self.ports, calendar, who, brief_of(runtime), event_type_name
            )
            since = max(span.start, self.ports.clock())
            times = await calendar.open_times(kind.uri, since, min(span.end, since + FARTHEST))
        slots = await self._offer(who, kind, times[:LISTED])
        return answer(slots=slots, event_type=chosen, mode=calendar.mode)

    async def find_best_calendly_meeting_slot(
        self,
        runtime: Call,
        windows: list[Between] | None = None,
        excluded: list[Between] | None = None,
        event_type_name: str | None = None,
    ) -> str:
        """Up to three open slots: within `windows` where there are any, never within `excluded`."""
        who = identity_of(runtime)
        wanted = [_span(window, who["zone"], field="windows") for window in windows or []]
        refused = [_span(window, who["zone"], field="excluded") for window in excluded or []]
        async with asking_the_calendar():
            calendar = await self._calendar(runtime)
            kind, chosen = await event_type_for(
                self.ports, calendar, who, brief_of(runtime), event_type_name
            )
            found = await self._search(calendar, kind, wanted, refused, ZoneInfo(who["zone"]))
        slots = await self._offer(who, kind, found.times)
        return answer(
            slots=slots,
            inside=found.inside,
            exact=found.exact,
            event_type=chosen,
            mode=calendar.mode,
        )

    async def get_calendly_scheduled_events(self, runtime: Call) -> str:
        """The lead's own meetings to come: those we made or heard of, and the calendar's events of
        the next sixty days under their e-mail."""
        who, now = identity_of(runtime), self.ports.clock()
        lead = await self.ports.crm.find_lead(who["workspace"], who["lead"])
        meetings = await self.ports.crm.live_meetings(who["workspace"], who["lead"])
        email = lead["email"] if lead else None
        async with asking_the_calendar():
            calendar = await self._calendar(runtime)
            events = (
                await calendar.scheduled_events(email=email, start=now, end=now + FARTHEST)
                if email
                else []
            )
        found = [asdict(event) for event in events]
        return answer(meetings=meetings, events=found, mode=calendar.mode)

    async def _calendar(self, runtime: Call) -> Calendar:
        return await self.ports.calendars.of(identity_of(runtime)["workspace"])

    async def _search(
        self,
        calendar: Calendar,
        kind: EventType,
        wanted: Sequence[Span],
        refused: Sequence[Span],
        zone: ZoneInfo,
    ) -> Found:
        """Two weeks first, or as far as the lead named; sixty days where that shows nothing."""
        now = self.ports.clock()
        asked = max((span.end for span in wanted), default=now) + timedelta(minutes=1)
        near = min(max(now + HORIZON, asked), now + FARTHEST)
        found = Found(times=(), inside=False)
        for end in dict.fromkeys((near, now + FARTHEST)):
            times = await calendar.open_times(kind.uri, now, end)
            found = best_times(times, wanted=wanted, excluded=refused, zone=zone, after=now)
            if found.times:
                break
        return found

    async def _offer(self, who: Identity, kind: EventType, times: Sequence[OpenTime]) -> list[Slot]:
        if not times:
            return []
        slots = [self._slot(kind, time) for time in times]
        return await self.ports.crm.offer(who["workspace"], who["conversation"], who["turn"], slots)

    def _slot(self, kind: EventType, time: OpenTime) -> Slot:
        expires = min(time.instant, self.ports.clock() + KEPT)
        return Slot(
            id=self.ports.new_id(),
            event_type=kind.uri,
            event_name=kind.name,
            starts_at=time.starts_at,
            ends_at=(time.instant + timedelta(minutes=kind.duration)).isoformat(),
            expires_at=expires.isoformat(),
        )


def _span(window: Between, zone: str, *, field: str) -> Span:
    start, end = (_instant(window[edge], zone, field=field) for edge in ("start", "end"))
    if end < start:
        raise Rejected("A window ends before it starts", field=field)
    return Span(start=start, end=end)


def _instant(text: str, zone: str, *, field: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise Rejected("A time is not ISO 8601", field=field) from error
    if read.year not in YEARS:  # no arithmetic leads out of what a datetime can hold
        raise Rejected("A time is in no calendar of ours", field=field)
    return read if read.tzinfo else _on_the_clock(read, zone, field=field)


def _on_the_clock(wall: datetime, zone: str, *, field: str) -> datetime:
    """A time without an offset is the lead's own; where the clocks change, it may be none."""
    found = instants(wall, zone)
    if len(found) == 1:
        return found[0]
    why = "comes twice" if found else "does not exist"
    raise Rejected(
        f"{wall.isoformat()} {why} in {zone}, where the clocks change: say it with its offset",
        field=field,
    )
