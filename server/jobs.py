"""Turns, deliveries and the sweep as jobs; the handlers are plain functions, the queue a detail."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import procrastinate
from procrastinate import exceptions, jobs

from server.anchors import anchor_all
from server.calendar_watch import watch_calendars
from server.deliver import deliver
from server.erasing import finish_erasing
from server.parts import Parts, TurnParts
from server.pruning import prune
from server.reconcile import reconcile
from server.tell import tell
from server.threads.door import open_door
from server.threads.playing import carry
from server.turns import run_turn
from tools.errors import PipeWiseError
from tools.ports.handovers import Way

log = logging.getLogger(__name__)

CONCURRENCY = 8
POLL = 0.2  # seconds; a job that becomes due later is not notified, the worker must look
BEATS = 6  # heartbeats of a worker within the time that makes a silent one count as dead
PRUNE = 600  # seconds

Handler = Callable[..., Awaitable[None]]


class Queue(Protocol):
    """Where jobs wait for their time: Procrastinate's tables, or a simulator's clock."""

    async def retry_stalled(self, silent: float) -> None:
        """Have those done again whose worker has been silent for so many seconds."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """Work that nobody asks for, at an interval."""

    seconds: int
    work: Callable[[], Awaitable[None]]


async def turn(parts: TurnParts, conversation_id: str) -> None:
    """Do the conversation's due turn, if there is one: the last job of a burst finds it."""
    run = await parts.crm.claim_run(
        conversation_id=conversation_id, run_id=None, owner=parts.process, settles=True
    )
    if run is None:
        return
    if run["door"] == "api":
        await carry(open_door(parts), run)
        return
    try:
        await run_turn(parts, run)
    except PipeWiseError as error:
        # Handed back already, with a job of its own for the next try.
        log.warning("turn failed", extra={"run": run["id"], "error": str(error)})


async def sweep(parts: TurnParts, queue: Queue) -> None:
    """Give work back that a killed process held."""
    patience = parts.patience
    await queue.retry_stalled(patience.stalled)
    rescued = await parts.crm.rescue(late=patience.late, stuck=patience.stuck)
    if rescued:
        log.warning("work taken up again", extra={"count": rescued})


def handlers(parts: Parts) -> Mapping[str, Handler]:
    """What is done for a job of each name; its arguments are named as in the job's row."""

    async def deliver_reply(reply_id: str, channel: str) -> None:
        await deliver(parts, reply_id, channel)

    return {
        "turn": partial(turn, parts),
        "deliver": deliver_reply,
        "tell": partial(tell, parts),
    }


def rounds(parts: Parts, queue: Queue) -> Mapping[str, Round]:
    patience, days = parts.patience, parts.settings.history_days
    return {
        "sweep": Round(seconds=patience.sweep, work=partial(sweep, parts, queue)),
        "reconcile": Round(seconds=patience.unsettled, work=partial(reconcile, parts)),
        "watch": Round(seconds=patience.watch, work=partial(watch_calendars, parts)),
        "prune": Round(seconds=PRUNE, work=partial(prune, parts, history_days=days)),
    }


class Procrastinate:
    """Implements `Queue` on our Postgres."""

    def __init__(self, app: procrastinate.App) -> None:
        self._app = app

    async def retry_stalled(self, silent: float) -> None:
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent):
            try:
                await manager.retry_job(job)
            except exceptions.UniqueViolation:  # a newer job waits and will do the work
                await manager.finish_job(job, jobs.Status.FAILED, delete_job=False)


def make_app(url: str, parts: Parts) -> procrastinate.App:
    """The queue on our Postgres, in schema `jobs`. Its SQL names no schema, hence the path."""
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=url, kwargs={"options": "-c search_path=jobs"}, max_size=CONCURRENCY + 2
        )
    )

    done, looks = handlers(parts), rounds(parts, Procrastinate(app))

    @app.task(name="turn", queue="turns")
    async def turn_job(conversation_id: str) -> None:
        await done["turn"](conversation_id)

    @app.task(name="deliver", queue="deliveries")
    async def deliver_job(reply_id: str, channel: str) -> None:
        await done["deliver"](reply_id, channel)

    @app.task(name="tell", queue="alerts")
    async def tell_job(handover_id: str, way: Way) -> None:
        await done["tell"](handover_id, way)

    @app.periodic(cron=f"* * * * * */{looks['sweep'].seconds}")  # six fields: seconds last
    @app.task(name="sweep", queue="house", queueing_lock="sweep")
    async def sweep_job(timestamp: int) -> None:
        await looks["sweep"].work()

    @app.periodic(cron=f"* * * * * */{looks['reconcile'].seconds}")
    @app.task(name="reconcile", queue="house", queueing_lock="reconcile")
    async def reconcile_job(timestamp: int) -> None:
        await looks["reconcile"].work()

    @app.periodic(cron=f"* * * * * */{looks['watch'].seconds}")
    @app.task(name="watch", queue="house", lock="watch", queueing_lock="watch")
    async def watch_job(timestamp: int) -> None:
        await looks["watch"].work()

    @app.periodic(cron=f"*/{looks['prune'].seconds // 60} * * * *")
    @app.task(name="prune", queue="house", lock="prune", queueing_lock="prune")
    async def prune_job(timestamp: int) -> None:
        await finish_erasing(parts)
        await looks["prune"].work()

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="anchor", queue="house", lock="anchor", queueing_lock="anchor")
    async def anchor_job(timestamp: int) -> None:
        await anchor_all(parts.ledger, parts.vault)

    return app


async def work(app: procrastinate.App, *, stalled: float, signals: bool = False) -> None:
    """Work until cancelled. A worker returns when the database goes away: it is started again."""
    while True:
        try:
            await app.run_worker_async(
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=POLL,
                delete_jobs="successful",
                update_heartbeat_interval=stalled / BEATS,
                stalled_worker_timeout=stalled,
                install_signal_handlers=signals,
                shutdown_graceful_timeout=10,
            )
            if signals:
                return
        except exceptions.ConnectorException:
            log.warning("worker lost the database")
        await asyncio.sleep(1)
