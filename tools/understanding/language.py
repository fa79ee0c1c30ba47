"""Which of our languages a message is in: a model, telling words and what was spoken before."""

import math
import re
from functools import cache
from threading import Lock

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tools.ports.words import Language
from tools.understanding.english import ENGLISH
from tools.understanding.normalise import Plain
from tools.understanding.portuguese import PORTUGUESE
from tools.understanding.spanish import SPANISH

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
DEFAULT: Language = "es"

_TELLING: dict[Language, frozenset[str]] = {
    "es": frozenset(SPANISH.telling),
    "en": frozenset(ENGLISH.telling),
    "pt": frozenset(PORTUGUESE.telling),
}
_LETTERS: dict[Language, re.Pattern[str]] = {
    "es": re.compile("[ñ¿¡]|ción\\b"),
    "en": re.compile("\\b\\w+'(?:s|d|m|ll|ve|re|t)\\b"),
    "pt": re.compile("[ãõçê]|\\b(?:é|às|à|olá|há)\\b"),
}
_SPOKEN_IN: dict[Language, str] = {
    "es": "ES MX AR CO CL PE EC VE UY PY BO CR PA GT HN SV NI DO CU PR GQ",
    "en": "US GB IE CA AU NZ ZA IN SG NG KE",
    "pt": "BR PT AO MZ CV",
}
_NO_WORD = re.compile(r"\S*[@/]\S*|[^a-z' ]")
_NO_LETTERS = re.compile(r"(?!)")
_LOADING = Lock()
FEW = 2
"""Words that tell the model too little."""


def language_of(
    message: Plain,
    *,
    before: Language | None,
    region: str | None,
    languages: tuple[Language, ...] = LANGUAGES,
) -> Language:
    """The conversation keeps its language unless a message clearly speaks another one."""
    words = _NO_WORD.sub(" ", message.text).split()
    prior = before or _spoken_in(region)
    votes = _votes(message, words, languages)
    alone = set(languages) - set(LANGUAGES)  # only the model can tell those
    if not any(votes.values()) and ((prior and not alone) or len(words) <= FEW):
        return prior or DEFAULT
    heard = dict.fromkeys(languages, 0.0)
    if len(words) > FEW:
        heard = _model_scores(message.source, languages)
    scores = {language: votes[language] + heard[language] for language in languages}
    if prior:
        scores[prior] += 1.5 if before else 0.5
    return max(languages, key=lambda language: scores[language])


def _spoken_in(region: str | None) -> Language | None:
    return next((each for each in LANGUAGES if region and region in _SPOKEN_IN[each]), None)


def _votes(
    message: Plain, words: list[str], languages: tuple[Language, ...]
) -> dict[Language, float]:
    source = message.source.lower()
    return {
        language: sum(word in _TELLING.get(language, frozenset()) for word in words)
        + 1.5 * len(_LETTERS.get(language, _NO_LETTERS).findall(source))
        for language in languages
    }


def _model_scores(text: str, languages: tuple[Language, ...]) -> dict[Language, float]:
    with _LOADING:  # the cache alone lets every thread of the first burst load a model of its own
        identifier = _identifier(languages)
    scores = dict(identifier.rank(text))
    return {language: max(math.log(scores[language] + 1e-6), -4.0) for language in languages}


@cache
def _identifier(languages: tuple[Language, ...]) -> LanguageIdentifier:
    """Loading takes a quarter of a second, once, when the first message is read."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier
