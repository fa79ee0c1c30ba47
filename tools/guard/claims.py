"""Deeds that are said to be done, and what is promised: a model has done nothing."""

from collections.abc import Sequence

from tools.guard.lexicon import Lexicon
from tools.guard.reading import Reading


def claimed(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    """Whatever the passages say: "refunds are made" is no refund."""
    patterns = (pattern for each in lexicons for pattern in each.claims)
    told = [found[0] for pattern in patterns for found in pattern.finditer(said.plain)]
    return any(each.strip() not in known.plain for each in told)


def promised(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    patterns = (pattern for each in lexicons for pattern in each.promises)
    told = [found[0] for pattern in patterns for found in pattern.finditer(said.plain)]
    return any(each.strip() not in known.plain for each in told)
