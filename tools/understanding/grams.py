"""What a message is made of for the trained model: its words and pieces of words, hashed."""

import re
from collections.abc import Iterator
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
SHORTEST, LONGEST = 2, 5

_ADDRESS = re.compile(r"[^\s@]*@[^\s@]*|https?://\S+|www\.\S+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!]+")
_LONG = 24  # letters of a word; nobody's words are longer, and nothing is learned from the rest


def grams(text: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The buckets of a plain text and their weights: words count as much as pieces of words."""
    words = _words(text)
    blocks = [_buckets(_phrases(words)), _buckets(_pieces(words))]
    weights = [np.full(len(block), len(block) ** -0.5) for block in blocks if len(block)]
    # A bucket two of them share keeps one entry: training adds to each bucket once.
    return _merged(np.concatenate(blocks), np.concatenate([*weights, np.empty(0)]))


def _words(text: str) -> list[str]:
    text = _DIGIT.sub("0", _ADDRESS.sub(" @ ", text))
    return [word[:_LONG] for word in _WORD.findall(text)]


def _phrases(words: list[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, zip(["^", *words], [*words, "$"], strict=True))


def _pieces(words: list[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            for start in range(len(padded) - length + 1):
                yield "_" + padded[start : start + length]


def _buckets(pieces: Iterator[str]) -> NDArray[np.int64]:
    # The hash is the same in every process; `hash()` is not.
    hashed = {crc32(piece.encode("utf-8", "replace")) % BUCKETS for piece in pieces}
    return np.array(sorted(hashed), dtype=np.int64)


def _merged(
    buckets: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    unique, place = np.unique(buckets, return_inverse=True)
    return unique, np.bincount(place, weights, minlength=len(unique)).astype(np.float64)
