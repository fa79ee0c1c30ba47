"""Towns side by side, one process for each core; what they come to does not depend on it."""

import gc
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context

from nodes.catalogue import LANGUAGES
from simulator.plans import TownPlan
from simulator.stores import OpenBooks, Postgres, in_memory
from simulator.town import TownReport, run_town
from tools.ports.understanding import Understander
from tools.understanding.reader import LocalUnderstanding


class Worker:
    """Runs towns one after the other; reading the weights takes half a second, once."""

    def __init__(
        self,
        open_books: OpenBooks,
        *,
        understand: Understander | None = None,
        demon: str | None = None,
    ) -> None:
        self._demon = demon
        self._understand = understand or LocalUnderstanding(LANGUAGES)
        self._open_books = open_books

    def run(self, plan: TownPlan) -> TownReport:
        return run_town(plan, self._open_books, self._understand, demon=self._demon)


_workers: list[Worker] = []


def _begin(database: Postgres | None, demon: str | None) -> None:
    """In a process of its own."""
    logging.disable(logging.ERROR)  # what goes wrong on purpose is no news
    _workers.append(Worker(database or in_memory, demon=demon))
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)  # what a town makes is gone with it, all at once


def _run(plan: TownPlan) -> TownReport:
    return _workers[0].run(plan)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_towns(
    plans: Sequence[TownPlan],
    databases: Sequence[Postgres | None],
    *,
    demon: str | None = None,
) -> Iterator[TownReport]:
    """In the order of the plans. One process for each database, whose jobs are its own; None is
    plain memory."""
    with ExitStack() as stack:
        pools = [
            stack.enter_context(
                ProcessPoolExecutor(
                    1,
                    mp_context=get_context("spawn"),
                    initializer=_begin,
                    initargs=(database, demon),
                )
            )
            for database in databases
        ]
        under_way = [pools[each.number % len(pools)].submit(_run, each) for each in plans]
        for future in under_way:
            yield future.result()
