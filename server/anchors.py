"""The heads of the ledger's chains, kept as they were and signed with the installation's key."""

import logging

from server.vault import Vault
from tools.errors import PipeWiseError
from tools.ports.ledger import Anchor, Ledger

log = logging.getLogger(__name__)

PROVIDER = "ledger"


async def anchor_all(ledger: Ledger, vault: Vault) -> None:
    """What one workspace meets keeps no other from its anchor."""
    for workspace in await ledger.ledger_workspaces(unanchored=True):
        try:
            await _anchor(ledger, vault, workspace)
        except PipeWiseError as error:
            # It is there, and signed the next time it is looked at.
            log.warning("not anchored", extra={"workspace": workspace, "error": str(error)})


async def _anchor(ledger: Ledger, vault: Vault, workspace: str) -> None:
    anchor = await ledger.anchor_ledger(workspace)
    if anchor is None:
        return
    # Whoever has the log has what the database cannot take back.
    log.info("anchored", extra={"workspace": workspace, "n": anchor["n"], "hash": anchor["hash"]})
    name = place_of(anchor)
    sealed = await vault.seal({name: anchor["hash"]}, workspace=workspace, provider=PROVIDER)
    await ledger.sign_anchor(workspace, anchor["n"], sealed[name])


async def is_signed(vault: Vault, workspace: str, anchor: Anchor) -> bool:
    """Raises `Forged` where no key of ours has signed it."""
    name, signature = place_of(anchor), anchor["signature"] or ""
    opened = await vault.open_sealed({name: signature}, workspace=workspace, provider=PROVIDER)
    return opened.values[name] == anchor["hash"]


def place_of(anchor: Anchor) -> str:
    """A signature opens for no other anchor."""
    return f"anchor/{anchor['n']}"
