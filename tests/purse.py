"""A purse that remembers, and a model that is paid from it."""

from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel

from tools.paid_model import PaidModel, Price
from tools.ports.model import Budget, Limits, ModelCall, Payer, Purpose, Purse, Spending
from tools.ports.words import Clock, NewId

WIDE = Limits(turn=1_000_000, lead=1_000_000, day=1_000_000)


@dataclass
class FakePurse:
    """Grants what `over` does not refuse."""

    over: Budget | None = None
    reserved: dict[str, int] = field(default_factory=dict)
    reserved_cost: dict[str, int | None] = field(default_factory=dict)
    settled: dict[str, dict[str, int | bool | None]] = field(default_factory=dict)
    payers: list[Payer] = field(default_factory=list)

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
        if self.over is None:
            self.reserved[call_id] = tokens
            self.reserved_cost[call_id] = cost
            self.payers.append(payer)
        return self.over

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
        self.settled[call_id] = {
            "input": input_tokens,
            "cached": cached_tokens,
            "output": output_tokens,
            "cost": cost,
            "estimated": estimated,
        }
        return True

    async def spending(
        self, workspace: str, *, lead_id: str | None = None, days: float
    ) -> Spending:
        raise NotImplementedError  # the tests look into `settled`


def paid(
    chat: BaseChatModel,
    purse: Purse,
    *,
    clock: Clock,
    new_id: NewId,
    price: Price | None = None,
    limits: Limits = WIDE,
) -> PaidModel:
    return PaidModel(
        chat,
        name="small",
        purse=purse,
        limits=limits,
        price=price,
        longest_answer=500,
        clock=clock,
        new_id=new_id,
    )


def failures(calls: list[ModelCall]) -> list[str | None]:
    return [call["failed"] for call in calls]
