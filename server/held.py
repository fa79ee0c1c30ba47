"""Holding a run while its turn is taken: lease kept, a wish to stop obeyed, its end recorded."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from server.parts import TurnParts
from server.saver import PooledPostgresSaver
from tools.errors import PipeWiseError, Rejected
from tools.ports.arrivals import CancelAction, Run
from tools.ports.words import Door

log = logging.getLogger(__name__)

TURN_SECONDS = 90  # a model that hangs must not hold a conversation longer
WATCH = 0.25  # seconds between two looks at what is wished of a run; most are over before the first

RETRIED: frozenset[Door] = frozenset({"channel", "webchat"})
"""A lead only has our next try; every other caller has the error already and asks again."""

HANDED_BACK: frozenset[Door] = RETRIED | {"api"}
"""Accepted runs that end although the process that has them is stopped."""


class CutShort(PipeWiseError):
    """Somebody asked for the run to be stopped. What it did outside stays done."""

    def __init__(self, action: CancelAction) -> None:
        super().__init__("The run was canceled.")
        self.action = action


@asynccontextmanager
async def held(parts: TurnParts, run: Run) -> AsyncIterator[None]:
    """Raises `CutShort` where the run is to stop, after that was done."""
    try:
        async with _watched(parts, run):
            yield
        parts.counts.turns.labels("done").inc()
    except CutShort as cut:
        parts.counts.turns.labels("canceled").inc()
        await asyncio.shield(_stop(parts, run, cut.action))
        raise
    except asyncio.CancelledError:
        # Asked to stop in the middle: whoever comes next need not wait for the lease to end.
        await asyncio.shield(_hand_back(parts, run))
        raise
    except (Exception, GeneratorExit) as error:  # the latter: whoever took its steps broke
        parts.counts.turns.labels("failed").inc()
        said = str(error) if isinstance(error, PipeWiseError) else type(error).__name__
        retry = run["door"] in RETRIED and not isinstance(error, Rejected)
        await parts.crm.fail_run(run["id"], run["attempt"], said, retry=retry)
        raise


@asynccontextmanager
async def _watched(parts: TurnParts, run: Run) -> AsyncIterator[None]:
    if run["cancel"]:
        raise CutShort(run["cancel"])  # its process died before it could obey
    scope = asyncio.timeout(TURN_SECONDS)
    wished: list[CancelAction] = []

    def stop(action: CancelAction) -> None:
        wished.append(action)
        scope.reschedule(asyncio.get_running_loop().time())

    watching: asyncio.Task[None] | None = None
    try:
        async with scope:
            watching = asyncio.create_task(_watch(parts, run, stop))
            try:
                yield
            finally:
                watching.cancel()
    except TimeoutError as error:
        if wished:
            raise CutShort(wished[0]) from error
        raise
    finally:
        if watching is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def _watch(parts: TurnParts, run: Run, stop: Callable[[CancelAction], None]) -> None:
    lease = parts.patience.lease / 3
    pause, since = min(WATCH, lease), 0.0
    while True:
        await asyncio.sleep(pause)
        since += pause
        try:
            seen = await parts.crm.watch_run(run["id"], run["attempt"])
            if seen is None:
                return  # it has ended, or somebody else has it
            if seen["listened"]:
                parts.live.write_down(run["id"])
            if seen["cancel"]:
                stop(seen["cancel"])
                return
            if since >= lease:
                await parts.crm.extend_lease(run["id"], run["attempt"])
                since = 0.0
        except PipeWiseError:
            log.warning("lease not extended", extra={"run": run["id"]})
        except Exception:  # a run that nobody watches would be taken from us, and never stop
            log.exception("lease not extended", extra={"run": run["id"]})


async def _stop(parts: TurnParts, run: Run, action: CancelAction) -> None:
    """Interrupted: its state stays as far as it came. Rolled back: state and row go."""
    if not await parts.crm.settle_run(run["id"], run["attempt"]):
        return  # its turn was committed before we came
    if action == "interrupt":
        await parts.crm.end_run(run["id"], run["attempt"], "interrupted")
        return
    saver = parts.graph.checkpointer
    if isinstance(saver, PooledPostgresSaver):
        await saver.adelete_for_runs([run["id"]], thread_id=run["conversation_id"])
    await parts.crm.undo_run(run["id"], run["attempt"])


async def _hand_back(parts: TurnParts, run: Run) -> None:
    if run["door"] in HANDED_BACK:
        await parts.crm.hand_back(run["id"], run["attempt"])
        return
    await parts.crm.fail_run(run["id"], run["attempt"], "The server was stopped", retry=False)
