"""Where providers knock: verify the raw bytes, store, and only then acknowledge."""

import hashlib
import logging
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from server.calendar_news import CALENDARS, hear
from server.ingest import receive
from server.parts import Parts
from server.problems import Problem
from tools.errors import Forged, Rejected
from tools.ports.channels import Channel, Secrets
from tools.ports.records import Integration

log = logging.getLogger(__name__)
router = APIRouter(prefix="/webhooks", tags=["webhooks"])

CALENDLY_BODY = 64 * 1024  # bytes; real deliveries are a few kB
CALENDLY_SIGNATURE = "calendly-webhook-signature"


@router.post("/calendly/{integration_id}")
async def calendly_news(request: Request, integration_id: str) -> Response:
    parts: Parts = request.app.state.parts
    body = await read_body(request, CALENDLY_BODY)
    integration = await _integration(parts, integration_id)
    if integration["platform"] not in CALENDARS:
        raise Forged("This address is not a Calendly webhook")
    secrets = await parts.vault.open_for(integration)
    parts.verify_news(
        _signing_keys(parts, secrets, integration),
        request.headers.get(CALENDLY_SIGNATURE),
        body,
        now=parts.clock(),
    )
    await _apply(parts, integration, body)
    return Response(status_code=200)


@router.get("/{channel}/{integration_id}")
async def handshake(request: Request, channel: str, integration_id: str) -> Response:
    parts: Parts = request.app.state.parts
    known, _, secrets = await _opened(parts, channel, integration_id)
    try:
        answer = known.handshake(secrets, request.query_params)
    except Forged as error:
        raise Problem(403, "Handshake refused", str(error)) from error
    return PlainTextResponse(answer)


@router.post("/{channel}/{integration_id}")
async def deliveries(request: Request, channel: str, integration_id: str) -> Response:
    """200 once everything is stored. Signed and unreadable is stored too, in quarantine."""
    parts: Parts = request.app.state.parts
    known = _channel(parts, channel)
    body = await read_body(request, known.max_body)
    known, integration, secrets = await _opened(parts, channel, integration_id)
    known.verify(secrets, dict(request.headers), body)
    try:
        await receive(parts, integration, known, body)
    except Rejected as error:
        await _keep_unreadable(parts, integration, body, str(error))
    return Response(status_code=200)


async def read_body(request: Request, limit: int) -> bytes:
    """The raw bytes. The length a caller announces is a hint; what arrives is counted."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Problem(413, "Body too large", f"At most {limit} bytes are read here.")
    return bytes(body)


def _channel(parts: Parts, name: str) -> Channel:
    channel = parts.channels.get(name)
    if channel is None:
        raise Problem(404, "No such channel", f"There is no channel called {name!r}.")
    return channel


async def _integration(parts: Parts, integration_id: str) -> Integration:
    """An unknown address and a forged message get the same answer."""
    try:
        integration = await parts.crm.integration(integration_id)
    except Rejected as error:  # not an id at all
        raise Forged("This address is not connected") from error
    if integration is None or integration["status"] == "disconnected":
        raise Forged("This address is not connected")
    return integration


def _signing_keys(parts: Parts, secrets: Secrets, integration: Integration) -> list[str]:
    """The key, and for a while the one it has replaced: what that signed may be on its way.

    For accounts that our app at Calendly opened, Calendly signs with the app's own key.
    """
    keys = [secrets.values.get("signing_key", "")]
    until = integration["config"].get("old_key_until")
    if until and parts.clock() < datetime.fromisoformat(until):
        keys.append(secrets.values.get("old_signing_key", ""))
    app_key = parts.settings.calendly_webhook_key
    if app_key is not None and integration["config"].get("auth") == "oauth":
        keys.append(app_key.get_secret_value())
    return keys


async def _opened(
    parts: Parts, channel: str, integration_id: str
) -> tuple[Channel, Integration, Secrets]:
    known = _channel(parts, channel)
    integration = await _integration(parts, integration_id)
    if integration["platform"] != channel:
        raise Forged("This address belongs to another channel")
    return known, integration, await parts.vault.open_for(integration)


async def _apply(parts: Parts, integration: Integration, body: bytes) -> None:
    try:
        news = parts.read_news(body)
    except Rejected as error:
        await _keep_unreadable(parts, integration, body, str(error))
        return
    await hear(parts, integration, news)


async def _keep_unreadable(
    parts: Parts, integration: Integration, body: bytes, reason: str
) -> None:
    await parts.crm.quarantine(
        integration["workspace"],
        integration["id"],
        hashlib.sha256(body).hexdigest(),
        reason,
        {"body": body.decode("utf-8", "replace").replace("\0", "")},
    )
    parts.counts.events.labels(integration["platform"], "quarantined").inc()
    log.warning("unreadable delivery", extra={"integration": integration["id"]})
