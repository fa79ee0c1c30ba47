"""Storing what comes in."""

from dataclasses import asdict
from typing import cast

from tools.crm.functions import Functions
from tools.ports.arrivals import Arrival, Ingested
from tools.ports.records import StoredMessage
from tools.ports.words import JSON


class InboxFunctions(Functions):
    """Implements `Inbox` of `tools.ports.crm`."""

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
