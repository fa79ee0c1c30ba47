"""Records the stored conversations anew: `make record`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from nodes.catalogue import LANGUAGES
from server.dialogue import load
from tests.replay.conversations import Talk, written
from tests.replay.own import OWN
from tests.replay.readings import readings_of
from tests.replay.stored import FOLDER, READINGS, calls_in, files, write
from tools.ports.understanding import Understander
from tools.understanding.reader import LocalUnderstanding

ROOT = Path(__file__).parents[2]
DIALOGUES = (ROOT / "tests" / "dialogues", ROOT / "corpus" / "dialogues")

Record = Callable[[Understander], Awaitable[Talk]]


def to_record() -> Iterator[tuple[str, Record]]:
    for play in OWN:
        name = play.__name__
        yield name, lambda reader, play=play, name=name: play(name, reader)  # type: ignore[misc]
    for folder in DIALOGUES:
        for file in sorted(folder.glob("*.yaml")):
            name = f"{folder.parent.name}_{file.stem}"
            yield name, lambda reader, file=file, name=name: _played(name, file, reader)  # type: ignore[misc]


async def _played(name: str, file: Path, reader: Understander) -> Talk:
    dialogue = load(file)
    talk = Talk(name, reader=reader, phone=dialogue.phone)
    return await written(talk, [(line.say, line.choose) for line in dialogue.turns])


def record(folder: Path) -> None:
    """Each in an event loop of its own, as if nobody else was there."""
    reader = LocalUnderstanding(LANGUAGES)
    for name, play in to_record():
        talk = asyncio.run(_await(play(reader)))
        write(folder, name, talk.thread, talk.recordings.kept)


async def _await(talk: Awaitable[Talk]) -> Talk:
    return await talk


def main() -> None:
    """With the word `readings`, only how the stored messages are read."""
    FOLDER.mkdir(exist_ok=True)
    if sys.argv[1:] != ["readings"]:
        for file in files():
            file.unlink()
        record(FOLDER)
    calls = [call for file in files() for call in calls_in(file)]
    READINGS.write_text(readings_of(calls, LocalUnderstanding(LANGUAGES)), encoding="utf-8")


if __name__ == "__main__":
    main()
