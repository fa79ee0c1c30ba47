"""Words without their endings, near enough to what Postgres makes of them: one way a language."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tools.knowledge.questions import typed
from tools.ports.words import Language

WORD = re.compile(r"[a-z0-9ñç]+")
VOWELS = frozenset("aeiou")
Rule = tuple[str, str]
"""An ending, and what stands for it."""

# As `private.typed` of the migrations: the endings that take the place of a verb.
VERBAL: dict[Language, Sequence[tuple[re.Pattern[str], str]]] = {
    "es": (
        (re.compile(r"(\w{2})(aciones|acion|amientos|amiento)\b"), r"\1ar"),
        (re.compile(r"(\w{2})iones\b"), r"\1ion"),
        (re.compile(r"(\w{3})[ae]is\b"), r"\1a"),
    ),
    "pt": (
        (re.compile(r"(\w{2})(acoes|acao|amentos|amento)\b"), r"\1ar"),
        (re.compile(r"(\w{2})(oes|aes)\b"), r"\1ao"),
    ),
    "en": (),
}


def rules(text: str) -> list[Rule]:
    """Longest ending first; `tional:tion` puts something in its place."""
    pairs = [each.partition(":") for each in text.split()]
    return sorted(((end, new) for end, _, new in pairs), key=lambda each: -len(each[0]))


NOUNS: dict[Language, list[Rule]] = {
    "es": rules(
        "anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos "
        "osas imiento imientos adora ador adoras adores ante antes ancia ancias logia:log "
        "logias:log encia:ente encias:ente amente mente idad idades iva ivo ivas ivos"
    ),
    "pt": rules(
        "eza ezas ico ica icos icas ismo ismos avel ivel ista istas oso osa osos osas imento "
        "imentos adora ador adoras adores ante antes ancia ancias logia:log logias:log "
        "encia:ente encias:ente amente mente idade idades iva ivo ivas ivos"
    ),
    "en": [],
}
VERBS: dict[Language, list[Rule]] = {
    "es": rules(
        "ariamos erian erias eria eran eras eremos era ere iremos irian iria iran ira aremos "
        "ariamos arian aria aran ara are ieramos ieran iera ieron iendo iste io ian ias ia "
        "aban abas aba aron ando aste asen ase ados adas ado ada idos idas ido ida aramos "
        "abamos iamos amos emos imos ar er ir as an en es ad ed id"
    ),
    "pt": rules(
        "ariamos eriam eria eram eras erei era irei iriam iria iram ira aremos ariam aria aram "
        "ara arei ou iu eu ando endo indo avam avas ava assem asse essem esse issem isse ados "
        "adas ado ada idos idas ido ida amos emos imos ar er ir as am em es ei"
    ),
    "en": [],
}
LAST: dict[Language, tuple[str, ...]] = {
    "es": ("os", "a", "o", "e"),
    "pt": ("os", "a", "o", "e", "i"),
}


def words_of(language: Language, text: str) -> list[str]:
    """The stems of a text, each as often as it is there."""
    plain = typed(text)
    for pattern, form in VERBAL[language]:
        plain = pattern.sub(form, plain)
    return [stem(language, word) for word in WORD.findall(plain)]


@lru_cache(maxsize=65536)
def stem(language: Language, word: str) -> str:
    if len(word) <= 2 or not word.isalpha():
        return word
    return _english(word) if language == "en" else _romance(language, word)


def _after_vowel_and_consonant(word: str, start: int, vowels: frozenset[str]) -> int:
    for place in range(start + 1, len(word)):
        if word[place] not in vowels and word[place - 1] in vowels:
            return place + 1
    return len(word)


def _strip(word: str, endings: Sequence[Rule], start: int) -> str | None:
    for end, new in endings:
        if word.endswith(end) and len(word) - len(end) >= start:
            return word[: -len(end)] + new
    return None


def _romance(language: Language, word: str) -> str:
    r1 = _after_vowel_and_consonant(word, 0, VOWELS)
    r2 = _after_vowel_and_consonant(word, r1, VOWELS)
    rv = _after_stem_vowel(word)
    stripped = _strip(word, NOUNS[language], r2)
    if stripped is None:
        stripped = _strip(word, VERBS[language], rv)
    bare = word if stripped is None else stripped
    for end in LAST[language]:
        if bare.endswith(end) and len(bare) - len(end) >= rv:
            return bare[: -len(end)]
    return bare


def _after_stem_vowel(word: str) -> int:
    if word[1] not in VOWELS:
        return next((n + 1 for n in range(2, len(word)) if word[n] in VOWELS), len(word))
    if word[0] in VOWELS:
        return next((n + 1 for n in range(2, len(word)) if word[n] not in VOWELS), len(word))
    return 3


ENGLISH_VOWELS = frozenset("aeiouy")
SECOND = rules(
    "tional:tion enci:ence anci:ance abli:able entli:ent izer:ize ization:ize ational:ate "
    "ation:ate ator:ate alism:al aliti:al alli:al fulness:ful ousli:ous ousness:ous "
    "iveness:ive iviti:ive biliti:ble bli:ble fulli:ful lessli:less"
)
THIRD = rules("tional:tion ational:ate alize:al icate:ic iciti:ic ical:ic ful ness")
FOURTH = rules(
    "al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize sion:s tion:t"
)


def _english(word: str) -> str:
    r1 = _after_vowel_and_consonant(word, 0, ENGLISH_VOWELS)
    r2 = _after_vowel_and_consonant(word, r1, ENGLISH_VOWELS)
    bare = _past(_plural(word), r1)
    if len(bare) > 2 and bare[-1] == "y" and bare[-2] not in ENGLISH_VOWELS:
        bare = bare[:-1] + "i"
    for endings, start in ((SECOND, r1), (THIRD, r1), (FOURTH, r2)):
        bare = _strip(bare, endings, start) or bare
    if bare.endswith("li") and len(bare) - 2 >= r1 and bare[-3] in "cdeghkmnrt":
        bare = bare[:-2]
    if bare.endswith("e") and (len(bare) > r2 or (len(bare) > r1 and not _is_short(bare[:-1]))):
        return bare[:-1]
    return bare[:-1] if bare.endswith("ll") and len(bare) > r2 else bare


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ies", "ied")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _has_vowel(word[:-2]):
        return word[:-1]
    return word


def _past(word: str, r1: int) -> str:
    if word.endswith("eed"):
        return word[:-1] if len(word) - 3 >= r1 else word
    for end in ("ingly", "edly", "ing", "ed"):
        if word.endswith(end) and _has_vowel(word[: -len(end)]):
            return _repaired(word[: -len(end)], r1)
    return word


def _repaired(word: str, r1: int) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and word[-1] in "bdfgmnprt":
        return word[:-1]
    return word + "e" if len(word) <= r1 and _is_short(word) else word


def _has_vowel(word: str) -> bool:
    return any(letter in ENGLISH_VOWELS for letter in word)


def _is_short(word: str) -> bool:
    """Ends as "hop" does, not as "how" or "box" do."""
    if len(word) == 2:
        return word[0] in ENGLISH_VOWELS and word[1] not in ENGLISH_VOWELS
    before, vowel, last = word[-3:-2], word[-2:-1], word[-1:]
    return (
        before not in ENGLISH_VOWELS
        and vowel in ENGLISH_VOWELS
        and last not in ENGLISH_VOWELS | frozenset("wx")
    )
