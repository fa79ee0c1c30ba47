"""Figures and number words by their value: "25", "twenty-five", "veinticinco"."""

import re
from collections.abc import Iterator, Sequence

from tools.guard.lexicon import Lexicon, without_ordinary
from tools.guard.reading import Reading

FIGURE = re.compile(r"\d+(?:[.,:/’']\d+)*")
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.h](\d\d))?\s*(am|pm|a\.\s?m|p\.\s?m|h|hs|hrs)?\b")
TOKEN = re.compile(r"[^\W\d_]+|\d+")
JOINING = frozenset({"y", "e", "and"})
MULTIPLIES = frozenset({100, 1000, 1_000_000})
UNIT = re.compile(
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|minutos?|horas?|dias?|semanas?"
    r"|mes|meses|anos?|euros?|dolares|dollars?|pounds?|reais|pesos?|bucks|quid|percent|por ?ciento"
    r"|por ?cento|cuotas|parcelas|instal?lments)\b"
)
STRETCH = re.compile(
    r"\b([^\W_]+)[ -](minut|hora|hour|h\b|di?as?\b|day|week|semana|mes|month|year|anos?\b)"
)
UNITS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "mi": ((), (60,)),
    **dict.fromkeys(("ho", "h"), ((60,), (24,))),
    **dict.fromkeys(("di", "da"), ((24,), (7, 30))),
    **dict.fromkeys(("we", "se"), ((7,), ())),
    **dict.fromkeys(("me", "mo"), ((30,), (12,))),
    **dict.fromkeys(("ye", "an"), ((12, 365), ())),
}
"""By the beginning of a unit's name: how many of the smaller units it has, and of the larger."""
NAMED = (
    (re.compile(r"\b(?:noon|midday|mediodia|meio-dia|meio dia)\b"), ("12", "12:00")),
    (re.compile(r"\b(?:midnight|medianoche|meia-noite|meia noite)\b"), ("0", "00:00", "24")),
    (re.compile(r"\b(?:half (?:an )?hour|media hora|meia hora)\b"), ("30",)),
    (re.compile(r"\b(?:fortnight\w*|quincena\w*|quinzena\w*)\b"), ("14", "15", "2")),
)
ORDINALS = {
    **dict.fromkeys(("first", "primer", "primero", "primera", "primeiro", "primeira"), 1),
    **dict.fromkeys(("second", "segundo", "segunda"), 2),
    **dict.fromkeys(("third", "tercer", "tercero", "tercera", "terceiro", "terceira"), 3),
}
QUARTERS = re.compile(
    r"\b(?:half past|quarter past|(?:y|menos|e) (?:media|cuarto|meia|quinze)|en punto|em ponto)\b"
)
NUMBERING = re.compile(r"^\s*\d[.)]\s", re.MULTILINE)
PHONE = 6
"""Digits from which on a figure is told in groups: "01632 960 000"."""
ROUND_THE_CLOCK = re.compile(
    r"\b24\s?/\s?7|\b24 (?:hours|horas|h)\b|\bround the clock"
    r"|\bday (?:or|and) night|\bany time of day"
    r"|\b(?:cualquier|qualquer) hora"
)
NOT_COUNTED = 4
"""Below this, a number word counts things and needs no source."""


def figures(text: str) -> set[str]:
    """As they are written, thousands without their signs, whole hours without their minutes."""
    grouped = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
    found = {*FIGURE.findall(text), *FIGURE.findall(grouped)}
    found |= {part for figure in found if "/" in figure for part in figure.split("/")}
    if ROUND_THE_CLOCK.search(text):
        found |= {"24", "7", "24/7", "365"}
    return {form for figure in found for form in _forms(figure)} | set(_hours(text))


def unknown(said: Reading, known: Reading, lexicons: Sequence[Lexicon]) -> bool:
    """A number, in figures or in words, that no source has."""
    sourced = figures(known.plain) | set(_converted(known, lexicons))
    for lexicon in lexicons:
        sourced |= {str(value) for value, _ in spelled(known, lexicon)}
        sourced |= {str(part) for _, parts in spelled(known, lexicon) for part in parts}
    if QUARTERS.search(said.plain):  # "half past six" is 6:30
        sourced |= {figure.partition(":")[0] for figure in _hours(known.plain) if ":" in figure}
    text = Reading(without_ordinary(NUMBERING.sub("", said.plain), lexicons))
    if any(not set(_forms(figure)) & sourced for figure in FIGURE.findall(text.plain)):
        return True
    told = [each for lexicon in lexicons for each in spelled(text, lexicon)]
    return any(
        str(value) not in sourced and not {str(part) for part in parts} <= sourced
        for value, parts in told
    )


