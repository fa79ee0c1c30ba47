"""Names that no source has: words with capitals inside a sentence, or inside a word."""

import unicodedata

from tools.guard.reading import WORD, Reading

WELL_KNOWN = frozenset(
    {"english", "spanish", "portuguese", "whatsapp", "ai", "ia", "ok", "pdf", "sms", "hi", "hola"}
    | {"oi", "usted", "ud", "uds", "vd", "sr", "sra", "dr", "dra", "mr", "mrs", "ms"}
)


def unknown(said: Reading, known: Reading) -> bool:
    new = said.words - known.words - WELL_KNOWN
    return any(_plain(name) in new for name in _names(said.said))


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
