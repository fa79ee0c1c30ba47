"""Deeds that are said to be done, and what is promised: a model has done nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tools.guard.lexicon import Lexicon, Pattern
from tools.guard.reading import Reading

END = re.compile(r"[.!?\n]")
YOURS = re.compile(r"\b(?:your?|yours|tus?|tuy[oa]|sus?|vuestr[oa]s?|suas?|seus?|tuas?|teus?)\b")
SHORTEST_STEM = 3


def claimed(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    """A source may say how things are done; that one was done now for this lead, none can."""
    told = _found(said.plain, (each for lexicon in lexicons for each in lexicon.claims))
    if any(found[0].strip() not in known.plain for found in told):
        return True
    written = (each for lexicon in lexicons for each in lexicon.written)
    if any(found[0].strip() not in known.accented for found in _found(said.accented, written)):
        return True
    passives = (each for lexicon in lexicons for each in lexicon.passives)
    return any(
        not _is_of(found, known) or _is_done_for_you(said.plain, found, known)
        for found in _found(said.plain, passives)
    )


def promised(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    told = _found(said.plain, (each for lexicon in lexicons for each in lexicon.promises))
    if any(found[0].strip() not in known.plain for found in told):
        return True
    services = (each for lexicon in lexicons for each in lexicon.services)
    if any(not _is_of(found, known) for found in _found(said.plain, services)):
        return True
    return any(_guarantees(said, known, lexicon) for lexicon in lexicons)


def _guarantees(said: Reading, known: Reading, lexicon: Lexicon) -> bool:
    if any(pattern.search(known.plain) for pattern in lexicon.guarantees):
        return False  # what is said of it is the source's to say
    told = _found(said.plain, lexicon.guarantees)
    return any(not lexicon.denials.search(_sentence(said.plain, found)) for found in told)


def _sentence(text: str, found: re.Match[str]) -> str:
    begin = max((end.end() for end in END.finditer(text, 0, found.start())), default=0)
    end = END.search(text, found.end())
    return text[begin : end.start() if end else None]


def _found(text: str, patterns: Iterable[Pattern]) -> Iterator[re.Match[str]]:
    return (found for pattern in patterns for found in pattern.finditer(text))


def _is_of(found: re.Match[str], known: Reading) -> bool:
    """The verb stands in a source, in whatever form."""
    verb = found[0].split()[-1]
    stem = verb[: max(SHORTEST_STEM, min(5, len(verb) - 2))]
    return any(word.startswith(stem) for word in known.words)


def _is_done_for_you(text: str, found: re.Match[str], known: Reading) -> bool:
    """ "Your spot is saved." ends there; "your data is erased when you ask" is a rule."""
    begin = max((end.end() for end in END.finditer(text, 0, found.start())), default=0)
    if _sentence(text, found).strip() in known.plain:
        return False
    ends = not text[found.end() :].strip() or END.match(text[found.end() :].lstrip(" ✅👍🎉😊🙌"))
    return bool(ends and YOURS.search(text[begin : found.end()]))
