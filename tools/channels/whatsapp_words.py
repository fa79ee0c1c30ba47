"""The words in a WhatsApp message, whatever its type."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.channels.reading import ident, listed, mapping, scalar
from tools.channels.text import clean
from tools.ports.words import JSON


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a message says. `reason` names a kind we cannot read, which the answer then admits."""

    text: str = ""
    choice_id: str | None = None
    reason: str = ""


def read_words(message: JSON) -> Words | None:
    """None for a type WhatsApp has not told us of."""
    kind = ident(message.get("type"))
    reader = READERS.get(kind)
    if reader:
        return reader(mapping(message.get(kind)), message)
    body = mapping(message.get("text")).get("body")  # a new type may still carry plain text
    return Words(text=clean(scalar(body))) if scalar(body) else None


def _text(text: JSON, message: JSON) -> Words | None:
    body = text.get("body")
    return Words(text=clean(scalar(body))) if isinstance(body, str | int) else None


def _button(button: JSON, message: JSON) -> Words | None:
    """A quick reply of a template: our own id comes back as `payload`."""
    return _choice(button.get("text"), button.get("payload"))


def _interactive(interactive: JSON, message: JSON) -> Words | None:
    kind = ident(interactive.get("type"))
    reply = mapping(interactive.get(kind))
    if kind in {"button_reply", "list_reply"}:
        return _choice(reply.get("title"), reply.get("id"))
    if kind == "nfm_reply":
        return _form(reply)
    # Without the object at all, WhatsApp tells of error 131000 beside it: it lost the answer.
    return None if interactive else Words(reason="unsupported")


def _choice(title: Any, choice_id: Any) -> Words | None:
    words = Words(text=clean(scalar(title)), choice_id=ident(choice_id) or None)
    return words if words != Words() else None


def _form(reply: JSON) -> Words:
    """The answers of a flow as lines "question: answer"; its token is no answer."""
    try:
        answers = mapping(json.loads(scalar(reply.get("response_json"))))
    except (ValueError, RecursionError):
        answers = {}
    lines = [
        f"{question}: {scalar(answer)}"
        for question, answer in answers.items()
        if question != "flow_token" and scalar(answer)
    ]
    text = clean("\n".join(lines))
    return Words(text=text) if text else Words(reason="form")


def _media(kind: str) -> "Reader":
    def read(media: JSON, message: JSON) -> Words:
        name = "voice" if media.get("voice") is True else kind
        return Words(text=clean(scalar(media.get("caption"))), reason=name)

    return read


def _contacts(_: JSON, message: JSON) -> Words:
    """A number the lead shared because we asked for it reads as if it had been typed."""
    cards = [mapping(card) for card in listed(message.get("contacts"))]
    asked = any(
        scalar(card.get("origin")).startswith("contact_request") for card in (message, *cards)
    )
    phones = [
        scalar(mapping(phone).get("phone"))
        for card in cards
        for phone in listed(card.get("phones"))
    ]
    text = clean(" ".join(filter(None, phones)))
    return Words(text=text) if asked and text else Words(reason="contacts")


def _edit(edit: JSON, message: JSON) -> Words | None:
    """The corrected text is the lead's newest word. An edit of an edit is not a thing."""
    corrected = mapping(edit.get("message"))
    if ident(corrected.get("type")) == "edit":
        return None
    return read_words(corrected) or Words(reason="edit")


def _nothing(kind: str) -> "Reader":
    return lambda content, message: Words(reason=kind)


Reader = Callable[[JSON, JSON], Words | None]

READERS: dict[str, Reader] = {
    "text": _text,
    "button": _button,
    "interactive": _interactive,
    "contacts": _contacts,
    "edit": _edit,
    **{kind: _media(kind) for kind in ("image", "audio", "video", "document", "sticker")},
    **{kind: _nothing(kind) for kind in ("location", "order")},
    **{kind: _nothing("unsupported") for kind in ("unsupported", "unknown", "ephemeral")},
}
