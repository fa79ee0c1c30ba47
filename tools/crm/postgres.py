"""The CRM in Postgres, over psycopg: each method is one SQL function, one transaction."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, cast

import psycopg
from psycopg import AsyncConnection
from psycopg import errors as pg
from psycopg.types.json import Jsonb

from tools.crm.connections import ConnectionFunctions
from tools.crm.doors import DoorFunctions
from tools.crm.functions import LEASE
from tools.crm.handovers import HandoverFunctions
from tools.crm.inbox import InboxFunctions
from tools.crm.knowledge import KnowledgeFunctions
from tools.crm.leads import LeadFunctions
from tools.crm.ledger import LedgerFunctions
from tools.crm.outbox import OutboxFunctions
from tools.crm.qualification import QualificationFunctions
from tools.crm.recordings import RecordingFunctions
from tools.crm.runs import RunFunctions
from tools.crm.scheduling import SchedulingFunctions
from tools.crm.spending import SpendingFunctions
from tools.crm.turns import TurnFunctions
from tools.crm.unsettled import UnsettledFunctions
from tools.crm.watching import WatchingFunctions
from tools.errors import Rejected, Unavailable
from tools.ports.words import Clock, NewId

SILENT = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""Down, restarting, read-only for a failover, deadlocked: later is another matter."""

TIMEOUT = 10.0  # seconds for one call; each is a few milliseconds of work


class Connections(Protocol):
    """Where connections come from: a psycopg pool, or one that opens itself on first use."""

    def connection(self) -> AbstractAsyncContextManager[AsyncConnection[Any]]:
        """Autocommit, in UTC, acting as `service_role`."""


class PostgresCrm(
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
    RecordingFunctions,
    SpendingFunctions,
):
    """Implements `tools.ports.crm.Crm`. Raises `Unavailable` when the database does not answer."""

    def __init__(
        self,
        connections: Connections,
        *,
        clock: Clock,
        new_id: NewId,
        lease: float = LEASE,
        timeout: float = TIMEOUT,
    ) -> None:
        call = PostgresCall(connections, timeout=timeout)
        super().__init__(call, clock=clock, new_id=new_id, lease=lease)


class PostgresLedger(LedgerFunctions):
    """Implements `tools.ports.ledger.Ledger`."""

    def __init__(
        self,
        connections: Connections,
        *,
        clock: Clock,
        new_id: NewId,
        timeout: float = TIMEOUT,
    ) -> None:
        super().__init__(PostgresCall(connections, timeout=timeout), clock=clock, new_id=new_id)


class PostgresCall:
    def __init__(self, connections: Connections, *, timeout: float) -> None:
        self._connections = connections
        self._timeout = timeout

    async def __call__(self, function: str, **values: Any) -> Any:
        arguments = {
            f"p_{name}": Jsonb(value) if isinstance(value, dict | list) else value
            for name, value in values.items()
        }
        names = ", ".join(f"{name} => %({name})s" for name in arguments)
        query = f"select public.{function}({names})"
        try:
            async with asyncio.timeout(self._timeout), self._connections.connection() as connection:
                row = await (await connection.execute(query, arguments)).fetchone()
        except pg.UniqueViolation as error:
            raise Rejected("CRM: this id is taken", reason="conflict") from error
        except (pg.RaiseException, pg.DataError, pg.IntegrityError, pg.NoDataFound) as error:
            raise rejected(error) from error
        except UnicodeEncodeError as error:
            raise Rejected("CRM: the text holds half a character") from error
        except (*SILENT, TimeoutError) as error:
            raise Unavailable(f"CRM: {type(error).__name__}") from error
        except psycopg.Error as error:
            if (error.sqlstate or "").startswith("PW"):
                raise rejected(error) from error
            raise
        return row[0] if row else None


def rejected(error: psycopg.Error) -> Rejected:
    """Our own SQL states, and input that Postgres cannot even read."""
    detail = error.diag.message_primary or "the database refused the request"
    reasons = {
        "PW001": "slot_taken",
        "PW002": "not_found",
        "PW003": "conflict",
        "PW004": "unknown_lead",
        "P0002": "not_found",
    }
    reason = reasons.get(error.sqlstate or "", "invalid")
    return Rejected(f"CRM: {detail}", reason=cast(Any, reason))  # values of a fixed table
