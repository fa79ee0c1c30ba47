"""The CRM port: tokens are set aside before a call, settled after it, and never spent twice."""

import asyncio
from dataclasses import replace

import pytest

from tests.contracts.crm import Office, only_postgres
from tests.contracts.meetings import TOMORROW, new_id
from tools.ports.model import Budget, Limits, Payer

WIDE = Limits(turn=1_000, lead=1_000, day=1_000)


async def payer(office: Office, person: int = 1) -> Payer:
    return await payer_of(office, await office.conversation(person))


async def payer_of(office: Office, conversation: str) -> Payer:
    return Payer(
        workspace=office.workspace,
        lead=await office.lead_of(conversation),
        conversation=conversation,
        turn=new_id(),
    )


async def reserves(
    office: Office,
    who: Payer,
    tokens: int,
    limits: Limits = WIDE,
    call: str | None = None,
    cost: int | None = None,
) -> Budget | None:
    return await office.crm.reserve_call(
        who,
        call or new_id(),
        purpose="read",
        model="small",
        tokens=tokens,
        limits=limits,
        cost=cost,
    )


async def settles(office: Office, call: str, tokens: int, cost: int | None = 7) -> bool:
    return await office.crm.settle_call(
        office.workspace,
        call,
        input_tokens=tokens,
        cached_tokens=0,
        output_tokens=0,
        cost=cost,
        estimated=False,
    )


async def spends(office: Office, who: Payer, tokens: int, cost: int | None = 7) -> None:
    call = new_id()
    assert await reserves(office, who, tokens, call=call) is None
    assert await settles(office, call, tokens, cost)


async def test_a_turn_may_spend_its_budget_and_no_more(office: Office) -> None:
    who = await payer(office)

    said = [await reserves(office, who, 50, Limits(turn=100, lead=999, day=999)) for _ in range(3)]

    assert said == [None, None, "turn"]


async def test_a_leads_turns_share_the_leads_budget(office: Office) -> None:
    who, limits = await payer(office), Limits(turn=60, lead=100, day=999)

    said = [await reserves(office, replace(who, turn=new_id()), 50, limits) for _ in range(3)]

    assert said == [None, None, "lead"]


@pytest.mark.parametrize(
    ("limits", "over"),
    [
        (replace(WIDE, turn_cost=100), "turn"),
        (replace(WIDE, lead_cost=100), "lead"),
        (replace(WIDE, day_cost=100), "day"),
    ],
)
async def test_a_budget_in_dollars_stops_a_call_before_it_is_passed(
    office: Office, limits: Limits, over: Budget
) -> None:
    who, call = await payer(office), new_id()

    dear = [await reserves(office, who, 1, limits, call, cost=cost) for cost in (101, 100)]
    waiting = await reserves(office, who, 1, limits, cost=1)
    await settles(office, call, 1, cost=99)
    left = [await reserves(office, who, 1, limits, cost=cost) for cost in (2, 1)]

    assert dear == [over, None]
    assert waiting == over
    assert left == [over, None]


async def test_what_has_no_price_is_stopped_by_tokens_alone(office: Office) -> None:
    who = await payer(office)

    assert await reserves(office, who, 10, replace(WIDE, turn_cost=1)) is None


async def test_all_leads_share_the_day_and_other_workspaces_do_not(
    office: Office, other_office: Office
) -> None:
    limits = Limits(turn=60, lead=60, day=100)

    said = [await reserves(office, await payer(office, n), 50, limits) for n in (1, 2, 3)]
    elsewhere = await reserves(other_office, await payer(other_office), 50, limits)

    assert said == [None, None, "day"]
    assert elsewhere is None


async def test_what_is_settled_counts_for_what_it_came_to(office: Office) -> None:
    who, call = await payer(office), new_id()
    await reserves(office, who, 900, call=call)

    early = await reserves(office, who, 900)
    await settles(office, call, 100)

    assert (early, await reserves(office, who, 900)) == ("turn", None)


async def test_a_call_is_settled_once(office: Office) -> None:
    who, call = await payer(office), new_id()
    await reserves(office, who, 100, call=call)

    said = [await settles(office, call, tokens) for tokens in (10, 20)]

    assert said == [True, False]
    assert (await office.crm.spending(office.workspace, days=1))["input"] == 10


async def test_what_nobody_settles_stops_counting_and_is_told(office: Office) -> None:
    who = await payer(office)
    await reserves(office, who, 900)
    office.later(minutes=4)
    held = await reserves(office, who, 900)
    office.later(minutes=1)

    assert (held, await reserves(office, who, 900)) == ("turn", None)
    assert (await office.crm.spending(office.workspace, days=1))["lost"] == 1


async def test_a_day_later_the_day_is_new_and_a_month_later_the_lead_is(office: Office) -> None:
    who = await payer(office)
    await spends(office, who, 900)
    office.later(hours=25)
    wide = replace(WIDE, turn=9_999, lead=9_999)
    narrow = replace(WIDE, turn=9_999)

    assert await reserves(office, who, 900, wide) is None
    assert await reserves(office, who, 900, narrow) == "lead"
    office.later(days=30)
    assert await reserves(office, who, 900, narrow) is None


@only_postgres
async def test_of_many_at_once_no_more_than_the_budget_are_granted(office: Office) -> None:
    people = [await payer(office, number) for number in (1, 2, 3)]
    limits = Limits(turn=999, lead=999, day=500)

    # All have looked at what is spent before the first of them can write.
    async with office.crowd("lock table public.model_calls in share mode") as wait_for:
        asked = [
            asyncio.create_task(reserves(office, who, 100, limits))
            for who in people
            for _ in "1234"
        ]
        await wait_for(len(asked))
    said = await asyncio.gather(*asked)

    assert sorted(each or "" for each in said) == [""] * 5 + ["day"] * 7


async def test_spending_is_summed_by_lead_and_says_what_has_no_price(office: Office) -> None:
    ana, bea = await payer(office, 1), await payer(office, 2)
    await spends(office, ana, 100, cost=15)
    await spends(office, ana, 50, cost=None)
    await spends(office, bea, 10, cost=2)

    hers = await office.crm.spending(office.workspace, lead_id=ana.lead, days=1)
    all_ = await office.crm.spending(office.workspace, days=1)

    assert (hers["calls"], hers["input"], hers["cost"], hers["unpriced"]) == (2, 150, 15, 50)
    assert (all_["calls"], all_["input"], all_["cost"]) == (3, 160, 17)


async def test_a_meeting_costs_what_was_asked_since_the_one_before_it(office: Office) -> None:
    conversation = await office.conversation()
    who = await payer_of(office, conversation)
    await spends(office, who, 100, cost=5)
    office.later(minutes=1)
    await office.books(conversation, TOMORROW)
    office.later(minutes=1)
    await spends(office, replace(who, turn=new_id()), 30, cost=1)

    [meeting] = (await office.crm.spending(office.workspace, days=1))["meetings"]

    assert (meeting["lead"], meeting["calls"], meeting["tokens"]) == (who.lead, 1, 100)
    assert meeting["cost"] == 5


@only_postgres
async def test_what_a_deleted_lead_cost_stays_spent(office: Office) -> None:
    who = await payer(office)
    await spends(office, who, 900)

    office.rows("delete from public.leads where id = %s returning id", who.lead)

    assert (await office.crm.spending(office.workspace, days=1))["input"] == 900
