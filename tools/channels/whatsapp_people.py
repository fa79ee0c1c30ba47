"""Who a WhatsApp webhook speaks of: by number, by business-scoped id, or by both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tools.channels.reading import ident, scalar
from tools.channels.text import clean_name
from tools.ports.channels import Alias
from tools.ports.words import JSON

BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
PARENT = re.compile(r"[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}")
DIGITS = re.compile(r"[0-9]{8,15}")


@dataclass(frozen=True, kw_only=True)
class Person:
    aliases: tuple[Alias, ...] = ()
    name: str | None = None


def sender_of(message: JSON, contacts: Sequence[JSON]) -> Person:
    """Whoever wrote, from the message itself and from the contact that belongs to it."""
    said = [message.get(key) for key in ("from", "from_user_id", "from_parent_user_id")]
    known = {value for value in map(ident, said) if value}
    contact = _contact_of(known, contacts)
    return _person([*said, *_ids_of(contact)], contact)


def recipient_of(echo: JSON, contacts: Sequence[JSON]) -> Person:
    """The lead to whom a colleague wrote in the WhatsApp Business app."""
    said = [echo.get(key) for key in ("to", "to_user_id", "to_parent_user_id")]
    known = {value for value in map(ident, said) if value}
    contact = _contact_of(known, contacts) if known else {}
    return _person([*said, *_ids_of(contact)], contact)


def aliases_of(*ids: Any) -> tuple[Alias, ...]:  # ids as strangers sent them
    """Numbers before business-scoped ids; a parent id only where there is nothing else.

    A parent id spans businesses and is not an address, so it names somebody only in need.
    """
    values = list(dict.fromkeys(value for value in map(ident, ids) if value))
    parents = [value for value in values if PARENT.fullmatch(value)]
    scoped = [value for value in values if BSUID.fullmatch(value)]
    numbers = [value for value in values if value not in parents and value not in scoped]
    aliases = [Alias(kind="wa_id", value=value, attested=True) for value in numbers]
    aliases += [Alias(kind="bsuid", value=value, attested=True) for value in scoped]
    if not aliases:
        return tuple(Alias(kind="bsuid", value=value, attested=True) for value in parents)
    phones = filter(None, map(e164, numbers))
    return (*aliases, *(Alias(kind="phone", value=phone, attested=True) for phone in phones))


def e164(wa_id: str) -> str | None:
    """The number behind a wa_id, for matching only: we answer to the wa_id as it came."""
    if not DIGITS.fullmatch(wa_id):
        return None
    if wa_id.startswith("521") and len(wa_id) == 13:  # Mexico dropped this 1 in 2019
        return f"+52{wa_id[3:]}"
    if wa_id.startswith("55") and len(wa_id) == 12 and wa_id[4] in "6789":
        return f"+{wa_id[:4]}9{wa_id[4:]}"  # Brazil's ninth digit, missing in old accounts
    return f"+{wa_id}"


def _contact_of(known: set[str], contacts: Sequence[JSON]) -> JSON:
    """The contact with one of these ids; where no id is known, the only contact there is."""
    for contact in contacts:
        if known & {ident(value) for value in _ids_of(contact)}:
            return contact
    return contacts[0] if not known and len(contacts) == 1 else {}


def _ids_of(contact: JSON) -> list[Any]:
    return [contact.get(key) for key in ("wa_id", "user_id", "parent_user_id")]


def _person(ids: Sequence[Any], contact: JSON) -> Person:
    profile = contact.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    aliases = aliases_of(*ids)
    username = ident(profile.get("username")).removeprefix("@").casefold()
    if aliases and username:  # a username can be given up and taken by somebody else
        aliases = (*aliases, Alias(kind="username", value=username, attested=False))
    return Person(aliases=aliases, name=clean_name(scalar(profile.get("name"))) or None)
