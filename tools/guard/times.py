"""Times and dates that no source has: weekdays, months, "tomorrow", "half past", "next week"."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

from tools.guard.lexicon import Lexicon, Pattern, without_ordinary
from tools.guard.numbers import CLOCK, FIGURE
from tools.guard.reading import WORD, Reading

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = frozenset({*WEEK, "weekday", "weekend"})
WORKING, FREE = frozenset(WEEK[:5]), frozenset(WEEK[5:])
CLOCKS = range(0x1F550, 0x1F568)
DAY = {
    "morning": range(5, 13),
    "noon": range(12, 14),
    "afternoon": range(12, 21),
    "evening": range(17, 24),
    "night": range(18, 24),
}
ALWAYS = re.compile(
    r"\b24\s?(?:/\s?7|h\b|hours|horas)|\b(?:any|all) (?:time|hour|day)|\bround the clock"
    r"|\b(?:a )?cualquier hora|\b(?:a )?qualquer (?:hora|momento)|\ben todo momento|\bday and night"
)
HALF = re.compile(r"\b(?:half an hour|media hora|meia hora|half past|y media|e meia)\b")
QUARTER = re.compile(r"\b(?:quarter (?:past|to)|cuarto|un quarto)\b")
AROUND = frozenset(
    {"unos", "unas", "este", "esta", "esse", "essa", "neste", "nesta", "dentro", "within", "this"}
    | {"about", "around", "alguns", "algumas", "umas", "couple", "para", "mismo", "mesmo", "mesma"}
    | {"pocos", "poucos", "misma"}
)
SAME = {
    **{"hour": "60", "hora": "60", "day": "24", "dia": "24", "week": "7", "semana": "7"},
    **{"month": "30", "mes": "30", "fortnight": "14", "ano": "12", "year": "12"},
}
"""A unit told in the next smaller one: "within a day" of "24 hours"."""
RELATIVE = re.compile(
    r"\b(?:next|last|this|coming|proxim\w+|viene|vem|entra\w*|siguiente|seguinte|otra|outra"
    r"|n?est[ae]|n?ess[ae]|later|earlier|pasado|depois de amanha)\b"
)
"""Counted from now: what a source says of any week tells nothing of the next."""
CLOSED = re.compile(
    r"\b(?:closed|close|not open|do not|cerr\w+|fech\w+"
    r"|nao|not|never|nunca|no(?! (?:sabado|domingo|fim|final|proximo|dia|feriad))|except\w*"
    r"|excet\w*|salvo)\b|n't\b"
)
STRETCH = re.compile(
    r"\b(\d{1,2})(?: ?h)?(?: ?[-–] ?| to | a | as | ate | until | hasta las | y las )(\d{1,2})\b"
)
DAILY = re.compile(
    r"\b(?:every day|daily|seven days|all week|7 days|todos los dias|cada dia|diari\w+"
    r"|todos os dias|7 dias)\b"
)
FOLLOWING = re.compile(r"next|last|proxim\w+|siguiente|seguinte")
FOLLOWS = re.compile(r"\b(?:following|past|siguiente|seguinte)\b")
SENTENCE = re.compile(r"[^.;\n]+")
CLAUSE = re.compile(r"[^.,;:!?\n]+")
TELLING, SHORTEST_STEM = 4, 3
"""Letters from which on a word says something, and that its forms have in common."""
LATE = frozenset({"evening", "night"})
MEALS = (
    (re.compile(r"\b(?:lunch|almuerzo|almorz|comida|almoco)\w*"), frozenset({"noon"})),
    (re.compile(r"\b(?:dinner|cena|jantar|supper)\w*"), LATE),
    (re.compile(r"\b(?:after school|mediodia|noon|meio-dia)\b"), frozenset({"noon", "afternoon"})),
)
FIRST = re.compile(r"\bprimeir[ao]\b")
SECOND = re.compile(r"\b(?:segunda|quarta|quinta|sexta)(?=\s*(?:[,;:]|e\b))")
FEWEST_DAYS = 2
UNTIL = frozenset(
    {"-", "–", "to", "through", "until", "till", "a", "al", "hasta", "ate", "e", "thru"}
)


def unknown(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    if any(ord(sign) in CLOCKS for sign in said.said):
        return True
    text = without_ordinary(said.plain, lexicons)
    if FIRST.search(text):  # "a primeira …; a segunda, …" counts and is no Monday
        text = SECOND.sub(" ", text)
    if _named_beyond(text, known.plain, lexicons):
        return True
    told = (
        found[0] for each in lexicons for phrase in each.phrases for found in phrase.finditer(text)
    )
    return any(not _is_sourced(phrase, known) for phrase in told)


def _named_beyond(text: str, known: str, lexicons: Sequence[Lexicon]) -> bool:
    named = _named(known, [each.sourced for each in lexicons])
    told = [each.times for each in lexicons]
    new = _named(text, told) - _completed(named | _parts_of_day(known))
    if new <= DAYS and DAYS & named:  # where a source tells the days that are open, others are not
        open_ = " . ".join(each for each in CLAUSE.findall(text) if not CLOSED.search(each))
        new &= _named(open_, told)
    return bool(new)


def _is_sourced(phrase: str, known: Reading) -> bool:
    """As it stands, or as a stretch of time that a source names in other words."""
    if phrase in known.plain:
        return True
    if RELATIVE.search(phrase):
        return any(_tells_alike(Reading(each), phrase) for each in SENTENCE.findall(known.plain))
    if HALF.search(phrase) and re.search(r"(?<!\d)30\b|\b[12][.,]5\b", known.plain):
        return True
    if QUARTER.search(phrase) and re.search(r"[:.h](?:15|45)\b", known.plain):
        return True
    words = WORD.findall(phrase)
    if any(_in_smaller_units(word, known) for word in words):
        return True
    telling = [
        word for word in words if (len(word) >= TELLING and word not in AROUND) or word in SAME
    ]
    return bool(telling) and all(_stands_in(known, word) for word in telling)


def _tells_alike(sentence: Reading, phrase: str) -> bool:
    """ "The next month" of "the following month"."""
    follows = bool(FOLLOWS.search(sentence.plain))
    return all(
        _stands_in(sentence, word) or (follows and bool(FOLLOWING.fullmatch(word)))
        for word in WORD.findall(phrase)
        if len(word) >= SHORTEST_STEM
    )


def _in_smaller_units(word: str, known: Reading) -> bool:
    smaller = SAME.get(word.removesuffix("s"))
    return smaller is not None and smaller in FIGURE.findall(known.plain)


def _stands_in(known: Reading, word: str) -> bool:
    stem = word[: max(SHORTEST_STEM, len(word) - 2)]
    return any(each.startswith(stem) for each in known.words)


def _parts_of_day(text: str) -> set[str]:
    """Of the hours that are told, and all where it is any hour."""
    hours = {
        int(hour) % 12 + 12 if half.startswith("p") else int(hour) % 24
        for hour, minutes, half in CLOCK.findall(text)
        if minutes or half
    }
    hours |= {int(hour) % 24 for stretch in STRETCH.findall(text) for hour in stretch}
    named = {part for part, within in DAY.items() if hours & {*within}}
    named |= {part for meal, parts in MEALS if meal.search(text) for part in parts}
    return named | set(DAY) if ALWAYS.search(text) else named


def _named(text: str, tables: Iterable[Mapping[str, Pattern]]) -> set[str]:
    """The days of a stretch, too: "Monday to Friday" is Wednesday as well."""
    places = sorted(
        (found.start(), found.end(), name)
        for table in tables
        for name, words in table.items()
        for found in words.finditer(text)
    )
    named = {name for _, _, name in places} | ({*WEEK} if DAILY.search(text) else set())
    for (_, end, first), (start, _, last) in itertools.pairwise(places):
        if first in WEEK and last in WEEK and text[end:start].strip() in UNTIL:
            named |= set(_between(first, last))
    return named


def _between(first: str, last: str) -> Sequence[str]:
    begin, end = WEEK.index(first), WEEK.index(last)
    return WEEK[begin : end + 1] if begin <= end else (*WEEK[begin:], *WEEK[: end + 1])


def _completed(named: set[str]) -> set[str]:
    """Weekdays and weekends by either of their names."""
    every = set(named)
    if LATE & named:
        every |= LATE
    if "weekday" in named:
        every |= WORKING
    if "weekend" in named:
        every |= FREE
    if len(WORKING & named) >= FEWEST_DAYS:
        every.add("weekday")
    if FREE & named:
        every.add("weekend")
    return every
