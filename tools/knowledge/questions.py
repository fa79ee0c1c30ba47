"""What a question asks about: its words without those that carry nothing, each with its kin."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any
from unicodedata import combining, normalize

from typing_extensions import TypedDict

from tools.ports.words import Language

FAINT = 0.3
"""How much a word tells that goes with almost anything: "accept", "service"."""


NAME = 1.5
"""How much a name tells: an answer that does not hold it is about something else."""


class Thing(TypedDict):
    """One thing asked about."""

    names: list[str]
    """The word it was asked with, and then its kin."""
    weight: float


Things = list[Thing]

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
MOST_WORDS = 24  # of one question; what a lead writes beyond them is a story
WORD = re.compile(r"[^\W_]+(?:[-'’.&/][^\W_]+)*")
SENTENCE = re.compile(r"[^.!?¿\n]+(?:\.(?=\w)[^.!?¿\n]*)*\??")


def _read(language: Language) -> dict[str, Any]:
    return tomllib.loads((files("tools.knowledge") / f"{language}.toml").read_text("utf-8"))


def _kin(groups: Sequence[str]) -> dict[str, list[str]]:
    kin: dict[str, list[str]] = {}
    for group in map(str.split, groups):
        for word in group:
            kin[word] = [*kin.get(word, ()), *group]
    return kin


VOCABULARY = {language: _read(language) for language in LANGUAGES}
EMPTY = {language: frozenset(found["empty"].split()) for language, found in VOCABULARY.items()}
FAINTLY = {language: frozenset(found["faint"].split()) for language, found in VOCABULARY.items()}
KIN = {language: _kin(found["kin"]) for language, found in VOCABULARY.items()}
PHRASES = {
    language: [(re.compile(rf"\b(?:{phrase})\b"), meaning) for phrase, meaning in found["phrases"]]
    for language, found in VOCABULARY.items()
}
AND = {
    language: re.compile(rf",|;|\s(?:{found['and']})\s", re.IGNORECASE)
    for language, found in VOCABULARY.items()
}


def typed(text: str) -> str:
    """As people type: small letters, no accents."""
    return "".join(each for each in normalize("NFD", text.lower()) if not combining(each))


def readings(text: str, language: Language) -> list[list[Things]]:
    """Ways to take it, likeliest first: one question, one in each sentence, one in each half."""
    sentences = SENTENCE.findall(text)
    asked = [found for found in sentences if found.endswith("?")] or sentences
    halves = [half for sentence in asked for half in AND[language].split(sentence)]
    found: list[list[Things]] = []
    for texts in ([" ".join(asked)], asked, halves):
        reading = [things for each in texts if (things := things_of(each, language))]
        if reading and reading not in found:
            found.append(reading)
    return found


def count_questions(text: str, language: Language) -> int:
    """How many were put as one, and ask about something."""
    asked = (each for each in SENTENCE.findall(text) if each.endswith("?"))
    return sum(bool(things_of(each, language)) for each in asked)


def things_of(text: str, language: Language) -> Things:
    plain = typed(text)
    for phrase, meaning in PHRASES[language]:
        plain = phrase.sub(meaning, plain)
    words = [word for word in dict.fromkeys(WORD.findall(plain)) if word not in EMPTY[language]]
    kin, names = KIN[language], _names_in(text)
    named = [
        Thing(
            names=[word, *(other for other in kin.get(word, ()) if other != word)],
            weight=_weight(word, language, is_name=word in names),
        )
        for word in words
    ]
    return _once(named)[:MOST_WORDS]


def _weight(word: str, language: Language, *, is_name: bool) -> float:
    if word in FAINTLY[language] or word.isdigit():
        return FAINT
    return NAME if is_name else 1.0


def _names_in(text: str) -> set[str]:
    """Written with a capital in the middle of a sentence: who asks for Tokyo means no other."""
    if text.isupper():
        return set()
    inner = (found for sentence in SENTENCE.findall(text) for found in WORD.findall(sentence)[1:])
    return {typed(word) for word in inner if word[0].isupper()}


def _once(named: Sequence[Thing]) -> Things:
    """Two words for one thing count once."""
    return list({frozenset(thing["names"]): thing for thing in reversed(named)}.values())[::-1]
