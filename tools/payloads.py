"""A raw platform payload that no signature came with: for tests, Studio and the facade."""

import json
from collections.abc import Mapping
from typing import Any

from tools.errors import Rejected
from tools.ports.channels import Alias, Channel, Inbound
from tools.ports.words import JSON


def read_payload(
    platform: str, payload: JSON, channels: Mapping[str, Channel], *, event_id: str
) -> list[Inbound]:
    """The messages of a platform's own payload, or of the guide's simple shape.

    Raises `Rejected` naming the field. `event_id` is used where the payload has no id.
    """
    if "from" in payload and isinstance(payload.get("message"), Mapping):
        return [_read_simple(payload, event_id)]
    channel = channels.get(platform)
    if channel is None:
        raise Rejected('A payload needs "from" and "message.text"', field="payload.from")
    events = channel.parse(json.dumps(payload).encode())
    if all(event.kind == "unknown" for event in events):
        raise Rejected(f"This is not a payload of {platform}", field="payload")
    return [event for event in events if event.kind == "message"]


def _read_simple(payload: JSON, event_id: str) -> Inbound:
    """The integration guide's own shape: `{"from": "+123…", "message": {"text": "…"}}`."""
    sender, text = payload["from"], payload["message"].get("text")
    if not isinstance(sender, str) or not sender.strip():
        raise Rejected("The sender must be text", field="payload.from")
    if not isinstance(text, str) or not text.strip():
        raise Rejected("The message needs a text", field="payload.message.text")
    given = payload["message"].get("id") or payload.get("id")
    return Inbound(
        kind="message",
        event_id=given if isinstance(given, str) else event_id,
        account="",
        aliases=(_alias(sender.strip()),),
        text=text,
    )


def _alias(sender: str) -> Alias:
    digits = sender.lstrip("+").replace(" ", "").replace("-", "")
    if digits.isdigit() and len(digits) >= 7:
        return Alias(kind="phone", value=f"+{digits}", attested=True)
    kind: Any = "email" if "@" in sender else "user_id"
    return Alias(kind=kind, value=sender, attested=True)
