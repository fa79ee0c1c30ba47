"""What the single words of a message are about, in all languages; the words are in topics.txt.

Coarser than the vocabularies and no rule by itself: the trained model learns what each means.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_FILE = files("tools.understanding") / "topics.txt"
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z]+)*")
_SHORTEST, _LONGEST = 3, 16  # letters of a beginning


def topics() -> tuple[str, ...]:
    return tuple(_read())


def topics_of(text: str) -> frozenset[str]:
    """The topics of a plain text."""
    words = {word.replace("'", "") for word in _WORD.findall(text)}
    return frozenset(topic for word in words for topic in _topics(word))


def _topics(word: str) -> frozenset[str]:
    known, last = _by_word(), min(len(word), _LONGEST)
    beginnings = (word[:length] + "*" for length in range(_SHORTEST, last + 1))
    return known.get(word, _NONE).union(*(known.get(each, _NONE) for each in beginnings))


_NONE: frozenset[str] = frozenset()


@cache
def _by_word() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for topic, words in _read().items():
        for word in words:
            found.setdefault(word, set()).add(topic)
    return {word: frozenset(topics) for word, topics in found.items()}


@cache
def _read() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    topic = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, colon, words = line.partition(": ")
        topic = name if colon else topic
        if topic:
            found[topic] = (*found.get(topic, ()), *(words if colon else line).split())
    return found
