"""What a checker reads: every row of the world, the calendar's own events, and what was sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import tuple_row

Row = Mapping[str, Any]
"""A row by column name, in JSON values: ids are text, and so are times (ISO 8601, UTC)."""
Tables = Mapping[str, Sequence[Row]]

TABLES = (
    "workspaces",
    "leads",
    "identities",
    "threads",
    "conversations",
    "messages",
    "inbound_events",
    "runs",
    "turns",
    "outbox",
    "slots",
    "booking_links",
    "meetings",
    "booking_attempts",
    "cancellations",
    "receipts",
    "handovers",
    "alerts",
    "model_calls",
    "documents",
    "integrations",
    "passages",
    "recordings",
)
LEFT_OUT: Mapping[str, list[str]] = {
    "integrations": ["sealed"],
    "passages": ["words", "title_words"],
    "recordings": ["began", "tape"],
}
"""Columns that no promise is about."""
ROWS = sql.SQL(
    "select to_jsonb(t) - %s::text[] from public.{table} t where {key} = any(%s::uuid[])"
)


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """Who is in an event of the calendar, as the calendar has it."""

    workspace: str
    event_uri: str
    event_type: str
    starts_at: datetime
    email: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class Given:
    """A message that a lead's platform handed to our door."""

    workspace: str
    event_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a lead's platform was handed, and where."""

    workspace: str
    to: str
    text: str
    reply_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a turn answered to a program."""

    workspace: str
    run_id: str
    result: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Books:
    """Of one or several workspaces. What nobody has listened to is None, and left unchecked."""

    tables: Tables
    invitees: Sequence[Invitee] | None = None
    opened: Mapping[str, Collection[datetime]] | None = None
    """Workspace to every time that its calendar has ever called open."""
    given: Sequence[Given] | None = None
    sent: Sequence[Sent] | None = None
    answered: Sequence[Answered] | None = None
    canaries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Workspace to words that nobody outside of it may ever read."""
    recorded: bool = False
    """Turns were recorded, to be taken again."""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """Runs that went another way when they were taken again, and how."""
    resting: bool = True
    """Everything that was due has been done."""

    def rows(self, table: str) -> Sequence[Row]:
        return self.tables.get(table, ())

    def find(self, table: str, row_id: object) -> Row | None:
        return self._by_id(table).get(str(row_id))

    def of_conversation(self, table: str, conversation_id: object) -> Sequence[Row]:
        return self._by_column(table, "conversation_id").get(str(conversation_id), ())

    def of_lead(self, table: str, lead_id: object) -> Sequence[Row]:
        return self._by_column(table, "lead_id").get(str(lead_id), ())

    def of_turn(self, table: str, turn_id: object) -> Sequence[Row]:
        return self._by_column(table, "turn_id").get(str(turn_id), ())

    def of_thread(self, table: str, thread_id: object) -> Sequence[Row]:
        return self._by_column(table, "thread_id").get(str(thread_id), ())

    def of_run(self, table: str, run_id: object) -> Sequence[Row]:
        return self._by_column(table, "run_id").get(str(run_id), ())

    def of_workspace(self, table: str, workspace_id: object) -> Sequence[Row]:
        return self._by_column(table, "workspace_id").get(str(workspace_id), ())

    def lead_of(self, row: Row) -> Row:
        """Of an outbox row, or of anything else that names its conversation."""
        conversation = self.find("conversations", row["conversation_id"]) or {}
        return self.find("leads", conversation.get("lead_id")) or {}

    def seq(self, reply: Row) -> int:
        """Where a reply stands in its conversation."""
        message = self.find("messages", reply["id"])
        return int(message["seq"]) if message else 0

    def was_sent(self, reply: Row) -> bool:
        """Its channel has been handed it, whatever the row says."""
        return str(reply["id"]) in self._sent_ids

    @cached_property
    def _sent_ids(self) -> set[str]:
        return {str(each.reply_id) for each in self.sent or ()}

    def _by_id(self, table: str) -> Mapping[str, Row]:
        if table not in self._ids:
            self._ids[table] = {str(row["id"]): row for row in self.rows(table)}
        return self._ids[table]

    def _by_column(self, table: str, column: str) -> Mapping[str, Sequence[Row]]:
        key = f"{table}.{column}"
        if key not in self._columns:
            found: dict[str, list[Row]] = {}
            for row in self.rows(table):
                found.setdefault(str(row.get(column)), []).append(row)
            self._columns[key] = found
        return self._columns[key]

    @cached_property
    def _ids(self) -> dict[str, Mapping[str, Row]]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, Mapping[str, Sequence[Row]]]:
        return {}


async def read_tables(
    connection: AsyncConnection[Any], workspaces: Sequence[str], *, names: Sequence[str] = TABLES
) -> Tables:
    """Whole tables of these workspaces. The connection must see them all: the owner's does."""
    tables: dict[str, list[Row]] = {}
    async with connection.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute("set timezone to 'UTC'")
        for name in names:
            key = sql.Identifier("id" if name == "workspaces" else "workspace_id")
            query = ROWS.format(table=sql.Identifier(name), key=key)
            await cursor.execute(query, (LEFT_OUT.get(name, []), list(workspaces)))
            tables[name] = [row for (row,) in await cursor.fetchall()]
    return tables


def instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
