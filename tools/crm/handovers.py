"""Conversations given to a person, and who was told."""

from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.handovers import ClaimedAlert, Handover, HandoverRules, Way
from tools.ports.words import Language


class HandoverFunctions(Functions):
    """Implements `tools.ports.handovers.Handovers`."""

    async def handovers(
        self,
        workspace: str,
        *,
        conversation_id: str | None = None,
        open_only: bool | None = None,
        limit: int,
        offset: int,
    ) -> tuple[list[Handover], int]:
        page = await self._call(
            "list_handovers",
            workspace=workspace,
            conversation=conversation_id,
            open=open_only,
            limit=limit,
            offset=offset,
        )
        return page["handovers"], page["total"]

    async def handover_rules(self, workspace: str) -> HandoverRules | None:
        return cast(
            HandoverRules | None, await self._call("find_handover_rules", workspace=workspace)
        )

    async def set_handover_rules(
        self, workspace: str, *, resume_after_hours: int, language: Language
    ) -> HandoverRules:
        return cast(
            HandoverRules,
            await self._call(
                "set_handover_rules",
                workspace=workspace,
                hours=resume_after_hours,
                language=language,
            ),
        )

    async def claim_alert(self, workspace: str, handover_id: str, way: Way) -> ClaimedAlert | None:
        return cast(
            ClaimedAlert | None,
            await self._now(
                "claim_alert",
                workspace=workspace,
                handover=handover_id,
                way=way,
                alert=self._new_id(),
            ),
        )

    async def settle_alert(
        self,
        alert_id: str,
        attempt: int,
        *,
        state: Literal["pending", "sent", "failed"],
        error: str | None = None,
        retry_in: float | None = None,
    ) -> bool:
        return bool(
            await self._now(
                "settle_alert",
                alert=alert_id,
                attempt=attempt,
                state=state,
                error=error,
                retry_in=retry_in,
            )
        )
