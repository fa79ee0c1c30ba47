"""The grammar of a date that is written: its day, its month, its year, and its weekday beside."""

import re

from tools.understanding.date_words import (
    DAY_WORDS,
    MARKED_WEEKDAYS,
    MONTHS,
    NUMBERS,
    PORTUGUESE_WEEKDAYS,
    WEEKDAYS,
    number,
)
from tools.understanding.days import Days, Today, faulty
from tools.understanding.page import words

WEEKDAY_OF = {**WEEKDAYS, **MARKED_WEEKDAYS, **PORTUGUESE_WEEKDAYS}
MONTH = rf"(?P<month>{words(*MONTHS)})\b(?:\.(?= ?\d| ?de | (?:al?|to|ate|hasta) \d))?"
WEEKDAY = rf"(?:(?P<weekday>{words(*WEEKDAY_OF)})\b[.,]?[ (-]?\(?(?:(?:el|dia|the|no dia|del?) )?)?"
SPELLED = rf"(?P<spelled>{words(*DAY_WORDS)})"
_SHORT_NUMBER = r"[0-3]?\d(?:st|nd|rd|th|er|ro|[oa]\b|°|\.o)?"
NUMBER = rf"(?:{_SHORT_NUMBER}|{words(*DAY_WORDS)})"
DAY = rf"(?:(?P<day>{_SHORT_NUMBER})|{SPELLED}\b)"
_THOUSANDS = (
    rf"(?:two thousand|dos mil|dois mil)(?: (?:and|y|e))? {words(*NUMBERS)}"
    rf"(?: (?:y |e )?{words(*NUMBERS)})?"
)
YEAR = (
    rf"(?:(?:,? (?:de |del |of |in |en |em )|, ?)(?P<year>[12]\d{{3}}\b(?!:)|{_THOUSANDS}\b)"
    rf"| (?P<bare>(?:19|2[01])\d\d\b(?!:)|{_THOUSANDS}\b))?"
)
ARTICLE = r"(?:(?:el|dia|el dia|the|on the|no dia|del|do dia) )?"
JOIN = (
    "(?: ?- ?| (?:al?|y(?: el)?|e|o(?: el)?|ou|and|or|to|until?l|till|through|thru"
    "|hasta(?: el)?|ate(?: o)?|ao)(?: (?:dia|the|el))? )"
)
NEXT_MONTH = (
    "(?:el |the |o )?(?:proximo mes|mes que viene|mes proximo|mes entrante|next month|mes que vem)"
)


def year_said(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    year = groups.get("year") or groups.get("bare") or groups.get("slashed")
    if not year or year.isdigit():
        return int(year) if year else None
    return 2000 + (number(re.sub(r"^\w+ (?:mil|thousand)", "", year)) or 0)


def day_number(match: re.Match[str], name: str = "day") -> int:
    """ "15", "15th", "1º", "quince", "fifteenth"; 0 is no day of any month."""
    said = match[name] or match.groupdict().get("spelled") or ""
    digits = re.match(r"\d+", said)
    return int(digits[0]) if digits else DAY_WORDS.get(said, 0)


def weekday_agrees(today: Today, match: re.Match[str], found: Days) -> Days:
    """ "Monday the 17th" that is a Tuesday: one of the two is wrong, and we cannot know which."""
    groups = match.groupdict()
    named = groups.get("weekday") or groups.get("weekday2")
    if found.fault or not named or found.first.weekday() == WEEKDAY_OF[named]:
        return found
    return faulty((found.start, found.end), "ambiguous", today.date)
