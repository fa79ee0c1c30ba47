"""Runs of the thread API: asked for, cut short, followed, forgotten."""

from simulator.crm.forgetting import forget_run
from simulator.crm.inbox import ingest_message
from simulator.crm.jobs import enqueue_turn
from simulator.crm.leads import conversation_in
from simulator.crm.shapes import run_json
from simulator.crm.tables import Function, Tables, conflict
from simulator.crm.talk_rows import Conversation, Run, Thread
from simulator.crm.thread_runs import add_run, keep_run
from simulator.crm.turns import held, next_turn
from simulator.crm.values import Id, Moment, own
from tools.ports.words import JSON

OPEN = ("pending", "running")


def thread_in(t: Tables, workspace: str, thread: str) -> Thread | None:
    found = t.threads.get(thread)
    return found if found is not None and found.workspace_id == workspace else None


def is_busy(t: Tables, thread: str) -> bool:
    return any(run.state in OPEN for run in t.runs_of[thread])


def ask_run(
    t: Tables,
    *,
    workspace: Id,
    thread: Id,
    run: Id,
    messages: list[JSON],
    request: JSON,
    strategy: str,
    lead: Id,
    enqueue: bool,
    now: Moment,
) -> JSON:
    """Its messages and its row, or nothing at all."""
    found = thread_in(t, workspace, thread)
    if found is None:
        raise conflict("the workspace has no such thread")
    known = t.runs.get(run)
    if known is not None:
        if known.workspace_id != workspace:
            raise conflict("this id is taken")
        return run_json(t, known)
    if strategy == "reject" and is_busy(t, thread):
        raise conflict("the thread is busy with another run")
    talk = conversation_in(t, workspace, thread)
    # A real lead's conversation: nobody but the lead writes into their inbox.
    rehearsal = talk is not None and talk.channel != "api" and not talk.simulated
    if not rehearsal and any(each["id"] in t.messages for each in messages):
        raise conflict("this id is taken")
    _give_way(t, thread, strategy, now)
    for message in () if rehearsal else messages:
        _hear(t, workspace, thread, talk, message, lead, now)
    found.forked = found.forked or rehearsal
    heard = conversation_in(t, workspace, thread)
    reads_all = heard is None or rehearsal or _has_payload(request)
    asked = Run(
        id=run,
        workspace_id=workspace,
        thread_id=thread,
        door="api",
        state="pending",
        joins=False,
        rehearsal=rehearsal,
        covers=None if reads_all or heard is None else heard.last_seq,
        queued=enqueue,
        not_before=now,
        request=own(request),
        created_at=now,
        place=t.places,
    )
    add_run(t, asked)
    found.updated_at = now
    if enqueue:
        enqueue_turn(t, thread, now, now=now)
    return run_json(t, asked)


def _has_payload(request: JSON) -> bool:
    """Its messages come with the run itself."""
    given = request.get("input")
    return isinstance(given, dict | list) and "payload" in given


def _hear(
    t: Tables,
    workspace: str,
    thread: str,
    talk: Conversation | None,
    message: JSON,
    lead: str,
    now: Moment,
) -> None:
    ingest_message(
        t,
        workspace=workspace,
        channel=talk.channel if talk else "api",
        integration=talk.integration_id if talk else None,
        event_id=message["id"],
        aliases=[{"kind": "thread", "value": thread, "attested": True}],
        text=message["text"],
        choice_id=None,
        provider_id=None,
        note=None,
        at=now,
        profile_name=None,
        phone_zone=None,
        browser_zone=None,
        language=None,
        source=None,
        external=None,
        thread=thread,
        conversation=thread,
        message=message["id"],
        lead=lead,
        run=None,
        door="api",
        simulated=False,
        due=None,
        latest=None,
        request=None,
        joins=False,
        enqueue=False,
        now=now,
    )


def _give_way(t: Tables, thread: str, action: str, now: Moment) -> None:
    """A run makes room for another, which answers its messages.

    One whose input stands in its own row alone keeps its place in the queue.
    """
    if action not in ("interrupt", "rollback"):
        return
    for run in t.runs_of[thread]:
        if run.door != "api" or _has_payload(run.request):
            continue
        if run.state == "running" and run.cancel is None:
            run.cancel = action
        elif run.state == "pending" and not run.rehearsal and not run.request.get("command"):
            run.state, run.ended_at = "interrupted", now
            keep_run(t, run)


def watch_run(t: Tables, *, run: Id, attempt: int) -> JSON | None:
    found = held(t, run, attempt)
    return {"cancel": found.cancel, "listened": found.listened} if found else None


def end_run(t: Tables, *, run: Id, attempt: int, state: str, now: Moment) -> bool:
    """The end of a run that has committed no turn."""
    found = held(t, run, attempt)
    if found is None:
        return False
    found.state, found.ended_at, found.lease_until = state, now, None
    keep_run(t, found)
    next_turn(t, found.thread_id, now)
    return True


def undo_run(t: Tables, *, run: Id, attempt: int, now: Moment) -> bool:
    """Rolled back: as if nobody had asked. What came with it stays in the inbox."""
    found = held(t, run, attempt)
    if found is None:
        return False
    forget_run(t, found)
    next_turn(t, found.thread_id, now)
    return True


def cancel_runs(
    t: Tables,
    *,
    workspace: Id,
    thread: Id | None,
    runs: list[str] | None,
    states: list[str] | None,
    action: str,
    now: Moment,
) -> int:
    """Only runs of this API: a lead's own turn is stopped by a person who takes over."""
    told = [
        run
        for run in t.open_runs.values()
        if run.workspace_id == workspace
        and run.door == "api"
        and run.state in OPEN
        and (thread is None or run.thread_id == thread)
        and (runs is None or run.id in runs)
        and (states is None or run.state in states)
    ]
    for run in told:
        if run.state == "running":
            run.cancel = action
        elif action == "rollback":
            forget_run(t, run)
        else:
            run.state, run.ended_at = "interrupted", now
            keep_run(t, run)
    return len(told)


def delete_run(t: Tables, *, workspace: Id, run: Id) -> bool:
    """The row goes; what its turn said and did stays. A lead's own run stays, too."""
    found = t.runs.get(run)
    if found is None or found.workspace_id != workspace:
        return False
    if found.door != "api":
        raise conflict("this run answers a lead: it is not deleted here")
    if found.state in OPEN:
        raise conflict("the run has not ended: cancel it first")
    for turn in t.turns.values():
        if turn.run_id == run:
            turn.run_id = None
    forget_run(t, found)
    return True


def answering_run(t: Tables, *, workspace: Id, message: Id) -> JSON | None:
    """The run whose turn has read a message, whichever turn that turned out to be."""
    read = t.messages.get(message)
    turn = t.turns.get(read.turn_id or "") if read and read.workspace_id == workspace else None
    run = t.runs.get(turn.run_id or "") if turn else None
    return run_json(t, run) if run else None


FUNCTIONS: tuple[Function, ...] = (
    ask_run,
    watch_run,
    end_run,
    undo_run,
    cancel_runs,
    delete_run,
    answering_run,
)
