"""Who the leads are, and where the talk with them stands."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.channels import Alias
from tools.ports.records import Conversation, Lead
from tools.ports.words import Language, LeadStatus


class LeadFunctions(Functions):
    """Implements `Leads` and `People` of `tools.ports.crm`."""

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

    async def set_mode(
        self, workspace: str, conversation_id: str, mode: Literal["bot", "human"]
    ) -> Conversation | None:
        return cast(
            Conversation | None,
            await self._now(
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
            await self._now(
                "take_over_by_echo",
                workspace=workspace,
                channel=channel,
                integration=integration_id,
                aliases=[asdict(alias) for alias in aliases],
            )
        )
