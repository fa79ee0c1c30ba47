"""The model's rows as Postgres would show them: by table and column name, as JSON."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from simulator.crm import meeting_rows as kept
from simulator.crm import talk_rows as said
from simulator.crm.tables import Tables
from simulator.crm.values import iso, own
from tools.ports.words import JSON

ROWS: dict[str, type[Any]] = {  # one dataclass a table
    "workspaces": said.Workspace,
    "integrations": said.Integration,
    "leads": said.Lead,
    "identities": said.Identity,
    "threads": said.Thread,
    "conversations": said.Conversation,
    "messages": said.Message,
    "inbound_events": said.InboundEvent,
    "quarantined_events": said.QuarantinedEvent,
    "runs": said.Run,
    "run_events": said.RunEvent,
    "turns": said.Turn,
    "outbox": said.OutboxReply,
    "delivery_statuses": said.DeliveryStatus,
    "recordings": said.Recording,
    "chat_sessions": said.ChatSession,
    "slots": kept.Slot,
    "booking_links": kept.BookingLink,
    "meetings": kept.Meeting,
    "booking_attempts": kept.BookingAttempt,
    "cancellations": kept.Cancellation,
    "receipts": kept.Receipt,
    "calendar_news": kept.CalendarNews,
    "documents": kept.Document,
    "passages": kept.Passage,
    "handovers": kept.Handover,
    "alerts": kept.Alert,
    "qualifications": kept.Qualification,
    "consents": kept.Consent,
    "leases": kept.Lease,
    "model_calls": kept.ModelCall,
}
COLUMNS = {name: tuple(field.name for field in fields(row)) for name, row in ROWS.items()}


def tables_of(t: Tables) -> dict[str, list[JSON]]:
    """Every table that the port writes."""
    return {name: rows_of(t, name) for name in ROWS}


def rows_of(t: Tables, table: str) -> list[JSON]:
    columns = COLUMNS[table]
    return [{name: _value(getattr(row, name)) for name in columns} for row in _rows(t, table)]


def _rows(t: Tables, table: str) -> Iterable[Any]:  # of the table's own dataclass
    if table == "passages":
        return (each for of_document in t.passages.values() for each in of_document)
    if table == "run_events":
        return (each for of_run in t.run_events.values() for each in of_run.values())
    rows: dict[Any, Any] = getattr(t, table)
    return rows.values()


def _value(value: Any) -> Any:  # of whatever type the column has
    if value is None or isinstance(value, str | int):
        return value
    return iso(value) if isinstance(value, datetime) else own(value)
