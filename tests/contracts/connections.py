"""Consents under way, for tests of the CRM."""

from tests.contracts.meetings import new_id
from tools.ports.connections import Consent


def consent_of(workspace: str, *, state_hash: str = "", browser_hash: str | None = None) -> Consent:
    return Consent(
        state_hash=state_hash or new_id(),
        workspace=workspace,
        browser_hash=browser_hash,
        sealed_verifier="v1.k1.sealed",
        redirect_uri="https://leads.example.com/callback",
        return_to="/",
        default_event_type="Demo",
        zone="America/Bogota",
    )
