"""What must hold in every scene, and what besides once all has come to rest."""

from collections import Counter
from collections.abc import Iterator

from simulator.crm.tables import Tables
from simulator.explore.scene import NOON, Scene


def broken_in(scene: Scene) -> str | None:
    """The first broken promise, in words."""
    if scene.broken:
        return scene.broken
    found = next(_always(scene), None)
    return found or (next(_resting(scene), None) if at_rest(scene) else None)


def at_rest(scene: Scene) -> bool:
    t = scene.tables
    waits = t.open_runs or t.open_attempts or t.open_cancellations or t.open_replies
    return not waits and not scene.at_work


def _always(scene: Scene) -> Iterator[str]:
    t = scene.tables
    seats = Counter(
        (each.starts_at, each.seat) for each in t.booking_attempts.values() if each.holds_its_seat
    )
    booked = [each for each in t.meetings.values() if each.state == "booked"]
    if any(count > 1 for count in seats.values()):
        yield "T4: one seat is held twice"
    if any(count > 1 for count in Counter(each.lead_id for each in booked).values()):
        yield "T4: a lead has two meetings"
    if any(count > 1 for count in Counter(each.starts_at for each in booked).values()):
        yield "T4: two leads have meetings at one time"
    yield from _messages(scene)
    yield from _claims(t)


def _messages(scene: Scene) -> Iterator[str]:
    """Each that was told to us is there once, and read by one turn."""
    written = sum(
        each.direction == "in" and each.at > NOON for each in scene.tables.messages.values()
    )
    if written != len(scene.given) + len(scene.talks):
        yield "T5: a message is in the inbox twice, or not at all"
    replies = Counter(each.turn_id for each in scene.tables.outbox.values())
    if any(count > 1 for count in replies.values()):
        yield "T5: a turn has answered twice"


def _claims(t: Tables) -> Iterator[str]:
    for reply in t.outbox.values():
        kind, proof = reply.segments[0]["kind"], reply.segments[0]["receipt"]
        if kind not in CLAIMS:
            continue
        receipt = t.receipts.get(proof or "")
        if receipt is None or receipt.kind != kind:
            yield "T2: a reply claims what no receipt proves"
        elif receipt.conversation_id != reply.conversation_id:
            yield "T2: a reply claims what was done for somebody else"


CLAIMS = frozenset({"booked", "moved", "canceled", "not_booked", "opted_out", "handed_over"})


def _resting(scene: Scene) -> Iterator[str]:
    t = scene.tables
    ours = {
        scene.slot_of(each.starts_at.isoformat()): each.event_uri
        for each in t.meetings.values()
        if each.state == "booked" and each.starts_at
    }
    if ours != scene.calendar:
        yield "T4: the calendar and the meetings do not say the same"
    if any(t.waiting_in.values()):
        yield "T5: a message is never answered"
