"""From a verified delivery to stored events: nothing is answered before it is kept."""

import logging
from datetime import datetime, timedelta

from server.burst import latest, wait
from server.parts import Parts
from tools.ports.arrivals import Arrival
from tools.ports.channels import Channel, Inbound
from tools.ports.records import Integration

log = logging.getLogger(__name__)


async def receive(parts: Parts, integration: Integration, channel: Channel, body: bytes) -> None:
    """Store every element of a delivery, each in a transaction of its own.

    A crash in the middle leaves the delivery unacknowledged; the redelivery finds what is stored.
    """
    for event in channel.parse(body):
        outcome = await _take(parts, integration, channel, event)
        parts.counts.events.labels(channel.name, outcome).inc()


async def _take(parts: Parts, integration: Integration, channel: Channel, event: Inbound) -> str:
    if event.account and event.account != integration["account"]:
        # A valid signature of one account must not speak for another.
        log.warning("event of a foreign account", extra={"integration": integration["id"]})
        return "refused"
    match event.kind:
        case "message":
            stored = await parts.crm.ingest(_arrival(parts, integration, channel, event))
            return "duplicate" if stored["duplicate"] else "message"
        case "status" | "echo" if event.outbox_id or event.kind == "status":
            await _status(parts, integration, event)
            return event.kind
        case "echo":
            return await _take_over(parts, integration, channel, event)
        case "unknown":
            await _quarantine(parts, integration, event)
            return "quarantined"
        case _:
            log.info("event ignored", extra={"channel": channel.name, "reason": event.reason})
            return "ignored"


async def _status(parts: Parts, integration: Integration, event: Inbound) -> None:
    await parts.crm.delivery_status(
        integration["workspace"],
        integration["id"],
        provider_id=event.provider_id or event.event_id,
        outbox_id=event.outbox_id,
        status=event.status or "sent",
        error=event.error,
    )


async def _take_over(
    parts: Parts, integration: Integration, channel: Channel, event: Inbound
) -> str:
    """A message of the business that we did not send: a person is writing to the lead."""
    known = await parts.crm.take_over_by_echo(
        integration["workspace"], channel.name, integration["id"], event.aliases
    )
    log.info("a person writes", extra={"integration": integration["id"], "known": known})
    return "taken over" if known else "ignored"


async def _quarantine(parts: Parts, integration: Integration, event: Inbound) -> None:
    await parts.crm.quarantine(
        integration["workspace"], integration["id"], event.event_id, event.reason, event.raw
    )
    log.warning("event quarantined", extra={"integration": integration["id"]})


def _arrival(parts: Parts, integration: Integration, channel: Channel, event: Inbound) -> Arrival:
    due, due_at_latest = due_times(
        parts.clock(), channel, event.text, choice=event.choice_id is not None
    )
    phone = next((alias.value for alias in event.aliases if alias.kind == "phone"), None)
    return Arrival(
        workspace=integration["workspace"],
        channel=channel.name,
        integration_id=integration["id"],
        event_id=event.event_id,
        aliases=event.aliases,
        text=event.text,
        choice_id=event.choice_id,
        note=event.reason or None,
        source=event.referral,
        at=event.at,
        profile_name=event.profile_name,
        phone_zone=parts.zone_of_phone(phone) if phone else None,
        door="channel",
        due=due,
        due_at_latest=due_at_latest,
    )


def due_times(
    now: datetime, channel: Channel, text: str, *, choice: bool
) -> tuple[datetime, datetime]:
    """When the turn may start, and when it must although messages keep coming."""
    quiet = wait(channel.quiet, text, choice=choice)
    return now + timedelta(seconds=quiet), latest(now)
