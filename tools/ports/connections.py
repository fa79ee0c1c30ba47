"""Coming to a vendor's account and keeping it: consents, leases, sealed secrets, tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr
from typing_extensions import TypedDict

from tools.ports.words import JSON


class Consent(TypedDict):
    """Somebody is at Calendly's page, and comes back with a code."""

    state_hash: str
    workspace: str
    browser_hash: str | None
    """Of a cookie; None until the browser has been to the address it comes back to."""
    sealed_verifier: str
    redirect_uri: str
    return_to: str
    default_event_type: str | None
    zone: str | None


class SealedBlob(TypedDict):
    """A secret as it is stored, and the place it opens in."""

    key: str
    workspace: str
    provider: str
    field: str
    blob: str


class IntegrationCount(TypedDict):
    platform: str
    status: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a code or a refresh token was exchanged for."""

    access: SecretStr
    refresh: SecretStr
    """Of one use: the next exchange brings another."""
    expires_at: datetime


class Authorization(Protocol):
    """A vendor's OAuth, for one app of ours.

    Raises `Unavailable` (`unsure` where the grant may be used up), `Rejected(reason="token")`
    where the grant is refused, `Rejected(reason="not_configured")` where the app itself is.
    """

    def page(self, *, state: str, verifier: str, redirect_uri: str) -> str:
        """Where a person is asked; only a hash of the verifier goes there."""

    async def exchange(self, code: SecretStr, *, verifier: str, redirect_uri: str) -> Tokens: ...

    async def refresh(self, token: SecretStr) -> Tokens: ...

    async def revoke(self, token: SecretStr) -> None: ...


class Connections(Protocol):
    """Part of the CRM."""

    async def begin_consent(self, consent: Consent, *, seconds: float) -> None: ...

    async def bind_consent(self, state_hash: str, browser_hash: str) -> Consent | None:
        """None: it is bound already, over, or was never begun."""

    async def end_consent(self, state_hash: str) -> Consent | None:
        """Once, whoever shows the state."""

    async def take_lease(self, workspace: str, name: str, *, holder: str, seconds: float) -> bool:
        """False: somebody else holds it. Its holder may take it again, for longer."""

    async def drop_lease(self, workspace: str, name: str, *, holder: str) -> None: ...

    async def renew_secrets(
        self, integration_id: str, *, before: str, sealed: Mapping[str, str], config: JSON
    ) -> bool:
        """False: `before` is not the sealed refresh token any more, and nothing was stored."""

    async def update_integration(self, integration_id: str, config: JSON) -> None:
        """Merge into its configuration, key by key."""

    async def count_integrations(self) -> list[IntegrationCount]:
        """Of all workspaces."""

    async def sealed_blobs(self, *, after: str, limit: int) -> list[SealedBlob]:
        """Of all workspaces, by key; a page begins after the last key of the one before."""

    async def reseal(self, blob: SealedBlob, fresh: str) -> bool:
        """False: it was sealed anew, or removed, meanwhile."""

    async def has_sealed(self) -> bool:
        """Whether any secret is stored at all."""
