"""Calendars whose webhooks have to be checked, and those that have to be asked."""

from datetime import timedelta

from simulator.crm.inbox import remove_quarantined
from simulator.crm.shapes import integration_json
from simulator.crm.tables import Function, Tables
from simulator.crm.values import Id, Moment, own, seconds
from simulator.crm.whose import LINK_LIFE
from tools.ports.words import JSON

CALENDARS = ("calendly", "built_in_calendar")
DAY = timedelta(days=1)


def _awaits_news(t: Tables, workspace: str, now: Moment) -> bool:
    """Whether anything can happen in its calendar that a lead has to be told of."""
    for m in reversed(t.meetings.values()):
        if m.workspace_id != workspace:
            continue
        if m.state in ("booked", "no_show") and m.starts_at and m.starts_at > now - DAY:
            return True
        if m.state == "link_sent" and m.created_at > now - LINK_LIFE:
            return True
    return any(
        a.workspace_id == workspace and a.next_look is not None for a in t.open_attempts.values()
    )


def claim_watches(
    t: Tables, *, limit: int, check: float, ask: float, overdue: float, now: Moment
) -> list[JSON]:
    """Those that are due, for whoever asks first; due again a while later."""
    due = [
        each
        for each in t.integrations.values()
        if each.platform in CALENDARS
        and each.status == "connected"
        and (each.next_look is None or each.next_look <= now)
    ]
    due.sort(key=lambda each: (each.next_look is not None, each.next_look or now))
    found: list[JSON] = []
    for each in due[:limit]:
        deaf = each.config.get("subscription") is None
        each.next_look = now + seconds(ask if deaf else check)
        asked = each.asked_at
        found.append(
            {
                "integration": integration_json(each),
                "awaits": _awaits_news(t, each.workspace_id, now),
                "overdue": asked is None or asked <= now - seconds(overdue),
                "marked": _marked(t, each.workspace_id, now),
            }
        )
    return found


def _marked(t: Tables, workspace: str, now: Moment) -> list[str | None]:
    return [
        m.invitee_uri
        for m in t.no_shows.values()
        if m.workspace_id == workspace
        and m.state == "no_show"
        and m.starts_at is not None
        and m.starts_at > now - DAY
    ]


def news_unheard(t: Tables, *, workspace: Id, integration: Id, event_ids: list[str]) -> list[str]:
    return [
        each
        for each in event_ids
        if (workspace, "calendly", integration, each) not in t.inbound_events
    ]


def calendar_asked(t: Tables, *, integration: Id, now: Moment) -> bool:
    """Other people's bookings are of no use any more once no link of ours can have led to them."""
    found = t.integrations.get(integration)
    if found is None:
        return False
    for key, event in list(t.quarantined_events.items()):
        stale = event.received_at < now - LINK_LIFE and event.reason == "unmatched booking"
        if stale and key[:2] == (found.workspace_id, integration):
            remove_quarantined(t, event)
    found.asked_at = found.last_sync = now
    return True


def renew_signing_key(
    t: Tables, *, integration: Id, before: str | None, sealed: dict[str, str], config: JSON
) -> bool:
    """Only where the one it follows is still the stored one."""
    found = t.integrations.get(integration)
    if found is None or found.status != "connected" or found.sealed.get("signing_key") != before:
        return False
    found.sealed.update(sealed)
    found.config.update(own(config))
    return True


FUNCTIONS: tuple[Function, ...] = (
    claim_watches,
    news_unheard,
    calendar_asked,
    renew_signing_key,
)
