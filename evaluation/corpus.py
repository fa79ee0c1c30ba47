"""The labelled corpus: messages, hard negatives and dialogues, as they stand in `corpus/`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tools.errors import Rejected
from tools.ports.words import IntentName, Language

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
Part = Literal["train", "test"]
LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
INTENTS: tuple[IntentName, ...] = get_args(IntentName)


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A message and what it asks for, the main wish first."""

    language: Language
    intents: tuple[IntentName, ...]
    text: str


def messages(part: Part, *, folder: Path = CORPUS) -> list[Labelled]:
    return _labelled(folder / "messages" / part)


def hard_negatives(part: Part, *, folder: Path = CORPUS) -> list[Labelled]:
    """Each must not be read as the intent it is labelled with."""
    return _labelled(folder / "hard_negatives" / part)


def dialogue_files(*, folder: Path = CORPUS) -> list[Path]:
    return sorted((folder / "dialogues").glob("*.yaml"))


def _labelled(folder: Path) -> list[Labelled]:
    """Raises `Rejected` naming the file and the line at fault."""
    return [
        Labelled(language=language, intents=_intents(label, where), text=text.replace("\\n", "\n"))
        for language in LANGUAGES
        for file in sorted(folder.glob(f"{language}*.tsv"))
        for where, label, text in _rows(file)
    ]


def _rows(file: Path) -> Iterator[tuple[str, str, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        label, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise Rejected(f"{file.name}:{number}: a label, a tab and a text are expected")
        yield f"{file.name}:{number}", label, text


def _intents(label: str, where: str) -> tuple[IntentName, ...]:
    names = label.split("+")
    if unknown := [name for name in names if name not in INTENTS]:
        raise Rejected(f"{where}: there is no intent {unknown[0]!r}")
    return cast(tuple[IntentName, ...], tuple(names))
