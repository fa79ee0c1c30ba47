"""A conversation given to a person: what they find, and how its owner is told."""

from collections.abc import Sequence
from typing import Any, Literal, Protocol

from typing_extensions import TypedDict

from tools.ports.calendar import Meeting
from tools.ports.records import Lead
from tools.ports.words import Language

Way = Literal["email", "webhook"]


class SaidLately(TypedDict):
    direction: Literal["in", "out"]
    text: str
    note: str | None
    """The kind of a message without readable text ("image", "audio")."""
    at: str


class HandoverFacts(TypedDict):
    """What was known when the conversation was given to a person."""

    channel: str
    lead: Lead
    meeting: Meeting | None
    messages: list[SaidLately]
    """The last few, oldest first."""


class Handover(TypedDict):
    id: str
    """The receipt's."""
    workspace: str
    conversation_id: str
    lead_id: str
    reason: str
    """An intent ("talk_to_human"), or what went wrong, in words."""
    wants: list[str]
    """Intents: what the lead was about beside that."""
    facts: HandoverFacts
    at: str
    ended_at: str | None
    ended_by: Literal["released", "resumed"] | None
    zone: str
    language: Language
    """The team's."""
    alerts: list[dict[str, Any]]
    """Who was told: `way`, `state`, `attempts`, `error`."""


class HandoverRules(TypedDict):
    resume_after_hours: int
    """The bot answers again after so many hours in which the person did nothing. 0: never."""
    language: Language
    """What the team is written to in."""


class ClaimedAlert(TypedDict):
    id: str
    way: Way
    attempt: int
    handover: Handover


class Handovers(Protocol):
    async def handovers(
        self,
        workspace: str,
        *,
        conversation_id: str | None = None,
        open_only: bool | None = None,
        limit: int,
        offset: int,
    ) -> tuple[list[Handover], int]:
        """Newest first, and how many there are in all."""

    async def handover_rules(self, workspace: str) -> HandoverRules | None: ...

    async def set_handover_rules(
        self, workspace: str, *, resume_after_hours: int, language: Language
    ) -> HandoverRules: ...

    async def claim_alert(self, workspace: str, handover_id: str, way: Way) -> ClaimedAlert | None:
        """None: it is told already, given up, or of another workspace."""

    async def settle_alert(
        self,
        alert_id: str,
        attempt: int,
        *,
        state: Literal["pending", "sent", "failed"],
        error: str | None = None,
        retry_in: float | None = None,
    ) -> bool:
        """`pending` gets a job for another try in `retry_in` seconds. False: not ours any more."""


class Notice(TypedDict):
    """What the owner is told of one handover."""

    id: str
    """The same however often it is sent: whoever receives it twice can tell."""
    subject: str
    summary: str
    """One screen of text."""
    handover: Handover


class AlertWay(Protocol):
    """One way of telling the owner."""

    async def tell(self, notice: Notice) -> None:
        """Raises `Unavailable` where it may work later, `Rejected` where it never will."""


class Summarise(Protocol):
    def __call__(self, handover: Handover) -> Sequence[str]:
        """Its lines, the first of which says what it is about. The same for the same handover."""
