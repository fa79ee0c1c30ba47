"""Names that no source has: words with capitals inside a sentence, or inside a word."""

import unicodedata
from collections.abc import Sequence

from tools.guard.lexicon import Lexicon
from tools.guard.reading import WORD, Reading

WELL_KNOWN = frozenset(
    {"english", "spanish", "portuguese", "whatsapp", "ai", "ia", "ok", "pdf", "sms", "hi", "hola"}
    | {"oi", "usted", "ud", "uds", "vd", "sr", "sra", "dr", "dra", "mr", "mrs", "ms"}
    | {"wi", "fi", "fyi", "ps", "diy", "tv", "am", "pm"}
    | {"yes", "no", "not", "all", "any", "and", "only", "you", "never", "every"}
)


def unknown(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    """Weekdays and months are none: `times` has a look at those."""
    new = said.words - known.words - WELL_KNOWN
    told = (_plain(name) for name in _names(said.said))
    return any(
        name in new and name.removesuffix("s") not in known.words and not _is_a_time(name, lexicons)
        for name in told
    )


def _is_a_time(word: str, lexicons: Sequence[Lexicon]) -> bool:
    return any(words.fullmatch(word) for each in lexicons for words in each.times.values())


def _names(text: str) -> list[str]:
    found = []
    for place in WORD.finditer(text):
        if len(place[0]) == 1:
            continue  # "I", and initials, which are no claim
        word, before = place[0], text[: place.start()].rstrip(" \t\"'“”‘’«»(¿¡*_-–—•")
        begins = not before or not (before[-1].isalnum() or before[-1] in ",;")
        if any(letter.isupper() for letter in word[1:]) or (word[0].isupper() and not begins):
            found.append(word)
    return found


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
