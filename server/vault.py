"""Secrets of integrations: sealed where they are stored, opened for one call."""

import asyncio
from collections.abc import Callable, Mapping

from tools.crypto import Keyring
from tools.ports.channels import Secrets
from tools.ports.crm import Integrations
from tools.ports.records import Integration
from tools.ports.words import JSON


class Vault:
    """A blob opens only for the workspace, platform, account and field it was sealed for."""

    def __init__(self, integrations: Integrations, keyring: Callable[[], Keyring]) -> None:
        """`keyring` is asked once, when the first secret is sealed or opened."""
        self._integrations = integrations
        self._read_keys = keyring
        self._keys: Keyring | None = None

    async def _keyring(self) -> Keyring:
        """Read in a thread: the keys may be in a file."""
        if self._keys is None:
            self._keys = await asyncio.to_thread(self._read_keys)
        return self._keys

    async def check(self) -> None:
        """Raise `Rejected` with a sentence where the keys cannot be read."""
        await self._keyring()

    async def save(
        self,
        workspace: str,
        platform: str,
        *,
        account: str,
        config: JSON,
        secrets: Mapping[str, str],
        integration_id: str | None = None,
    ) -> Integration:
        """Connect an account, or connect it again with other secrets."""
        keyring = await self._keyring()
        sealed = {
            name: keyring.seal(
                value, workspace=workspace, provider=f"{platform}/{account}", field=name
            )
            for name, value in secrets.items()
        }
        return await self._integrations.save_integration(
            workspace,
            platform,
            account=account,
            config=config,
            sealed=sealed,
            integration_id=integration_id,
        )

    async def open(
        self, integration_id: str, *, workspace: str, platform: str, account: str
    ) -> Secrets:
        """Raises `Forged` for a blob that was sealed for another place."""
        sealed = await self._integrations.sealed_secrets(integration_id)
        keyring = await self._keyring()
        return Secrets(
            values={
                name: keyring.open_sealed(
                    blob, workspace=workspace, provider=f"{platform}/{account}", field=name
                )
                for name, blob in sealed.items()
            }
        )

    async def open_for(self, integration: Integration) -> Secrets:
        return await self.open(
            integration["id"],
            workspace=integration["workspace"],
            platform=integration["platform"],
            account=integration["account"],
        )
