"""Which event type a meeting gets. Pure."""

import unicodedata
from collections.abc import Callable, Sequence

from tools.errors import Rejected
from tools.ports.calendar import EventType


def choose_event_type(
    types: Sequence[EventType], *, wanted: str | None, default: str | None
) -> tuple[EventType, str]:
    """The event type and why: `uri`, `name`, `similar_name`, `default` or `first_active`.

    A name nobody knows falls through: the workspace may have renamed or switched off the type.
    """
    active = [each for each in types if each.active]
    if not active:
        raise Rejected("The calendar has no active event type.", reason="not_found")
    if wanted and (match := _named(active, wanted)):
        return match
    if default and (match := _named(active, default)):
        return match[0], "default"
    return active[0], "first_active"


def _named(types: Sequence[EventType], wanted: str) -> tuple[EventType, str] | None:
    same: tuple[tuple[str, Callable[[EventType], bool]], ...] = (
        ("uri", lambda each: each.uri == wanted),
        ("name", lambda each: each.name == wanted),
        ("similar_name", lambda each: _plain(each.name) == _plain(wanted)),
    )
    for why, is_same in same:
        for each in types:
            if is_same(each):
                return each, why
    return None


def _plain(name: str) -> str:
    """Without accents, case and stray spaces: "Démo  Técnica" is "demo tecnica"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
