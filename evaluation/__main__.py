"""How well leads are understood, on the repository's own corpus: `make eval`."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from evaluation import corpus, floors, report
from evaluation.answers import judged, stopped_for
from evaluation.dialogues import Played, opened, play_all
from evaluation.messages import Read, Scores, confused, read_all, scores, share
from evaluation.shared_messages import shared_messages
from evaluation.shared_times import score_shared
from evaluation.threshold import of_thresholds
from evaluation.times import Score, score, times
from evaluation.with_model import with_model
from tools.errors import Rejected
from tools.understanding.reader import LocalUnderstanding

MOST_CONFUSED = 12
WIDTH = 110  # where the output is no terminal
ALL = "all"
PARTS = ("messages", "times", "dialogues", "model", "guard")
LOCAL = LocalUnderstanding()


def messages(console: Console, part: corpus.Part) -> Iterator[str]:
    """Prints what was found; yields a sentence for each floor that is not reached."""
    read = read_all(LOCAL, corpus.messages(part))
    found = _by_language(read, read_all(LOCAL, corpus.hard_negatives(part)))
    console.print(report.of_messages(found, title=f"Messages, {part} part, no model"), "")
    _tell_confusions(console, read)
    console.print(of_thresholds(read), "")
    yield from floors.of_messages(found[ALL])


def _by_language(read: Sequence[Read], negatives: Sequence[Read]) -> Mapping[str, Scores]:
    found: dict[str, Scores] = {
        language: scores(
            [each for each in read if each.labelled.language == language],
            [each for each in negatives if each.labelled.language == language],
        )
        for language in corpus.LANGUAGES
    }
    return {**found, ALL: scores(read, negatives)}


def _tell_confusions(console: Console, read: Sequence[Read]) -> None:
    single = [each for each in read if len(each.labelled.intents) == 1]
    for (wanted, said), n in confused(single).most_common(MOST_CONFUSED):
        console.print(f"  {n:3} × {wanted} taken for {said}", highlight=False)
    console.print()


def expressions(console: Console, part: corpus.Part) -> Iterator[str]:
    found = score(times(part), LOCAL)
    console.print(report.of_times(found, title=f"Times, {part} part, no model"), "")
    yield from floors.of_times(_of_all(found, "exact"), _of_all(found, "wrong"))


def _of_all(found: Sequence[Score], verdict: str) -> float:
    n = sum(each.n for each in found)
    return sum(int(getattr(each, verdict)) for each in found) / n if n else float("nan")


def dialogues(console: Console) -> Iterator[str]:
    played = asyncio.run(_played())
    console.print(report.of_dialogues(played, title="Dialogues, no model"), "")
    for fault in report.faults(played):
        console.print(f"  {fault}", highlight=False, markup=False)
    yield from floors.of_dialogues(share(not each.fault for each in played))


async def _played() -> list[Played]:
    async with opened() as (wired, parts):
        return await play_all(wired, parts, corpus.dialogue_files())


def guarded(console: Console) -> Iterator[str]:
    cases = judged()
    console.print(report.of_answers(cases, title="Free text, and what the guard makes of it"))
    told = ", ".join(f"{fault} {n}" for fault, n in stopped_for(cases).most_common())
    times = sorted(each.seconds for each in cases)
    console.print(f"  ordinary answers were stopped for: {told or 'nothing'}", highlight=False)
    console.print(f"  median ms {times[len(times) // 2] * 1000:.2f}", highlight=False)
    console.print()
    yield from floors.of_answers(cases)


def other_data(console: Console, folder: Path) -> None:
    """Measured and never a reason to fail."""
    if read := read_all(LOCAL, shared_messages(folder)):
        console.print(
            report.of_messages(_by_language(read, ()), title=f"Messages of {folder.name}"), ""
        )
    if found := score_shared(folder, LOCAL):
        console.print(report.of_times(found, title=f"Times of {folder.name}"), "")


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    reader.add_argument("data", nargs="?", type=Path, help="a folder of other data to measure, too")
    reader.add_argument("--part", choices=("train", "test"), default="test")
    reader.add_argument("--only", choices=(*PARTS, "data"))
    asked = reader.parse_args()
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    parts: Mapping[str, Callable[[], Iterator[str]]] = {
        "messages": lambda: messages(console, asked.part),
        "times": lambda: expressions(console, asked.part),
        "dialogues": lambda: dialogues(console),
        "model": lambda: with_model(console),
        "guard": lambda: guarded(console),
    }
    try:
        below = [
            sentence
            for name, measured in parts.items()
            if asked.only in (None, name)
            for sentence in measured()
        ]
        if asked.data and asked.only in (None, "data"):
            other_data(console, asked.data)
    except Rejected as error:
        sys.exit(str(error))
    for sentence in below:
        console.print(f"below the floor: {sentence}", style="red", highlight=False)
    sys.exit(1 if below and asked.part == "test" else 0)


if __name__ == "__main__":
    main()
