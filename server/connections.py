"""Connecting a workspace to Calendly and to channels: check first, store sealed, tell the state."""

import logging
import secrets as random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from server.parts import Parts
from tools.errors import Rejected, Unavailable
from tools.ports import Calendar, EventType, Integration, Workspace

log = logging.getLogger(__name__)

LOOK_AHEAD = timedelta(days=7)


async def connect_calendly(
    parts: Parts, workspace: str, *, token: SecretStr, default_event_type: str, zone: str
) -> Integration:
    """Raises `Rejected(reason="token")` with Calendly's reason; then nothing is stored."""
    calendar = parts.calendars.connect(token)
    user = await calendar.me()
    await disconnect_calendly(parts, workspace)
    signing_key = random.token_urlsafe(32)
    integration = await parts.vault.save(
        workspace,
        "calendly",
        account=user.uri,
        config={"user_name": user.name, "user_email": user.email, "timezone": zone},
        secrets={"access_token": token.get_secret_value(), "signing_key": signing_key},
    )
    await parts.crm.set_default_event_type(workspace, default_event_type, zone=zone)
    await _subscribe(parts, calendar, integration, signing_key)
    return integration


async def _subscribe(
    parts: Parts, calendar: Calendar, integration: Integration, signing_key: str
) -> None:
    """Without a public address, or on a plan without webhooks, meetings made here still count."""
    if parts.settings.public_url is None:
        log.info("no webhooks: PIPEWISE_PUBLIC_URL is not set")
        return
    url = f"{parts.settings.base_url}/webhooks/calendly/{integration['id']}"
    try:
        await calendar.subscribe(url, signing_key)
    except Rejected as error:
        if error.reason != "plan":
            raise
        log.warning("no webhooks on this Calendly plan", extra={"integration": integration["id"]})


async def disconnect_calendly(parts: Parts, workspace: str) -> bool:
    """Remove the token, and the webhook subscription as far as Calendly still lets us."""
    integration = await parts.calendars.integration(workspace)
    if integration is None:
        return False
    return await parts.crm.remove_integration(workspace, integration["id"])


async def calendly_status(parts: Parts, workspace: str) -> dict[str, Any]:
    """The `data` of GET /api/integrations/calendly/status."""
    home = await parts.crm.workspace(workspace)
    integration = await parts.calendars.integration(workspace)
    data: dict[str, Any] = {
        "status": "connected" if integration else "disconnected",
        "mode": "full" if integration else "fallback",
        "user_name": None,
        "user_email": None,
        "timezone": home["zone"] if home else "UTC",
        "default_event_type": home["default_event_type"] if home else None,
        "event_types": [],
        "stats": await parts.crm.calendly_stats(workspace),
        "last_sync": integration["last_sync"] if integration else None,
        "error": integration["error"] if integration else None,
    }
    try:
        calendar = await parts.calendars.of(workspace)
        user, kinds = await calendar.me(), await calendar.event_types()
    except (Rejected, Unavailable) as error:
        return data | {"status": "error" if integration else "disconnected", "error": str(error)}
    data |= {
        "user_name": user.name,
        "user_email": user.email,
        "event_types": [kind.name for kind in kinds if kind.active],
    }
    return data | _warning(home, kinds)


def _warning(home: Workspace | None, kinds: Sequence[EventType]) -> dict[str, str]:
    wanted = home["default_event_type"] if home else None
    known = {name for kind in kinds for name in (kind.name, kind.uri)}
    if wanted is None or wanted in known:
        return {}
    return {"warning": f"There is no event type {wanted!r}; the first active one is used."}


async def try_calendly(parts: Parts, workspace: str) -> dict[str, Any]:
    """A test link and a look at the calendar; touches no lead and no statistic."""
    calendar = await parts.calendars.of(workspace)
    home = await parts.crm.workspace(workspace)
    kind, _ = parts.choose_event_type(
        await calendar.event_types(),
        wanted=None,
        default=home["default_event_type"] if home else None,
    )
    now = parts.clock()
    times = await calendar.open_times(kind.uri, now, now + LOOK_AHEAD)
    return {
        "mode": calendar.mode,
        "event_type": kind.name,
        "test_link": await calendar.create_link(kind.uri),
        "available_times": len(times),
        "next_available": [time.starts_at for time in times[:3]],
    }


async def connect_channel(
    parts: Parts, workspace: str, platform: str, given: dict[str, str]
) -> Integration:
    """Store a channel account's fields, secrets sealed. Raises `Rejected` naming a field."""
    channel = parts.channels.get(platform)
    if channel is None:
        raise Rejected(f"There is no platform {platform!r}", reason="not_found", field="platform")
    known = {field.name for field in channel.fields}
    for name in given:
        if name not in known:
            raise Rejected(f"{platform} has no field {name!r}", field=name)
    for field in channel.fields:
        if field.required and not given.get(field.name):
            raise Rejected(f"{field.label} is missing", field=field.name)
    secret = {field.name for field in channel.fields if field.secret}
    return await parts.vault.save(
        workspace,
        platform,
        account=given.get(channel.account_field, ""),
        config={name: value for name, value in given.items() if name not in secret},
        secrets={name: value for name, value in given.items() if name in secret and value},
    )
