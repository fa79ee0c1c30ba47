"""What is not kept for ever: the streams of ended runs, and the steps of threads at rest."""

import logging
from datetime import timedelta

from server.parts import TurnParts
from server.saver import PooledPostgresSaver

log = logging.getLogger(__name__)

EVENTS_KEPT = timedelta(minutes=10)
BATCH = 100


async def prune(parts: TurnParts, *, history_days: int) -> None:
    """After so many days at rest a thread keeps its newest state alone; 0 days: every step."""
    now = parts.clock()
    await parts.crm.forget_events(now - EVENTS_KEPT)
    saver = parts.graph.checkpointer
    if not history_days or not isinstance(saver, PooledPostgresSaver):
        return
    before, count = now - timedelta(days=history_days), 0
    while threads := await parts.crm.resting_threads(before, limit=BATCH):
        for thread in threads:
            if thread["forked"]:
                # The newest state may be a rehearsal's; what is kept is the one the lead knows.
                await saver.forget_rehearsals(thread["id"])
            await saver.aprune([thread["id"]], strategy="keep_latest")
            await parts.crm.mark_pruned(thread["id"], at=now)
        count += len(threads)
    if count:
        log.info("threads thinned out", extra={"count": count})
