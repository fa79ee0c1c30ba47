"""Recordings of turns."""

from simulator.crm.leads import conversation_in
from simulator.crm.tables import Function, Tables, conflict, not_found
from simulator.crm.talk_rows import Recording
from simulator.crm.values import Id, Moment, iso
from tools.ports.words import JSON


def keep_recording(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    run: Id,
    attempt: int,
    began: str,
    began_hash: str,
    tape: str,
    left_hash: str | None,
    now: Moment,
) -> bool:
    talk = conversation_in(t, workspace, conversation)
    if talk is None or t.threads[talk.id].replay_ended:
        return False
    before = t.recordings_in[conversation]
    follows = bool(before) and before[-1].left_hash == began_hash
    if (run, attempt) not in t.recordings:
        made = Recording(
            run_id=run,
            attempt=attempt,
            workspace_id=workspace,
            conversation_id=conversation,
            began=None if follows else began,
            tape=tape,
            left_hash=left_hash,
            at=now,
            place=len(t.recordings),
        )
        t.recordings[run, attempt] = made
        before.append(made)
    return True


def recordings(t: Tables, *, workspace: Id, thread: Id) -> list[JSON]:
    found = t.threads.get(thread)
    if found is None or found.workspace_id != workspace:
        raise not_found("the workspace has no such thread")
    if found.replay_ended:
        raise conflict("the person of this thread was erased: it cannot be replayed")
    return [
        {
            "run_id": each.run_id,
            "attempt": each.attempt,
            "began": each.began,
            "tape": each.tape,
            "left_hash": each.left_hash,
            "at": iso(each.at),
        }
        for each in t.recordings_in.get(thread, ())
    ]


FUNCTIONS: tuple[Function, ...] = (
    keep_recording,
    recordings,
)
