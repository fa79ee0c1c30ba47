"""What the guard lets through and what it stops, on answers written by who has not read it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

from evaluation.corpus import CORPUS, LANGUAGES
from tools.errors import Rejected
from tools.guard import Fault, faults
from tools.ports.words import Language

Half = Literal["seen", "held out"]
HALVES: tuple[Half, ...] = ("seen", "held out")
"""The guard was improved on every other case; of the rest only the totals have been looked at."""

ORDINARY = "ordinary"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """`kind`: what the text states without grounds, or that it is ordinary."""

    language: Language
    half: Half
    kind: str
    text: str
    found: Sequence[Fault]
    seconds: float

    @property
    def wrong(self) -> bool:
        return bool(self.found) == (self.kind == ORDINARY)


def judged(folder: Path = CORPUS / "guard") -> list[Judged]:
    return [
        _judge(language, HALVES[place % 2], *case)
        for language in LANGUAGES
        for cases in (ordinary(folder, language), claims(folder, language))
        for place, case in enumerate(cases)
    ]


def ordinary(folder: Path, language: Language) -> Iterator[tuple[str, str, str]]:
    for text, passages in _rows(folder / ORDINARY / f"{language}.tsv", columns=2):
        yield ORDINARY, text, passages


def claims(folder: Path, language: Language) -> Iterator[tuple[str, str, str]]:
    for kind, *rest in _rows(folder / "claims" / f"{language}.tsv", columns=3):
        yield kind, rest[0], rest[1]


def wrong(cases: Sequence[Judged], **wanted: str) -> tuple[int, int]:
    """How many of those were judged wrongly, and of how many."""
    mine = [
        each for each in cases if all(getattr(each, name) == is_ for name, is_ in wanted.items())
    ]
    return sum(each.wrong for each in mine), len(mine)


def stopped_for(cases: Sequence[Judged]) -> Counter[Fault]:
    """Why ordinary answers were stopped."""
    return Counter(fault for each in cases if each.kind == ORDINARY for fault in each.found)


def _judge(language: Language, half: Half, kind: str, text: str, passages: str) -> Judged:
    began = perf_counter()
    found = faults(text, [passages] if passages else [], language)
    return Judged(
        language=language,
        half=half,
        kind=kind,
        text=text,
        found=found,
        seconds=perf_counter() - began,
    )


def _rows(file: Path, *, columns: int) -> Iterator[list[str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.replace("\\n", "\n") for field in line.split("\t")]
        if not columns - 1 <= len(fields) <= columns:
            raise Rejected(f"{file.name}:{number}: {columns} columns are expected")
        yield [*fields, ""][:columns]
