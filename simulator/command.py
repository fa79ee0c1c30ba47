"""`pipewise simulate`: a day of leads, what it came to, and the smallest case of what broke."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from server.settings import Settings
from simulator.demons import whims
from simulator.figures import difference, figures_of, lines_of, pass_k, read_saved, save
from simulator.plans import TownPlan, from_json, to_json, town_plans
from simulator.shrink import smallest
from simulator.stores import OpenBooks, Postgres, in_memory
from simulator.throwaway import throwaway_databases
from simulator.town import TownReport
from simulator.workers import Worker, cores, run_towns
from tools.errors import Rejected

StoreName = Literal["model", "postgres"]
SHOWN = 20  # violations; the rest is counted


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for on the command line."""

    leads: int
    seed: int
    store: StoreName
    days: int
    faults: bool
    demon: str | None
    """What stands in for the model."""
    saved_as: Path | None
    against: Path | None
    case: Path | None
    shrunk_to: Path


def simulate_now(settings: Settings, out: Console, progress: Console, order: Order) -> bool:
    """Print what it came to. False: a promise was broken."""
    if order.demon is not None and order.demon not in whims():
        raise Rejected(f"There is no demon {order.demon!r}; there are {', '.join(whims())}.")
    plans = (
        from_json(order.case.read_text(encoding="utf-8"))
        if order.case
        else town_plans(order.seed, order.leads, faults=order.faults)
    )
    processes = min(cores(), len(plans))
    with _databases(settings, order.store, processes) as databases:
        days = [
            _day(
                [replace(plan, luck=day + plan.luck) for plan in plans],
                databases,
                progress,
                order.demon,
            )
            for day in range(order.days)
        ]
        _tell(out, order, days)
        faulty = _faulty(days)
        if faulty and order.case is None:
            _shrink(out, order, plans, faulty, databases[0])
    return not faulty


@contextmanager
def _databases(
    settings: Settings, store: StoreName, number: int
) -> Iterator[Sequence[Postgres | None]]:
    if store == "model":
        yield [None] * number
        return
    with throwaway_databases(settings, number) as databases:
        yield databases


def _day(
    plans: Sequence[TownPlan],
    databases: Sequence[Postgres | None],
    console: Console,
    demon: str | None,
) -> list[TownReport]:
    began, leads = time.monotonic(), sum(len(plan.leads) for plan in plans)
    towns: list[TownReport] = []
    columns = (
        TextColumn("leads"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[broken]} violations"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("leads", total=leads, broken=0)
        for town in run_towns(plans, databases, demon=demon):
            towns.append(town)
            broken = sum(len(each.violations) for each in towns)
            bar.update(task, advance=len(town.stories), broken=broken)
    seconds = time.monotonic() - began
    console.print(f"{leads / seconds:.1f} leads a second, {len(databases)} processes")
    return towns


def _tell(out: Console, order: Order, days: Sequence[list[TownReport]]) -> None:
    figures = figures_of(days[0], seed=order.seed, store=order.store)
    for line in lines_of(figures):
        _print(out, line)
    if len(days) > 1:
        _print(out, f"content on each of {len(days)} days (pass^{len(days)})  {pass_k(days)} %")
    for violation in [each for towns in days for town in towns for each in _wrong(town)][:SHOWN]:
        _print(out, violation)
    if order.against:
        _print(out, "")
        for line in difference(figures, read_saved(order.against)):
            _print(out, line)
    if order.saved_as:
        save(figures, order.saved_as)


def _wrong(town: TownReport) -> list[str]:
    restless = [] if town.rested else ["it never came to rest"]
    return [f"town {town.number}: {each}" for each in (*town.violations, *town.broken, *restless)]


def _faulty(days: Sequence[list[TownReport]]) -> list[tuple[int, TownReport]]:
    return [(day, town) for day, towns in enumerate(days) for town in towns if _wrong(town)]


def _shrink(
    out: Console,
    order: Order,
    plans: Sequence[TownPlan],
    faulty: Sequence[tuple[int, TownReport]],
    database: Postgres | None,
) -> None:
    """The first one only: what remains of it is usually what is wrong with the others."""
    day, town = faulty[0]
    plan = next(each for each in plans if each.number == town.number)
    open_books: OpenBooks = database or in_memory
    case = shrunk(replace(plan, luck=day), town, Worker(open_books, demon=order.demon))
    order.shrunk_to.write_text(to_json([case]) + "\n", encoding="utf-8")
    troubles = sum(len(lead.troubles) for lead in case.leads)
    _print(out, f"smallest case: {len(case.leads)} leads, {troubles} troubles")
    _print(out, f"again: pipewise simulate --case {order.shrunk_to}")


def shrunk(plan: TownPlan, town: TownReport, worker: Worker) -> TownPlan:
    """Still with a violation of a promise that was broken in the town as it was."""
    promises = {_kind(each) for each in _wrong(town)}
    return smallest(
        plan, lambda each: bool(promises & {_kind(one) for one in _wrong(worker.run(each))})
    )


def _kind(violation: str) -> str:
    """Without the ids: "town 3: T4: one seat is held twice"."""
    return violation.partition("(")[0]


def _print(out: Console, line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
