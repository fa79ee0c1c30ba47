"""What a message is made of for the trained model: its words and runs of letters, hashed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18
SHORTEST, LONGEST = 3, 6
"""Letters of a run; it may cross from word to word."""

_ADDRESS = re.compile(r"[^\s@]*@[^\s@]*|https?://\S+|www\.\S+")
_DIGIT = re.compile(r"\d")
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!]+|[^\w\s]")

Buckets = NDArray[np.int64]
Floats = NDArray[np.float64]
Block = tuple[Buckets, Floats]


def grams(text: str, rarity: Floats) -> tuple[Buckets, Floats]:
    """The buckets of a plain text and their weights."""
    return weighed(counted(text), rarity)


def counted(text: str) -> list[Block]:
    """The words and the letters of a plain text: their buckets, and how often each, damped."""
    text = _BLANKS.sub(" ", _DIGIT.sub("0", _ADDRESS.sub(" @ ", text)))
    return [_hashed(_phrases(_WORD.findall(text))), _hashed(_runs(f" {text} "))]


def weighed(blocks: Sequence[Block], rarity: Floats) -> tuple[Buckets, Floats]:
    """The words count as much as the letters. `rarity` is what each bucket is worth, 0 if nothing.

    A bucket that both use has one entry: training adds to each bucket once.
    """
    found = np.unique(np.concatenate([buckets for buckets, _ in blocks]))
    weights = np.zeros(len(found))
    for buckets, times in blocks:
        weights[np.searchsorted(found, buckets)] += _of_length_one(times * rarity[buckets])
    used = weights > 0
    return found[used], weights[used]


def _phrases(words: list[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, zip(["^", *words], [*words, "$"], strict=True))
    yield from map(" _ ".join, zip(words, words[2:], strict=False))


def _runs(text: str) -> Iterator[str]:
    for length in range(SHORTEST, LONGEST + 1):
        for start in range(len(text) - length + 1):
            yield "_" + text[start : start + length]


def _hashed(pieces: Iterable[str]) -> Block:
    # The hash is the same in every process; `hash()` is not.
    times = Counter(crc32(piece.encode("utf-8", "replace")) % BUCKETS for piece in pieces)
    buckets = sorted(times)
    found = np.array(buckets, dtype=np.int64)
    return found, 1 + np.log(np.array([times[each] for each in buckets], dtype=np.float64))


def _of_length_one(weights: Floats) -> Floats:
    length = float(np.sqrt(weights @ weights))
    return weights / length if length else weights
