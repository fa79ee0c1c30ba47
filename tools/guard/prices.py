"""Money that no source speaks of: currencies, "free", discounts."""

import re
from collections.abc import Sequence

from tools.guard.lexicon import Lexicon, Pattern
from tools.guard.reading import Reading

CURRENCIES: dict[str, Pattern] = {
    name: re.compile(pattern)
    for name, pattern in {
        "euro": r"€|\beur(?:o|os|inhos?|itos?)?\b|\bcent(?:imos?|esimos?)\b",
        "pound": r"£|\bgbp\b|\bquid\b|\bpounds?\b|\blibras?\b|\bpence\b",
        "real": r"r\$|\bbrl\b|\breais\b|\bpilas?\b|\bcontos?\b|\breal\b(?= por| a menos)",
        "dollar": r"(?<!r)\$|\busd\b|\bdollars?\b|\bdolar(?:es)?\b|\bbucks?\b|\bmxn\b|\bcop\b"
        r"|\bars\b|\bclp\b|\bpes(?:os?|itos?)\b|\bq(?=\d)|\bquetzales\b|\blucas\b|\bsoles\b"
        r"|\bs/(?=\s?\d)",
        "other": r"[¥₹₽₩₱₿]|\bfrancos?\b|\bfrancs?\b|\byens?\b|\bbitcoins?\b",
        "cent": r"\bcents?\b|\bcentavos?\b|¢",
        "thousand": r"\b\d+(?:[.,]\d+)?\s?k\b",
    }.items()
}
"""Signs that many countries share are one: "$" is a dollar and a peso."""


def unknown(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    if any(
        each.search(said.plain) and not each.search(known.plain) for each in CURRENCIES.values()
    ):
        return True
    free = [pattern for each in lexicons for pattern in each.free]
    rebate = [pattern for each in lexicons for pattern in each.rebate]
    return any(_has(said, each) and not _has(known, each) for each in (free, rebate))


def _has(reading: Reading, patterns: Sequence[Pattern]) -> bool:
    return any(pattern.search(reading.plain) for pattern in patterns)
