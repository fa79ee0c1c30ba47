"""Writing down the webhooks an event owes, in the transaction that made it happen."""

import json
from datetime import timedelta

from emulator.desk import Desk
from emulator.errors import JSON
from emulator.instants import stamp

LATE = 60.0  # seconds a webhook is late when the fault does not say


async def announce(desk: Desk, event_name: str, invitee: JSON, event: JSON) -> None:
    """One delivery for each active subscription that wants this; sent after the commit."""
    payload = {
        **desk.shapes.invitee(invitee),
        "scheduled_event": desk.shapes.embedded_event(event, desk.at),
    }
    hosts = {host["id"] for host in event["hosts"]}
    for hook in await desk.tx.find("hook", state="active"):
        if event_name in hook["events"] and (hook["user"] is None or hook["user"] in hosts):
            await _owe(desk, hook, event_name, payload, event_end=event["end"])


async def _owe(desk: Desk, hook: JSON, event_name: str, payload: JSON, *, event_end: str) -> None:
    envelope = {
        "event": event_name,
        "created_at": desk.at[:19] + ".000000Z",
        "created_by": desk.shapes.uri("users", hook["creator"]),
        "payload": payload,
    }
    body = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    late = desk.emulation.faults.take("webhook_late")
    delay = (late.seconds or LATE) if late else 0.0
    copies = 2 if desk.emulation.faults.take("webhook_twice") else 1
    for _ in range(copies):
        id = desk.new_id()
        delivery = {
            "id": id,
            "hook": hook["id"],
            "event": event_name,
            "body": body,
            "due_at": stamp(desk.now + timedelta(seconds=delay)),
            "attempts": 0,
            "failing_since": None,
            "event_end": event_end,
            "created_at": desk.at,
        }
        await desk.tx.put("delivery", id, delivery)
