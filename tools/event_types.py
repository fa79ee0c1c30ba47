"""Which event type a meeting gets, and why. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

from tools.errors import Rejected
from tools.event_type_rules import RULES, Patterns, Rule
from tools.ports.calendar import EventType
from tools.understanding.lexicon import any_word
from tools.understanding.normalise import plain

SOMEONE_ELSES = re.compile(
    r"\b(?:assistant|asistente|assistente|ayudante|secretar[yi][oa]?) (?:to|of|d[aeo]l?|for)\b.*"
    r"|\b(?:ex|former|antigu[oa]|antig[oa])[- ]+\w+"
)
"""Whoever works for a CEO, or was one, is none."""


def choose_event_type(
    types: Sequence[EventType],
    *,
    wanted: str | None,
    default: str | None,
    details: Mapping[str, str] | None = None,
) -> tuple[EventType, str]:
    """The event type and why.

    A wish comes first (`uri`, `name`, `similar_name`, `slug`), then the rules by what is known of
    the lead (`rule …`), then the workspace's `default`, then the `first_active`. A name nobody
    knows falls through: the workspace may have renamed or switched off the type.
    """
    active = [each for each in types if each.active]
    if not active:
        raise Rejected("The calendar has no active event type.", reason="not_found")
    if wanted and (match := _named(active, wanted)):
        return match
    if ruled := _by_rule(active, details or {}):
        return ruled
    if default and (match := _named(active, default)):
        return match[0], "default"
    return active[0], "first_active"


def _named(types: Sequence[EventType], wanted: str) -> tuple[EventType, str] | None:
    name = _plain(wanted)
    same = (
        ("uri", [each for each in types if each.uri == wanted]),
        ("name", [each for each in types if each.name == wanted]),
        ("similar_name", [each for each in types if name and _plain(each.name) == name]),
        ("slug", [each for each in types if name and _slug(each) == name]),
    )
    return next(((found[0], why) for why, found in same if found), None)


def _by_rule(
    types: Sequence[EventType], details: Mapping[str, str]
) -> tuple[EventType, str] | None:
    for rule in RULES:
        reason = _fits(rule, details)
        kind = _of_the_rule(types, rule) if reason else None
        if kind:
            return kind, f"rule {rule.name}: {reason}"
    return None


def _fits(rule: Rule, details: Mapping[str, str]) -> str | None:
    """Which detail made it fit: only the words that did, not all the lead said."""
    for detail, patterns in rule.when.items():
        said = plain(details.get(detail, ""))
        own = SOMEONE_ELSES.sub(lambda theirs: " " * len(theirs[0]), said.text)
        if match := _words(patterns).search(own):
            return f"{detail} '{said.words(*match.span())}'"
    return None


@cache
def _words(patterns: Patterns) -> re.Pattern[str]:
    return any_word(patterns)


def _of_the_rule(types: Sequence[EventType], rule: Rule) -> EventType | None:
    """A type of exactly such a name, else one whose name begins so ("Sales Call with Ana")."""
    mine = [each for each in types if _rule_of(each) is rule]
    exact = (each for each in mine if {_plain(each.name), _slug(each)} & set(rule.types))
    return next(exact, mine[0] if mine else None)


def _rule_of(kind: EventType) -> Rule | None:
    """The first it begins like: "Demo técnica de 60 min" is a technical demo, not just a demo."""
    begun = (
        rule
        for rule in RULES
        for name in rule.types
        if any(f"{shown} ".startswith(f"{name} ") for shown in _names(kind))
    )
    return next(begun, None)


def _names(kind: EventType) -> Iterator[str]:
    yield _plain(kind.name)
    yield _slug(kind)


def _slug(kind: EventType) -> str:
    return _plain(urlsplit(kind.scheduling_url).path.rpartition("/")[2])


def _plain(name: str) -> str:
    """Words alone, without accents and case: "Démo  Técnica (60')" is "demo tecnica 60"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))
