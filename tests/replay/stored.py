"""Recorded conversations as files, one call a line, so that a review shows what has changed."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, cast

from server.recording.again import Again, Outcome, Turn, turns_of
from server.recording.states import PlainState, hash_of
from server.recording.tape import Taken
from tests.fakes import HOME
from tools.ports.recordings import Recording
from tools.ports.words import JSON

FOLDER = Path(__file__).parent / "stored"
READINGS = FOLDER / "readings.tsv"
"""How each of their messages is read today."""


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.json"))


def write(folder: Path, name: str, thread: str, recordings: Sequence[Recording]) -> None:
    """Of the states only hashes: each turn goes on from the state that the one before it leaves."""
    tried = ",\n".join(_shown(turn) for turn in turns_of(recordings))
    text = f'{{"thread": "{thread}", "tries": [\n{tried}\n]}}\n'
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _shown(turn: Turn) -> str:
    tape: JSON = {**turn.taken, "left": None}
    calls = ",\n".join(f"    {_line(call)}" for call in tape.pop("calls"))
    head = {
        "run_id": turn.recording["run_id"],
        "attempt": turn.recording["attempt"],
        "left_hash": turn.recording["left_hash"],
        "began": json.loads(turn.recording["began"]) if turn.recording["began"] else None,
        "left": hashes_of(turn.left),
    }
    return f'  {{"head": {_line(head)},\n  "tape": {_line(tape)},\n  "calls": [\n{calls}\n  ]}}'


def hashes_of(state: PlainState | None) -> dict[str, str]:
    return {key: hash_of({key: each})[:8] for key, each in sorted((state or {}).items())}


def _line(value: Any) -> str:  # JSON of any shape
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def calls_in(file: Path) -> list[JSON]:
    return [call for tried in _told(file)["tries"] for call in tried["calls"]]


def thread_of(file: Path) -> str:
    return str(_told(file)["thread"])


def tries_of(file: Path) -> list[Turn]:
    """Without the state each begins with."""
    tries = enumerate(_told(file)["tries"], start=1)
    return [_turn(number, tried, PlainState()) for number, tried in tries]


def _told(file: Path) -> JSON:
    told: JSON = json.loads(file.read_text(encoding="utf-8"))
    return told


async def replayed(file: Path, again: Again) -> AsyncIterator[Outcome]:
    """Until the first difference: what comes after it has another past."""
    told, state = _told(file), PlainState()
    for number, tried in enumerate(told["tries"], start=1):
        outcome = await again.take(
            _turn(number, tried, state), workspace=HOME, thread=told["thread"]
        )
        yield outcome
        if outcome.difference:
            return
        state = outcome.left if outcome.left is not None else state


def _turn(number: int, tried: JSON, state: PlainState) -> Turn:
    head = tried["head"]
    recording = Recording(
        run_id=head["run_id"],
        attempt=head["attempt"],
        began=None,
        tape="",
        left_hash=head["left_hash"],
        at="",
    )
    taken = cast(Taken, {**tried["tape"], "calls": tried["calls"]})
    began = state if head["began"] is None else head["began"]
    return Turn(number=number, recording=recording, taken=taken, began=began, left=None)


async def difference_in(file: Path, again: Again) -> str | None:
    """What a review is told: the turn, and what is another in it."""
    heads = [tried["head"] for tried in _told(file)["tries"]]
    async for outcome in replayed(file, again):
        if outcome.difference or outcome.skipped:
            now, before = hashes_of(outcome.left), heads[outcome.turn.number - 1]["left"]
            keys = ", ".join(sorted(key for key in before if now.get(key) != before[key]))
            also = f" (of the state: {keys})" if outcome.left is not None else ""
            told = outcome.difference or outcome.skipped
            return f"{file.stem}, turn {outcome.turn.number}: {told}{also}"
    return None
