"""How leads put things, written as phrases with choices in them, and the messages they stand for.

    [cancel_meeting]
    (please|can you) cancel (my|our) <meet>
    [not opt_out]
    (please|can you) stop by (at ten|tomorrow)

`<meet>` is one of the words after `<meet> =`. Every choice of a phrase is used about as often as
every other, so a phrase comes to as many messages as its longest choice has ways.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args
from zlib import crc32

import numpy as np

from evaluation.corpus import CORPUS, LANGUAGES, Labelled
from tools.errors import Rejected
from tools.ports.words import IntentName

LEAST = 8
_WORDS = re.compile(r"<(?P<name>\w+)> = (?P<ways>.+)")
_INTENT = re.compile(r"\[(?P<negative>not )?(?P<name>\w+)\]")
_CHOICE = re.compile(r"\((?P<ways>[^()]*)\)")
_NAMED = re.compile(r"<(?P<name>\w+)>")


@dataclass(frozen=True, kw_only=True)
class Phrase:
    text: str
    words: Mapping[str, Sequence[str]]
    intent: IntentName
    negative: bool
    """It must not be read as the intent, whatever else it is."""


def phrases(*, negative: bool, folder: Path = CORPUS) -> list[Labelled]:
    """Raises `Rejected` naming the file and the phrase at fault."""
    return [
        Labelled(language=language, intents=(phrase.intent,), text=text)
        for language in LANGUAGES
        for phrase in _read(folder / "phrases" / f"{language}.txt")
        if phrase.negative is negative
        for text in ways(phrase.text, phrase.words)
    ]


def _read(file: Path) -> Iterator[Phrase]:
    words: dict[str, Sequence[str]] = {}
    intent: IntentName | None = None
    negative = False
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("#"):
            continue
        if match := _WORDS.fullmatch(line):
            words[match["name"]] = match["ways"].split("|")
        elif match := _INTENT.fullmatch(line):
            intent, negative = _known(match["name"], file), match["negative"] is not None
        elif intent is None or any(name not in words for name in _NAMED.findall(line)):
            raise Rejected(f"{file.name}: what does {line!r} stand for?")
        else:
            yield Phrase(text=line, words=words, intent=intent, negative=negative)


def _known(name: str, file: Path) -> IntentName:
    if name not in get_args(IntentName):
        raise Rejected(f"{file.name}: there is no intent {name!r}")
    return cast(IntentName, name)


def ways(phrase: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """Messages the phrase stands for, each once, the same ones each time."""
    choices = [match["ways"].split("|") for match in _CHOICE.finditer(phrase)]
    count = max([LEAST, *map(len, choices), *(len(words[n]) for n in _NAMED.findall(phrase))])
    order = np.random.default_rng(crc32(phrase.encode()))
    turns = [_turns(each, order) for each in choices]
    named = {name: _turns(each, order) for name, each in words.items()}
    made = (_one(phrase, [next(turn) for turn in turns], named) for _ in range(count))
    return list(dict.fromkeys(made))


def _turns(choices: Sequence[str], order: np.random.Generator) -> Iterator[str]:
    while True:
        for place in order.permutation(len(choices)):
            yield choices[place]


def _one(phrase: str, chosen: Sequence[str], named: Mapping[str, Iterator[str]]) -> str:
    chosen_next = iter(chosen)
    text = _CHOICE.sub(lambda _: next(chosen_next), phrase)
    text = _NAMED.sub(lambda match: next(named[match["name"]]), text)
    return re.sub(r" +", " ", text).strip()
