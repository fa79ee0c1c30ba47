"""The requests WhatsApp takes for one reply, within its limits."""

from collections.abc import Sequence
from typing import Any

from tools.channels.text import shorten, split, utf16
from tools.errors import Rejected
from tools.ports.channels import Alias, Button, Outgoing
from tools.ports.words import JSON

# Meta does not say whether an emoji counts once or twice: all limits count it twice.
TEXT = 4096
INTERACTIVE_BODY = 1024
BUTTONS = 3
BUTTON_TITLE = 20
ROWS = 10
ROW_TITLE = 24
ROW_DESCRIPTION = 72

MENU = {"es": "Ver opciones", "en": "See options", "pt": "Ver opções", None: "☰"}


def requests_for(outgoing: Outgoing) -> list[JSON]:
    """Usually one; more where the text is longer than one message may be."""
    contents = _contents(outgoing)
    if not contents:
        raise Rejected("A reply has no text.", field="text")
    envelope = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(outgoing.to),
        "biz_opaque_callback_data": outgoing.outbox_id,
    }
    requests = [{**envelope, **content} for content in contents]
    if outgoing.in_reply_to:
        requests[0]["context"] = {"message_id": outgoing.in_reply_to}
    return requests


def _address(to: Sequence[Alias]) -> JSON:
    """A number goes in `to`; a business-scoped id there would be dropped without a word."""
    attested = [alias for alias in to if alias.attested]
    for kind, key in (("wa_id", "to"), ("bsuid", "recipient"), ("phone", "to")):
        for alias in attested:
            if alias.kind == kind:
                return {key: alias.value.removeprefix("+")}
    raise Rejected("The lead has no WhatsApp number or id.", field="to")


def _contents(outgoing: Outgoing) -> list[JSON]:
    text, choices = outgoing.text, outgoing.choices
    if len(choices) > ROWS:
        text, choices = _written_out(text, choices), ()
    parts = split(text, TEXT, size=utf16)
    if not choices or not parts:
        return [_text(part) for part in parts]
    before, body = _body_of_choices(text)
    texts = [_text(part) for part in split(before, TEXT, size=utf16)]
    return [*texts, _interactive(body, choices, MENU.get(outgoing.language, MENU[None]))]


def _written_out(text: str, choices: Sequence[Button]) -> str:
    lines = [f"{place}. {choice.title}" for place, choice in enumerate(choices, start=1)]
    return "\n".join([text, "", *lines])


def _body_of_choices(text: str) -> tuple[str, str]:
    """The end of the text that stands above the choices, and what has to go before it."""
    body = split(text, INTERACTIVE_BODY, size=utf16)[-1]
    return text[: text.rindex(body)], body


def _text(body: str) -> JSON:
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _interactive(body: str, choices: Sequence[Button], menu: str) -> JSON:
    titles = [_squeezed(choice.title) for choice in choices]
    fits = all(utf16(title) <= BUTTON_TITLE for title in titles)
    if len(choices) <= BUTTONS and fits and len(set(titles)) == len(titles):
        action: dict[str, Any] = {"buttons": [_button(choice) for choice in choices]}
        kind = "button"
    else:
        action = {"button": menu, "sections": [{"rows": [_row(choice) for choice in choices]}]}
        kind = "list"
    interactive = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _button(choice: Button) -> JSON:
    return {"type": "reply", "reply": {"id": choice.id, "title": _squeezed(choice.title)}}


def _row(choice: Button) -> JSON:
    """A title that is cut stands in full in the description."""
    title = shorten(choice.title, ROW_TITLE, size=utf16)
    whole = [] if title == _squeezed(choice.title) else [choice.title]
    description = shorten(
        " · ".join(filter(None, [*whole, choice.description])), ROW_DESCRIPTION, size=utf16
    )
    row = {"id": choice.id, "title": title}
    return {**row, "description": description} if description else row


def _squeezed(title: str) -> str:
    return " ".join(title.split())
