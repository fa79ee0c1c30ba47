"""Telling the owner of a handover, each way until it has worked or never will."""

import logging

from server.parts import Parts
from tools.errors import Rejected, Unavailable
from tools.ports.handovers import ClaimedAlert, Notice, Way

log = logging.getLogger(__name__)

TRIES = 10  # over some five hours
FIRST_WAIT, LONGEST_WAIT = 5.0, 3_600.0  # seconds


async def tell(parts: Parts, handover_id: str, way: Way) -> None:
    """Nothing where this way is not set up, or is not for this workspace."""
    alert_way = parts.alert_ways.get(way)
    if alert_way is None:
        return
    claimed = await parts.crm.claim_alert(parts.home, handover_id, way)
    if claimed is None:
        return
    try:
        await alert_way.tell(notice_of(parts, claimed))
    except Unavailable as error:
        await _later(parts, claimed, error)
    except Rejected as error:
        await _given_up(parts, claimed, error)
    else:
        await parts.crm.settle_alert(claimed["id"], claimed["attempt"], state="sent")


def notice_of(parts: Parts, claimed: ClaimedAlert) -> Notice:
    handover = claimed["handover"]
    subject, *_ = lines = parts.summarise(handover)
    return Notice(id=claimed["id"], subject=subject, summary="\n".join(lines), handover=handover)


async def _later(parts: Parts, claimed: ClaimedAlert, error: Unavailable) -> None:
    attempt = claimed["attempt"]
    if attempt >= TRIES:
        await _given_up(parts, claimed, error)
        return
    wait = error.retry_after or min(FIRST_WAIT * 3.0 ** (attempt - 1), LONGEST_WAIT)
    await parts.crm.settle_alert(
        claimed["id"], attempt, state="pending", error=str(error), retry_in=wait
    )
    log.warning(
        "owner not told yet",
        extra={"handover": claimed["handover"]["id"], "way": claimed["way"], "error": str(error)},
    )


async def _given_up(parts: Parts, claimed: ClaimedAlert, error: Unavailable | Rejected) -> None:
    await parts.crm.settle_alert(
        claimed["id"], claimed["attempt"], state="failed", error=str(error)
    )
    log.error(
        "owner of a handover could not be told",
        extra={"handover": claimed["handover"]["id"], "way": claimed["way"], "error": str(error)},
    )
