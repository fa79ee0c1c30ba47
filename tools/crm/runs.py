"""Runs of the thread API: asked for, cut short, followed, forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.arrivals import CancelAction, Run, RunEvent, RunWatch
from tools.ports.words import JSON


class RunFunctions(Functions):
    """Implements `Runs` of `tools.ports.crm`."""

    async def ask_run(
        self,
        workspace: str,
        thread_id: str,
        *,
        run_id: str,
        request: JSON,
        messages: Sequence[JSON] = (),
        strategy: str = "enqueue",
        enqueue: bool,
    ) -> Run:
        return cast(
            Run,
            await self._now(
                "ask_run",
                workspace=workspace,
                thread=thread_id,
                run=run_id,
                messages=list(messages),
                request=request,
                strategy=strategy,
                lead=self._new_id(),
                enqueue=enqueue,
            ),
        )

    async def watch_run(self, run_id: str, attempt: int) -> RunWatch | None:
        return cast(RunWatch | None, await self._call("watch_run", run=run_id, attempt=attempt))

    async def end_run(
        self, run_id: str, attempt: int, state: Literal["done", "paused", "interrupted"]
    ) -> bool:
        return bool(await self._now("end_run", run=run_id, attempt=attempt, state=state))

    async def undo_run(self, run_id: str, attempt: int) -> bool:
        return bool(await self._now("undo_run", run=run_id, attempt=attempt))

    async def settle_run(self, run_id: str, attempt: int) -> bool:
        return bool(await self._now("settle_run", run=run_id, attempt=attempt))

    async def hand_back(self, run_id: str, attempt: int) -> None:
        await self._now("fail_run", run=run_id, attempt=attempt, error=None, retry_in=0.0)

    async def cancel_runs(
        self,
        workspace: str,
        *,
        thread_id: str | None = None,
        run_ids: Sequence[str] | None = None,
        states: Sequence[str] | None = None,
        action: CancelAction,
    ) -> int:
        return int(
            await self._now(
                "cancel_runs",
                workspace=workspace,
                thread=thread_id,
                runs=None if run_ids is None else list(run_ids),
                states=None if states is None else list(states),
                action=action,
            )
        )

    async def delete_run(self, workspace: str, run_id: str) -> bool:
        return bool(await self._call("delete_run", workspace=workspace, run=run_id))

    async def answering_run(self, workspace: str, message_id: str) -> Run | None:
        return cast(
            Run | None,
            await self._call("answering_run", workspace=workspace, message=message_id),
        )

    async def put_events(self, workspace: str, run_id: str, events: Sequence[RunEvent]) -> None:
        written = [list(event) for event in events]
        await self._now("put_events", workspace=workspace, run=run_id, events=written)

    async def read_events(self, workspace: str, run_id: str, *, after: int) -> list[RunEvent]:
        found = await self._call("read_events", workspace=workspace, run=run_id, after=after)
        return [(number, name, data) for number, name, data in found]

    async def last_event(self, workspace: str, run_id: str) -> int:
        return int(await self._call("last_event", workspace=workspace, run=run_id))

    async def forget_events(self, before: datetime) -> int:
        return int(await self._call("forget_events", before=before))

    async def delete_thread(self, workspace: str, thread_id: str) -> bool:
        return bool(await self._call("delete_thread", workspace=workspace, thread=thread_id))

    async def mark_forked(self, workspace: str, thread_id: str) -> None:
        await self._call("mark_forked", workspace=workspace, thread=thread_id)

    async def resting_threads(self, before: datetime, *, limit: int) -> list[JSON]:
        return cast(list[JSON], await self._call("resting_threads", before=before, limit=limit))

    async def mark_pruned(self, thread_id: str, *, at: datetime) -> None:
        await self._call("mark_pruned", thread=thread_id, at=at)
