"""Channels: how a platform names people, delivers and is written to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from tools.ports.words import JSON, Language


@dataclass(frozen=True, kw_only=True)
class Alias:
    """How a channel names someone."""

    kind: Literal["phone", "wa_id", "bsuid", "email", "session", "user_id", "username", "thread"]
    value: str
    attested: bool
    """The channel vouches for it. What a person only typed is not attested."""


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One normalised event of a channel."""

    kind: Literal["message", "status", "echo", "ignored", "unknown"]
    event_id: str
    """The provider's id (a wamid, a client_msg_id): the dedupe key within the channel account."""
    account: str
    """The provider's id of the account it was sent to; held against the verified integration."""
    aliases: tuple[Alias, ...] = ()
    """Best first; the first names the conversation."""
    text: str = ""
    choice_id: str | None = None
    at: datetime | None = None
    """The provider's time, UTC."""
    profile_name: str | None = None
    reason: str = ""
    """Why it is ignored or unknown, or the kind of an unsupported message ("image")."""
    raw: JSON = field(default_factory=dict)
    """Of an unknown event: what is kept in quarantine."""
    status: Literal["sent", "delivered", "read", "failed"] | None = None
    provider_id: str | None = None
    """Of a status: the provider's id of our message."""
    outbox_id: str | None = None
    """Of a status or an echo: our own id, where the channel brings it back."""
    error: str | None = None
    referral: JSON | None = None
    """Of an ad click: the lead's source."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """A channel account's secrets, opened for one call. Never logged, never in state."""

    values: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self.values))})"


@dataclass(frozen=True, kw_only=True)
class Button:
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One reply, before a channel gives it its shape."""

    outbox_id: str
    to: tuple[Alias, ...]
    text: str
    choices: tuple[Button, ...] = ()
    in_reply_to: str | None = None
    """The provider's id of the message we answer."""
    language: Language | None = None
    """For the few words a channel needs of its own, such as the title of a list."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a platform's connect form."""

    name: str
    label: str
    secret: bool
    required: bool = True


class Channel(Protocol):
    """verify, handshake, parse, render, send: one file per channel, all alike."""

    name: str
    fields: tuple[Field, ...]
    account_field: str
    """The field that holds the provider's id of the account; "" where there is none."""
    window: float | None
    """Seconds after a person's last message in which we may write to them; None: always."""
    quiet: float
    """Seconds to wait for the rest of a burst, before adaptation; 0 means none."""
    max_body: int
    """Bytes; a larger delivery is answered 413 unread."""

    def verify(self, secrets: Secrets, headers: Mapping[str, str], body: bytes) -> None:
        """Raise `Forged` unless the channel itself sent this. Header names are lower case."""

    def handshake(self, secrets: Secrets, query: Mapping[str, str]) -> str:
        """The answer to the channel's question at set-up, as plain text. Raises `Forged`."""

    def parse(self, body: bytes) -> list[Inbound]:
        """Every element of every batch, in order. Pure and total: what it cannot read is `unknown`.

        Raises `Rejected` only where the body as a whole is not this channel's document.
        """

    def render(self, outgoing: Outgoing) -> list[JSON]:
        """The wire requests for one reply, within the channel's limits. Pure."""

    async def send(self, secrets: Secrets, account: str, request: JSON) -> str:
        """Send one rendered request; returns the provider's message id."""
