"""Jobs that rows give rise to."""

from simulator.crm.tables import Tables
from simulator.crm.values import Moment
from tools.ports.words import JSON


def enqueue_turn(
    t: Tables, thread: str, at: Moment, *, now: Moment, queueing_lock: str | None = None
) -> bool:
    """What must be answered at once passes what waits for a burst behind the same lock."""
    return t.enqueue(
        "turn",
        {"conversation_id": thread},
        queue="turns",
        lock=f"conversation:{thread}",
        queueing_lock=queueing_lock,
        at=at if at > now else None,
        priority=0 if at > now else 1,
    )


def enqueue_delivery(
    t: Tables, reply: str, channel: str, *, lock: str | None = None, at: Moment | None = None
) -> None:
    """Without a lock, what waits holds back no later reply of the conversation."""
    t.enqueue(
        "deliver",
        {"reply_id": reply, "channel": channel},
        queue="deliveries",
        lock=lock,
        queueing_lock=None,
        at=at,
        priority=0,
    )


def enqueue_alert(t: Tables, handover: str, way: str, *, at: Moment | None = None) -> None:
    args: JSON = {"handover_id": handover, "way": way}
    t.enqueue("tell", args, queue="alerts", lock=None, queueing_lock=None, at=at, priority=0)
