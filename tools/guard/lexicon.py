"""The words and patterns of every language, read once from `words/`."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from tools.ports.words import Language

Pattern = re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """What one language says numbers, times, prices and deeds with."""

    numbers: Mapping[str, int]
    few: Mapping[str, int]
    """One to three: they count things more often than they tell an hour."""
    times: Mapping[str, Pattern]
    """By a name that all languages share: "monday", "tomorrow"."""
    sourced: Mapping[str, Pattern]
    """The same in a source, where more may be taken for a weekday."""
    phrases: tuple[Pattern, ...]
    """Times of several words."""
    ordinary: tuple[Pattern, ...]
    """What has the words of a time or number and is none: "good morning"."""
    free: tuple[Pattern, ...]
    rebate: tuple[Pattern, ...]
    cheap: tuple[Pattern, ...]
    """May be said of two prices that a source has."""
    claims: tuple[Pattern, ...]
    written: tuple[Pattern, ...]
    """The same, over a text with its accents: "reservé" is a deed and "reserve" a wish."""
    passives: tuple[Pattern, ...]
    """Deeds, and how things are in general: "is sent"."""
    promises: tuple[Pattern, ...]
    services: tuple[Pattern, ...]
    """Promises, and what the business does: "we send"."""
    guarantees: tuple[Pattern, ...]
    denials: Pattern


def _read(language: str, *, abroad: bool) -> Lexicon:
    """`abroad`: in a text of another language, where some words mean something else."""
    raw = tomllib.loads((files("tools.guard.words") / f"{language}.toml").read_text("utf-8"))
    patterns: dict[str, list[str]] = raw["patterns"]
    own: list[str] = raw["own"] if abroad else []
    return Lexicon(
        numbers={word: value for word, value in raw["numbers"].items() if word not in own},
        few=raw["few"],
        times=dict(_times(raw, own, bare={} if abroad else _only_days(raw))),
        sourced=dict(_times(raw, own, bare={} if abroad else raw.get("weekdays", {}))),
        phrases=_compiled(patterns["times"]),
        ordinary=_compiled(patterns["ordinary"]),
        free=_compiled(patterns["free"]),
        rebate=_compiled(patterns["rebate"]),
        cheap=_compiled(patterns["cheap"]),
        claims=_compiled(patterns["claims"]),
        written=_compiled(patterns["written"]),
        passives=_compiled(patterns["passives"]),
        promises=_compiled(patterns["promises"]),
        services=_compiled(patterns["services"]),
        guarantees=_compiled(patterns["guarantees"]),
        denials=re.compile(raw["denials"]),
    )


def _times(
    raw: Mapping[str, Any], without: Sequence[str], *, bare: Mapping[str, str]
) -> Iterator[tuple[str, Pattern]]:
    for name, words in raw["times"].items():
        said = [re.escape(word) for word in words if word not in without]
        if name in bare:
            said.append(bare[name])
        if said:
            yield name, re.compile(rf"\b(?:{'|'.join(said)})(?!\w)", re.MULTILINE)


def _only_days(raw: Mapping[str, Any]) -> dict[str, str]:
    bare: dict[str, str] = raw.get("weekdays", {})
    return {name: f"{word}{BARE_WEEKDAY}" for name, word in bare.items()}


# "Segunda" is Monday and the second, so what stands around it decides: "na segunda", "segunda às".
BARE_WEEKDAY = (
    r"(?=\s*(?:$|[.,;:!?)/\n]|\d|-|as\b|a tarde|a (?:sexta|sabado|domingo|quinta|quarta|terca)"
    r"|ate\b|de manha|cedo|que vem|com\b|e\b|ou\b|das?\b|a noite|entre|pode"
    r"|temos|tem\b|esta\b|fica|ja\b|mesmo|proxima|sem falta|de novo|ele\b|ela\b|o\b|eu\b|no\b|na\b"
    r"|[^\w\s]))"
)


def _compiled(patterns: list[str]) -> tuple[Pattern, ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
HOME: Mapping[Language, Lexicon] = {each: _read(each, abroad=False) for each in LANGUAGES}
ABROAD: Mapping[Language, Lexicon] = {each: _read(each, abroad=True) for each in LANGUAGES}


def lexicons(language: Language | None) -> tuple[Lexicon, ...]:
    """All of them: a lie in another language is a lie all the same. None: any may be its own."""
    return tuple((HOME if language in (None, each) else ABROAD)[each] for each in LANGUAGES)


def without_ordinary(text: str, lexicons: Sequence[Lexicon]) -> str:
    for lexicon in lexicons:
        for phrase in lexicon.ordinary:
            text = phrase.sub(" . ", text)
    return text
