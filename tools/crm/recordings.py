"""Recordings of turns."""

from typing import cast

from tools.crm.functions import Functions
from tools.ports.recordings import Recording


class RecordingFunctions(Functions):
    """Implements `tools.ports.recordings.Recordings`."""

    async def keep_recording(
        self,
        workspace: str,
        conversation_id: str,
        *,
        run_id: str,
        attempt: int,
        began: str,
        began_hash: str,
        tape: str,
        left_hash: str | None,
    ) -> bool:
        return bool(
            await self._now(
                "keep_recording",
                workspace=workspace,
                conversation=conversation_id,
                run=run_id,
                attempt=attempt,
                began=began,
                began_hash=began_hash,
                tape=tape,
                left_hash=left_hash,
            )
        )

    async def recordings(self, workspace: str, thread_id: str) -> list[Recording]:
        return cast(
            list[Recording],
            await self._call("recordings", workspace=workspace, thread=thread_id),
        )
