"""All that can happen next in a scene, each with the words a counterexample is told in."""

from collections.abc import Callable, Iterator

from simulator.crm.talk_rows import OutboxReply as Reply
from simulator.explore.scene import WAIT, Bounds, Scene, Steps, heard
from simulator.explore.turn import DOES, ask, booked, leave_calendar, take

Move = tuple[str, Callable[[Scene, Steps], bool]]
"""Its words, and the step itself; False: it could not be done after all."""
LEADS = (0, 1)
NAMES = ("Ana", "Ben")


def moves(scene: Scene, bounds: Bounds) -> Iterator[Move]:
    for lead in LEADS:
        yield from _of_lead(scene, lead, bounds)
        if bounds.person:
            yield _of_person(scene, lead)
    for place, work in enumerate(scene.at_work):
        yield from _of_process(scene, place, work.place)
        if scene.crashes:
            yield from _troubles(scene, place, bounds)
    yield from _of_clerk(scene)
    if all(work.stalled for work in scene.at_work):
        yield "a long while passes", _wait


def _of_lead(scene: Scene, lead: int, bounds: Bounds) -> Iterator[Move]:
    name, talk = NAMES[lead], scene.talk(lead)
    if scene.left[lead]:
        for wish in _wishes(bounds):
            yield f"{name} writes: {wish}", _says(lead, wish)
    if any(each == talk.id for each in scene.given.values()):
        yield f"{name}'s last message is delivered again", _again(lead)
    if any(run.state in ("pending", "running") for run in scene.tables.runs_of[talk.id]):
        yield f"a process takes {name}'s run", _takes(lead)
    if any(each.state == "pending" for each in _replies(scene, talk.id)):
        yield f"{name}'s next reply is sent", _sends(lead)


def _wishes(bounds: Bounds) -> Iterator[str]:
    for wish in bounds.wishes:
        yield from (f"slot {slot}" for slot in range(bounds.slots)) if wish == "slot" else (wish,)


def _of_person(scene: Scene, lead: int) -> Move:
    if scene.talk(lead).mode == "bot":
        return f"a person takes over from the bot with {NAMES[lead]}", _mode(lead, "human")
    return f"the person gives {NAMES[lead]} back to the bot", _mode(lead, "bot")


def _of_process(scene: Scene, place: int, step: str) -> Iterator[Move]:
    work = scene.at_work[place]
    name = NAMES[scene.lead_in(work.talk)]
    if step == "ask":
        yield f"{name}'s turn asks the calendar, and is told", _asks(place, "told")
        if scene.lost:
            yield f"{name}'s turn asks the calendar, which books; no answer", _asks(place, "lost")
            yield f"{name}'s turn asks the calendar, which is silent", _asks(place, "silent")
    else:
        yield f"{name}'s turn: {step.replace('_', ' ')}", _does(place)


def _troubles(scene: Scene, place: int, bounds: Bounds) -> Iterator[Move]:
    """No question to the calendar is on its way for long: it has a time limit."""
    work = scene.at_work[place]
    words = f"the process with {NAMES[scene.lead_in(work.talk)]}'s turn"
    yield f"{words} dies before: {work.place}", _dies(place)
    may_wake = work.place == "commit" or (bounds.overlapping and work.place == "begin")
    if may_wake and not work.stalled:
        yield f"{words} is silent for long before: {work.place}", _stalls(place)


def _of_clerk(scene: Scene) -> Iterator[Move]:
    t = scene.tables
    looks = [each.next_look for each in t.open_attempts.values()]
    looks += [each.next_look for each in t.open_cancellations.values()]
    if any(look is not None and look <= scene.now for look in looks):
        yield "somebody looks at what nobody was sure of", _looks


def _replies(scene: Scene, talk: str) -> list[Reply]:
    return [each for each in scene.tables.open_replies.values() if each.conversation_id == talk]


def _says(lead: int, wish: str) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        scene.left[lead] -= 1
        event = f"{lead}:{len(scene.given)}"
        scene.given[event] = scene.talks[lead]
        heard(scene, steps, lead, event, wish)
        return True

    return step


def _again(lead: int) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        event = [each for each, talk in scene.given.items() if talk == scene.talks[lead]][-1]
        heard(scene, steps, lead, event, "again")
        return True

    return step


def _takes(lead: int) -> Callable[[Scene, Steps], bool]:
    return lambda scene, steps: take(scene, steps, scene.talks[lead])


def _mode(lead: int, mode: str) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        scene.ours(steps, "set_conversation_mode", conversation=scene.talks[lead], mode=mode)
        return True

    return step


def _sends(lead: int) -> Callable[[Scene, Steps], bool]:
    """The rules are asked in the step that takes the reply; then it is on its way."""

    def step(scene: Scene, steps: Steps) -> bool:
        t, talk = scene.tables, scene.talk(lead)
        reply = next(each for each in _replies(scene, talk.id) if each.state == "pending")
        owed = {each.kind for each in t.receipts_of.get(reply.turn_id, ())}
        if scene.do(steps, "claim_delivery", reply=reply.id, window=None) is None:
            return True
        if t.leads[talk.lead_id].status == "opted_out" and "opted_out" not in owed:
            scene.broken = "T8: something was sent after STOP"
        elif talk.mode == "human" and not owed & {"opted_out", "opted_in", "handed_over"}:
            scene.broken = "T8: the bot wrote while a person was in charge"
        scene.do(
            steps,
            "settle_delivery",
            reply=reply.id,
            attempt=reply.attempts,
            state="accepted",
            provider_id=None,
            error=None,
            retry_in=None,
        )
        return True

    return step


def _asks(place: int, fate: str) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        scene.lost -= fate != "told"
        ask(scene, steps, scene.at_work[place], fate)
        return True

    return step


def _does(place: int) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        work = scene.at_work[place]
        work.stalled = False
        DOES[work.place](scene, steps, work)
        return True

    return step


def _dies(place: int) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        scene.crashes -= 1
        del scene.at_work[place]
        return True

    return step


def _stalls(place: int) -> Callable[[Scene, Steps], bool]:
    def step(scene: Scene, steps: Steps) -> bool:
        scene.crashes -= 1
        scene.at_work[place].stalled = True
        return True

    return step


def _looks(scene: Scene, steps: Steps) -> bool:
    """The question to the calendar and what is written of its answer."""
    due = scene.do(steps, "claim_unsettled", limit=50)
    for each in due["bookings"]:
        slot = scene.slot_of(each["slot"]["starts_at"])
        stands = scene.calendar.get(slot) == each["token"]
        if not stands and not each["landed"]:
            continue
        scene.ours(
            steps,
            "reconcile_booking",
            attempt=each["id"],
            outcome="booked" if stands else "failed",
            booked=booked(slot, each["token"]) if stands else None,
            mode="full",
            meeting=scene.new_id(),
            receipt=scene.new_id(),
            run=scene.new_id(),
        )
    for each in due["cancellations"]:
        leave_calendar(scene, each["meeting_id"])
        scene.ours(
            steps,
            "reconcile_cancel",
            meeting=each["meeting_id"],
            outcome="done",
            receipt=scene.new_id(),
            run=scene.new_id(),
        )
    return bool(due["bookings"] or due["cancellations"])


def _wait(scene: Scene, steps: Steps) -> bool:
    scene.now += WAIT
    return True
