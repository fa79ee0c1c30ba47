"""What is kept of a turn, so that it can be taken again."""

from typing import Protocol

from typing_extensions import TypedDict


class Recording(TypedDict):
    """One try at a turn. Texts are JSON, as `server.recording` writes it."""

    run_id: str
    attempt: int
    began: str | None
    """The state it began with; None: the one that the recording before it has left."""
    tape: str
    left_hash: str | None
    """Of the state it left; None: it was not finished."""
    at: str


class Recordings(Protocol):
    """Part of the CRM."""

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
        """`began` is kept only where its hash is not the one the recording before it has left.

        False: nothing was kept, because the conversation is gone or its person was erased.
        """

    async def recordings(self, workspace: str, thread_id: str) -> list[Recording]:
        """Oldest first.

        Raises `Rejected(reason="not_found")` for a thread that the workspace does not have, and
        `Rejected(reason="conflict")` where replay has ended, since its person was erased.
        """
