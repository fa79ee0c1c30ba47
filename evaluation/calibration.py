"""From scores to chances that hold: what a confidence has been worth on messages not seen."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PRIOR = 0.5  # keeps an intent with few examples near the others


def rivals(scores: Floats) -> Floats:
    """For each message and intent the best score among the other intents."""
    ranked = np.sort(scores, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    return np.where(scores == best, second, best)


def calibrate(scores: Floats, wanted: Floats, known: Floats) -> Floats:
    """The slope, what a rival takes away, and an offset for each intent, by Newton's method.

    The chance of an intent is the logistic function of slope * score - rival * best other score +
    offset: two wishes in one message may both be likely, and two readings of one wish may not.
    """
    intents = scores.shape[1]
    offsets = np.tile(np.eye(intents), (len(scores), 1))
    columns = [scores.reshape(-1, 1), -rivals(scores).reshape(-1, 1), offsets]
    counted = known.reshape(-1) > 0
    inputs, answers = np.concatenate(columns, axis=1)[counted], wanted.reshape(-1)[counted]
    line = np.zeros(inputs.shape[1])
    for _ in range(40):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ line, -30, 30)))
        slope = inputs.T @ (chances - answers) + PRIOR * line
        weight = (chances * (1 - chances))[:, None]
        line = line - np.linalg.solve(
            (inputs * weight).T @ inputs + PRIOR * np.eye(len(line)), slope
        )
    return line


def chances(scores: Floats, line: Floats) -> Floats:
    raw = line[0] * scores - line[1] * rivals(scores) + line[2:]
    return np.asarray(1 / (1 + np.exp(-np.clip(raw, -30, 30))), dtype=np.float64)


def table(sure: Floats, right: Floats, *, bins: int = 10) -> list[dict[str, float]]:
    """For each tenth of the confidence: how many messages, what was promised, what came true."""
    places = np.minimum((sure * bins).astype(int), bins - 1)
    return [
        {
            "messages": int((places == each).sum()),
            "promised": round(float(sure[places == each].mean()), 3),
            "right": round(float(right[places == each].mean()), 3),
        }
        for each in range(bins)
        if (places == each).any()
    ]
