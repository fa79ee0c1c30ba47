"""Money that no source speaks of: currencies, "free", discounts."""

import re
from collections.abc import Sequence

from tools.guard.lexicon import Lexicon, Pattern, without_ordinary
from tools.guard.reading import Reading

CURRENCIES: dict[str, Pattern] = {
    name: re.compile(pattern)
    for name, pattern in {
        "euro": r"€|\beur(?:o|os|inhos?|itos?)?\b|\bcent(?:imos?|esimos?)\b",
        "pound": r"£|\bgbp\b|\bquid\b|\bpounds?\b|\blibras?\b|\bpence\b",
        "real": r"r\$|\bbrl\b|\breais\b|\bpilas?\b|\bcontos\b|\breal\b(?= por| a menos)",
        "dollar": r"(?<!r)\$|\busd\b|\bdollars?\b|\bdolar(?:es)?\b|\bbucks?\b|\bmxn\b|\bcop\b"
        r"|\bars\b|\bclp\b|\bpes(?:os?|itos?)\b|\bq(?=\d)|\bquetzales\b|\blucas\b|\bsoles\b"
        r"|\bs/(?=\s?\d)",
        "other": r"[¥₹₽₩₱₿]|\bfrancos?\b|\bfrancs?\b|\byens?\b|\bbitcoins?\b",
        "cent": r"\bcents?\b|\bcentavos?\b|¢",
        "thousand": r"\b\d+(?:[.,]\d+)?\s?k\b",
    }.items()
}
"""Signs that many countries share are one: "$" is a dollar and a peso."""

SAVES = re.compile(
    r"\bsav(?:e|es|ing|ings)\b|\bahorr\w+|\bmenos\b|\bless\b|\b(?:eco|econom)\w+|\breduc\w+|%"
    r"|\bestorn\w+|\bde volta\b|\bdev[ou]\w+|\breembols\w+|\brefund\w*|\breintegr\w+"
)
INCLUDED = re.compile(r"\binclu\w+|\bfaz parte\b|\bforma parte\b|\bpart of\b|\bcomes? with\b")
EXTRA = re.compile(
    r"\b(?:no|not|nao|sin|sem|without|ningun|nenhum)\b[^.!?;\n]{0,25}"
    r"\b(?:extra|additional(?:ly)?|adicional|adicionais|aparte|a parte|a mais|de mas|por fora"
    r"|separately|suplementos?)\b(?:[- ]\w+)?"
)
"""What is included costs nothing beside."""


def unknown(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    if any(
        each.search(said.plain) and not each.search(known.plain) for each in CURRENCIES.values()
    ):
        return True
    cheap = [pattern for each in lexicons for pattern in each.cheap]
    if _has(said, cheap) and not (_has(known, cheap) or _has(known, [*CURRENCIES.values()])):
        return True
    free = [pattern for each in lexicons for pattern in each.free]
    rebate = [pattern for each in lexicons for pattern in each.rebate]
    text = without_ordinary(said.plain, lexicons)
    if INCLUDED.search(known.plain):
        text = EXTRA.sub(" ", text)
    saves = [*rebate, SAVES]
    return any(
        any(pattern.search(text) for pattern in each) and not _has(known, sources)
        for each, sources in ((free, free), (rebate, saves))
    )


def _has(reading: Reading, patterns: Sequence[Pattern]) -> bool:
    return any(pattern.search(reading.plain) for pattern in patterns)
