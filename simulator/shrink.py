"""From a day on which something went wrong to the smallest one on which it still does."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from simulator.plans import LeadPlan, TownPlan

Fails = Callable[[TownPlan], bool]
TRIES = 200


def smallest(plan: TownPlan, fails: Fails) -> TownPlan:
    """Fewer leads, then fewer troubles, then plainer people; at most so many tries."""
    tries = iter(range(TRIES))
    for simpler in (_fewer_leads, _fewer_troubles, _plainer):
        plan = _as_long_as_it_fails(plan, fails, simpler, tries)
    return plan


def _as_long_as_it_fails(
    plan: TownPlan,
    fails: Fails,
    simpler: Callable[[TownPlan], Iterator[TownPlan]],
    tries: Iterator[int],
) -> TownPlan:
    found = True
    while found:
        found = False
        for candidate in simpler(plan):
            if next(tries, None) is None:
                return plan
            if fails(candidate):
                plan, found = candidate, True
                break
    return plan


def _fewer_leads(plan: TownPlan) -> Iterator[TownPlan]:
    """Half of them, a quarter of them, and so on down to all but one."""
    leads, size = plan.leads, len(plan.leads) // 2
    while size:
        for start in range(0, len(leads), size):
            if rest := leads[:start] + leads[start + size :]:
                yield replace(plan, leads=rest)
        size //= 2


def _fewer_troubles(plan: TownPlan) -> Iterator[TownPlan]:
    for place, lead in enumerate(plan.leads):
        for trouble in lead.troubles:
            rest = tuple(each for each in lead.troubles if each is not trouble)
            yield _with(plan, place, replace(lead, troubles=rest))


def _plainer(plan: TownPlan) -> Iterator[TownPlan]:
    for place, lead in enumerate(plan.leads):
        if lead.style != "plain":
            yield _with(plan, place, replace(lead, style="plain"))
        if lead.channel != "whatsapp":
            yield _with(plan, place, replace(lead, channel="whatsapp"))


def _with(plan: TownPlan, place: int, lead: LeadPlan) -> TownPlan:
    leads = plan.leads
    return replace(plan, leads=(*leads[:place], lead, *leads[place + 1 :]))
