"""Secrets of integrations: sealed where they are stored, opened for one call."""

import asyncio
from collections.abc import Callable, Mapping

from tools.crypto import Keyring, key_of
from tools.ports.channels import Secrets
from tools.ports.connections import SealedBlob
from tools.ports.crm import Crm
from tools.ports.records import Integration
from tools.ports.words import JSON


class Vault:
    """A blob opens only for the workspace, platform, account and field it was sealed for."""

    def __init__(self, crm: Crm, keyring: Callable[[], Keyring]) -> None:
        """`keyring` is asked once, when the first secret is sealed or opened."""
        self._crm = crm
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
        alone: bool = False,
    ) -> Integration:
        """Connect an account, or connect it again with other secrets."""
        sealed = await self.seal(
            secrets, workspace=workspace, provider=_provider(platform, account)
        )
        return await self._crm.save_integration(
            workspace,
            platform,
            account=account,
            config=config,
            sealed=sealed,
            integration_id=integration_id,
            alone=alone,
        )

    async def seal(
        self, secrets: Mapping[str, str], *, workspace: str, provider: str
    ) -> dict[str, str]:
        keyring = await self._keyring()
        return {
            name: keyring.seal(value, workspace=workspace, provider=provider, field=name)
            for name, value in secrets.items()
        }

    async def open_sealed(
        self, sealed: Mapping[str, str], *, workspace: str, provider: str
    ) -> Secrets:
        """Raises `Forged` for a blob that was sealed for another place."""
        keyring = await self._keyring()
        return Secrets(
            values={
                name: keyring.open_sealed(blob, workspace=workspace, provider=provider, field=name)
                for name, blob in sealed.items()
            }
        )

    async def open(
        self, integration_id: str, *, workspace: str, platform: str, account: str
    ) -> Secrets:
        """Raises `Forged` for a blob that was sealed for another place."""
        return await self.open_sealed(
            await self._crm.sealed_secrets(integration_id),
            workspace=workspace,
            provider=_provider(platform, account),
        )

    async def open_for(self, integration: Integration) -> Secrets:
        return await self.open(
            integration["id"],
            workspace=integration["workspace"],
            platform=integration["platform"],
            account=integration["account"],
        )

    async def resealed(self, each: SealedBlob) -> str | None:
        """The same secret under the primary key; None where it is under it already.

        Raises `Forged` where it does not open.
        """
        keyring = await self._keyring()
        plain = keyring.open_sealed(each["blob"], **_place(each))
        if key_of(each["blob"]) == keyring.primary:
            return None
        return keyring.seal(plain, **_place(each))


def provider_of(integration: Integration) -> str:
    """An account's secrets open in no other account of the same platform."""
    return _provider(integration["platform"], integration["account"])


def _provider(platform: str, account: str) -> str:
    return f"{platform}/{account}"


def _place(each: SealedBlob) -> dict[str, str]:
    return {"workspace": each["workspace"], "provider": each["provider"], "field": each["field"]}
