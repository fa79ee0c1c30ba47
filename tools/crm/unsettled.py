"""What turns left open in the calendar: taken up by one at a time, and settled."""

from dataclasses import asdict
from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.calendar import Booked
from tools.ports.unsettled import Unsettled
from tools.ports.words import Mode


class UnsettledFunctions(Functions):
    """Implements `Reconciliation` of `tools.ports.crm`."""

    async def claim_unsettled(self, *, limit: int) -> Unsettled:
        return cast(Unsettled, await self._now("claim_unsettled", limit=limit))

    async def reconcile_booking(
        self,
        workspace: str,
        attempt_id: str,
        outcome: Literal["booked", "failed", "handed_over"],
        *,
        booked: Booked | None = None,
        mode: Mode = "fallback",
    ) -> bool:
        settled = await self._now(
            "reconcile_booking",
            workspace=workspace,
            attempt=attempt_id,
            outcome=outcome,
            booked=asdict(booked) if booked else None,
            mode=mode,
            meeting=self._new_id(),
            receipt=self._new_id(),
            run=self._new_id(),
        )
        return settled is not None

    async def reconcile_cancel(
        self, workspace: str, meeting_id: str, outcome: Literal["done", "handed_over"]
    ) -> bool:
        settled = await self._now(
            "reconcile_cancel",
            workspace=workspace,
            meeting=meeting_id,
            outcome=outcome,
            receipt=self._new_id(),
            run=self._new_id(),
        )
        return settled is not None

    async def announce_receipt(self, workspace: str, receipt_id: str) -> bool:
        return cast(
            bool,
            await self._now(
                "announce_receipt", workspace=workspace, receipt=receipt_id, run=self._new_id()
            ),
        )
