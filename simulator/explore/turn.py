"""What a process does for a turn, step by step: between any two of them anything may happen."""

from simulator.crm.live import live_meeting_of
from simulator.explore.scene import START, Scene, Steps, Work
from tools.errors import Rejected
from tools.ports.words import JSON

ENDS = {"booked": "booked", "refused": "failed", "lost": "unknown", "silent": "unknown"}


def take(scene: Scene, steps: Steps, talk: str) -> bool:
    """A due run, and what it has to answer: the claim and the reading are one step."""
    run = scene.do(
        steps,
        "claim_run",
        thread=talk,
        run=None,
        owner="process",
        lease=60,
        tries=9,
        settles=False,
    )
    if run is None:
        return False
    waiting = scene.tables.waiting_in[talk]
    wishes = [message.text for message in waiting.values()]
    wish = "stop" if "stop" in wishes else wishes[-1] if wishes else ""
    row = scene.tables.conversations[talk]
    lead = scene.tables.leads[row.lead_id]
    live = live_meeting_of(scene.tables, row.workspace_id, row.lead_id, scene.now)
    work = Work(
        run=run["id"],
        attempt=run["attempt"],
        talk=talk,
        place="commit",
        wish=wish,
        covers=max(waiting, default=row.last_seq),
        moves=live.id if live else None,
        silent=lead.status == "opted_out",
    )
    _choose(scene, work, run["notice"])
    scene.at_work.append(work)
    return True


def _choose(scene: Scene, work: Work, notice: str | None) -> None:
    """As the graph routes: STOP and who has said it before all, news, silence, then the wish."""
    if work.silent:
        return
    if work.wish == "stop":
        work.place = "stop"
    elif notice is not None:
        receipt = scene.tables.receipts[notice]
        work.proof, work.effects = {"id": receipt.id, "kind": receipt.kind}, True
        work.covers = 0  # what the lead wrote meanwhile has a run of its own
    elif scene.tables.conversations[work.talk].mode == "human" or not work.wish:
        work.silent = True
    elif work.wish == "cancel":
        work.place = "begin_cancel" if work.moves else "commit"
    else:
        work.place, work.slot = "begin", int(work.wish.removeprefix("slot "))


def begin(scene: Scene, steps: Steps, work: Work) -> None:
    lead = scene.lead_in(work.talk)
    token = scene.new_id()
    try:
        attempt = scene.ours(
            steps,
            "begin_booking",
            conversation=work.talk,
            turn=work.run,
            slot=scene.slots[lead][work.slot],
            seats=0 if work.slot in scene.calendar else 1,
            moves=work.moves,
            attempt=scene.new_id(),
            token=token,
        )
    except Rejected as error:
        work.place, work.outcome = "commit", error.reason
        return
    if attempt["receipt"]:
        work.place, work.proof, work.effects = "commit", attempt["receipt"], True
        return
    work.asked, work.token, work.fresh = attempt["id"], attempt["token"], attempt["fresh"]
    work.place = "ask"


def ask(scene: Scene, steps: Steps, work: Work, fate: str) -> None:
    """The calendar is asked. What is not fresh is looked up before it is tried again."""
    looks_first = steps["looks_first"](scene.tables, fresh=work.fresh)
    found = looks_first and scene.calendar.get(work.slot) == work.token
    if fate != "silent" and not found:
        if work.slot in scene.calendar:
            work.outcome = "refused"
        else:
            scene.calendar[work.slot] = work.token
            work.outcome = "booked"
    elif found:
        work.outcome = "booked"
    if fate != "told":
        work.outcome = fate
    work.place = "end"


def end(scene: Scene, steps: Steps, work: Work) -> None:
    state = ENDS[work.outcome]
    work.proof = scene.ours(
        steps,
        "end_booking",
        attempt=work.asked,
        turn=work.run,
        state=state,
        booked=booked(work.slot, work.token) if state == "booked" else None,
        mode="full",
        meeting=scene.new_id(),
        receipt=scene.new_id(),
    )
    work.effects = True
    work.place = "free" if work.proof and work.moves else "commit"


def free(scene: Scene, steps: Steps, work: Work) -> None:
    """The time of the meeting that was moved."""
    leave_calendar(scene, work.moves or "")
    scene.ours(steps, "old_time_freed", meeting=work.moves)
    work.place = "commit"


def begin_cancel(scene: Scene, steps: Steps, work: Work) -> None:
    try:
        begun = scene.ours(
            steps,
            "begin_cancel",
            conversation=work.talk,
            turn=work.run,
            meeting=work.moves,
            why="not_said",
            receipt=scene.new_id(),
        )
    except Rejected as error:
        work.place, work.outcome = "commit", error.reason
        return
    work.effects, work.proof = True, begun["receipt"]
    work.place = "commit" if work.proof else "withdraw"


def withdraw(scene: Scene, steps: Steps, work: Work) -> None:
    leave_calendar(scene, work.moves or "")
    work.place = "end_cancel"


def end_cancel(scene: Scene, steps: Steps, work: Work) -> None:
    work.place = "commit"
    try:
        work.proof = scene.ours(
            steps,
            "end_cancel",
            conversation=work.talk,
            turn=work.run,
            meeting=work.moves,
            receipt=scene.new_id(),
        )
    except Rejected as error:
        work.outcome = error.reason


def stop(scene: Scene, steps: Steps, work: Work) -> None:
    work.proof = scene.ours(
        steps,
        "set_consent",
        conversation=work.talk,
        turn=work.run,
        opted_out=True,
        receipt=scene.new_id(),
    )
    work.place, work.effects = "commit", True


def commit(scene: Scene, steps: Steps, work: Work) -> None:
    """The reply names what it claims and the receipt that proves it."""
    claim = steps["claim"](scene.tables, proof=work.proof, outcome=work.outcome)
    replies = [] if work.silent else [_reply(scene, claim)]
    current = scene.tables.runs[work.run].attempt
    told = scene.ours(
        steps,
        "commit_turn",
        conversation=work.talk,
        turn=work.run,
        run=work.run,
        attempt=work.attempt,
        covers=work.covers,
        replies=replies,
        effects=work.effects,
        trace={},
        score=None,
        next_run=scene.new_id(),
    )
    scene.at_work.remove(work)
    if told["outcome"] == "committed" and work.attempt != current:
        scene.broken = "T5: a process that had lost its run has answered"


def _reply(scene: Scene, claim: JSON) -> JSON:
    return {"id": scene.new_id(), "text": claim["kind"], "choices": [], "segments": [claim]}


def claim_of(_: object, *, proof: JSON | None, outcome: str) -> JSON:
    """Only a receipt says that something was done."""
    if proof is None:
        return {"kind": outcome or "answer", "receipt": None}
    return {"kind": proof["kind"], "receipt": proof["id"]}


def looks_first(_: object, *, fresh: bool) -> bool:
    return not fresh


def booked(slot: int, token: str) -> JSON:
    start = START.replace(hour=START.hour + slot).isoformat()
    return {
        "event_uri": token,
        "invitee_uri": token,
        "starts_at": start,
        "ends_at": start,
        "cancel_url": "",
        "reschedule_url": "",
    }


def leave_calendar(scene: Scene, meeting: str) -> None:
    gone = scene.tables.meetings[meeting].event_uri
    scene.calendar = {slot: token for slot, token in scene.calendar.items() if token != gone}


DOES = {
    "begin": begin,
    "end": end,
    "free": free,
    "begin_cancel": begin_cancel,
    "withdraw": withdraw,
    "end_cancel": end_cancel,
    "stop": stop,
    "commit": commit,
}
