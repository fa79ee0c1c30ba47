"""Connecting a workspace to its Calendly, and taking it away: check first, store sealed."""

import logging
import secrets as random
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pydantic import SecretStr

from server.calendly_scopes import lacking
from server.lease import lease
from server.parts import Parts
from tools.errors import Forged, PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import Calendar, CalendarUser
from tools.ports.connections import Tokens
from tools.ports.records import Integration
from tools.ports.words import JSON

log = logging.getLogger(__name__)

LEASE_S = 10.0
PATIENCE_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What opens the account: a personal token, or the tokens of a consent."""

    access: SecretStr
    refresh: SecretStr | None = None
    expires_at: datetime | None = None

    @classmethod
    def of(cls, tokens: Tokens) -> "Credentials":
        return cls(access=tokens.access, refresh=tokens.refresh, expires_at=tokens.expires_at)

    @property
    def secrets(self) -> dict[str, str]:
        known = {"access_token": self.access, "refresh_token": self.refresh}
        return {name: token.get_secret_value() for name, token in known.items() if token}

    @property
    def config(self) -> JSON:
        if self.refresh is None:
            return {"auth": "token", "expires_at": None}
        end = self.expires_at.isoformat() if self.expires_at else None
        return {"auth": "oauth", "expires_at": end}


async def connect_calendly(
    parts: Parts,
    workspace: str,
    *,
    credentials: Credentials,
    default_event_type: str | None,
    zone: str | None,
) -> Integration:
    """Raises `Rejected(reason="token")` with Calendly's reason; then nothing is stored.

    Whatever Calendly refuses leaves the account of before as it was.
    """
    calendar = parts.calendars.connect(credentials.access)
    user = await calendar.me()
    lacks = await lacking(parts, calendar)
    async with _one_at_a_time(parts, workspace):
        integration = await _replace(parts, workspace, calendar, user, credentials, lacks)
    home = await parts.crm.workspace(workspace)
    wanted = default_event_type or (home["default_event_type"] if home else None)
    if wanted is not None:
        await parts.crm.set_default_event_type(workspace, wanted, zone=zone)
    log.info("calendly connected", extra={"integration": integration["id"]})
    return integration


async def _replace(
    parts: Parts,
    workspace: str,
    calendar: Calendar,
    user: CalendarUser,
    credentials: Credentials,
    lacks: list[str],
) -> Integration:
    """The account becomes the workspace's only one."""
    before = await parts.calendars.integration(workspace)
    integration_id = await _row_of(parts, workspace, user.uri)
    signing_key = random.token_urlsafe(32)
    webhooks = await _subscribe(parts, calendar, integration_id, signing_key)
    # Only now: whatever Calendly refused above left the account of before as it was.
    other = before is not None and before["account"] != user.uri
    parted = await _part_from(parts, before if other else None)
    try:
        integration = await parts.vault.save(
            workspace,
            "calendly",
            account=user.uri,
            config={
                "user_name": user.name,
                "user_email": user.email,
                "lacks": lacks,
                **credentials.config,
                **webhooks,
            },
            secrets={**credentials.secrets, "signing_key": signing_key},
            integration_id=integration_id,
            alone=True,
        )
    except PipeWiseError:
        await _unsubscribe(calendar, webhooks["subscription"])  # nobody would read its news
        raise
    known = before["config"].get("subscription") if before and not other else None
    if known != webhooks["subscription"]:
        await _unsubscribe(calendar, known)  # of another address of ours
    await revoke(parts, parted)
    return integration


async def _row_of(parts: Parts, workspace: str, account: str) -> str:
    """An account that comes back has its row, and so its webhook address, again.

    A new one is named after the account: webhooks that were asked for just before a sudden death
    are then found, and replaced, by the next connect.
    """
    known = await parts.crm.integrations(workspace)
    mine = (item for item in known if (item["platform"], item["account"]) == ("calendly", account))
    named = str(uuid5(UUID(workspace), f"calendly/{account}"))
    return next((item["id"] for item in mine), named)


async def _subscribe(
    parts: Parts, calendar: Calendar, integration_id: str, signing_key: str
) -> dict[str, Any]:
    """Where there can be no webhooks, news are asked for instead: `webhooks` says why."""
    if parts.settings.public_url is None:
        log.info("no webhooks: PIPEWISE_PUBLIC_URL is not set")
        return {"subscription": None, "webhooks": "no_public_url"}
    url = f"{parts.settings.base_url}/webhooks/calendly/{integration_id}"
    try:
        return {"subscription": await calendar.subscribe(url, signing_key), "webhooks": "on"}
    except Rejected as error:
        if error.reason not in {"plan", "token"}:
            raise
        log.warning("no webhooks", extra={"integration": integration_id, "error": str(error)})
        return {"subscription": None, "webhooks": "plan" if error.reason == "plan" else "scope"}


async def _part_from(parts: Parts, integration: Integration | None) -> list[SecretStr]:
    """End the account's webhooks, as far as Calendly still lets us; the tokens to revoke after."""
    if integration is None:
        return []
    try:
        calendar = await parts.calendars.own(integration)
        await _unsubscribe(calendar, integration["config"].get("subscription"))
        secrets = (await parts.vault.open_for(integration)).values
    except (Rejected, Forged) as error:  # its secrets do not open any more
        log.warning("webhooks not ended", extra={"error": str(error)})
        return []
    names = ("refresh_token", "access_token") if "refresh_token" in secrets else ()
    return [SecretStr(secrets[name]) for name in names]


async def revoke(parts: Parts, tokens: list[SecretStr]) -> None:
    """What Calendly refuses is logged: the tokens are deleted here in any case."""
    if parts.authorization is None:
        return
    for token in tokens:
        try:
            await parts.authorization.revoke(token)
        except (Rejected, Unavailable) as error:
            log.warning("token not revoked", extra={"error": str(error)})


async def _unsubscribe(calendar: Calendar, subscription: str | None) -> None:
    if subscription is None:
        return
    try:
        await calendar.unsubscribe(subscription)
    except (Rejected, Unavailable) as error:
        log.warning("webhooks not ended", extra={"error": str(error)})


async def disconnect_calendly(parts: Parts, workspace: str) -> bool:
    """Remove the tokens, and at Calendly the webhooks and the tokens as far as it still lets us."""
    async with _one_at_a_time(parts, workspace):
        integration = await parts.calendars.integration(workspace)
        if integration is None:
            return False
        parted = await _part_from(parts, integration)
        removed = await parts.crm.remove_integration(workspace, integration["id"])
        await revoke(parts, parted)
        return removed


def _one_at_a_time(parts: Parts, workspace: str) -> AbstractAsyncContextManager[None]:
    """Two connects at once would each believe to have replaced the other's account."""
    return lease(
        parts.crm,
        workspace,
        "calendly connection",
        new_id=parts.new_id,
        seconds=LEASE_S,
        patience=PATIENCE_S,
    )
