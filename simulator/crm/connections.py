"""How a workspace comes to its accounts and keeps them: consents, leases, sealed secrets."""

from collections import Counter

from simulator.crm.meeting_rows import Consent, Lease
from simulator.crm.shapes import integration_json
from simulator.crm.tables import Function, Tables, conflict, invalid
from simulator.crm.values import Id, Moment, own
from simulator.crm.values import seconds as span
from tools.ports.words import JSON


def consent_json(consent: Consent) -> JSON:
    return {
        "state_hash": consent.state_hash,
        "workspace": consent.workspace_id,
        "browser_hash": consent.browser_hash,
        "sealed_verifier": consent.sealed_verifier,
        "redirect_uri": consent.redirect_uri,
        "return_to": consent.return_to,
        "default_event_type": consent.default_event_type,
        "zone": consent.zone,
    }


def begin_consent(
    t: Tables,
    *,
    workspace: Id,
    state_hash: str,
    browser_hash: str | None,
    sealed_verifier: str,
    redirect_uri: str,
    return_to: str,
    event_type: str | None,
    zone: str | None,
    seconds: float,
    now: Moment,
) -> None:
    known = t.consents.get(state_hash)
    if known is not None and known.expires_at > now:
        raise conflict("this id is taken")
    if workspace not in t.workspaces:
        raise invalid("there is no such workspace")
    for old in [each for each in t.consents.values() if each.expires_at <= now]:
        del t.consents[old.state_hash]
    t.consents[state_hash] = Consent(
        state_hash=state_hash,
        workspace_id=workspace,
        browser_hash=browser_hash,
        sealed_verifier=sealed_verifier,
        redirect_uri=redirect_uri,
        return_to=return_to,
        default_event_type=event_type,
        zone=zone,
        expires_at=now + span(seconds),
    )


def bind_consent(t: Tables, *, state_hash: str, browser_hash: str, now: Moment) -> JSON | None:
    """The browser that shows the state first is the one that has to bring it back."""
    found = t.consents.get(state_hash)
    if found is None or found.browser_hash is not None or found.expires_at <= now:
        return None
    found.browser_hash = browser_hash
    return consent_json(found)


def end_consent(t: Tables, *, state_hash: str, now: Moment) -> JSON | None:
    """Once, whoever shows it."""
    found = t.consents.pop(state_hash, None)
    return consent_json(found) if found and found.expires_at > now else None


def take_lease(
    t: Tables, *, workspace: Id, name: str, holder: Id, seconds: float, now: Moment
) -> bool:
    if workspace not in t.workspaces:
        raise invalid("there is no such workspace")
    held = t.leases.get((workspace, name))
    if held is not None and held.until > now and held.holder != holder:
        return False
    until = now + span(seconds)
    t.leases[workspace, name] = Lease(workspace_id=workspace, name=name, holder=holder, until=until)
    return True


def drop_lease(t: Tables, *, workspace: Id, name: str, holder: Id) -> bool:
    held = t.leases.get((workspace, name))
    if held is None or held.holder != holder:
        return False
    del t.leases[workspace, name]
    return True


def renew_secrets(
    t: Tables,
    *,
    integration: Id,
    before: str,
    sealed: dict[str, str],
    config: JSON,
    now: Moment,
) -> bool:
    """New tokens, only where the refresh token they were had for is still the stored one."""
    found = t.integrations.get(integration)
    if found is None or found.status == "disconnected":
        return False
    if found.sealed.get("refresh_token") != before:
        return False
    found.sealed.update(sealed)
    found.config.update(own(config))
    found.status, found.error, found.last_sync = "connected", None, now
    return True


def update_integration(t: Tables, *, integration: Id, config: JSON) -> JSON | None:
    found = t.integrations.get(integration)
    if found is None:
        return None
    found.config.update(own(config))
    return integration_json(found)


def count_integrations(t: Tables) -> list[JSON]:
    counted = Counter((each.platform, each.status) for each in t.integrations.values())
    return [
        {"platform": platform, "status": status, "count": count}
        for (platform, status), count in sorted(counted.items())
    ]


def sealed_blobs(t: Tables, *, after: str, limit: int) -> list[JSON]:
    """Everything that is sealed, each with the place it opens in."""
    blobs = [
        {
            "key": f"integrations/{each.id}/{name}",
            "workspace": each.workspace_id,
            "provider": f"{each.platform}/{each.account}",
            "field": name,
            "blob": blob,
        }
        for each in t.integrations.values()
        for name, blob in each.sealed.items()
    ]
    blobs += [
        {
            "key": f"consents/{each.state_hash}",
            "workspace": each.workspace_id,
            "provider": "calendly",
            "field": "verifier",
            "blob": each.sealed_verifier,
        }
        for each in t.consents.values()
    ]
    blobs.sort(key=lambda blob: blob["key"].encode())
    return [blob for blob in blobs if blob["key"].encode() > after.encode()][:limit]


def reseal(t: Tables, *, key: str, field: str, before: str, after: str) -> bool:
    """False: it was sealed anew, or removed, meanwhile."""
    kind, _, name = key.partition("/")
    if kind == "consents":
        consent = t.consents.get(name)
        if consent is None or consent.sealed_verifier != before:
            return False
        consent.sealed_verifier = after
        return True
    found = t.integrations.get(name.partition("/")[0])
    if found is None or found.sealed.get(field) != before:
        return False
    found.sealed[field] = after
    return True


def has_sealed(t: Tables) -> bool:
    return bool(t.consents) or any(each.sealed for each in t.integrations.values())


FUNCTIONS: tuple[Function, ...] = (
    begin_consent,
    bind_consent,
    end_consent,
    take_lease,
    drop_lease,
    renew_secrets,
    update_integration,
    count_integrations,
    sealed_blobs,
    reseal,
    has_sealed,
)
