"""The CRM in Postgres: each method is one SQL function of supabase/migrations, one transaction."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Literal, Protocol, cast
from uuid import NAMESPACE_OID, uuid5

import psycopg
from psycopg import AsyncConnection
from psycopg import errors as pg
from psycopg.types.json import Jsonb

from tools.errors import Rejected, Unavailable
from tools.ports import (
    JSON,
    Alias,
    Arrival,
    Attempt,
    Booked,
    BookingLink,
    CalendarNews,
    CalendlyStats,
    ChatSession,
    Clock,
    Committed,
    Conversation,
    Delivery,
    Door,
    Ingested,
    Integration,
    Language,
    Lead,
    LeadStatus,
    Meeting,
    Mode,
    NewId,
    NewsOutcome,
    Passage,
    Receipt,
    Reply,
    Run,
    SentReply,
    Slot,
    StoredMessage,
    Thread,
    Workspace,
)

SILENT = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""Down, restarting, read-only for a failover, deadlocked: later is another matter."""

LEASE = 30.0  # seconds; a turn that runs longer extends it, a dead one is taken over after it
TIMEOUT = 10.0  # seconds for one call; each is a few milliseconds of work
DEFAULT_EVENT_TYPE = "Sales Call"  # the guide's; where a calendar has none, its first one is used
RETRIES = 8  # a run that failed so often is a dead letter, visible in `doctor`


class Connections(Protocol):
    """Where connections come from: a psycopg pool, or one that opens itself on first use."""

    def connection(self) -> AbstractAsyncContextManager[AsyncConnection[Any]]:
        """Autocommit, in UTC, acting as `service_role`."""


def reply_id(turn_id: str, ordinal: int) -> str:
    """The id of a turn's n-th reply: the same however often the turn is committed."""
    return str(uuid5(NAMESPACE_OID, f"{turn_id}/reply/{ordinal}"))


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


