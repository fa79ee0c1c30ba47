"""What the test part of the corpus must reach, over all languages, and what falls below it."""

from collections.abc import Iterator, Sequence

from evaluation.answers import ORDINARY, Judged, wrong
from evaluation.messages import Scores

MACRO_F1 = 0.92
FINAL_RECALL = 0.98
DATES_EXACT, DATES_WRONG = 0.95, 0.02
DIALOGUES = 0.95
ANSWERS_STOPPED, FEWEST_ANSWERS = 0.01, 1_000
CLAIMS_LEFT, CLAIMS_LEFT_UNSEEN, FEWEST_CLAIMS = 0.02, 0.10, 500


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


def of_answers(cases: Sequence[Judged]) -> Iterator[str]:
    """What the guard stops of ordinary answers, and lets through of the others."""
    others = [each for each in cases if each.kind != ORDINARY]
    stopped, ordinary = wrong(cases, kind=ORDINARY)
    if ordinary < FEWEST_ANSWERS or len(others) < FEWEST_CLAIMS:
        yield f"guard: {ordinary} ordinary answers and {len(others)} others are too few"
        return
    if not stopped / ordinary < ANSWERS_STOPPED:
        yield f"guard: {stopped / ordinary:.3f} stopped, must be below {ANSWERS_STOPPED}"
    for half, ceiling in (("seen", CLAIMS_LEFT), ("held out", CLAIMS_LEFT_UNSEEN)):
        left, n = wrong(others, half=half)
        if not left / n <= ceiling:
            yield f"guard: {left / n:.3f} of those {half} let through, ceiling {ceiling}"
