"""Which calendar a workspace has: its own Calendly, or the one that is built in."""

import logging
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from server.vault import Vault
from server.watched_calendar import WatchedCalendar
from tools.errors import Forged, Rejected
from tools.ports.calendar import Calendar
from tools.ports.crm import Crm
from tools.ports.records import Integration, Workspace

log = logging.getLogger(__name__)

Connect = Callable[[SecretStr], Calendar]
"""A client for a real token."""
Emulate = Callable[[Workspace], Awaitable[Calendar]]
"""The built-in calendar of a workspace, made on first use."""


class WorkspaceCalendars:
    """Implements `tools.ports.calendar.Calendars`."""

    def __init__(self, crm: Crm, vault: Vault, *, connect: Connect, emulate: Emulate) -> None:
        self._crm = crm
        self._vault = vault
        self.connect = connect
        self._emulate = emulate

    async def of(self, workspace: str) -> Calendar:
        integration = await self.integration(workspace)
        if integration is None:
            return await self.fallback(workspace)
        if integration["status"] == "error":
            raise Rejected("Calendly refuses the stored token", reason="token")
        return await self.own(integration)

    async def own(self, integration: Integration) -> Calendar:
        """The account's Calendly, even where it last refused the token; status asks it again."""

        async def refused(error: Rejected) -> None:
            await self._crm.mark_integration(integration["id"], status="error", error=str(error))
            log.error("Calendly's token is of no use", extra={"integration": integration["id"]})

        try:
            secrets = await self._vault.open_for(integration)
        except Forged as error:
            lost = Rejected("The stored token does not open with these keys", reason="token")
            await refused(lost)
            raise lost from error
        calendar = self.connect(SecretStr(secrets.values["access_token"]))
        return WatchedCalendar(calendar, refused=refused)

    async def fallback(self, workspace: str) -> Calendar:
        home = await self._crm.workspace(workspace)
        if home is None or not home["fallback_allowed"]:
            raise Rejected("No Calendly is connected", reason="not_configured")
        return await self._emulate(home)

    async def integration(self, workspace: str) -> Integration | None:
        """The connected Calendly account; the built-in calendar's own row is not one."""
        for integration in await self._crm.integrations(workspace):
            if integration["platform"] == "calendly" and integration["status"] != "disconnected":
                return integration
        return None
