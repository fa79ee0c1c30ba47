"""Writing down the webhooks an event owes, in the transaction that made it happen."""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta

from emulator.desk import Desk
from emulator.errors import JSON
from emulator.instants import stamp

LATE = 60.0  # seconds a webhook is late when the fault does not say


async def announce(desk: Desk, event_name: str, invitee: JSON, event: JSON) -> None:
    """What happened to an invitee."""
    payload = {
        **desk.shapes.invitee(invitee),
        "scheduled_event": desk.shapes.embedded_event(event, desk.at),
    }
    hosts = {host["id"] for host in event["hosts"]}
    await tell(desk, event_name, payload, about=hosts, until=event["end"])


async def tell(
    desk: Desk,
    event_name: str,
    payload: JSON,
    *,
    about: Collection[str],
    until: str | None = None,
) -> None:
    """One delivery for each active subscription that wants this; sent after the commit. `about`
    are the users it concerns, `until` the end of the meeting: nobody retries a day after it."""
    for hook in await desk.tx.find("hook", state="active"):
        if event_name in hook["events"] and await _concerns(desk, hook, about):
            await _owe(desk, hook, event_name, payload, until=until)


async def _concerns(desk: Desk, hook: JSON, about: Collection[str]) -> bool:
    if hook["scope"] == "organization":
        return True
    if hook["scope"] == "user":
        return hook["user"] in about
    group = await desk.tx.get("group", hook["group"])
    return group is not None and not set(about).isdisjoint(group["members"])


async def _owe(
    desk: Desk, hook: JSON, event_name: str, payload: JSON, *, until: str | None
) -> None:
    envelope = {
        "event": event_name,
        "created_at": desk.at[:19] + ".000000Z",
        "created_by": desk.shapes.uri("users", hook["creator"]),
        "payload": payload,
    }
    waiting = await desk.tx.find("delivery", hook=hook["id"])
    held = bool(desk.emulation.faults.take("webhook_reordered"))
    delivery: JSON = {
        "hook": hook["id"],
        "event": event_name,
        "body": json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        "due_at": stamp(desk.now + timedelta(seconds=LATE if held else _delay(desk))),
        "place": len(waiting),
        "held": held,
        "attempts": 0,
        "event_end": until,
        "created_at": desk.at,
    }
    copies = 2 if desk.emulation.faults.take("webhook_twice") else 1
    for _ in range(copies):
        id = desk.new_id()
        await desk.tx.put("delivery", id, {**delivery, "id": id})
    if not held:
        await _let_go(desk, waiting, delivery)


def _delay(desk: Desk) -> float:
    late = desk.emulation.faults.take("webhook_late")
    return (late.seconds or LATE) if late else 0.0


async def _let_go(desk: Desk, waiting: Sequence[JSON], overtaking: JSON) -> None:
    """What was held back goes right after the one that overtook it."""
    behind = {"held": False, "due_at": overtaking["due_at"], "place": overtaking["place"] + 1}
    for delivery in waiting:
        if delivery.get("held"):
            await desk.tx.put("delivery", delivery["id"], {**delivery, **behind})
