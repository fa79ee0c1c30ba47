"""What a token may do at Calendly, found out by asking: nothing is made and nothing changed."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from server.parts import Parts
from tools.errors import Rejected, Unavailable
from tools.ports.calendar import Calendar, EventType

log = logging.getLogger(__name__)

LOOK_AHEAD = timedelta(days=1)
NOTHING = "https://api.calendly.com/event_types/none"
NO_EVENT = "https://api.calendly.com/scheduled_events/none"
"""Nobody's: Calendly looks at the scope before it looks for them."""


@dataclass(frozen=True, kw_only=True)
class Need:
    scope: str
    without: str
    """What does not work without it, as a sentence."""


LINKS = Need(
    scope="scheduling_links:write",
    without="There are no booking links: meetings are booked in the chat only.",
)
BOOKING = Need(
    scope="scheduled_events:write",
    without="Nothing is booked, moved or cancelled in the chat: leads get booking links.",
)
EVENTS = Need(
    scope="scheduled_events:read",
    without="Meetings that were booked elsewhere, or whose confirmation was lost, are not seen.",
)


async def lacking(parts: Parts, calendar: Calendar) -> list[str]:
    """The scopes the token has not, with what that means.

    Raises `Rejected(reason="token")` where it cannot do the job at all: it may not see event
    types or times, or may neither book nor make a link.
    """
    kinds = await calendar.event_types()
    now = parts.clock()
    if active := [kind for kind in kinds if kind.active]:
        await _see_times(parts, calendar, active)
    probes: Sequence[tuple[Need, Awaitable[object]]] = (
        (LINKS, calendar.create_link(NOTHING)),
        (BOOKING, calendar.cancel(NO_EVENT, "")),
        (EVENTS, calendar.scheduled_events(email=None, start=now, end=now + LOOK_AHEAD)),
    )
    async with asyncio.TaskGroup() as group:
        asked = [(need, group.create_task(_allowed(probe))) for need, probe in probes]
    missing = [need for need, answer in asked if not answer.result()]
    if LINKS in missing and BOOKING in missing:
        raise Rejected(
            f"The Calendly token lacks the scopes {LINKS.scope}, {BOOKING.scope}: "
            "with neither, no meeting can be made.",
            reason="token",
        )
    return [f"{need.scope}: {need.without}" for need in missing]


async def _see_times(parts: Parts, calendar: Calendar, kinds: Sequence[EventType]) -> None:
    now = parts.clock()
    try:
        await calendar.open_times(kinds[0].uri, now, now + LOOK_AHEAD)
    except Rejected as error:
        if error.reason == "token":
            raise
    except Unavailable as error:
        log.info("times not seen", extra={"error": str(error)})


async def _allowed(probe: Awaitable[object]) -> bool:
    """Any answer but "your token may not" counts as allowed: later calls will tell."""
    try:
        await probe
    except Rejected as error:
        return error.reason != "token"
    except Unavailable:
        return True
    return True
