"""What one WhatsApp delivery says: each message, status and echo of each change of each entry."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from tools.channels.reading import digest, ident, instant, listed, mapping, read_object, scalar
from tools.channels.text import clean, storable
from tools.channels.whatsapp_people import Person, aliases_of, recipient_of, sender_of
from tools.channels.whatsapp_words import Words, read_words
from tools.errors import Rejected
from tools.ports.channels import Alias, Inbound
from tools.ports.words import JSON

STATUSES: dict[str, Literal["sent", "delivered", "read", "failed"]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",  # a voice note that was listened to
    "failed": "failed",
}

# News of the business account: true, signed, and nothing a conversation needs.
NEWS = {
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "automatic_events",
    "business_capability_update",
    "business_username_update",
    "calls",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "template_category_update",
    "template_correct_category_detection",
    "tracking_events",
}

# Types of a message that say something about another message or about the person.
SILENT_TYPES = {"reaction", "revoke", "system", "request_welcome"}
SILENT_REPLIES = {"call_permission_reply"}


@dataclass(frozen=True, kw_only=True)
class Around:
    """What a change says beside its elements."""

    account: str
    contacts: list[JSON]


Reader = Callable[[Any, Around], Inbound]


def read_delivery(body: bytes) -> list[Inbound]:
    """Every element in order. Raise `Rejected` for a document of somebody else."""
    document = read_object(body)
    if document.get("object") != "whatsapp_business_account":
        raise Rejected("The body is no delivery of a WhatsApp business account.", field="object")
    return [
        event
        for entry in listed(document.get("entry"))
        for change in _changes(entry)
        for event in _change(change, scalar(mapping(entry).get("id")))
    ]


def _changes(entry: Any) -> list[Any]:
    """An entry without readable changes stands for itself, so that it is kept."""
    changes = listed(mapping(entry).get("changes"))
    return changes or [entry]


def _change(change: Any, entry_id: str) -> list[Inbound]:
    field = ident(mapping(change).get("field"))
    value = mapping(mapping(change).get("value"))
    if field in NEWS:
        name = digest(entry_id, change)
        return [Inbound(kind="ignored", event_id=name, account=_account(value), reason=field)]
    if field not in FIELDS:
        return [_unknown(change, _account(value), f"field {field[:40] or 'missing'}")]
    return _elements(value) or [_unknown(change, _account(value), f"{field} without elements")]


def _elements(value: JSON) -> list[Inbound]:
    contacts = [contact for contact in listed(value.get("contacts")) if isinstance(contact, dict)]
    around = Around(account=_account(value), contacts=contacts)
    return [
        read(element, around) for key, read in READERS.items() for element in listed(value.get(key))
    ]


def _with_id(read: Reader) -> Reader:
    """What has no id or no account of ours is kept unread: nothing could be held against it."""

    def read_element(element: Any, around: Around) -> Inbound:
        if not isinstance(element, dict) or not ident(element.get("id")):
            return _unknown(element, around.account, "no id")
        if not around.account:
            return _unknown(element, "", "no phone_number_id")
        return read(element, around)

    return read_element


def _message(message: JSON, around: Around) -> Inbound:
    person = sender_of(message, around.contacts)
    event = _event(message, around, person)
    silence = _reason_for_silence(message)
    if silence == "system":
        return _identity_change(message, event)
    if silence:
        return replace(event, kind="ignored", reason=silence)
    words = read_words(message)
    if not person.aliases or words is None:
        fault = "no sender" if words else f"message type {ident(message.get('type'))[:40]}"
        return replace(event, kind="unknown", reason=fault, raw=storable(message))
    if not (words.text.strip() or words.choice_id or words.reason):
        return replace(event, kind="ignored", reason="empty")
    referral = storable(mapping(message.get("referral"))) or None
    return replace(
        event, text=words.text, choice_id=words.choice_id, reason=words.reason, referral=referral
    )


def _reason_for_silence(message: JSON) -> str:
    """Why a message starts no turn; empty where it may."""
    if message.get("group_id"):
        return "group"  # never a reply into a group
    kind = ident(message.get("type"))
    reply = ident(mapping(message.get("interactive")).get("type"))
    if reply in SILENT_REPLIES:
        return reply
    return kind if kind in SILENT_TYPES else ""


def _event(element: JSON, around: Around, person: Person) -> Inbound:
    return Inbound(
        kind="message",
        event_id=ident(element.get("id")),
        account=around.account,
        aliases=person.aliases,
        at=instant(element.get("timestamp")),
        profile_name=person.name,
    )


def _identity_change(message: JSON, event: Inbound) -> Inbound:
    """A new number or business-scoped id: the old aliases first, the new ones after them."""
    system = mapping(message.get("system"))
    new = aliases_of(*(system.get(key) for key in ("wa_id", "new_wa_id", "user_id")))
    aliases = tuple(dict.fromkeys((*event.aliases, *new)))
    reason = ident(system.get("type"))[:40] or "system"
    return replace(event, kind="ignored", reason=reason, aliases=aliases)


def _echo(echo: JSON, around: Around) -> Inbound:
    """A colleague answered in the WhatsApp Business app: whatever it is, a human is there."""
    person = recipient_of(echo, around.contacts)
    event = _event(echo, around, person)
    if echo.get("group_id"):
        return replace(event, kind="ignored", reason="group")
    if not person.aliases:
        return replace(event, kind="unknown", reason="no recipient", raw=storable(echo))
    words = read_words(echo) or Words()
    return replace(
        event, kind="echo", text=words.text, reason=words.reason, provider_id=event.event_id
    )


def _status(status: JSON, around: Around) -> Inbound:
    name = ident(status.get("status"))
    provider_id = ident(status.get("id"))
    event = Inbound(
        kind="status",
        event_id=f"{provider_id}:{name}",
        account=around.account,
        aliases=_status_recipient(status),
        at=instant(status.get("timestamp")),
        provider_id=provider_id,
        outbox_id=ident(status.get("biz_opaque_callback_data")) or None,
        error=_first_error(status),
    )
    if status.get("recipient_type") == "group":
        return replace(event, kind="ignored", reason="group")
    if name == "deleted":
        return replace(event, kind="ignored", reason=name)
    if name not in STATUSES:
        fault = f"status {name[:40]}"
        return replace(event, kind="unknown", reason=fault, raw=storable(status))
    return replace(event, status=STATUSES[name])


def _status_recipient(status: JSON) -> tuple[Alias, ...]:
    keys = (
        "recipient_id",
        "recipient_user_id",
        "recipient_parent_user_id",
        "parent_recipient_user_id",  # both spellings are sent
    )
    return aliases_of(*(status.get(key) for key in keys))


def _first_error(holder: JSON) -> str | None:
    for error in listed(holder.get("errors")):
        code, title = scalar(mapping(error).get("code")), scalar(mapping(error).get("title"))
        return clean(f"{code} {title}".strip(), limit=200) or None
    return None


def _identity_news(news: Any, around: Around) -> Inbound:
    ids = mapping(mapping(news).get("user_id"))
    people = aliases_of(mapping(news).get("wa_id"), ids.get("previous"), ids.get("current"))
    return _news(news, around, "user_id_update", people)


def _preference(news: Any, around: Around) -> Inbound:
    """Whether we may send marketing, which we never do; the lead's own STOP is a message."""
    wish = ident(mapping(news).get("value"))[:40]
    people = aliases_of(mapping(news).get("wa_id"), mapping(news).get("user_id"))
    return _news(news, around, f"user_preferences {wish}".strip(), people)


def _news(news: Any, around: Around, reason: str, people: tuple[Alias, ...]) -> Inbound:
    return Inbound(
        kind="ignored",
        event_id=digest(reason, around.account, news),
        account=around.account,
        aliases=people,
        at=instant(mapping(news).get("timestamp")),
        reason=reason,
    )


def _account(value: JSON) -> str:
    return ident(mapping(value.get("metadata")).get("phone_number_id"))


def _unknown(element: Any, account: str, reason: str) -> Inbound:
    raw = element if isinstance(element, dict) else {"element": element}
    name = ident(raw.get("id")) or digest(account, element)
    return Inbound(kind="unknown", event_id=name, account=account, reason=reason, raw=storable(raw))


FIELDS = {"messages", "smb_message_echoes", "user_id_update", "user_preferences"}

READERS: dict[str, Reader] = {
    "messages": _with_id(_message),
    "message_echoes": _with_id(_echo),
    "statuses": _with_id(_status),
    "user_id_update": _identity_news,
    "user_preferences": _preference,
}
