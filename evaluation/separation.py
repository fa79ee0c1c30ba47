"""Weights that tell many yes-or-no questions apart, by scikit-learn's linear support vectors."""

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

Floats = NDArray[np.float64]


def fit(rows: csr_matrix, answers: Floats, counts: Floats, *, strength: float) -> Floats:
    """The weights, a line per column of `rows` and a column per question, the same each time.

    `answers` has a line per row and a column per question, above 0 for yes; `counts` is how much
    each of them counts, 0 where the answer is not known. `strength` is how much a row counts
    against the size of the weights.
    """
    questions = range(answers.shape[1])
    every_core = Parallel(n_jobs=-1)
    columns = every_core(
        delayed(_one)(rows, answers[:, each] > 0, counts[:, each], strength) for each in questions
    )
    return np.column_stack(columns)


def _one(rows: csr_matrix, yes: NDArray[np.bool_], counts: Floats, strength: float) -> Floats:
    known = counts > 0
    machine = LinearSVC(C=strength, fit_intercept=False, random_state=1, tol=0.01)
    machine.fit(rows[known], yes[known], sample_weight=counts[known])
    return np.asarray(machine.coef_[0], dtype=np.float64)
