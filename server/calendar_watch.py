"""Looks after connected calendars: webhooks that have stopped, and calendars that never had any."""

import asyncio
import logging
import secrets as random
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

from server.calendar_news import hear
from server.calendly_account import LEASE_S, PATIENCE_S
from server.lease import lease
from server.parts import Parts
from server.vault import provider_of
from tools.errors import PipeWiseError, Rejected
from tools.ports.calendar import Calendar, CalendarNews, Subscription
from tools.ports.records import Integration
from tools.ports.watching import CalendarWatch
from tools.ports.words import JSON

log = logging.getLogger(__name__)

AT_ONCE = 4
LONGEST_LOOK_S = 60.0
BEFORE = timedelta(days=1)  # a meeting that was yesterday may still become a no-show
AHEAD = timedelta(days=60)
OLD_KEY = timedelta(days=1)  # as long as Calendly repeats a delivery it signed before


async def watch_calendars(parts: Parts) -> None:
    """Look after everything that is due. What one of them meets keeps no other from its look."""
    patience = parts.patience
    while due := await parts.crm.claim_watches(
        limit=AT_ONCE, check=patience.check, ask=patience.ask, overdue=patience.overdue
    ):
        async with asyncio.TaskGroup() as looks:
            for watch in due:
                looks.create_task(_alone(parts, watch))


async def _alone(parts: Parts, watch: CalendarWatch) -> None:
    try:
        async with asyncio.timeout(LONGEST_LOOK_S):
            await _look_after(parts, watch)
    except (PipeWiseError, TimeoutError) as error:
        about = {"integration": watch["integration"]["id"], "error": str(error)}
        log.warning("calendar not looked after", extra=about)


async def _look_after(parts: Parts, watch: CalendarWatch) -> None:
    integration = watch["integration"]
    url = webhook_address(parts, integration)
    if not watch["awaits"] and integration["config"].get("subscription") is None:
        return
    calendar = await _calendar_of(parts, integration)
    stopped = await _mend(parts, watch, calendar, url)
    if watch["awaits"] and (stopped or watch["overdue"]):
        await ask(parts, integration, calendar, marked=watch["marked"])


async def _calendar_of(parts: Parts, integration: Integration) -> Calendar:
    if integration["platform"] == "built_in_calendar":
        return await parts.calendars.fallback(integration["workspace"])
    return await parts.calendars.own(integration)


def webhook_address(parts: Parts, integration: Integration) -> str | None:
    """None: the calendar cannot reach us."""
    path = f"/webhooks/calendly/{integration['id']}"
    if integration["platform"] == "built_in_calendar":
        return f"{parts.settings.loopback_url}{path}"
    return f"{parts.settings.base_url}{path}" if parts.settings.public_url else None


async def _mend(parts: Parts, watch: CalendarWatch, calendar: Calendar, url: str | None) -> bool:
    """Whether news may be missing: the webhooks had stopped, or there are none."""
    uri = watch["integration"]["config"].get("subscription")
    known = await _subscription(parts, watch["integration"], calendar)
    if known is not None and known.state == "active" and known.url == url:
        return False
    # Where a plan or a token had none, only rarely somebody has changed that.
    if url is not None and (uri is not None or watch["overdue"]):
        async with _alone_with(parts, watch["integration"]):
            await _subscribe_again(parts, watch["integration"], calendar, url, known)
    return True


async def _subscription(
    parts: Parts, integration: Integration, calendar: Calendar
) -> Subscription | None:
    uri = integration["config"].get("subscription")
    if uri is None:
        return None
    try:
        return await calendar.subscription(uri)
    except Rejected as error:
        now = await parts.crm.integration(integration["id"])
        if error.reason not in {"plan", "token"} or now is None or now["status"] == "error":
            raise
        return None  # the token opens the calendar, but not its webhooks any more


async def _subscribe_again(
    parts: Parts,
    integration: Integration,
    calendar: Calendar,
    url: str,
    known: Subscription | None,
) -> None:
    """The key first: not one delivery may come that no stored key can prove."""
    key = await _renew_key(parts, integration)
    if key is None:
        return  # connected anew meanwhile, by somebody who subscribed
    try:
        subscription = await calendar.subscribe(url, key)
    except Rejected as error:
        if error.reason not in {"plan", "token"}:
            raise
        reason = "plan" if error.reason == "plan" else "scope"
        await parts.crm.update_integration(
            integration["id"], {"subscription": None, "webhooks": reason}
        )
        log.warning("no webhooks any more", extra={"integration": integration["id"]})
        return
    changed: JSON = {"subscription": subscription, "webhooks": "on", "url": url}
    await parts.crm.update_integration(integration["id"], changed)
    log.warning("webhooks set up again", extra={"integration": integration["id"]})
    if known is not None and known.uri != subscription and known.url != url:
        await calendar.unsubscribe(known.uri)


async def _renew_key(parts: Parts, integration: Integration) -> str | None:
    """A new signing key; the old one counts for a day more. None: somebody else was faster."""
    before = (await parts.crm.sealed_secrets(integration["id"])).get("signing_key")
    secrets = await parts.vault.open_for(integration)
    key = random.token_urlsafe(32)
    sealed = await parts.vault.seal(
        {"signing_key": key, "old_signing_key": secrets.values.get("signing_key", "")},
        workspace=integration["workspace"],
        provider=provider_of(integration),
    )
    until = (parts.clock() + OLD_KEY).isoformat()
    renewed = await parts.crm.renew_signing_key(
        integration["id"], before=before, sealed=sealed, config={"old_key_until": until}
    )
    return key if renewed else None


def _alone_with(parts: Parts, integration: Integration) -> AbstractAsyncContextManager[None]:
    """While nobody connects or disconnects it."""
    return lease(
        parts.crm,
        integration["workspace"],
        "calendly connection",
        new_id=parts.new_id,
        seconds=LEASE_S,
        patience=PATIENCE_S,
    )


async def ask(
    parts: Parts, integration: Integration, calendar: Calendar, *, marked: Sequence[str] = ()
) -> int:
    """Hear what webhooks would have told, and count what was new. Each piece counts once."""
    now = parts.clock()
    told = await calendar.changes(now - BEFORE, now + AHEAD)
    told += _taken_back(told, marked, at=now.isoformat())
    # What became of a booking before the booking: a lead hears how it stands, not how it came to.
    told.sort(key=lambda news: news.kind == "invitee.created")
    unheard = await parts.crm.news_unheard(
        integration["workspace"], integration["id"], [news.event_id for news in told]
    )
    for news in told:
        if news.event_id in unheard:
            await hear(parts, integration, news)
    await parts.crm.calendar_asked(integration["id"])
    if unheard:
        log.info(
            "calendar news by asking",
            extra={"integration": integration["id"], "count": len(unheard)},
        )
    return len(unheard)


def _taken_back(
    told: Sequence[CalendarNews], marked: Sequence[str], *, at: str
) -> list[CalendarNews]:
    """Marks of no-show that are not there any more: the calendar itself keeps no trace of them."""
    still = {news.invitee_uri for news in told if news.kind == "invitee_no_show.created"}
    return [
        replace(
            news,
            kind="invitee_no_show.deleted",
            event_id=f"invitee_no_show.deleted {news.invitee_uri} {at}",
            occurred_at=at,
        )
        for news in told
        if news.kind == "invitee.created"
        and news.invitee_uri in marked
        and news.invitee_uri not in still
    ]
