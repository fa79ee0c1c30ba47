"""One at a time in whatever process, without a connection held while a vendor is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tools.errors import Unavailable
from tools.ports.connections import Connections
from tools.ports.words import NewId

LOOK_S = 0.05
BEATS = 3  # within the time that makes a silent holder count as dead


@asynccontextmanager
async def lease(
    crm: Connections,
    workspace: str,
    name: str,
    *,
    new_id: NewId,
    seconds: float,
    patience: float,
) -> AsyncIterator[None]:
    """A holder that says nothing for so many `seconds` counts as dead; a living one keeps it.

    Raises `Unavailable` where nobody lets go within `patience` seconds.
    """
    holder = new_id()
    try:
        async with asyncio.timeout(patience):
            # It is Postgres's, which nobody tells of a lease that is dropped.
            while not await crm.take_lease(  # noqa: ASYNC110
                workspace, name, holder=holder, seconds=seconds
            ):
                await asyncio.sleep(LOOK_S)
    except TimeoutError as error:
        await crm.drop_lease(workspace, name, holder=holder)  # it may have come with the bell
        raise Unavailable("Calendly is being asked by somebody else; try again.") from error
    beating = asyncio.create_task(_keep(crm, workspace, name, holder=holder, seconds=seconds))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])  # its last word must not come after ours
        await crm.drop_lease(workspace, name, holder=holder)


async def _keep(
    crm: Connections, workspace: str, name: str, *, holder: str, seconds: float
) -> None:
    while True:
        await asyncio.sleep(seconds / BEATS)
        try:
            await crm.take_lease(workspace, name, holder=holder, seconds=seconds)
        except Unavailable:
            continue  # it may be back before the lease is over
