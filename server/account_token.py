"""A connected account's access token: kept at hand, renewed by one process at a time."""

import asyncio
import logging
from datetime import datetime, timedelta

from pydantic import SecretStr

from server.lease import lease
from server.vault import Vault, provider_of
from tools.errors import Forged, PipeWiseError, Rejected, Unavailable
from tools.ports.channels import Secrets
from tools.ports.connections import Authorization, Tokens
from tools.ports.crm import Crm
from tools.ports.records import Integration
from tools.ports.words import JSON, Clock, NewId

log = logging.getLogger(__name__)

EARLY = timedelta(minutes=1)  # before its end a token is renewed, not tried
LEASE_S = 10.0
PATIENCE_S = 30.0  # longer than Calendly is given to answer, and a dead holder to be noticed
SAVES = 10
SAVE_PAUSE_S = 1.0
NO_APP = (
    "This account was connected with OAuth: set PIPEWISE_CALENDLY_CLIENT_ID and "
    "PIPEWISE_CALENDLY_CLIENT_SECRET again, or connect it with a token."
)


class AccountToken:
    """Implements `tools.ports.calendar.TokenSource` for one integration in this process."""

    def __init__(
        self,
        integration: Integration,
        *,
        crm: Crm,
        vault: Vault,
        authorization: Authorization | None,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._integration = integration
        self._crm = crm
        self._vault = vault
        self._authorization = authorization
        self._clock = clock
        self._new_id = new_id
        self._access = SecretStr("")
        self._expires_at: datetime | None = None
        self._refused: tuple[SecretStr, Rejected] | None = None
        """A refresh token that Calendly took no more: asking again would not help."""
        self._one_here = asyncio.Lock()
        self._under_way: set[asyncio.Task[SecretStr | None]] = set()

    def learn(self, secrets: Secrets, config: JSON) -> None:
        """What is stored now. An older reading does no harm: its token is refused and read anew."""
        self._access = SecretStr(secrets.values["access_token"])
        end = config.get("expires_at")
        self._expires_at = datetime.fromisoformat(end) if end else None

    async def current(self) -> SecretStr:
        end, known = self._expires_at, self._access
        if end is None or self._clock() < end - EARLY:
            return known
        try:
            return await self.renewed(known) or known
        except Unavailable:
            if self._clock() >= end:
                raise
            return known  # it still opens; the next call tries again

    async def renewed(self, refused: SecretStr) -> SecretStr | None:
        async with self._one_here:
            if self._access != refused:
                return self._access
            # Whoever asked may give up; between Calendly's answer and our row nothing may.
            renewing = asyncio.create_task(self._renew(refused))
            self._under_way.add(renewing)
            renewing.add_done_callback(self._done)
            return await asyncio.shield(renewing)

    async def settle(self) -> None:
        """Wait until what was begun is stored: before the database is closed."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _done(self, task: asyncio.Task[SecretStr | None]) -> None:
        """Whoever asked may be gone by now: then the log is the only one to hear of a failure."""
        self._under_way.discard(task)
        if not task.cancelled() and isinstance(task.exception(), PipeWiseError):
            log.warning("calendly token not renewed", extra={"error": str(task.exception())})

    async def _renew(self, refused: SecretStr) -> SecretStr | None:
        async with lease(
            self._crm,
            self._integration["workspace"],
            f"calendly token {self._integration['id']}",
            new_id=self._new_id,
            seconds=LEASE_S,
            patience=PATIENCE_S,
        ):
            sealed, secrets = await self._stored()
            if secrets.values["access_token"] != refused.get_secret_value():
                return self._access  # somebody else was faster
            token = secrets.values.get("refresh_token")
            if token is None:
                return None
            tokens = await self._refresh(SecretStr(token))
            if tokens is None:
                return self._access
            if await self._save(tokens, used=token, before=sealed["refresh_token"]):
                log.info("calendly token renewed", extra={"integration": self._integration["id"]})
                return self._access
            await self._give_back(tokens)
            await self._stored()  # connected anew, or raises: not any more
            return self._access

    async def _stored(self) -> tuple[dict[str, str], Secrets]:
        """The account's secrets as they are stored now, which are learnt by the way."""
        integration = await self._crm.integration(self._integration["id"])
        sealed = await self._crm.sealed_secrets(self._integration["id"])
        if integration is None or "access_token" not in sealed:
            raise Rejected("Calendly is not connected any more.", reason="token")
        try:
            secrets = await self._vault.open_sealed(
                sealed, workspace=integration["workspace"], provider=provider_of(integration)
            )
        except Forged as error:
            raise Rejected(
                "The stored token does not open with these keys", reason="token"
            ) from error
        self.learn(secrets, integration["config"])
        return sealed, secrets

    async def _refresh(self, token: SecretStr) -> Tokens | None:
        """None: the refresh token is another one by now, and its tokens are learnt."""
        if self._authorization is None:
            raise Rejected(NO_APP, reason="token")
        if self._refused is not None and self._refused[0] == token:
            raise self._refused[1]
        try:
            return await self._authorization.refresh(token)
        except Rejected as error:
            _, secrets = await self._stored()
            if secrets.values.get("refresh_token") != token.get_secret_value():
                return None
            if error.reason != "token":
                raise Rejected(str(error), reason="token") from error  # of our app, not of this
            lost = Rejected(f"{error} The account has to be connected again.", reason="token")
            self._refused = token, lost
            raise lost from error

    async def _save(self, tokens: Tokens, *, used: str, before: str) -> bool:
        """Nobody uses the new tokens before they are stored. The old ones are gone already.

        False: the account was disconnected or connected anew meanwhile.
        """
        for _ in range(SAVES):
            try:
                if await self._store(tokens, before=before):
                    return True
                sealed, secrets = await self._stored()
            except Unavailable:
                log.warning("new tokens wait for the database")
                await asyncio.sleep(SAVE_PAUSE_S)
                continue
            except Rejected:
                return False
            stored = secrets.values.get("refresh_token")
            if stored == tokens.refresh.get_secret_value():
                return True  # the database had done it, and its answer was lost
            if stored != used:
                return False
            before = sealed["refresh_token"]  # sealed with another key meanwhile
        raise Unavailable("Calendly's new token could not be stored.")

    async def _give_back(self, tokens: Tokens) -> None:
        """Nobody keeps them: Calendly should not, either."""
        assert self._authorization is not None  # noqa: S101 - they come from it
        try:
            await self._authorization.revoke(tokens.refresh)
        except (Rejected, Unavailable) as error:
            log.warning("token not revoked", extra={"error": str(error)})

    async def _store(self, tokens: Tokens, *, before: str) -> bool:
        fresh = Secrets(
            values={
                "access_token": tokens.access.get_secret_value(),
                "refresh_token": tokens.refresh.get_secret_value(),
            }
        )
        config = {"expires_at": tokens.expires_at.isoformat()}
        sealed = await self._vault.seal(
            fresh.values,
            workspace=self._integration["workspace"],
            provider=provider_of(self._integration),
        )
        stored = await self._crm.renew_secrets(
            self._integration["id"], before=before, sealed=sealed, config=config
        )
        if stored:
            self.learn(fresh, config)
        return stored