def _converted(known: Reading, lexicons: Sequence[Lexicon]) -> Iterator[str]:
    """A stretch of time in other units: 48 hours are two days."""
    words = {word: n for each in lexicons for word, n in (*each.numbers.items(), *each.few.items())}
    yield from (str(n) for word, n in (*words.items(), *ORDINALS.items()) if word in known.words)
    for count, unit in STRETCH.findall(known.plain):
        value = int(count) if count.isdigit() else words.get(count)
        if value is None:  # "a month" of a price is no thirty days
            continue
        yield from (str(value * factor) for factor in UNITS[unit[:2]][0])
        yield from (str(value // factor) for factor in UNITS[unit[:2]][1] if value % factor == 0)
    for words_, values in NAMED:
        if words_.search(known.plain):
            yield from values


def _forms(figure: str) -> Iterator[str]:
    if len(figure) >= PHONE:
        yield re.sub(r"\D", "", figure)
    bare = figure.lstrip("0") or "0"
    yield figure
    yield bare
    whole = re.sub(r"[.,:](?:00|0)$", "", figure)
    yield whole.lstrip("0") or "0"
    if re.fullmatch(r"\d{1,3}(?:[.,’']\d{3})+", figure):
        yield re.sub(r"\D", "", figure)
    if re.fullmatch(r"\d+[.,]\d{1,2}", figure):
        yield figure.replace(",", ".")


def _hours(text: str) -> Iterator[str]:
    """An hour is told by twelve as well as by twenty-four: 21:00 is 9 pm."""
    for hour, minutes, half in CLOCK.findall(text):
        if not (minutes or half) or int(hour) > 24:
            continue
        rest = f":{minutes}" if minutes and minutes != "00" else ""
        for told in {int(hour), (int(hour) - 1) % 12 + 1}:
            yield f"{told}{rest}"
            yield f"{told}:{minutes or '00'}"
        if half.startswith("p") and int(hour) < 12:
            yield f"{int(hour) + 12}{rest}"
            yield f"{int(hour) + 12}:{minutes or '00'}"


def spelled(reading: Reading, lexicon: Lexicon) -> list[tuple[int, list[int]]]:
    """Each number in words: its value, and the values of its parts."""
    found: list[tuple[int, list[int]]] = []
    run: list[int] = []
    tokens = [*TOKEN.finditer(reading.plain)]
    for place, token in enumerate(tokens):
        value = lexicon.numbers.get(token[0], lexicon.few.get(token[0]))
        if value is not None and not (
            value < NOT_COUNTED and not run and not _is_counted(reading, tokens, place, lexicon)
        ):
            run.append(value)
        elif run and token[0] in JOINING and _goes_on(tokens, place, lexicon):
            continue
        elif run:
            found.append((_total(run), run))
            run = []
    if run:
        found.append((_total(run), run))
    return found


def _is_counted(
    reading: Reading, tokens: Sequence[re.Match[str]], place: int, lexicon: Lexicon
) -> bool:
    """ "Two days" tells how long, "two plans" only how many; "a day" and "un mes" tell nothing."""
    word = tokens[place][0]
    if lexicon.few.get(word) == 1:
        return False
    after = reading.plain[tokens[place].end() :].lstrip(" -")
    return bool(UNIT.match(after)) or (
        place + 1 < len(tokens) and lexicon.numbers.get(tokens[place + 1][0]) in MULTIPLIES
    )


def _goes_on(tokens: Sequence[re.Match[str]], place: int, lexicon: Lexicon) -> bool:
    after = tokens[place + 1][0] if place + 1 < len(tokens) else ""
    return after in lexicon.numbers or after in lexicon.few


def _total(parts: Sequence[int]) -> int:
    whole = current = 0
    for value in parts:
        if value in MULTIPLIES:
            current = max(current, 1) * value
            if value > 100:
                whole, current = whole + current, 0
        else:
            current += value
    return whole + current
