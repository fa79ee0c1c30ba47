"""Which calendar a workspace has: its own Calendly, or the one that is built in."""

import logging
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from server.account_token import AccountToken
from server.vault import Vault
from server.watched_calendar import WatchedCalendar
from tools.errors import Forged, Rejected
from tools.ports.calendar import Calendar, TokenSource
from tools.ports.channels import Secrets
from tools.ports.crm import Crm
from tools.ports.records import Integration, Workspace

log = logging.getLogger(__name__)

Connect = Callable[[SecretStr | TokenSource, str | None], Calendar]
"""A client for a real token; the same one again for the same key, a fresh one for None."""
KeepToken = Callable[[Integration], AccountToken]
"""The token of an account that is connected."""
Emulate = Callable[[Workspace], Awaitable[Calendar]]
"""The built-in calendar of a workspace, made on first use."""


class WorkspaceCalendars:
    """Implements `tools.ports.calendar.Calendars`."""

    def __init__(
        self,
        crm: Crm,
        vault: Vault,
        *,
        connect: Connect,
        keep_token: KeepToken,
        emulate: Emulate,
    ) -> None:
        self._crm = crm
        self._vault = vault
        self._connect = connect
        self._keep_token = keep_token
        self._emulate = emulate
        self._tokens: dict[str, AccountToken] = {}

    def connect(self, token: SecretStr) -> Calendar:
        """A calendar for a token that nobody knows yet."""
        return self._connect(token, None)

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
        if "access_token" not in secrets.values:  # taken away since its row was read
            raise Rejected("Calendly is not connected any more.", reason="token")
        calendar = self._connect(self._token_of(integration, secrets), integration["id"])
        return WatchedCalendar(calendar, refused=refused)

    def _token_of(self, integration: Integration, secrets: Secrets) -> AccountToken:
        """One for each account: whoever asks at once waits for one renewal."""
        token = self._tokens.get(integration["id"])
        if token is None:
            token = self._tokens[integration["id"]] = self._keep_token(integration)
        token.learn(secrets, integration["config"])
        return token

    async def settle(self) -> None:
        """Wait until every token that was renewed is stored."""
        for token in list(self._tokens.values()):
            await token.settle()

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
