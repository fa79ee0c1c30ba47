"""Replies on their way to the lead."""

from datetime import timedelta
from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.arrivals import Delivery, SentReply


class OutboxFunctions(Functions):
    """Implements `Outbox` of `tools.ports.crm`."""

    async def claim_delivery(
        self, reply_id: str, *, window: float | None = None
    ) -> Delivery | None:
        return cast(
            Delivery | None,
            await self._now("claim_delivery", reply=reply_id, window=window),
        )

    async def settle_delivery(
        self,
        reply_id: str,
        attempt: int,
        *,
        state: Literal["accepted", "recorded", "failed", "retry", "unknown"],
        provider_id: str | None = None,
        error: str | None = None,
        retry_in: float | None = None,
    ) -> None:
        await self._now(
            "settle_delivery",
            reply=reply_id,
            attempt=attempt,
            state="pending" if state == "retry" else state,
            provider_id=provider_id,
            error=error,
            retry_in=retry_in,
        )

    async def delivery_status(
        self,
        workspace: str,
        integration_id: str,
        *,
        provider_id: str | None,
        outbox_id: str | None,
        status: Literal["sent", "delivered", "read", "failed"],
        error: str | None,
    ) -> None:
        await self._now(
            "record_status",
            workspace=workspace,
            integration=integration_id,
            provider_id=provider_id,
            reply=outbox_id,
            status=status,
            error=error,
        )

    async def replies(self, workspace: str, conversation_id: str, *, after: int) -> list[SentReply]:
        return cast(
            list[SentReply],
            await self._call(
                "replies_after", workspace=workspace, conversation=conversation_id, after=after
            ),
        )

    async def rescue(self, *, late: float, stuck: float) -> int:
        """Give every due run and every stuck delivery a job again; returns how many."""
        now = self._clock()
        runs = await self._call("rescue_runs", late=now - timedelta(seconds=late), now=now)
        sends = await self._call("rescue_deliveries", stuck=now - timedelta(seconds=stuck), now=now)
        return int(runs) + int(sends)
