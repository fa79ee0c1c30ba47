"""What a turn leaves, in one step."""

from simulator.crm import talk_rows as said
from simulator.crm.inbox import add_message
from simulator.crm.jobs import enqueue_delivery, enqueue_turn
from simulator.crm.leads import conversation_in, move_status
from simulator.crm.outbox import add_reply, silence
from simulator.crm.qualification import keep_score
from simulator.crm.tables import Function, Tables, the
from simulator.crm.thread_runs import keep_run, pending_runs, run_for
from simulator.crm.turns import held
from simulator.crm.values import Id, Moment, own
from tools.ports.words import JSON


def commit_turn(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    run: Id | None,
    attempt: int | None,
    covers: int,
    replies: list[JSON],
    effects: bool,
    trace: JSON,
    score: JSON | None,
    next_run: Id,
    now: Moment,
) -> JSON:
    talk = the(conversation_in(t, workspace, conversation))
    t.threads[talk.id].updated_at = now
    asked = t.runs.get(run or "")
    if asked is not None and (asked.workspace_id, asked.thread_id) != (workspace, talk.id):
        asked = None
    repeated = turn in t.turns and t.turns[turn].workspace_id == workspace
    superseded = not repeated and not effects and _is_passed(t, talk, asked, covers)
    if run is not None:
        mine = held(t, run, attempt) if asked else None
        if mine is None and not repeated:
            return {"outcome": "fenced", "reply_ids": []}
        if mine is not None:
            mine.state = "superseded" if superseded else "done"
            mine.ended_at, mine.error = now, None
            mine.lease_until = mine.lease_until if mine.settles else None
            keep_run(t, mine)
    if superseded:
        talk.superseded += 1
        return {"outcome": "superseded", "reply_ids": []}
    if repeated:
        return {"outcome": "repeated", "reply_ids": _reply_ids(t, turn)}

    t.turns[turn] = said.Turn(
        id=turn,
        workspace_id=workspace,
        conversation_id=talk.id,
        run_id=run,
        covers=covers,
        effects=effects,
        trace=own(trace),
        committed_at=now,
    )
    _cover(t, talk.id, turn, covers)
    door = asked.door if asked else "studio"
    for place, reply in enumerate(replies):
        _put_reply(t, talk, turn, place, reply, door, now)
    if asked and asked.joins and t.waiting_in[talk.id] and not pending_runs(t, talk.id):
        # What joined this run while it waited for another try, its turn has never read.
        run_for(
            t,
            workspace,
            talk.id,
            new_id=next_run,
            door=door,
            joins=True,
            due=now,
            latest=now,
            now=now,
        )
        enqueue_turn(t, talk.id, now, now=now)
    talk.turns, talk.superseded = talk.turns + 1, 0
    lead = t.leads[talk.lead_id]
    if lead.status == "new":
        move_status(t, lead, "engaged", now)
    keep_score(t, lead, score, now)
    return {"outcome": "committed", "reply_ids": _reply_ids(t, turn)}


def _is_passed(t: Tables, talk: said.Conversation, asked: said.Run | None, covers: int) -> bool:
    """Newer messages wait, and somebody is there to answer them instead."""
    if asked is None or not asked.joins or talk.superseded >= 2:
        return False
    newer = any(seq > covers for seq in t.waiting_in[talk.id])
    return newer and bool(pending_runs(t, talk.id))


def _cover(t: Tables, conversation: str, turn: str, covers: int) -> None:
    waiting = t.waiting_in[conversation]
    for seq in [seq for seq in waiting if seq <= covers]:
        message = waiting.pop(seq)
        message.turn_id = turn
        t.answered_by[turn].append(message)


def _reply_ids(t: Tables, turn: str) -> list[str]:
    return [each.id for each in sorted(t.replies_of.get(turn, ()), key=lambda o: o.ordinal)]


def _put_reply(
    t: Tables,
    talk: said.Conversation,
    turn: str,
    ordinal: int,
    reply: JSON,
    door: str,
    now: Moment,
) -> None:
    """A message row for reading, an outbox row for sending, a job where a channel sends it."""
    # A web chat shows what is there: its reply is sent now, any other when it is claimed.
    refusal = silence(t, talk, turn) if door == "webchat" else None
    sends = door == "channel" and talk.integration_id is not None and not talk.simulated
    talk.last_seq += 1
    message = said.Message(
        id=reply["id"],
        workspace_id=talk.workspace_id,
        conversation_id=talk.id,
        seq=talk.last_seq,
        direction="out",
        text=reply["text"],
        turn_id=turn,
        at=now,
    )
    add_message(t, message)
    shown = "accepted" if door == "webchat" else "kept"
    row = said.OutboxReply(
        id=message.id,
        workspace_id=talk.workspace_id,
        conversation_id=talk.id,
        turn_id=turn,
        ordinal=ordinal,
        text=message.text,
        choices=own(reply["choices"]),
        segments=own(reply["segments"]),
        state="pending" if sends else "failed" if refusal is not None else shown,
        error=refusal,
        created_at=now,
    )
    add_reply(t, row)
    if sends:
        enqueue_delivery(t, row.id, talk.channel, lock=f"delivery:{talk.id}")


FUNCTIONS: tuple[Function, ...] = (commit_turn,)
