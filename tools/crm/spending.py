"""What the model's calls cost, reserved before and settled after."""

from typing import cast

from tools.crm.functions import Functions
from tools.ports.model import Budget, Limits, Payer, Purpose, Spending

LIFE = 300.0  # seconds that an unsettled call counts; no call of ours takes so long


class SpendingFunctions(Functions):
    """Implements `tools.ports.model.Purse`."""

    async def reserve_call(
        self,
        payer: Payer,
        call_id: str,
        *,
        purpose: Purpose,
        model: str,
        tokens: int,
        limits: Limits,
        cost: int | None = None,
    ) -> Budget | None:
        return cast(
            Budget | None,
            await self._now(
                "reserve_model_call",
                workspace=payer.workspace,
                lead=payer.lead,
                conversation=payer.conversation,
                turn=payer.turn,
                call=call_id,
                purpose=purpose,
                model=model,
                tokens=tokens,
                cost=cost,
                per_turn=limits.turn,
                per_lead=limits.lead,
                per_day=limits.day,
                cost_per_turn=limits.turn_cost,
                cost_per_lead=limits.lead_cost,
                cost_per_day=limits.day_cost,
                life=LIFE,
            ),
        )

    async def settle_call(
        self,
        workspace: str,
        call_id: str,
        *,
        input_tokens: int,
        cached_tokens: int,
        output_tokens: int,
        cost: int | None,
        estimated: bool,
    ) -> bool:
        return bool(
            await self._now(
                "settle_model_call",
                workspace=workspace,
                call=call_id,
                input=input_tokens,
                cached=cached_tokens,
                output=output_tokens,
                cost=cost,
                estimated=estimated,
            )
        )

    async def spending(
        self, workspace: str, *, lead_id: str | None = None, days: float
    ) -> Spending:
        return cast(
            Spending,
            await self._now("model_spending", workspace=workspace, lead=lead_id, days=days),
        )
