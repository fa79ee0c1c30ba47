"""Sending replies: the rules are checked in the claiming transaction, failures by their kind."""

import logging
from typing import Literal

from server.parts import Parts
from tools.errors import Rejected, Unavailable
from tools.ports.arrivals import Delivery
from tools.ports.channels import Alias, Button, Channel, Outgoing, Secrets

log = logging.getLogger(__name__)

TRIES = 6
LONGEST_WAIT = 300.0  # seconds


async def deliver(parts: Parts, reply_id: str, channel_name: str) -> None:
    """Send one reply, at most once per claim. A reply that is not due or not ours is left alone."""
    channel = parts.channels[channel_name]
    delivery = await parts.crm.claim_delivery(reply_id, window=channel.window)
    if delivery is None:
        return
    secrets = await parts.vault.open(
        delivery["integration_id"],
        workspace=delivery["workspace"],
        platform=channel.name,
        account=delivery["account"],
    )
    if "access_token" not in secrets.values:
        await _record(parts, delivery)
        return
    await _send(parts, delivery, channel, secrets)


async def _record(parts: Parts, delivery: Delivery) -> None:
    """No credentials: the reply stays readable in the outbox, and the log says so."""
    await parts.crm.settle_delivery(delivery["id"], delivery["attempt"], state="recorded")
    parts.counts.deliveries.labels(delivery["channel"], "recorded").inc()
    log.warning(
        "reply kept in the outbox: the channel has no access token",
        extra={"reply": delivery["id"], "channel": delivery["channel"]},
    )


async def _send(parts: Parts, delivery: Delivery, channel: Channel, secrets: Secrets) -> None:
    attempt = delivery["attempt"]
    try:
        provider_id = None
        for request in channel.render(_outgoing(delivery)):
            provider_id = await channel.send(secrets, delivery["account"], request)
    except Unavailable as error:
        await _later(parts, delivery, error)
    except Rejected as error:
        await parts.crm.settle_delivery(
            delivery["id"], attempt, state="failed", error=f"{error.reason}: {error}"
        )
        await _tell_operator(parts, delivery, error)
        parts.counts.deliveries.labels(channel.name, "failed").inc()
    else:
        await parts.crm.settle_delivery(
            delivery["id"], attempt, state="accepted", provider_id=provider_id
        )
        parts.counts.deliveries.labels(channel.name, "accepted").inc()


async def _later(parts: Parts, delivery: Delivery, error: Unavailable) -> None:
    """Try again, unless the message may be out already: then its status decides first."""
    attempt = delivery["attempt"]
    state: Literal["unknown", "failed", "retry"]
    retry_in: float | None = None
    if error.unsure:
        state = "unknown"
    elif attempt >= TRIES:
        state = "failed"
    else:
        state, retry_in = "retry", error.retry_after or min(4.0 ** (attempt - 1), LONGEST_WAIT)
    await parts.crm.settle_delivery(
        delivery["id"], attempt, state=state, error=str(error), retry_in=retry_in
    )
    parts.counts.deliveries.labels(delivery["channel"], state).inc()
    log.warning("reply not sent", extra={"reply": delivery["id"], "state": state})


async def _tell_operator(parts: Parts, delivery: Delivery, error: Rejected) -> None:
    if error.reason == "token":
        await parts.crm.mark_integration(
            delivery["integration_id"], status="error", error=str(error)
        )
        log.error("channel refuses our token", extra={"integration": delivery["integration_id"]})


def _outgoing(delivery: Delivery) -> Outgoing:
    return Outgoing(
        outbox_id=delivery["id"],
        to=tuple(Alias(**alias) for alias in delivery["aliases"]),
        text=delivery["text"],
        choices=tuple(Button(**choice) for choice in delivery["choices"]),
        in_reply_to=delivery["in_reply_to"],
        language=delivery["language"],
    )
