"""The ledger and its anchors, as they are read and kept."""

from typing import cast

from tools.crm.functions import Functions
from tools.ports.ledger import Anchor, Effect, Erased, Event, Head


class LedgerFunctions(Functions):
    """Implements `tools.ports.ledger.Ledger`."""

    async def ledger_workspaces(self, *, unanchored: bool = False) -> list[str]:
        return cast(list[str], await self._call("ledger_workspaces", unanchored=unanchored))

    async def ledger_events(
        self, workspace: str, *, after: Event | None, limit: int
    ) -> list[Event]:
        return cast(
            list[Event],
            await self._call(
                "read_ledger",
                workspace=workspace,
                conversation=after["conversation"] if after else None,
                n=after["n"] if after else None,
                limit=limit,
            ),
        )

    async def ledger_heads(self, workspace: str, *, after: str | None, limit: int) -> list[Head]:
        return cast(
            list[Head],
            await self._call("read_heads", workspace=workspace, conversation=after, limit=limit),
        )

    async def ledger_anchors(self, workspace: str, *, after: int, limit: int) -> list[Anchor]:
        return cast(
            list[Anchor],
            await self._call("read_anchors", workspace=workspace, n=after, limit=limit),
        )

    async def unrecorded_effects(self, workspace: str, *, limit: int) -> list[Effect]:
        return cast(
            list[Effect],
            await self._call("unrecorded_effects", workspace=workspace, limit=limit),
        )

    async def anchor_ledger(self, workspace: str) -> Anchor | None:
        return cast(Anchor | None, await self._now("anchor_ledger", workspace=workspace))

    async def sign_anchor(self, workspace: str, n: int, signature: str) -> None:
        await self._call("sign_anchor", workspace=workspace, n=n, signature=signature)

    async def erase_lead(self, workspace: str, lead_id: str) -> Erased | None:
        return cast(
            Erased | None,
            await self._now(
                "erase_lead", workspace=workspace, lead=lead_id, erasure=self._new_id()
            ),
        )

    async def erased_threads(self, *, limit: int) -> list[str]:
        return cast(list[str], await self._call("erased_threads", limit=limit))
