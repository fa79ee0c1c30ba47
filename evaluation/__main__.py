"""How well leads are understood, on the repository's own corpus: `make eval`."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from evaluation import corpus, floors, report
from evaluation.dialogues import Played, opened, play_all
from evaluation.messages import Read, confused, read_all, scores, share
from tools.ports.understanding import Understander
from tools.understanding.reader import LocalUnderstanding

MOST_CONFUSED = 12
WIDTH = 110  # where the output is no terminal


def messages(console: Console, understander: Understander, part: corpus.Part) -> Iterator[str]:
    read = read_all(understander, corpus.messages(part))
    negatives = read_all(understander, corpus.hard_negatives(part))
    found = {
        language: scores(
            [each for each in read if each.labelled.language == language],
            [each for each in negatives if each.labelled.language == language],
        )
        for language in corpus.LANGUAGES
    }
    console.print(report.of_messages(found, title=f"Messages, {part} part, no model"), "")
    _tell_confusions(console, read)
    yield from floors.of_messages(found)


def _tell_confusions(console: Console, read: Sequence[Read]) -> None:
    single = [each for each in read if len(each.labelled.intents) == 1]
    for (wanted, said), n in confused(single).most_common(MOST_CONFUSED):
        console.print(f"  {n:3} × {wanted} taken for {said}", highlight=False)
    console.print()


def dialogues(console: Console) -> Iterator[str]:
    played = asyncio.run(_played())
    console.print(report.of_dialogues(played, title="Dialogues, no model"), "")
    for fault in report.faults(played):
        console.print(f"  {fault}", highlight=False, markup=False)
    yield from floors.of_dialogues(_passed(played))


async def _played() -> list[Played]:
    async with opened() as (wired, parts):
        return await play_all(wired, parts, corpus.dialogue_files())


def _passed(played: Sequence[Played]) -> dict[str, float]:
    by_language = Counter(each.language for each in played)
    return {
        language: share(not each.fault for each in played if each.language == language)
        for language in by_language
    }


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    reader.add_argument("data", nargs="?", type=Path, help="a folder of other data to measure")
    reader.add_argument("--part", choices=("train", "test"), default="test")
    reader.add_argument("--only", choices=("messages", "dialogues"))
    asked = reader.parse_args()
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    below: list[str] = []
    if asked.only in (None, "messages"):
        below += messages(console, LocalUnderstanding(), asked.part)
    if asked.only in (None, "dialogues"):
        below += dialogues(console)
    for sentence in below:
        console.print(f"below the floor: {sentence}", style="red", highlight=False)
    sys.exit(1 if below and asked.part == "test" else 0)


if __name__ == "__main__":
    main()
