"""Runs, their end, and what a turn leaves."""

from simulator.crm import talk_rows as said
from simulator.crm.jobs import enqueue_turn
from simulator.crm.shapes import run_json
from simulator.crm.tables import Function, Tables
from simulator.crm.thread_runs import keep_run, pending_runs
from simulator.crm.values import Id, Moment, seconds
from tools.ports.words import JSON


def claim_run(
    t: Tables,
    *,
    thread: Id | None,
    run: Id | None,
    owner: str,
    lease: float,
    tries: int,
    settles: bool,
    now: Moment,
) -> JSON | None:
    """Take a due run. A running one whose lease is over comes first: its turn is half done."""
    asked = t.runs.get(run or "")
    if thread is None:
        thread = asked.thread_id if asked else ""
    mine = t.runs_of.get(thread, [])
    if any(
        r.state in ("done", "superseded") and r.lease_until is not None and r.lease_until > now
        for r in mine
    ):
        return None
    running = next((r for r in mine if r.state == "running"), None)
    if running is not None and running.attempt >= tries and _is_over(running, now):
        _end(t, running, "failed", now, error="every process that ran it died")
        running = None
    if running is not None:
        taken = None if running.lease_until and running.lease_until > now else running
    else:
        oldest = next((r for r in mine if r.state == "pending"), None)
        taken = oldest if oldest and oldest.not_before <= now else None
    if taken is None or (run is not None and taken.id != run):
        return None
    taken.state, taken.attempt, taken.owner = "running", taken.attempt + 1, owner
    taken.lease_until, taken.settles = now + seconds(lease), settles
    keep_run(t, taken)
    return run_json(t, taken)


def _is_over(run: said.Run, now: Moment) -> bool:
    return run.lease_until is not None and run.lease_until < now


def _end(t: Tables, run: said.Run, state: str, now: Moment, *, error: str | None = None) -> None:
    run.state, run.ended_at, run.lease_until, run.error = state, now, None, error
    keep_run(t, run)


def held(t: Tables, run: str, attempt: int | None) -> said.Run | None:
    """The run, while this attempt has it."""
    found = t.runs.get(run)
    if found is None or found.attempt != attempt or found.state != "running":
        return None
    return found


def extend_lease(t: Tables, *, run: Id, attempt: int, lease: float, now: Moment) -> bool:
    found = held(t, run, attempt)
    if found is None:
        return False
    found.lease_until = now + seconds(lease)
    return True


def next_turn(t: Tables, thread: str, now: Moment) -> None:
    """A job that came while somebody else's run had the thread is gone: the next gets another."""
    if any(run.queued for run in pending_runs(t, thread)):
        enqueue_turn(t, thread, now, now=now, queueing_lock=f"next:{thread}")


def settle_run(t: Tables, *, run: Id, attempt: int, now: Moment) -> bool:
    """The state is written. True: no turn was committed, so somebody must end the run."""
    found = t.runs.get(run)
    if found is None or found.attempt != attempt:
        return False
    if found.state == "running":
        return True
    if found.lease_until is not None:
        found.lease_until = None
        keep_run(t, found)
        next_turn(t, found.thread_id, now)
    return False


def fail_run(
    t: Tables, *, run: Id, attempt: int, error: str | None, retry_in: float | None, now: Moment
) -> bool:
    found = held(t, run, attempt)
    if found is None:
        settle_run(t, run=run, attempt=attempt, now=now)
        return False
    if retry_in is None:
        found.joins, found.latest = False, None
        _end(t, found, "failed", now, error=error)
        next_turn(t, found.thread_id, now)
        return True
    again = now + seconds(retry_in)
    found.joins = found.joins and not any(r.joins for r in pending_runs(t, found.thread_id))
    found.state, found.error, found.lease_until = "pending", error, None
    found.not_before = found.latest = again
    found.ended_at = None
    keep_run(t, found)
    enqueue_turn(t, found.thread_id, again, now=now)
    return True


def turn_is_open(t: Tables, workspace: str, turn: str) -> bool:
    """It will still answer: one without a run of its own is the caller's to repeat."""
    run = t.runs.get(turn)
    ended = run is not None and run.state in ("failed", "superseded", "interrupted")
    return turn not in t.turns and not ended


def find_run(t: Tables, *, workspace: Id, run: Id) -> JSON | None:
    found = t.runs.get(run)
    return run_json(t, found) if found and found.workspace_id == workspace else None


def list_runs(
    t: Tables, *, workspace: Id, thread: Id, states: list[str] | None, limit: int, offset: int
) -> JSON:
    matching = [
        run
        for run in reversed(t.runs_of.get(thread, []))
        if run.workspace_id == workspace and (states is None or run.state in states)
    ]
    page = matching[offset : offset + limit]
    return {"total": len(matching), "runs": [run_json(t, run) for run in page]}


def rescue_runs(t: Tables, *, late: Moment, now: Moment) -> int:
    """Threads whose due run nobody took: a killed process, a lost job. Each gets a job."""
    for run in list(t.open_runs.values()):
        if run.state in ("done", "superseded") and _is_over(run, now):
            run.lease_until = None  # its process died before it could write its state
            keep_run(t, run)
    threads = {run.thread_id: None for run in t.open_runs.values() if _is_left(t, run, late, now)}
    return sum(
        enqueue_turn(t, thread, now, now=now, queueing_lock=f"rescue:{thread}")
        for thread in threads
    )


def _is_left(t: Tables, run: said.Run, late: Moment, now: Moment) -> bool:
    if run.state == "running":
        return _is_over(run, now)
    waits = run.state == "pending" and run.not_before < late
    return waits and all(other.state != "running" for other in t.runs_of[run.thread_id])


FUNCTIONS: tuple[Function, ...] = (
    claim_run,
    extend_lease,
    settle_run,
    fail_run,
    find_run,
    list_runs,
    rescue_runs,
)
