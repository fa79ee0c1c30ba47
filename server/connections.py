"""Connecting a workspace to Calendly and to channels: check first, store sealed, tell the state."""

import logging
import secrets as random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from server.parts import Parts
from tools.errors import Rejected, Unavailable
from tools.ports.calendar import Calendar, EventType
from tools.ports.records import Integration, Workspace

log = logging.getLogger(__name__)

LOOK_AHEAD = timedelta(days=7)


async def connect_calendly(
    parts: Parts, workspace: str, *, token: SecretStr, default_event_type: str, zone: str
) -> Integration:
    """Raises `Rejected(reason="token")` with Calendly's reason; then nothing is stored."""
    calendar = parts.calendars.connect(token)
    user = await calendar.me()
    integration_id = await _row_of(parts, workspace, user.uri)
    signing_key = random.token_urlsafe(32)
    subscription = await _subscribe(parts, calendar, integration_id, signing_key)
    # Only now: whatever Calendly refused above left the account of before as it was.
    await disconnect_calendly(parts, workspace)
    integration = await parts.vault.save(
        workspace,
        "calendly",
        account=user.uri,
        config={
            "user_name": user.name,
            "user_email": user.email,
            "timezone": zone,
            "subscription": subscription,
        },
        secrets={"access_token": token.get_secret_value(), "signing_key": signing_key},
        integration_id=integration_id,
    )
    await parts.crm.set_default_event_type(workspace, default_event_type, zone=zone)
    return integration


async def _row_of(parts: Parts, workspace: str, account: str) -> str:
    """An account that comes back has its row, and so its webhook address, again."""
    known = await parts.crm.integrations(workspace)
    mine = (item for item in known if (item["platform"], item["account"]) == ("calendly", account))
    return next((item["id"] for item in mine), None) or parts.new_id()


async def _subscribe(
    parts: Parts, calendar: Calendar, integration_id: str, signing_key: str
) -> str | None:
    """Without a public address, or on a plan without webhooks, meetings made here still count."""
    if parts.settings.public_url is None:
        log.info("no webhooks: PIPEWISE_PUBLIC_URL is not set")
        return None
    url = f"{parts.settings.base_url}/webhooks/calendly/{integration_id}"
    try:
        return await calendar.subscribe(url, signing_key)
    except Rejected as error:
        if error.reason != "plan":
            raise
        log.warning("no webhooks on this Calendly plan", extra={"integration": integration_id})
        return None


async def disconnect_calendly(parts: Parts, workspace: str) -> bool:
    """Remove the token, and the webhook subscription as far as Calendly still lets us."""
    integration = await parts.calendars.integration(workspace)
    if integration is None:
        return False
    if subscription := integration["config"].get("subscription"):
        try:
            calendar = await parts.calendars.own(integration)
            await calendar.unsubscribe(subscription)
        except (Rejected, Unavailable) as error:
            log.warning("webhooks not ended", extra={"error": str(error)})
    return await parts.crm.remove_integration(workspace, integration["id"])


async def calendly_status(parts: Parts, workspace: str) -> dict[str, Any]:
    """The `data` of GET /api/integrations/calendly/status: what Calendly itself says just now."""
    home = await parts.crm.workspace(workspace)
    integration = await parts.calendars.integration(workspace)
    data = await _known(parts, workspace, home, integration)
    try:
        calendar = await _to_ask(parts, workspace, integration)
        user, kinds = await calendar.me(), await calendar.event_types()
    except (Rejected, Unavailable) as error:
        return data | {"status": "error" if integration else "disconnected", "error": str(error)}
    if integration is not None:
        await parts.crm.mark_integration(integration["id"], status="connected", synced=True)
        data["last_sync"] = parts.clock().isoformat()
    data |= {
        "user_name": user.name,
        "user_email": user.email,
        "event_types": [kind.name for kind in kinds if kind.active],
    }
    return data | _warning(parts, home, kinds)


async def _to_ask(parts: Parts, workspace: str, integration: Integration | None) -> Calendar:
    """A refused token is tried again here: Calendly may take it by now."""
    if integration is None:
        return await parts.calendars.of(workspace)
    return await parts.calendars.own(integration)


async def _known(
    parts: Parts, workspace: str, home: Workspace | None, integration: Integration | None
) -> dict[str, Any]:
    emulated = "fallback" if home is None or home["fallback_allowed"] else None
    return {
        "status": "connected" if integration else "disconnected",
        "mode": "full" if integration else emulated,
        "user_name": None,
        "user_email": None,
        "timezone": home["zone"] if home else "UTC",
        "default_event_type": home["default_event_type"] if home else None,
        "event_types": [],
        "stats": await parts.crm.calendly_stats(workspace),
        "last_sync": integration["last_sync"] if integration else None,
        "error": None,
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


async def try_calendly(parts: Parts, workspace: str) -> dict[str, Any]:
    """A test link and a look at the calendar; touches no lead and no statistic."""
    calendar = await _to_ask(parts, workspace, await parts.calendars.integration(workspace))
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


def state_of(parts: Parts, platform: str, accounts: Sequence[Integration]) -> str:
    """`connected`, `error` or `disconnected`; what needs no fields is always open."""
    states = {account["status"] for account in accounts if account["platform"] == platform}
    channel = parts.channels.get(platform)
    if "connected" in states or (channel is not None and not channel.fields):
        return "connected"
    return "error" if "error" in states else "disconnected"


async def try_channel(parts: Parts, workspace: str, platform: str) -> dict[str, Any]:
    """Whether the channel can be used: it is connected, and its secrets can be opened."""
    if platform not in parts.channels:
        raise _no_such(platform)
    known = await parts.crm.integrations(workspace)
    state = state_of(parts, platform, known)
    if state != "connected":
        raise Rejected(f"{platform} is not connected", reason="not_configured")
    for account in known:
        if account["platform"] == platform and account["status"] == "connected":
            await parts.vault.open_for(account)
    return {"status": state}


def _no_such(platform: str) -> Rejected:
    return Rejected(f"There is no platform {platform!r}", reason="not_found", field="platform")


async def connect_channel(
    parts: Parts, workspace: str, platform: str, given: dict[str, str]
) -> Integration:
    """Store a channel account's fields, secrets sealed. Raises `Rejected` naming a field."""
    channel = parts.channels.get(platform)
    if channel is None:
        raise _no_such(platform)
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
