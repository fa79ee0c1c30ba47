"""Runs, and the end of a turn."""

from collections.abc import Sequence
from typing import cast
from uuid import NAMESPACE_OID, uuid5

from tools.crm.functions import Functions
from tools.ports.arrivals import Committed, Reply, Run, Troubles
from tools.ports.qualification import Score
from tools.ports.words import JSON

RETRIES = 8  # a run that failed so often is a dead letter, visible in `doctor`


def reply_id(turn_id: str, ordinal: int) -> str:
    """The id of a turn's n-th reply: the same however often the turn is committed."""
    return str(uuid5(NAMESPACE_OID, f"{turn_id}/reply/{ordinal}"))


class TurnFunctions(Functions):
    """Implements `Turns` of `tools.ports.crm`."""

    async def claim_run(
        self, *, conversation_id: str | None, run_id: str | None, owner: str, settles: bool = False
    ) -> Run | None:
        return cast(
            Run | None,
            await self._now(
                "claim_run",
                thread=conversation_id,
                run=run_id,
                owner=owner,
                lease=self._lease,
                tries=RETRIES,
                settles=settles,
            ),
        )

    async def extend_lease(self, run_id: str, attempt: int) -> bool:
        return bool(await self._now("extend_lease", run=run_id, attempt=attempt, lease=self._lease))

    async def fail_run(self, run_id: str, attempt: int, error: str, *, retry: bool) -> None:
        again = min(2.0**attempt, 60.0) if retry and attempt < RETRIES else None
        await self._now("fail_run", run=run_id, attempt=attempt, error=error, retry_in=again)

    async def find_run(self, workspace: str, run_id: str) -> Run | None:
        return cast(Run | None, await self._call("find_run", workspace=workspace, run=run_id))

    async def troubles(self, workspace: str) -> Troubles:
        return cast(Troubles, await self._call("count_troubles", workspace=workspace))

    async def list_runs(
        self,
        workspace: str,
        thread_id: str,
        *,
        states: Sequence[str] | None = None,
        limit: int,
        offset: int,
    ) -> tuple[list[Run], int]:
        page = await self._call(
            "list_runs",
            workspace=workspace,
            thread=thread_id,
            states=None if states is None else list(states),
            limit=limit,
            offset=offset,
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
        score: Score | None = None,
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
                score=dict(score) if score else None,
                next_run=self._new_id(),
            ),
        )
