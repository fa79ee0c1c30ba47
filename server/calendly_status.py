"""What is told of a workspace's Calendly: its state, why, what to do, and whether it works."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from server.parts import Parts
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import Calendar, CalendarUser, EventType
from tools.ports.records import Integration, Workspace

LOOK_AHEAD = timedelta(days=7)
POLLING = {
    "plan": "The plan of this Calendly has no webhooks, so news are asked for.",
    "scope": "The token lacks the scope webhooks:write, so news are asked for.",
    "no_public_url": "PIPEWISE_PUBLIC_URL is not set, so news are asked for.",
    "lost": "The webhooks could not be set up again, so news are asked for.",
}
"""Why there are no webhooks, by what the integration's configuration says."""


async def calendly_status(parts: Parts, workspace: str) -> dict[str, Any]:
    """The `data` of GET /api/integrations/calendly/status: what Calendly itself says just now."""
    home = await parts.crm.workspace(workspace)
    integration = await parts.calendars.integration(workspace)
    data = await _known(parts, workspace, home, integration)
    try:
        calendar = await _to_ask(parts, workspace, integration)
        user, kinds = await calendar.me(), await calendar.event_types()
    except (Rejected, Unavailable) as error:
        return data | _fault(integration, error)
    if integration is not None:
        await _works(parts, integration)
        data |= {"status": "connected", "error": None, "last_sync": parts.clock().isoformat()}
    return data | _seen(user, kinds) | _warning(parts, home, kinds)


async def try_calendly(parts: Parts, workspace: str) -> dict[str, Any]:
    """A test link and a look at the calendar; touches no lead and no statistic.

    The link stays at Calendly, which has no way to remove one: unused, it ends by itself.
    """
    integration = await parts.calendars.integration(workspace)
    calendar = await _to_ask(parts, workspace, integration)
    home = await parts.crm.workspace(workspace)
    kind, _ = parts.choose_event_type(
        await calendar.event_types(),
        wanted=None,
        default=home["default_event_type"] if home else None,
    )
    now = parts.clock()
    times = await calendar.open_times(kind.uri, now, now + LOOK_AHEAD)
    link = await calendar.create_link(kind.uri)
    if integration is not None:
        await _works(parts, integration)
    return {
        "mode": calendar.mode,
        "event_type": kind.name,
        "test_link": link,
        "available_times": len(times),
        "next_available": [time.starts_at for time in times[:3]],
    }


async def _to_ask(parts: Parts, workspace: str, integration: Integration | None) -> Calendar:
    """A refused token is tried again here: Calendly may take it by now."""
    if integration is None:
        return await parts.calendars.of(workspace)
    return await parts.calendars.own(integration)


async def _works(parts: Parts, integration: Integration) -> None:
    """Whatever was wrong before is over."""
    await parts.crm.mark_integration(integration["id"], status="connected", synced=True)


async def _known(
    parts: Parts, workspace: str, home: Workspace | None, integration: Integration | None
) -> dict[str, Any]:
    emulated = "fallback" if home is None or home["fallback_allowed"] else None
    config = integration["config"] if integration else {}
    return {
        "status": integration["status"] if integration else "disconnected",
        "mode": "full" if integration else emulated,
        "auth": config.get("auth"),
        "user_name": config.get("user_name"),
        "user_email": config.get("user_email"),
        "timezone": home["zone"] if home else "UTC",
        "default_event_type": home["default_event_type"] if home else None,
        "event_types": [],
        "stats": await parts.crm.calendly_stats(workspace),
        "last_sync": integration["last_sync"] if integration else None,
        "error": None,
        "what_to_do": None,
        "updates": _updates(integration),
        "lacks": config.get("lacks", []),
    }


def _updates(integration: Integration | None) -> dict[str, str | None]:
    """How news of meetings come: told by Calendly, or asked for."""
    webhooks = integration["config"].get("webhooks", "on") if integration else "on"
    if webhooks == "on":
        return {"by": "webhooks", "why": None}
    return {"by": "polling", "why": POLLING.get(webhooks)}


def _fault(integration: Integration | None, error: PipeWiseError) -> dict[str, Any]:
    if integration is None:
        return {"status": "disconnected", "error": str(error)}
    return {"status": "error", "error": str(error), "what_to_do": _what_to_do(integration, error)}


def _what_to_do(integration: Integration, error: PipeWiseError) -> str:
    if isinstance(error, Unavailable):
        return "Nothing: Calendly is asked again with the next lead, and by this page."
    if integration["config"].get("auth") == "oauth":
        return "Connect Calendly again: open /api/integrations/calendly/oauth/start."
    return "Connect Calendly again, with a new token."


def _seen(user: CalendarUser, kinds: Sequence[EventType]) -> dict[str, Any]:
    return {
        "user_name": user.name,
        "user_email": user.email,
        "event_types": [kind.name for kind in kinds if kind.active],
    }


def _warning(parts: Parts, home: Workspace | None, kinds: Sequence[EventType]) -> dict[str, str]:
    """A default that names no active type is kept: it may come back."""
    wanted = home["default_event_type"] if home else None
    if wanted is None:
        return {}
    try:
        kind, why = parts.choose_event_type(kinds, wanted=wanted, default=None)
    except Rejected as error:
        return {"warning": str(error)}
    if why != "first_active":
        return {}
    return {"warning": f"There is no active event type {wanted!r}; {kind.name!r} is used instead."}
