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
from scipy.sparse import csr_matrix

from evaluation.calibration import calibrate, chances, table
from evaluation.corpus import CORPUS, Labelled, hard_negatives, messages
from evaluation.messages import NOW, ZONES
from evaluation.phrases import phrases
from evaluation.separation import fit
from tools.ports.understanding import Hearing
from tools.understanding.clues import CLUES, INTENTS
from tools.understanding.grams import BUCKETS, Block, Buckets, counted, weighed
from tools.understanding.learned import rarity
from tools.understanding.reader import clues_in

WEIGHTS = Path(__file__).resolve().parent.parent / "tools" / "understanding" / "weights"
COLUMNS = BUCKETS + len(CLUES) + 1
"""The last one is the same in every message."""
CLUE = 0.05
"""What a clue counts beside the words; chosen on the training part, as are those below."""
PHRASE = 0.5
"""How much one of the many messages of a phrase counts beside one that somebody wrote."""
NEGATIVE = 3.0
"""How much more a message counts that only sounds like an intent, and must not be taken for it."""
STRENGTH, FOLDS, STRETCHES = 1.0, 3, 120
_PLACE = {clue: BUCKETS + place for place, clue in enumerate(CLUES)}

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A message to learn from; of a hard negative only the one intent it is not is known."""

    blocks: Sequence[Block]
    clues: Buckets
    """Their columns."""
    answers: Floats
    """1 for yes, -1 for no, one for each intent."""
    counts: Floats
    """0 where the answer is not known."""
    written: bool
    """By somebody, and no way of a phrase: what chances are measured on."""


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """All of them, as training takes them."""

    rows: csr_matrix
    answers: Floats
    counts: Floats
    written: NDArray[np.bool_]
    seen: NDArray[np.uint16]
    """In how many messages each bucket is."""


def main() -> None:
    for name, content in trained(read_lessons()).items():
        (WEIGHTS / name).write_bytes(content)
        sys.stdout.write(f"{name}: {len(content):,} bytes\n")


def read_lessons(folder: Path = CORPUS) -> Lessons:
    """On every core there is: reading the clues of a message is most of the work."""
    sources = [
        (messages("train", folder=folder), False, True),
        (hard_negatives("train", folder=folder), True, True),
        (phrases(negative=False, folder=folder), False, False),
        (phrases(negative=True, folder=folder), True, False),
    ]
    tasks = [(each, negative, written) for rows, negative, written in sources for each in rows]
    with ProcessPoolExecutor() as cores:
        return _together(list(cores.map(_lesson, *zip(*tasks, strict=True), chunksize=200)))


def _lesson(labelled: Labelled, negative: bool, written: bool) -> Lesson:
    text, clues = clues_in(labelled.text, Hearing(now=NOW, zone=ZONES[labelled.language]))
    named = np.array([name in labelled.intents for name in INTENTS])
    counts = (NEGATIVE if negative else 1.0) * (1.0 if written else PHRASE)
    return Lesson(
        blocks=counted(text),
        clues=np.array([_PLACE[clue] for clue in sorted(clues)], dtype=np.int64),
        answers=np.where(named & (not negative), 1.0, -1.0),
        counts=np.where(named | (not negative), counts, 0.0),
        written=written,
    )


def _together(lessons: Sequence[Lesson]) -> Lessons:
    seen = np.zeros(BUCKETS, dtype=np.uint16)
    for each in lessons:
        for buckets, _ in each.blocks:
            seen[buckets] += 1
    worth = rarity(seen, of=len(lessons))
    return Lessons(
        rows=_matrix([_columns(each, worth) for each in lessons]),
        answers=np.array([each.answers for each in lessons]),
        counts=np.array([each.counts for each in lessons]),
        written=np.array([each.written for each in lessons]),
        seen=seen,
    )


def _columns(lesson: Lesson, worth: Floats) -> Block:
    buckets, weights = weighed(lesson.blocks, worth)
    clues = np.full(len(lesson.clues), CLUE)
    return (
        np.concatenate([buckets, lesson.clues, [COLUMNS - 1]]),
        np.concatenate([weights, clues, [1.0]]),
    )


def _matrix(rows: Sequence[Block]) -> csr_matrix:
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, ends), shape=(len(rows), COLUMNS))


def trained(lessons: Lessons) -> dict[str, bytes]:
    """The files of weights by name."""
    scores = scores_unseen(lessons)
    written = lessons.written
    wanted, known = (lessons.answers[written] > 0).astype(np.float64), lessons.counts[written]
    line = calibrate(scores, wanted, known)
    weights = fit(lessons.rows, lessons.answers, lessons.counts, strength=STRENGTH)
    by_gram, step = _small(weights[:BUCKETS])
    by_clue = (weights[BUCKETS:] * np.append(np.full(len(CLUES), CLUE), 1.0)[:, None]).round(4)
    arrays = io.BytesIO()
    np.savez_compressed(arrays, seen=lessons.seen, by_gram=by_gram, step=step, by_clue=by_clue)
    facts = _facts(lessons, wanted, known, chances(scores, line), line)
    return {
        "intents.npz": arrays.getvalue(),
        "intents.json": (json.dumps(facts, indent=1) + "\n").encode(),
    }


def scores_unseen(lessons: Lessons) -> Floats:
    """Of the written messages, each by weights that saw neither it nor those written beside it."""
    written = np.flatnonzero(lessons.written)
    fold = np.full(len(lessons.written), FOLDS)
    fold[written] = np.arange(len(written)) * STRETCHES // len(written) % FOLDS
    scores = np.zeros((len(fold), len(INTENTS)))
    for turn in range(FOLDS):
        rest = fold != turn
        weights = fit(
            lessons.rows[rest], lessons.answers[rest], lessons.counts[rest], strength=STRENGTH
        )
        scores[~rest] = lessons.rows[~rest] @ weights
    return scores[written]


def _small(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers of one byte, and what one of them is worth for each intent."""
    step = (np.abs(weights).max(axis=0) / 127).round(8)
    return np.rint(weights / step).astype(np.int8), step


def _facts(
    lessons: Lessons, wanted: Floats, known: Floats, sure: Floats, line: Floats
) -> dict[str, Any]:
    whole = known.min(axis=1) > 0  # a hard negative has no first intent
    sure = sure[whole]
    right = wanted[whole][np.arange(len(sure)), sure.argmax(axis=1)]
    written = int(lessons.written.sum())
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
            "messages": len(lessons.written),
            "written": written,
            "sha256": _digest(lessons),
        },
    }


def _digest(lessons: Lessons) -> str:
    digest = hashlib.sha256()
    for part in (lessons.rows.indices, lessons.rows.indptr, lessons.answers):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
