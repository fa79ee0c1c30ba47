"""Which calendars have to be looked after, and what was heard of them."""

from collections.abc import Mapping, Sequence
from typing import cast

from tools.crm.functions import Functions
from tools.ports.watching import CalendarWatch
from tools.ports.words import JSON


class WatchingFunctions(Functions):
    """Implements `tools.ports.watching.Watching`."""

    async def claim_watches(
        self, *, limit: int, check: float, ask: float, overdue: float
    ) -> list[CalendarWatch]:
        return cast(
            list[CalendarWatch],
            await self._now("claim_watches", limit=limit, check=check, ask=ask, overdue=overdue),
        )

    async def news_unheard(
        self, workspace: str, integration_id: str, event_ids: Sequence[str]
    ) -> set[str]:
        return set(
            await self._call(
                "news_unheard",
                workspace=workspace,
                integration=integration_id,
                event_ids=list(event_ids),
            )
        )

    async def calendar_asked(self, integration_id: str) -> None:
        await self._now("calendar_asked", integration=integration_id)

    async def renew_signing_key(
        self, integration_id: str, *, before: str | None, sealed: Mapping[str, str], config: JSON
    ) -> bool:
        return bool(
            await self._call(
                "renew_signing_key",
                integration=integration_id,
                before=before,
                sealed=dict(sealed),
                config=config,
            )
        )
