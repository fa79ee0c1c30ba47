"""How sure the rules should be for a model not to be asked: what each threshold costs and saves."""

from collections.abc import Sequence

from rich.table import Table

from evaluation.messages import Read, share

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
STEP = 0.1


def of_thresholds(read: Sequence[Read]) -> Table:
    """Of messages with one wish. The last column decides: below it, would a model do better?"""
    single = [each for each in read if len(each.labelled.intents) == 1]
    table = Table(
        title="The model is asked below this confidence (PIPEWISE_MODEL_BELOW)",
        title_justify="left",
    )
    heads = ("below", "asked", "of the rest wrong", "of the asked right", "right just below it")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    for threshold in THRESHOLDS:
        table.add_row(f"{threshold:.1f}", *(f"{value:.3f}" for value in _row(single, threshold)))
    return table


def _row(read: Sequence[Read], threshold: float) -> tuple[float, float, float, float]:
    asked = [each for each in read if _sure(each) < threshold]
    rest = [each for each in read if _sure(each) >= threshold]
    just_below = [each for each in asked if _sure(each) >= threshold - STEP]
    return (
        len(asked) / max(len(read), 1),
        share(not _is_right(each) for each in rest),
        share(_is_right(each) for each in asked),
        share(_is_right(each) for each in just_below),
    )


def _sure(read: Read) -> float:
    return read.heard["intents"][0]["confidence"]


def _is_right(read: Read) -> bool:
    return read.first == read.labelled.intents[0]
