"""Who and where: leads, conversations, messages, workspaces, integrations."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from tools.ports.words import Band, Language, LeadStatus


class Lead(TypedDict):
    id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    status: LeadStatus
    language: Language | None
    zone: str | None
    zone_source: Literal["said", "phone", "browser", "workspace"] | None
    details: dict[str, str]
    score: NotRequired[int | None]
    """0 to 100 by the workspace's rules; None until anything they ask about is known."""
    band: NotRequired[Band | None]
    score_reasons: NotRequired[list[dict[str, Any]] | None]
    """Of `{"detail", "points", "of"}`; their points make up the score."""


class Conversation(TypedDict):
    """One person on one channel account; its id is the thread id."""

    id: str
    lead_id: str
    channel: str
    integration_id: str | None
    mode: Literal["bot", "human"]
    opted_out: bool
    simulated: bool
    turns: int
    """Turns answered before this one; 0 means we never wrote to this person here."""


class StoredMessage(TypedDict):
    id: str
    seq: int
    direction: Literal["in", "out"]
    text: str
    choice_id: str | None
    """The machine id of a pressed button or list row."""
    note: str | None
    """The kind of a message without readable text ("image", "audio")."""
    at: str


class Workspace(TypedDict):
    id: str
    owner: str
    name: str
    zone: str
    language: Language
    fallback_allowed: bool
    default_event_type: str | None
    """A name or URI; unknown names are kept and fall to the first active type."""
    links_allowed: list[str]
    """Hosts, beside our own booking links, whose URLs may appear in a reply."""
    disclosure: NotRequired[dict[str, str]]
    """By language, how the first reply says that an AI is writing; ours where it has none."""


class Integration(TypedDict):
    """A connected platform. Secrets are sealed and travel in `SealedSecrets` only."""

    id: str
    workspace: str
    platform: str
    account: str
    """The provider's own id of the account (a phone number id, a page id); "" where it has none."""
    status: Literal["connected", "disconnected", "error"]
    config: dict[str, Any]
    error: str | None
    last_sync: str | None
