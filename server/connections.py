"""Connecting channels, and the state of every platform: check first, store sealed."""

from collections.abc import Sequence
from typing import Any

from server.parts import Parts
from tools.errors import Rejected, Unavailable
from tools.ports.records import Integration


def state_of(parts: Parts, platform: str, accounts: Sequence[Integration]) -> str:
    """`connected`, `error` or `disconnected`; what needs no fields is always open."""
    states = {account["status"] for account in accounts if account["platform"] == platform}
    channel = parts.channels.get(platform)
    if "connected" in states or (channel is not None and not channel.fields):
        return "connected"
    return "error" if "error" in states else "disconnected"


async def try_channel(parts: Parts, workspace: str, platform: str) -> dict[str, Any]:
    """Whether the channel can be used: it is connected, and its secrets can be opened."""
    if platform not in parts.channels:
        raise _no_such(platform)
    known = await parts.crm.integrations(workspace)
    state = state_of(parts, platform, known)
    if state != "connected":
        raise Rejected(f"{platform} is not connected", reason="not_configured")
    for account in known:
        if account["platform"] == platform and account["status"] == "connected":
            await parts.vault.open_for(account)
    return {"status": state}


def _no_such(platform: str) -> Rejected:
    return Rejected(f"There is no platform {platform!r}", reason="not_found", field="platform")


async def connect_channel(
    parts: Parts, workspace: str, platform: str, given: dict[str, str]
) -> Integration:
    """Store a channel account's fields, secrets sealed. Raises `Rejected` naming a field."""
    channel = parts.channels.get(platform)
    if channel is None:
        raise _no_such(platform)
    known = {field.name for field in channel.fields}
    for name in given:
        if name not in known:
            raise Rejected(f"{platform} has no field {name!r}", field=name)
    for field in channel.fields:
        if field.required and not given.get(field.name):
            raise Rejected(f"{field.label} is missing", field=field.name)
    secret = {field.name for field in channel.fields if field.secret}
    return await parts.vault.save(
        workspace,
        platform,
        account=given.get(channel.account_field, ""),
        config={name: value for name, value in given.items() if name not in secret},
        secrets={name: value for name, value in given.items() if name in secret and value},
    )


async def count_accounts(parts: Parts) -> None:
    """For `/metrics`. Without the database nothing is said of accounts, and the rest still is."""
    accounts = parts.counts.integrations
    try:
        counted = await parts.crm.count_integrations()
    except Unavailable:
        counted = []
    accounts.clear()
    for each in counted:
        accounts.labels(each["platform"], each["status"]).set(each["count"])
