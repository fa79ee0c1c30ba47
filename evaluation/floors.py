"""What the test part of the corpus must reach, and what falls below it."""

from collections.abc import Iterator, Mapping

from evaluation.messages import Scores
from tools.ports.words import Language

MACRO_F1 = 0.92
FINAL_RECALL = 0.98
DATES_EXACT, DATES_WRONG = 0.95, 0.02
DIALOGUES = 0.95


def of_messages(found: Mapping[Language, Scores]) -> Iterator[str]:
    """A sentence for each floor that is not reached; NaN reaches none."""
    for language, scores in found.items():
        if not scores.macro_f1 >= MACRO_F1:
            yield f"{language}: intents macro-F1 {scores.macro_f1:.3f}, floor {MACRO_F1}"
        for name, recall in scores.final_recall.items():
            if not recall >= FINAL_RECALL:
                yield f"{language}: {name} recall {recall:.3f}, floor {FINAL_RECALL}"
        for name, texts in scores.false_alarms.items():
            if texts:
                yield f"{language}: {len(texts)} hard negatives were read as {name}"


def of_dates(found: Mapping[Language, tuple[float, float]]) -> Iterator[str]:
    """Exact and wrong, as shares."""
    for language, (exact, wrong) in found.items():
        if not exact >= DATES_EXACT:
            yield f"{language}: dates exact {exact:.3f}, floor {DATES_EXACT}"
        if not wrong <= DATES_WRONG:
            yield f"{language}: dates wrong {wrong:.3f}, ceiling {DATES_WRONG}"


def of_dialogues(passed: Mapping[str, float]) -> Iterator[str]:
    for name, share in passed.items():
        if not share >= DIALOGUES:
            yield f"{name}: dialogues {share:.3f}, floor {DIALOGUES}"
