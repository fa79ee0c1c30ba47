"""What connecting keeps: consents under way, leases, and secrets that are sealed again."""

from collections.abc import Mapping
from typing import cast

from tools.crm.functions import Functions
from tools.ports.connections import Consent, IntegrationCount, SealedBlob
from tools.ports.words import JSON


class ConnectionFunctions(Functions):
    """Implements `tools.ports.connections.Connections`."""

    async def begin_consent(self, consent: Consent, *, seconds: float) -> None:
        await self._now(
            "begin_consent",
            workspace=consent["workspace"],
            state_hash=consent["state_hash"],
            browser_hash=consent["browser_hash"],
            sealed_verifier=consent["sealed_verifier"],
            redirect_uri=consent["redirect_uri"],
            return_to=consent["return_to"],
            event_type=consent["default_event_type"],
            zone=consent["zone"],
            seconds=seconds,
        )

    async def bind_consent(self, state_hash: str, browser_hash: str) -> Consent | None:
        return cast(
            Consent | None,
            await self._now("bind_consent", state_hash=state_hash, browser_hash=browser_hash),
        )

    async def end_consent(self, state_hash: str) -> Consent | None:
        return cast(Consent | None, await self._now("end_consent", state_hash=state_hash))

    async def take_lease(self, workspace: str, name: str, *, holder: str, seconds: float) -> bool:
        return bool(
            await self._now(
                "take_lease", workspace=workspace, name=name, holder=holder, seconds=seconds
            )
        )

    async def drop_lease(self, workspace: str, name: str, *, holder: str) -> None:
        await self._call("drop_lease", workspace=workspace, name=name, holder=holder)

    async def renew_secrets(
        self, integration_id: str, *, before: str, sealed: Mapping[str, str], config: JSON
    ) -> bool:
        return bool(
            await self._now(
                "renew_secrets",
                integration=integration_id,
                before=before,
                sealed=dict(sealed),
                config=config,
            )
        )

    async def update_integration(self, integration_id: str, config: JSON) -> None:
        await self._call("update_integration", integration=integration_id, config=config)

    async def count_integrations(self) -> list[IntegrationCount]:
        return cast(list[IntegrationCount], await self._call("count_integrations"))

    async def sealed_blobs(self, *, after: str, limit: int) -> list[SealedBlob]:
        return cast(list[SealedBlob], await self._call("sealed_blobs", after=after, limit=limit))

    async def reseal(self, blob: SealedBlob, fresh: str) -> bool:
        return bool(
            await self._call(
                "reseal", key=blob["key"], field=blob["field"], before=blob["blob"], after=fresh
            )
        )

    async def has_sealed(self) -> bool:
        return bool(await self._call("has_sealed"))
