"""What the test part of the corpus must reach, over all languages, and what falls below it."""

from collections.abc import Iterator

from evaluation.messages import Scores

MACRO_F1 = 0.92
FINAL_RECALL = 0.98
DATES_EXACT, DATES_WRONG = 0.95, 0.02
DIALOGUES = 0.95


def of_messages(scores: Scores) -> Iterator[str]:
    """A sentence for each floor that is not reached; NaN reaches none."""
    if not scores.macro_f1 >= MACRO_F1:
        yield f"intents: macro-F1 {scores.macro_f1:.3f}, floor {MACRO_F1}"
    for name, recall in scores.final_recall.items():
        if not recall >= FINAL_RECALL:
            yield f"{name}: recall {recall:.3f}, floor {FINAL_RECALL}"
    for name, texts in scores.false_alarms.items():
        if texts:
            yield f"{name}: read in {len(texts)} of the hard negatives, none may be"


def of_times(exact: float, wrong: float) -> Iterator[str]:
    if not exact >= DATES_EXACT:
        yield f"times: exact {exact:.3f}, floor {DATES_EXACT}"
    if not wrong <= DATES_WRONG:
        yield f"times: wrong {wrong:.3f}, ceiling {DATES_WRONG}"


def of_dialogues(share: float) -> Iterator[str]:
    if not share >= DIALOGUES:
        yield f"dialogues: {share:.3f} as written, floor {DIALOGUES}"
