"""Chance that repeats: every seed and name give the same throws, in any process."""

import hashlib
from random import Random
from uuid import UUID


def dice(seed: int, *names: object) -> Random:
    """A stream of its own for each name: taking one person away changes nobody else's luck."""
    text = "/".join(str(each) for each in (seed, *names))
    digest = hashlib.sha256(text.encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - leads keep no secrets


class SeededIds:
    """Ids as random as any, and the same in the next run."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def __call__(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))
