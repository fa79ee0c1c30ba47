"""What the trained model makes of a message: the chance of each intent, by weights from a file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import cast

import numpy as np
from numpy.typing import NDArray

from tools.ports.words import IntentName
from tools.understanding.grams import grams

FOLDER = files("tools.understanding") / "weights"
SEEN = 2
"""In how many messages a bucket must have been for its weight to be used."""
_LOADING = Lock()


@dataclass(frozen=True, kw_only=True)
class Learned:
    """A line per bucket and per clue, a column per intent."""

    intents: tuple[IntentName, ...]
    clues: Mapping[str, int]
    rarity: NDArray[np.float64]
    """What a bucket is worth: more where few of the messages that were learned from have it."""
    by_gram: NDArray[np.int8]
    step: NDArray[np.float64]
    """What one of the small whole numbers of `by_gram` is worth, for each intent."""
    by_clue: NDArray[np.float64]
    slope: float
    rival: float
    """What the best other reading takes away from a score."""
    offset: NDArray[np.float64]

    def probabilities(self, text: str, clues: Iterable[str]) -> dict[IntentName, float]:
        scores = self.scores(text, clues)
        second, best = np.partition(scores, -2)[-2:]
        others = np.where(scores == best, second, best)
        raw = self.slope * scores - self.rival * others + self.offset
        chances = 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
        return dict(zip(self.intents, map(float, chances), strict=True))

    def scores(self, text: str, clues: Iterable[str]) -> NDArray[np.float64]:
        buckets, weights = grams(text, self.rarity)
        known = [self.clues[clue] for clue in sorted(clues) if clue in self.clues]
        said = weights @ self.by_gram[buckets] * self.step
        return cast(NDArray[np.float64], said + self.by_clue[known].sum(axis=0) + self.by_clue[-1])


def rarity(seen: NDArray[np.uint16], *, of: int) -> NDArray[np.float64]:
    """The inverse document frequency, smoothed; what only one message has says nothing."""
    found = 1 + np.log((1 + of) / (1 + seen.astype(np.float64)))
    return np.where(seen >= SEEN, found, 0.0)


def learned() -> Learned:
    """Read once, when the first message is; every thread of the first burst waits for it."""
    with _LOADING:
        return _read()


@cache
def _read() -> Learned:
    facts = json.loads((FOLDER / "intents.json").read_text(encoding="utf-8"))
    with (FOLDER / "intents.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return Learned(
            intents=tuple(facts["intents"]),
            clues={clue: place for place, clue in enumerate(facts["clues"])},
            rarity=rarity(arrays["seen"], of=facts["trained_on"]["messages"]),
            by_gram=arrays["by_gram"],
            step=arrays["step"],
            by_clue=arrays["by_clue"],
            slope=facts["calibration"]["slope"],
            rival=facts["calibration"]["rival"],
            offset=np.array([facts["calibration"]["offsets"][each] for each in facts["intents"]]),
        )
