"""The tables of `make eval`."""

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from rich.table import Table

from evaluation.answers import HALVES, ORDINARY, Judged, wrong
from evaluation.corpus import LANGUAGES
from evaluation.dialogues import Played
from evaluation.messages import Scores, share
from evaluation.times import Score, Verdict


def of_messages(found: Mapping[str, Scores], *, title: str) -> Table:
    """A row a figure, a column a language: few enough figures to be compared across."""
    rows: Mapping[str, Callable[[Scores], str]] = {
        "messages with one wish": lambda s: str(s.n),
        "accuracy of the first reading": lambda s: _share(s.accuracy),
        "its macro-F1": lambda s: _share(s.macro_f1),
        "sure enough to act, and right": lambda s: _share(s.acted_right),
        "sure enough to act, and wrong": lambda s: _share(s.acted_wrong),
        "expected calibration error": lambda s: _share(s.calibration_error),
        "out of scope, recall": lambda s: _share(s.out_of_scope_recall),
        "opt-out, recall": lambda s: _share(s.final_recall["opt_out"]),
        "a person, recall": lambda s: _share(s.final_recall["talk_to_human"]),
        "false alarms on hard negatives": lambda s: str(sum(map(len, s.false_alarms.values()))),
        "several wishes, all seen": lambda s: _share(s.several),
        "language right, with nothing before": lambda s: _share(s.language),
        "median ms": lambda s: f"{s.median * 1000:.2f}",
        "p95 ms": lambda s: f"{s.p95 * 1000:.2f}",
    }
    return _table(
        title,
        ("", *found),
        [[name, *(figure(scores) for scores in found.values())] for name, figure in rows.items()],
    )


def of_times(found: Sequence[Score], *, title: str) -> Table:
    rows = [
        [
            *(each.source, each.language, str(each.n)),
            *(_share(each.share(verdict)) for verdict in get_args(Verdict)),
        ]
        for each in found
    ]
    return _table(title, ("", "language", "n", *get_args(Verdict)), rows)


def of_dialogues(played: Sequence[Played], *, title: str) -> Table:
    languages = sorted({each.language for each in played})
    rows = []
    for language in languages:
        mine = [each for each in played if each.language == language]
        times = sorted(seconds for each in mine for seconds in each.turns)
        rows.append(
            [
                language,
                str(len(mine)),
                _share(share(not each.fault for each in mine)),
                f"{times[len(times) // 2] * 1000:.0f}",
                f"{times[int(0.95 * (len(times) - 1))] * 1000:.0f}",
            ]
        )
    return _table(title, ("", "n", "as written", "turn p50 ms", "turn p95 ms"), rows)


def of_answers(cases: Sequence[Judged], *, title: str) -> Table:
    """A row a kind: ordinary answers that were stopped, and others that were not."""
    kinds = [ORDINARY, *sorted({each.kind for each in cases} - {ORDINARY})]
    rows = []
    for half in HALVES:
        for kind in kinds:
            per_language = [
                wrong(cases, half=half, kind=kind, language=language) for language in LANGUAGES
            ]
            n, of = wrong(cases, half=half, kind=kind)
            verdict = "stopped" if kind == ORDINARY else "let through"
            counts = [f"{n}/{of}" for n, of in per_language]
            rows.append([half, kind, verdict, *counts, f"{n}/{of}", _share(n / of if of else 0)])
    return _table(title, ("half", "answers", "wrongly", *LANGUAGES, "all", ""), rows)


def faults(played: Sequence[Played]) -> list[str]:
    return [f"{each.file.stem}: {each.fault}" for each in played if each.fault]


def _share(value: float) -> str:
    return f"{value:.3f}"


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    return table
