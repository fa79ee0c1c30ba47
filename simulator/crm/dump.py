"""The model's rows as Postgres would show them: by table and column name, as JSON."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from simulator.crm.tables import Tables
from simulator.crm.values import iso, own
from tools.ports.words import JSON

PLAIN = (
    "workspaces",
    "integrations",
    "leads",
    "identities",
    "threads",
    "conversations",
    "messages",
    "inbound_events",
    "quarantined_events",
    "runs",
    "turns",
    "outbox",
    "delivery_statuses",
    "slots",
    "booking_links",
    "meetings",
    "booking_attempts",
    "cancellations",
    "receipts",
    "calendar_news",
    "chat_sessions",
    "documents",
    "handovers",
    "alerts",
    "qualifications",
    "consents",
    "leases",
    "model_calls",
    "recordings",
)


def tables_of(t: Tables) -> dict[str, list[JSON]]:
    """Every table that the port writes."""
    return {name: rows_of(t, name) for name in (*PLAIN, "passages", "run_events")}


def rows_of(t: Tables, table: str) -> list[JSON]:
    return [row_json(row) for row in _rows(t, table)]


def _rows(t: Tables, table: str) -> Iterable[Any]:  # of the table's own dataclass
    if table == "passages":
        return (each for of_document in t.passages.values() for each in of_document)
    if table == "run_events":
        return (each for of_run in t.run_events.values() for each in of_run.values())
    if table not in PLAIN:
        raise KeyError(table)
    rows: dict[Any, Any] = getattr(t, table)
    return rows.values()


def row_json(row: Any) -> JSON:  # a dataclass of one of the tables
    return {name: _value(getattr(row, name)) for name in row.__slots__}


def _value(value: Any) -> Any:  # of whatever type the column has
    return iso(value) if isinstance(value, datetime) else own(value)
