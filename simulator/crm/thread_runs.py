"""The runs of a thread: how they come to be, and where they are looked for."""

from simulator.crm.jobs import enqueue_turn
from simulator.crm.tables import Tables, conflict
from simulator.crm.talk_rows import Conversation, Run
from simulator.crm.values import Moment, own
from tools.ports.words import JSON

DOORS = frozenset(("channel", "webchat", "api", "studio", "facade", "cli"))


def keep_run(t: Tables, run: Run) -> None:
    """After each change of it: where it is looked for."""
    if run.state in ("pending", "running") or run.lease_until is not None:
        t.open_runs[run.id] = run
    else:
        t.open_runs.pop(run.id, None)
    if run.state == "failed":
        t.failed_runs[run.id] = run


def run_for(
    t: Tables,
    workspace: str,
    thread: str,
    *,
    new_id: str,
    door: str,
    joins: bool,
    due: Moment,
    now: Moment,
    latest: Moment | None = None,
    request: JSON | None = None,
    notice: str | None = None,
) -> Run:
    """The pending one that messages join, or a new one."""
    pending = joinable(t, thread) if joins else None
    if pending is not None:
        later = max(due, pending.not_before)
        if due <= now:
            pending.not_before = due
        else:
            pending.not_before = min(later, pending.latest) if pending.latest else later
        return pending
    run = Run(
        id=new_id,
        workspace_id=workspace,
        thread_id=thread,
        door=door,
        state="pending",
        joins=joins,
        not_before=due,
        latest=latest,
        notice=notice,
        request=own(request) if request else {},
        created_at=now,
        place=t.places,
    )
    return add_run(t, run)


def add_run(t: Tables, run: Run) -> Run:
    if run.id in t.runs:
        raise conflict("this id is taken")
    t.places += 1
    t.runs[run.id] = run
    t.runs_of[run.thread_id].append(run)
    if run.notice is not None:
        t.announced.add(run.notice)
    keep_run(t, run)
    return run


def joinable(t: Tables, thread: str) -> Run | None:
    return next((r for r in t.runs_of[thread] if r.joins and r.state == "pending"), None)


def pending_runs(t: Tables, thread: str) -> list[Run]:
    return [run for run in t.runs_of[thread] if run.state == "pending"]


def announce(t: Tables, conversation: Conversation, receipt: str, *, run: str, now: Moment) -> None:
    """A run whose only news is the receipt. Where a person has taken over, only that is told."""
    if conversation.mode == "human" and t.receipts[receipt].kind != "handed_over":
        return
    on_channel = "channel" if conversation.integration_id is not None else "api"
    run_for(
        t,
        conversation.workspace_id,
        conversation.id,
        new_id=run,
        door="webchat" if conversation.channel == "webchat" else on_channel,
        joins=False,
        due=now,
        notice=receipt,
        now=now,
    )
    enqueue_turn(t, conversation.id, now, now=now)
