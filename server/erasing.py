"""Erasing a person: everywhere but in the ledger, which has nothing of them."""

import logging
from collections.abc import Sequence

from server.parts import Parts
from server.saver import PooledPostgresSaver
from tools.errors import Unavailable
from tools.ports.ledger import Erased, Ledger

log = logging.getLogger(__name__)

BATCH = 100
TRIES = 3


async def erase(parts: Parts, workspace: str, lead_id: str) -> Erased | None:
    """None: there is no such lead. What a crash leaves of their states, `finish_erasing` ends."""
    erased = await _erase(parts.ledger, workspace, lead_id)
    if erased is None:
        return None
    await _forget_states(parts, erased["threads"])
    emails = [word for word in erased["words"] if "@" in word]
    await parts.forget_in_built_in_calendar(workspace, emails)
    # Without who: a log is kept longer than a promise.
    log.info("a person was erased", extra={"conversations": len(erased["threads"])})
    return erased


async def _erase(ledger: Ledger, workspace: str, lead_id: str) -> Erased | None:
    """A turn that is just being committed may be in the way: one of the two has to try again."""
    for _ in range(TRIES - 1):
        try:
            return await ledger.erase_lead(workspace, lead_id)
        except Unavailable as error:
            log.info("erasing is tried again", extra={"error": str(error)})
    return await ledger.erase_lead(workspace, lead_id)


async def finish_erasing(parts: Parts) -> None:
    while threads := await parts.ledger.erased_threads(limit=BATCH):
        await _forget_states(parts, threads)


async def _forget_states(parts: Parts, threads: Sequence[str]) -> None:
    saver = parts.graph.checkpointer
    if isinstance(saver, PooledPostgresSaver):
        await saver.erase(threads)
    for thread in threads:
        await parts.crm.mark_pruned(thread, at=parts.clock())
