"""Logistic regression for many yes-or-no questions at once over sparse rows, the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A message as columns with their values, the answers and how much each of them counts."""

    columns: NDArray[np.int64]
    values: Floats
    answers: Floats
    """1 for yes, -1 for no, one for each question."""
    counts: Floats
    """0 where the answer is not known."""


def fit(rows: Sequence[Row], *, columns: int, strength: float, rounds: int) -> Floats:
    """The weights, a line per column and a column per question, by dual coordinate ascent.

    Shalev-Shwartz and Zhang, 2013: each step takes one row and moves its dual variables towards
    their best; it needs no step size and no tuning, and always comes to the one optimum.
    `strength` is how much a row counts against the size of the weights.
    """
    questions = len(rows[0].answers)
    weights = np.zeros((columns, questions))
    duals = np.zeros((len(rows), questions))
    lengths = [float(row.values @ row.values) for row in rows]
    order = np.random.default_rng(1)
    for _ in range(rounds):
        for place in order.permutation(len(rows)):
            row, counts = rows[place], rows[place].counts * strength
            margins = row.answers * (row.values @ weights[row.columns])
            wanted = counts / (1 + np.exp(np.clip(margins, -30, 30)))
            step = (wanted - duals[place]) / (1 + counts * lengths[place] / 4)
            duals[place] += step
            weights[row.columns] += np.outer(row.values, step * row.answers)
    return weights
