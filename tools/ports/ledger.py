"""What has happened, event by event, and what was anchored of it."""

from typing import Protocol

from typing_extensions import TypedDict


class Event(TypedDict):
    """As it was written. What is hashed of it, `server.chains` knows."""

    conversation: str
    n: int
    kind: str
    subject: str
    cause: str | None
    person: str | None
    """Whose key it is sealed with; not their id."""
    at: str | None
    facts: str
    seal: str | None
    hash: str
    opens: bool | None
    """Whether the row it tells of is still what was sealed. None: nothing is left to look at."""


class Head(TypedDict):
    """Where a chain ends."""

    conversation: str
    n: int
    hash: str


class Anchor(TypedDict):
    n: int
    at: str
    heads: str
    """JSON: conversation, n and hash of each chain that had grown."""
    hash: str
    signature: str | None


class Effect(TypedDict):
    """A row that no event tells of."""

    kind: str
    subject: str
    conversation: str


class Erased(TypedDict):
    """What a person leaves for others to do."""

    threads: list[str]
    """Their states go next; nobody can go on with them, or replay them."""
    words: list[str]
    """Addresses, numbers and other names of theirs; what to look for elsewhere, and not to keep."""
    booked: int
    """Meetings to come, which stay in the calendar."""
    others: list[str]
    """Leads of the same address or number, who may be the same person."""


class Ledger(Protocol):
    """Read by whoever verifies it; what is in it, the database writes by itself."""

    async def ledger_workspaces(self, *, unanchored: bool = False) -> list[str]: ...

    async def ledger_events(
        self, workspace: str, *, after: Event | None, limit: int
    ) -> list[Event]:
        """Chain by chain, each in its order."""

    async def ledger_heads(
        self, workspace: str, *, after: str | None, limit: int
    ) -> list[Head]: ...

    async def ledger_anchors(self, workspace: str, *, after: int, limit: int) -> list[Anchor]: ...

    async def unrecorded_effects(self, workspace: str, *, limit: int) -> list[Effect]: ...

    async def anchor_ledger(self, workspace: str) -> Anchor | None:
        """The one to sign. None: nothing has grown since the last one."""

    async def sign_anchor(self, workspace: str, n: int, signature: str) -> None: ...

    async def erase_lead(self, workspace: str, lead_id: str) -> Erased | None:
        """All that is known of a person and was said with them. None: there is no such lead."""

    async def erased_threads(self, *, limit: int) -> list[str]:
        """Whose states may still be there."""
