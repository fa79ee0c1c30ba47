"""Replacing the key that seals secrets: everything is sealed again while the program runs."""

import logging
from dataclasses import dataclass

from rich.console import Console

from server.settings import Settings
from server.vault import Vault
from server.wiring import Wired
from tools.errors import Forged
from tools.ports.connections import Connections, SealedBlob

log = logging.getLogger(__name__)

PAGE = 200


@dataclass(kw_only=True)
class Review:
    """How many secrets are sealed how."""

    primary: int = 0
    older: int = 0
    """Sealed with a key that is not the first one; resealed, where that was asked."""
    closed: int = 0
    """No key at hand opens them."""


async def review(crm: Connections, vault: Vault, *, reseal: bool = False) -> Review:
    """Look at every sealed secret. With `reseal`, seal the older ones with the first key.

    What a server seals anew meanwhile is left as it is: only the very text that was read is
    replaced.
    """
    found = Review()
    after = ""
    while page := await crm.sealed_blobs(after=after, limit=PAGE):
        for each in page:
            await _look_at(crm, vault, each, found, reseal=reseal)
        after = page[-1]["key"]
    return found


async def _look_at(
    crm: Connections, vault: Vault, each: SealedBlob, found: Review, *, reseal: bool
) -> None:
    try:
        fresh = await vault.resealed(each)
    except Forged:
        found.closed += 1
        log.warning("a secret does not open", extra={"place": each["key"]})
        return
    if fresh is None:
        found.primary += 1
        return
    found.older += 1
    if reseal:
        await crm.reseal(each, fresh)


async def rotate_now(settings: Settings, console: Console, *, check: bool) -> None:
    """Raises `SystemExit(1)` while an older key is still needed, or a secret does not open."""
    wired = Wired(settings)
    try:
        await wired.database.ready()
        await wired.vault.check()
        found = await review(wired.crm, wired.vault, reseal=not check)
        # What was sealed while we looked: the keys a server started with may still seal.
        left = found if check else await review(wired.crm, wired.vault)
    finally:
        await wired.database.close()
    if not check:
        console.print(f"Sealed again: {found.older}.")
    console.print(sentence(left))
    if left.older or left.closed:
        raise SystemExit(1)


def sentence(found: Review) -> str:
    said = [f"Sealed with the first key: {found.primary}; with an older one: {found.older}."]
    if found.closed:
        said.append(
            f"{found.closed} do not open with these keys: put the key they were sealed with "
            "after the first one, or connect those accounts again."
        )
    if not found.older and not found.closed:
        said.append("Keys after the first are not needed any more.")
    return " ".join(said)
