"""The CRM in memory: the adapter's own methods, over the SQL functions written again in Python."""

from datetime import datetime
from typing import Any, get_type_hints

from simulator.crm import (
    api_runs,
    bookings,
    commits,
    connections,
    doors,
    handovers,
    inbox,
    knowledge,
    leads,
    live,
    news,
    offers,
    outbox,
    qualification,
    receipts,
    recordings,
    removals,
    run_events,
    spending,
    thread_ends,
    threads,
    turns,
    unsettled,
    watching,
)
from simulator.crm.dump import COLUMNS, rows_of, tables_of
from simulator.crm.tables import Enqueue, Function, Tables
from simulator.crm.values import Id, needed_id, readable
from tools.crm.connections import ConnectionFunctions
from tools.crm.doors import DoorFunctions
from tools.crm.functions import LEASE
from tools.crm.handovers import HandoverFunctions
from tools.crm.inbox import InboxFunctions
from tools.crm.knowledge import KnowledgeFunctions
from tools.crm.leads import LeadFunctions
from tools.crm.outbox import OutboxFunctions
from tools.crm.qualification import QualificationFunctions
from tools.crm.recordings import RecordingFunctions
from tools.crm.runs import RunFunctions
from tools.crm.scheduling import SchedulingFunctions
from tools.crm.spending import SpendingFunctions
from tools.crm.turns import TurnFunctions
from tools.crm.unsettled import UnsettledFunctions
from tools.crm.watching import WatchingFunctions
from tools.ports.words import JSON, Clock, NewId

MODULES = (
    api_runs,
    bookings,
    commits,
    connections,
    doors,
    handovers,
    inbox,
    knowledge,
    leads,
    live,
    news,
    offers,
    outbox,
    qualification,
    receipts,
    recordings,
    removals,
    run_events,
    spending,
    thread_ends,
    threads,
    turns,
    unsettled,
    watching,
)


def _functions() -> dict[str, tuple[Function, tuple[str, ...]]]:
    """By name, each with the arguments that are ids of ours."""
    found: dict[str, tuple[Function, tuple[str, ...]]] = {}
    for module in MODULES:
        for function in module.FUNCTIONS:
            hints = get_type_hints(function, include_extras=True)
            ids = tuple(each for each, hint in hints.items() if hint in (Id, Id | None))
            found[function.__name__] = (function, ids)
    return found


FUNCTIONS = _functions()


class ModelCall:
    """The transport. Nothing awaits inside a function, so each is one step: all or nothing."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def __call__(self, function: str, **values: Any) -> Any:
        called, ids = FUNCTIONS[function]
        for name in ids:
            if values[name] is not None:
                values[name] = needed_id(values[name])
        for value in values.values():
            readable(value)
        return called(self._tables, **values)


class ModelCrm(
    InboxFunctions,
    LeadFunctions,
    SchedulingFunctions,
    TurnFunctions,
    RunFunctions,
    UnsettledFunctions,
    OutboxFunctions,
    DoorFunctions,
    KnowledgeFunctions,
    HandoverFunctions,
    QualificationFunctions,
    ConnectionFunctions,
    WatchingFunctions,
    SpendingFunctions,
    RecordingFunctions,
):
    """Implements `tools.ports.crm.Crm`. Jobs are told to `enqueue` in the step of their row."""

    def __init__(
        self, enqueue: Enqueue, *, clock: Clock, new_id: NewId, lease: float = LEASE
    ) -> None:
        self._tables = Tables(enqueue=enqueue)
        super().__init__(ModelCall(self._tables), clock=clock, new_id=new_id, lease=lease)

    def tables(self) -> dict[str, list[JSON]]:
        """Every row, by table and column name of the SQL; times as ISO text in UTC."""
        return tables_of(self._tables)

    def rows(self, table: str) -> list[JSON]:
        return rows_of(self._tables, table)

    def columns(self) -> dict[str, set[str]]:
        return {table: set(names) for table, names in COLUMNS.items()}


def no_jobs(
    name: str,
    args: JSON,
    *,
    queue: str,
    lock: str | None,
    queueing_lock: str | None,
    at: datetime | None,
    priority: int,
) -> bool:
    """For whoever claims and delivers by hand."""
    return True