class PostgresCrm:
    """Implements `tools.ports.Crm`. Raises `Unavailable` when the database does not answer."""

    def __init__(
        self,
        connections: Connections,
        *,
        clock: Clock,
        new_id: NewId,
        lease: float = LEASE,
        timeout: float = TIMEOUT,
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._new_id = new_id
        self._lease = lease
        self._timeout = timeout

    async def _call(self, function: str, **values: Any) -> Any:
        """The function's JSON; `Any` because each caller knows its shape from the SQL beside it."""
        arguments = {
            f"p_{name}": Jsonb(value) if isinstance(value, dict | list) else value
            for name, value in values.items()
        }
        names = ", ".join(f"{name} => %({name})s" for name in arguments)
        query = f"select public.{function}({names})"
        try:
            async with asyncio.timeout(self._timeout), self._connections.connection() as connection:
                row = await (await connection.execute(query, arguments)).fetchone()
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

    async def _now(self, function: str, **values: Any) -> Any:
        return await self._call(function, now=self._clock(), **values)

    # --- inbox ---

    async def ingest(self, arrival: Arrival) -> Ingested:
        a = arrival
        wants_run = a.enqueue or a.own_run or a.run_id is not None
        return cast(
            Ingested,
            await self._now(
                "ingest_message",
                workspace=a.workspace,
                channel=a.channel,
                integration=a.integration_id,
                event_id=a.event_id,
                aliases=[asdict(alias) for alias in a.aliases],
                text=a.text,
                choice_id=a.choice_id,
                provider_id=a.event_id if a.integration_id else None,
                note=a.note,
                at=a.at,
                profile_name=a.profile_name,
                phone_zone=a.phone_zone,
                browser_zone=a.browser_zone,
                language=a.language,
                source=a.source,
                external=a.external_lead,
                thread=a.conversation_id,
                conversation=self._new_id(),
                message=a.message_id or self._new_id(),
                lead=self._new_id(),
                run=(a.run_id or self._new_id()) if wants_run else None,
                door=a.door,
                simulated=a.simulated,
                due=a.due,
                latest=a.due_at_latest,
                request=a.request,
                joins=not a.own_run,
                enqueue=a.enqueue,
            ),
        )

    async def quarantine(
        self, workspace: str, integration_id: str, event_id: str, reason: str, raw: JSON
    ) -> bool:
        return bool(
            await self._now(
                "quarantine_event",
                workspace=workspace,
                integration=integration_id,
                event_id=event_id,
                reason=reason,
                raw=raw,
            )
        )

    async def unanswered(self, workspace: str, conversation_id: str) -> list[StoredMessage]:
        return cast(
            list[StoredMessage],
            await self._call(
                "unanswered_messages", workspace=workspace, conversation=conversation_id
            ),
        )

    # --- leads ---

    async def find_lead(self, workspace: str, lead_id: str) -> Lead | None:
        return cast(Lead | None, await self._call("find_lead", workspace=workspace, lead=lead_id))

    async def note(
        self,
        workspace: str,
        lead_id: str,
        *,
        details: Mapping[str, str],
        language: Language | None = None,
        zone: str | None = None,
        status: LeadStatus | None = None,
    ) -> Lead:
        return cast(
            Lead,
            await self._now(
                "note_lead",
                workspace=workspace,
                lead=lead_id,
                details=dict(details),
                language=language,
                zone=zone,
                status=status,
            ),
        )

    async def conversation(self, workspace: str, conversation_id: str) -> Conversation | None:
        return cast(
            Conversation | None,
            await self._call(
                "find_conversation", workspace=workspace, conversation=conversation_id
            ),
        )

    async def start_conversation(self, workspace: str, lead_id: str, channel: str) -> str:
        return str(
            await self._now(
                "start_conversation",
                workspace=workspace,
                lead=lead_id,
                channel=channel,
                conversation=self._new_id(),
            )
        )

    # --- scheduling ---

    async def offer(
        self, workspace: str, conversation_id: str, turn_id: str, slots: Sequence[Slot]
    ) -> list[Slot]:
        return cast(
            list[Slot],
            await self._now(
                "offer_slots",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                slots=[dict(slot) for slot in slots],
            ),
        )

    async def slot(self, workspace: str, conversation_id: str, slot_id: str) -> Slot | None:
        return cast(
            Slot | None,
            await self._call(
                "find_slot", workspace=workspace, conversation=conversation_id, slot=slot_id
            ),
        )

    async def save_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        *,
        event_type: str,
        event_name: str,
        url: str,
        mode: Mode,
    ) -> BookingLink:
        return cast(
            BookingLink,
            await self._now(
                "save_link",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                link=self._new_id(),
                token=self._new_id().replace("-", ""),
                event_type=event_type,
                event_name=event_name,
                url=url,
                mode=mode,
            ),
        )

    async def find_link(
        self,
        workspace: str,
        conversation_id: str,
        *,
        turn_id: str | None = None,
        url: str | None = None,
        link_id: str | None = None,
    ) -> BookingLink | None:
        return cast(
            BookingLink | None,
            await self._call(
                "find_link",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                url=url,
                link=link_id,
            ),
        )

    async def send_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        link_id: str,
        *,
        url: str | None = None,
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "send_link",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                link=link_id,
                meeting=self._new_id(),
                receipt=self._new_id(),
                full_url=url,
            ),
        )

    async def begin_booking(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        slot_id: str,
        *,
        seats: int,
        moves: str | None = None,
    ) -> Attempt:
        return cast(
            Attempt,
            await self._now(
                "begin_booking",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                slot=slot_id,
                seats=seats,
                moves=moves,
                attempt=self._new_id(),
                token=self._new_id().replace("-", ""),
            ),
        )

    async def end_booking(
        self,
        workspace: str,
        attempt_id: str,
        *,
        state: Literal["booked", "failed", "unknown"],
        booked: Booked | None = None,
        mode: Mode = "fallback",
        turn_id: str | None = None,
    ) -> Receipt | None:
        return cast(
            Receipt | None,
            await self._now(
                "end_booking",
                workspace=workspace,
                attempt=attempt_id,
                turn=turn_id,
                state=state,
                booked=asdict(booked) if booked else None,
                mode=mode,
                meeting=self._new_id(),
                receipt=self._new_id(),
            ),
        )

    async def end_cancel(
        self, workspace: str, conversation_id: str, turn_id: str, meeting_id: str
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "end_cancel",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                meeting=meeting_id,
                receipt=self._new_id(),
            ),
        )

    async def live_meeting(self, workspace: str, lead_id: str) -> Meeting | None:
        return cast(
            Meeting | None, await self._now("live_meeting", workspace=workspace, lead=lead_id)
        )

    async def hand_over(
        self, workspace: str, conversation_id: str, turn_id: str, reason: str
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "hand_over",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                reason=reason,
                receipt=self._new_id(),
            ),
        )

    async def consent(
        self, workspace: str, conversation_id: str, turn_id: str, *, opted_out: bool
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "set_consent",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                opted_out=opted_out,
                receipt=self._new_id(),
            ),
        )

    async def receipts(
        self, workspace: str, conversation_id: str, ids: Sequence[str]
    ) -> list[Receipt]:
        return cast(
            list[Receipt],
            await self._call(
                "find_receipts", workspace=workspace, conversation=conversation_id, ids=list(ids)
            ),
        )

    # --- turns ---

    async def add_run(
        self,
        workspace: str,
        thread_id: str,
        *,
        run_id: str,
        door: Door,
        request: JSON,
        enqueue: bool,
    ) -> Run:
        return cast(
            Run,
            await self._now(
                "add_run",
                workspace=workspace,
                thread=thread_id,
                run=run_id,
                door=door,
                request=request,
                notice=None,
                enqueue=enqueue,
            ),
        )

    async def claim_run(
        self, *, conversation_id: str | None, run_id: str | None, owner: str
    ) -> Run | None:
        return cast(
            Run | None,
            await self._now(
                "claim_run", thread=conversation_id, run=run_id, owner=owner, lease=self._lease
            ),
        )

    async def extend_lease(self, run_id: str, attempt: int) -> bool:
        return bool(await self._now("extend_lease", run=run_id, attempt=attempt, lease=self._lease))

    async def fail_run(self, run_id: str, attempt: int, error: str, *, retry: bool) -> None:
        again = min(2.0**attempt, 60.0) if retry and attempt < RETRIES else None
        await self._now("fail_run", run=run_id, attempt=attempt, error=error, retry_in=again)

    async def find_run(self, workspace: str, run_id: str) -> Run | None:
        return cast(Run | None, await self._call("find_run", workspace=workspace, run=run_id))

    async def list_runs(
        self, workspace: str, thread_id: str, *, limit: int, offset: int
    ) -> tuple[list[Run], int]:
        page = await self._call(
            "list_runs", workspace=workspace, thread=thread_id, limit=limit, offset=offset
        )
        return page["runs"], page["total"]

    async def commit_turn(
        self,
        workspace: str,
        conversation_id: str,
        *,
        turn_id: str,
        run_id: str | None,
        attempt: int | None,
        covers: int,
        replies: Sequence[Reply],
        effects: bool,
        trace: JSON,
    ) -> Committed:
        numbered = [{"id": reply_id(turn_id, n), **reply} for n, reply in enumerate(replies)]
        return cast(
            Committed,
            await self._now(
                "commit_turn",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                run=run_id,
                attempt=attempt,
                covers=covers,
                replies=numbered,
                effects=effects,
                trace=trace,
            ),
        )

    # --- knowledge and news ---

    async def find_passages(self, workspace: str, language: Language, text: str) -> list[Passage]:
        return cast(
            list[Passage],
            await self._call(
                "find_passages", workspace=workspace, language=language, text=text, limit=3
            ),
        )

    async def add_passage(
        self, workspace: str, *, title: str, text: str, language: Language
    ) -> str:
        passage = self._new_id()
        await self._now(
            "add_passage",
            workspace=workspace,
            passage=passage,
            title=title,
            text=text,
            language=language,
        )
        return passage

    async def apply_news(
        self, workspace: str, integration_id: str, news: CalendarNews, *, mode: Mode
    ) -> NewsOutcome:
        return cast(
            NewsOutcome,
            await self._now(
                "apply_news",
                workspace=workspace,
                integration=integration_id,
                event_id=news.event_id,
                kind=news.kind,
                news=asdict(news),
                mode=mode,
                meeting=self._new_id(),
                receipt=self._new_id(),
                late_receipt=self._new_id(),
                run=self._new_id(),
            ),
        )

    # --- doors ---

    async def create_thread(
        self, workspace: str, thread_id: str, metadata: JSON
    ) -> tuple[Thread, bool]:
        made = await self._now(
            "create_thread", workspace=workspace, thread=thread_id, metadata=metadata
        )
        return made["thread"], made["new"]

    async def find_thread(self, workspace: str, thread_id: str) -> Thread | None:
        return cast(
            Thread | None, await self._call("find_thread", workspace=workspace, thread=thread_id)
        )

    async def update_thread(self, workspace: str, thread_id: str, metadata: JSON) -> Thread | None:
        return cast(
            Thread | None,
            await self._now(
                "update_thread", workspace=workspace, thread=thread_id, metadata=metadata
            ),
        )

    async def search_threads(
        self, workspace: str, *, metadata: JSON, status: str | None, limit: int, offset: int
    ) -> tuple[list[Thread], int]:
        page = await self._call(
            "search_threads",
            workspace=workspace,
            metadata=metadata,
            status=status,
            limit=limit,
            offset=offset,
        )
        return page["threads"], page["total"]

    async def workspace(self, workspace: str) -> Workspace | None:
        return cast(Workspace | None, await self._call("find_workspace", workspace=workspace))

    async def ensure_workspace(
        self, workspace: str, owner: str, *, zone: str, fallback: bool
    ) -> Workspace:
        return cast(
            Workspace,
            await self._now(
                "ensure_workspace",
                workspace=workspace,
                owner=owner,
                name=owner,
                zone=zone,
                language="en",
                fallback=fallback,
                event_type=DEFAULT_EVENT_TYPE,
            ),
        )

    async def set_default_event_type(
        self, workspace: str, event_type: str, *, zone: str | None
    ) -> Workspace:
        return cast(
            Workspace,
            await self._call(
                "set_default_event_type", workspace=workspace, event_type=event_type, zone=zone
            ),
        )

    async def set_mode(
        self, workspace: str, conversation_id: str, mode: Literal["bot", "human"]
    ) -> Conversation | None:
        return cast(
            Conversation | None,
            await self._call(
                "set_conversation_mode",
                workspace=workspace,
                conversation=conversation_id,
                mode=mode,
            ),
        )

    async def take_over_by_echo(
        self, workspace: str, channel: str, integration_id: str, aliases: Sequence[Alias]
    ) -> bool:
        return bool(
            await self._call(
                "take_over_by_echo",
                workspace=workspace,
                channel=channel,
                integration=integration_id,
                aliases=[asdict(alias) for alias in aliases],
            )
        )

    async def integration(self, integration_id: str) -> Integration | None:
        return cast(
            Integration | None, await self._call("find_integration", integration=integration_id)
        )

    async def integrations(self, workspace: str) -> list[Integration]:
        return cast(list[Integration], await self._call("list_integrations", workspace=workspace))

    async def save_integration(
        self,
        workspace: str,
        platform: str,
        *,
        account: str,
        config: JSON,
        sealed: Mapping[str, str],
        integration_id: str | None = None,
    ) -> Integration:
        return cast(
            Integration,
            await self._now(
                "save_integration",
                workspace=workspace,
                platform=platform,
                account=account,
                config=config,
                sealed=dict(sealed),
                integration=integration_id or self._new_id(),
            ),
        )

    async def sealed_secrets(self, integration_id: str) -> dict[str, str]:
        return cast(dict[str, str], await self._call("sealed_secrets", integration=integration_id))

    async def mark_integration(
        self,
        integration_id: str,
        *,
        status: Literal["connected", "disconnected", "error"],
        error: str | None = None,
        synced: bool = False,
    ) -> None:
        await self._now(
            "mark_integration",
            integration=integration_id,
            status=status,
            error=error,
            synced=synced,
        )

    async def remove_integration(self, workspace: str, integration_id: str) -> bool:
        return bool(
            await self._call("remove_integration", workspace=workspace, integration=integration_id)
        )

    async def calendly_stats(self, workspace: str) -> CalendlyStats:
        return cast(CalendlyStats, await self._call("calendly_stats", workspace=workspace))

    async def start_session(
        self,
        workspace: str,
        *,
        session_id: str,
        token_hash: str,
        integration_id: str | None,
        conversation_id: str,
        language: str | None,
        zone: str | None,
        origin: str | None,
    ) -> None:
        await self._now(
            "start_session",
            workspace=workspace,
            session=session_id,
            token_hash=token_hash,
            integration=integration_id,
            conversation=conversation_id,
            language=language,
            zone=zone,
            origin=origin,
        )

    async def session(self, session_id: str) -> ChatSession | None:
        return cast(ChatSession | None, await self._call("find_session", session=session_id))

    # --- outbox ---

    async def claim_delivery(
        self, reply_id: str, *, window: float | None = None
    ) -> Delivery | None:
        return cast(
            Delivery | None,
            await self._now("claim_delivery", reply=reply_id, window=window),
        )

    async def settle_delivery(
        self,
        reply_id: str,
        attempt: int,
        *,
        state: Literal["accepted", "recorded", "failed", "retry", "unknown"],
        provider_id: str | None = None,
        error: str | None = None,
        retry_in: float | None = None,
    ) -> None:
        await self._now(
            "settle_delivery",
            reply=reply_id,
            attempt=attempt,
            state="pending" if state == "retry" else state,
            provider_id=provider_id,
            error=error,
            retry_in=retry_in,
        )

    async def delivery_status(
        self,
        workspace: str,
        integration_id: str,
        *,
        provider_id: str | None,
        outbox_id: str | None,
        status: Literal["sent", "delivered", "read", "failed"],
        error: str | None,
    ) -> None:
        await self._now(
            "record_status",
            workspace=workspace,
            integration=integration_id,
            provider_id=provider_id,
            reply=outbox_id,
            status=status,
            error=error,
        )

    async def replies(self, workspace: str, conversation_id: str, *, after: int) -> list[SentReply]:
        return cast(
            list[SentReply],
            await self._call(
                "replies_after", workspace=workspace, conversation=conversation_id, after=after
            ),
        )

    async def rescue(self, *, late: float, stuck: float) -> int:
        """Give every due run and every stuck delivery a job again; returns how many."""
        now = self._clock()
        runs = await self._call("rescue_runs", late=now - timedelta(seconds=late), now=now)
        sends = await self._call("rescue_deliveries", stuck=now - timedelta(seconds=stuck), now=now)
        return int(runs) + int(sends)
