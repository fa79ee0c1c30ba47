"""Trains the local understanding of intents: `python -m evaluation.train`.

Reads the training part of the corpus and the phrases, writes the weights that ship. The same
data give the same bytes; the clues of a message come from the rules, and its words from itself.
"""

import hashlib
import io
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.calibration import calibrate, chances, table
from evaluation.corpus import CORPUS, Labelled, hard_negatives, messages
from evaluation.messages import NOW, ZONES
from evaluation.phrases import phrases
from evaluation.regression import Row, fit
from tools.ports.understanding import Hearing
from tools.understanding.clues import CLUES, INTENTS
from tools.understanding.grams import BUCKETS, grams
from tools.understanding.reader import clues_in

WEIGHTS = Path(__file__).resolve().parent.parent / "tools" / "understanding" / "weights"
COLUMNS = BUCKETS + len(CLUES) + 1
CLUE = 0.3
"""What a clue counts beside a word; chosen on the training part, as are the three below."""
PHRASE = 0.5
"""How much one of the many messages of a phrase counts beside one that somebody wrote."""
STRENGTH, ROUNDS, FOLDS = 15.0, 5, 3
_PLACE = {clue: BUCKETS + place for place, clue in enumerate(CLUES)}

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A message to learn from; of a hard negative only the one intent it is not is known."""

    row: Row
    written: bool
    """By somebody, and no way of a phrase: what chances are measured on."""


def main() -> None:
    lessons = read_lessons()
    for name, content in trained(lessons).items():
        (WEIGHTS / name).write_bytes(content)
        sys.stdout.write(f"{name}: {len(content):,} bytes\n")


def read_lessons(folder: Path = CORPUS) -> list[Lesson]:
    """On every core there is: reading the clues of a message is most of the work."""
    sources = [
        (messages("train", folder=folder), False, 1.0),
        (hard_negatives("train", folder=folder), True, 1.0),
        (phrases(negative=False, folder=folder), False, PHRASE),
        (phrases(negative=True, folder=folder), True, PHRASE),
    ]
    tasks = [(each, negative, counts) for rows, negative, counts in sources for each in rows]
    with ProcessPoolExecutor() as cores:
        return list(cores.map(_lesson, *zip(*tasks, strict=True), chunksize=200))


def _lesson(labelled: Labelled, negative: bool, counts: float) -> Lesson:
    text, clues = clues_in(labelled.text, Hearing(now=NOW, zone=ZONES[labelled.language]))
    buckets, weights = grams(text)
    known = np.array([_PLACE[clue] for clue in sorted(clues)] + [COLUMNS - 1], dtype=np.int64)
    named = np.array([name in labelled.intents for name in INTENTS])
    row = Row(
        columns=np.concatenate([buckets, known]),
        values=np.concatenate([weights, np.full(len(known), CLUE)]),
        answers=np.where(named & (not negative), 1.0, -1.0),
        counts=np.where(named | (not negative), counts, 0.0),
    )
    return Lesson(row=row, written=counts == 1.0)


def trained(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """The files of weights by name."""
    seen, unseen = scores_unseen(lessons)
    line = calibrate(unseen, *_answers(seen))
    weights = fit([each.row for each in lessons], columns=COLUMNS, strength=STRENGTH, rounds=ROUNDS)
    by_gram, step = _small(weights[:BUCKETS])
    arrays = io.BytesIO()
    np.savez_compressed(
        arrays, by_gram=by_gram, step=step, by_clue=(CLUE * weights[BUCKETS:]).round(4)
    )
    facts = _facts(lessons, seen, unseen, line)
    return {
        "intents.npz": arrays.getvalue(),
        "intents.json": (json.dumps(facts, indent=1) + "\n").encode(),
    }


def scores_unseen(lessons: Sequence[Lesson]) -> tuple[list[Row], Floats]:
    """The written messages and their scores, each by weights that were not trained on it."""
    written = [each.row for each in lessons if each.written]
    always = [each.row for each in lessons if not each.written]
    fold = np.random.default_rng(FOLDS).permutation(len(written)) % FOLDS
    scores = np.zeros((len(written), len(INTENTS)))
    for turn in range(FOLDS):
        rows = [row for row, its in zip(written, fold, strict=True) if its != turn]
        weights = fit([*rows, *always], columns=COLUMNS, strength=STRENGTH, rounds=ROUNDS)
        for place in np.flatnonzero(fold == turn):
            scores[place] = written[place].values @ weights[written[place].columns]
    return written, scores


def _answers(rows: Sequence[Row]) -> tuple[Floats, Floats]:
    wanted = np.array([row.answers > 0 for row in rows], dtype=np.float64)
    return wanted, np.array([row.counts for row in rows])


def _small(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers of one byte, and what one of them is worth for each intent."""
    step = (np.abs(weights).max(axis=0) / 127).round(8)
    return np.rint(weights / step).astype(np.int8), step


def _facts(
    lessons: Sequence[Lesson], rows: Sequence[Row], scores: Floats, line: Floats
) -> dict[str, Any]:
    wanted, known = _answers(rows)
    whole = known.min(axis=1) > 0  # a hard negative has no first intent
    sure = chances(scores, line)[whole]
    right = wanted[whole][np.arange(len(sure)), sure.argmax(axis=1)]
    return {
        "intents": list(INTENTS),
        "clues": list(CLUES),
        "calibration": {
            "slope": round(float(line[0]), 4),
            "rival": round(float(line[1]), 4),
            "offsets": {
                name: round(float(each), 4) for name, each in zip(INTENTS, line[2:], strict=True)
            },
            "table": table(sure.max(axis=1), right),
        },
        "trained_on": {
            "written": len(rows),
            "phrased": len(lessons) - len(rows),
            "sha256": _digest(rows),
        },
    }


def _digest(rows: Sequence[Row]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row.columns.tobytes() + row.answers.tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
