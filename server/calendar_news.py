"""One piece of news of a calendar, heard by webhook or by asking: applied, or kept for a person."""

import logging
from dataclasses import asdict

from server.parts import Parts
from tools.errors import Rejected
from tools.ports.calendar import CalendarNews
from tools.ports.records import Integration
from tools.ports.words import Mode

log = logging.getLogger(__name__)

CALENDARS: dict[str, Mode] = {"calendly": "full", "built_in_calendar": "fallback"}
"""The platforms that tell such news, and how they count."""


async def hear(parts: Parts, integration: Integration, news: CalendarNews) -> None:
    """What our rows refuse is kept: told again and again, it would end the webhooks of the rest."""
    workspace, mode = integration["workspace"], CALENDARS[integration["platform"]]
    try:
        told = await parts.crm.apply_news(workspace, integration["id"], news, mode=mode)
        outcome: str = told["outcome"]
    except Rejected as error:
        await parts.crm.quarantine(
            workspace, integration["id"], news.event_id, str(error), asdict(news)
        )
        outcome = "quarantined"
    parts.counts.events.labels("calendly", outcome).inc()
    log.info("calendar news", extra={"event_kind": news.kind, "outcome": outcome})
