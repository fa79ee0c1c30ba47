"""Turns, deliveries and the sweep as jobs; the handlers are plain functions, the queue a detail."""

import asyncio
import logging

import procrastinate
from procrastinate import exceptions, jobs

from server.calendar_watch import watch_calendars
from server.deliver import deliver
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


async def sweep(parts: Parts, app: procrastinate.App) -> None:
    """Give work back that a killed process held."""
    patience = parts.patience
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=patience.stalled):
        try:
            await app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:  # a newer job waits and will do the work
            await app.job_manager.finish_job(job, jobs.Status.FAILED, delete_job=False)
    rescued = await parts.crm.rescue(late=patience.late, stuck=patience.stuck)
    if rescued:
        log.warning("work taken up again", extra={"count": rescued})


def make_app(url: str, parts: Parts) -> procrastinate.App:
    """The queue on our Postgres, in schema `jobs`. Its SQL names no schema, hence the path."""
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=url, kwargs={"options": "-c search_path=jobs"}, max_size=CONCURRENCY + 2
        )
    )

    @app.task(name="turn", queue="turns")
    async def turn_job(conversation_id: str) -> None:
        await turn(parts, conversation_id)

    @app.task(name="deliver", queue="deliveries")
    async def deliver_job(reply_id: str, channel: str) -> None:
        await deliver(parts, reply_id, channel)

    @app.task(name="tell", queue="alerts")
    async def tell_job(handover_id: str, way: Way) -> None:
        await tell(parts, handover_id, way)

    @app.periodic(cron=f"* * * * * */{parts.patience.sweep}")  # six fields: seconds last
    @app.task(name="sweep", queue="house", queueing_lock="sweep")
    async def sweep_job(timestamp: int) -> None:
        await sweep(parts, app)

    @app.periodic(cron=f"* * * * * */{parts.patience.unsettled}")
    @app.task(name="reconcile", queue="house", queueing_lock="reconcile")
    async def reconcile_job(timestamp: int) -> None:
        await reconcile(parts)

    @app.periodic(cron=f"* * * * * */{parts.patience.watch}")
    @app.task(name="watch", queue="house", lock="watch", queueing_lock="watch")
    async def watch_job(timestamp: int) -> None:
        await watch_calendars(parts)

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="prune", queue="house", lock="prune", queueing_lock="prune")
    async def prune_job(timestamp: int) -> None:
        await prune(parts, history_days=parts.settings.history_days)

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
