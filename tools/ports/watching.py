"""Calendars that have to be looked after, because their webhooks may have stopped or never were."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from typing_extensions import TypedDict

from tools.ports.records import Integration
from tools.ports.words import JSON


class CalendarWatch(TypedDict):
    """A connected calendar whose next look is due."""

    integration: Integration
    awaits: bool
    """A meeting, a link or a booking is open: something may happen that a lead is told of."""
    overdue: bool
    """It was not asked for long, or never since it was connected."""
    marked: list[str]
    """Invitees that count as no-shows: that mark may have been taken back."""


class Watching(Protocol):
    """Part of the CRM."""

    async def claim_watches(
        self, *, limit: int, check: float, ask: float, overdue: float
    ) -> list[CalendarWatch]:
        """Of all workspaces. Each is due again after `check` seconds, or `ask` without webhooks."""

    async def news_unheard(
        self, workspace: str, integration_id: str, event_ids: Sequence[str]
    ) -> set[str]:
        """Which of these pieces of news were never applied."""

    async def calendar_asked(self, integration_id: str) -> None:
        """All that webhooks would have told is heard."""

    async def renew_signing_key(
        self, integration_id: str, *, before: str | None, sealed: Mapping[str, str], config: JSON
    ) -> bool:
        """False: `before` is not the sealed key any more, and nothing was stored."""
