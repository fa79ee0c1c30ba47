"""What the doors keep: threads, workspaces, integrations, chat sessions."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.arrivals import ChatSession, Thread
from tools.ports.records import Integration, Workspace
from tools.ports.words import JSON, Language

DEFAULT_EVENT_TYPE = "Sales Call"  # the guide's; where a calendar has none, its first one is used


class DoorFunctions(Functions):
    """Implements `Threads`, `Integrations` and `ChatSessions` of `tools.ports.crm`."""

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
        self,
        workspace: str,
        *,
        metadata: JSON,
        status: str | None,
        ids: Sequence[str] | None = None,
        sort: str = "updated_at",
        ascending: bool = False,
        limit: int,
        offset: int,
    ) -> tuple[list[Thread], int]:
        page = await self._call(
            "search_threads",
            workspace=workspace,
            metadata=metadata,
            status=status,
            ids=None if ids is None else list(ids),
            sort=sort,
            ascending=ascending,
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

    async def set_disclosure(
        self, workspace: str, language: Language, text: str | None
    ) -> Workspace:
        return cast(
            Workspace,
            await self._call("set_disclosure", workspace=workspace, language=language, text=text),
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
        alone: bool = False,
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
                alone=alone,
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
