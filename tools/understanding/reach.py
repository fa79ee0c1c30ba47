"""How far a day reaches: from Monday on, before Friday at noon, the week of the 10th."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest

from tools.understanding.date_words import NUMBERS, number
from tools.understanding.days import Days, Moment, Today, faulty, in_month, monday, next_month
from tools.understanding.hours import Hours
from tools.understanding.page import words

_WEEK_OF = re.compile(
    r"\b(?:semana|week|wk|(?P<wc>w/?c))(?: (?P<of>of|de|del|do|commencing|beginning|starting|ending"
    r"|a partir"
    r"|que (?:comienza|empieza|va)))*(?: (?:the|el|del|dia))?(?: (?:monday|lunes|segunda))? ?$"
)
_OF = re.compile(r"(?:del?|do|of) ")
_UP_TO = re.compile(r"\.? ?(?:-|al?|to|hasta(?: el)?|until?l?|till|through|thru|ate(?: o)?|ao) ?")
_AND = re.compile(r"\.? ?(?:y(?: el)?|and|e(?: o)?) ?")
_BESIDE = re.compile(r" ?\(?(?:el |on )?")
_BESIDE_AND_LISTED = re.compile(r",? ?\(?(?:el |on )?")
_NEXT_TO = re.compile(
    r"\b(?:the |el |la |o |a )?(?P<unit>day|dia|week|semana) (?P<way>after|before|despues|antes"
    r"|depois"
    r"|anterior|previo|seguinte|siguiente)(?: (?:del?|al?|d[oa]|ao))?(?: (?:the|el|la|o))? ?$"
)
_BETWEEN = re.compile(r"\b(?:entre|between)(?: el| the| o)? ?$")
_FROM = re.compile(r"\b(?:between|entre|from|desde|de|del|a partir de) ?$|^(?:del|de|from|desde) ")
_AFTER = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{words(*NUMBERS)}) (?P<unit>days?|dias?|weeks?|semanas?|months?"
    rf"|mes(?:es)?)"
    r" (?:after|from|despues de|depois de|a partir de|a contar de|apos)(?: el| la| the| o| a)? ?$"
)
_BEFORE = re.compile(r"\b(?:antes (?:del?|d[oa])|before|earlier than) ?$")
_BY = re.compile(
    r"\b(?:between now and|entre ahora y|de ahora (?:al?|hasta)|de a(?:qui|ca) al?|from now "
    r"(?:until|till|to)|daqui ate(?: a)?|(?<!stop )(?<!drop )"
    r"(?<!come"
    r" )(?<!swing )by|no later than|a mas tardar"
    r"|no mas tarde del?|no maximo ate) ?$|\b(?:until|hasta|ate) ?$"
)
_SINCE = re.compile(
    r"\b(?:a partir (?:del?|d[ao])?|desde|starting(?: on)?|as of|no antes del?|not (?:before"
    r"|until|till)|on or after|nao"
    r" antes d[ao]) ?$"
)
_PAST = re.compile(r"\b(?:after|despues del?|despues|depois d[oae]|depois|apos) ?$")
_ONWARD = re.compile(r",? (?:on(?=[,.]|$)|onwards?|en adelante|em diante|or later|o mas tarde)\b")
_LATEST = re.compile(
    r",? (?:como (?:muy |mucho )?tarde|como maximo|maximo|a mas tardar|at the (?:very )?latest"
    r"|latest"
    r"|no maximo|o mais tardar|no mais tardar)\b"
)
_EARLIEST = re.compile(
    r",? (?:como (?:muy )?pronto|como minimo|at the (?:very )?earliest|earliest|no minimo)\b"
)
_END = re.compile(r"\b(?:end|fin|fim|final|finales|fines|eom|ultimos)\b")
AHEAD = timedelta(days=14)


def reach(text: str, found: list[Days], today: date, hours: Iterable[Hours]) -> list[Days]:
    """ "From Monday on" is a fortnight, "before Friday" every day until then."""
    starts = {each.start for each in hours}
    return [_reaching(text, each, today, starts) for each in found]


def _reaching(text: str, item: Days, today: date, hours: set[int]) -> Days:
    if item.fault or any(0 <= start - item.end <= 3 for start in hours):
        return item
    said = _words_before(text, item)
    first, until = item.first, item.until
    end = _END.search(text, item.start, item.end) is not None
    if _LATEST.match(text, item.end) or (_BEFORE.search(said) and end):
        first = today
    elif _EARLIEST.match(text, item.end) or _SINCE.search(said) or _ONWARD.match(text, item.end):
        until = item.first + AHEAD
    elif _BEFORE.search(said):
        first, until = today, item.first
    elif _BY.search(said):
        first = today
    elif _PAST.search(said):
        first, until = item.until, item.until + AHEAD
    else:
        return item
    return replace(item, first=first, until=until, weekday=None) if first < until else item


def _words_before(text: str, item: Days) -> str:
    """With the preposition the day was read with: "antes del viernes"."""
    before = text[max(0, item.start - 20) : item.start]
    head = re.match(r"(?:el|la|o|a|the|del|de|do|da|on) ", text[item.start : item.end])
    return before + (head[0].split()[0] + " " if head and head[0][0] == "d" else "")


def join_days(text: str, found: list[Days]) -> list[Days]:
    """ "The week of the 10th" is a week, "from May 3 to May 10" a span."""
    joined: list[Days] = []
    for item in (
        _counted_on(text, _week_of(text, *each)) for each in zip_longest(found, found[1:])
    ):
        last = joined[-1] if joined else None
        if last and _is_backwards(text, last, item):
            joined[-1] = faulty((last.start, item.end), "impossible", last.first)
        elif last and _at_odds(text, last, item, alone=len(found) == 2):
            joined[-1] = faulty((last.start, item.end), "ambiguous", last.first)
        elif last and _is_span(text, last, item):
            joined[-1] = replace(last, end=item.end, until=item.until, weekday=None, fault=None)
        else:
            joined.append(item)
    return joined


def _is_backwards(text: str, last: Days, item: Days) -> bool:
    """ "March 20 to March 18"."""
    dates = all(each.single and each.weekday is None and not each.fault for each in (last, item))
    later = dates and item.first < last.first
    return later and _UP_TO.fullmatch(text, last.end, item.start) is not None


def _at_odds(text: str, last: Days, item: Days, *, alone: bool) -> bool:
    """ "Tomorrow, Thursday", said on a Tuesday."""
    named, other = (item, last) if item.weekday is not None else (last, item)
    if named.weekday is None or other.weekday is not None or last.fault or item.fault:
        return False
    if not (last.single and item.single) or other.first.weekday() == named.weekday:
        return False
    return (_BESIDE_AND_LISTED if alone else _BESIDE).fullmatch(
        text, last.end, item.start
    ) is not None


def _week_of(text: str, item: Days, later: Days | None) -> Days:
    """Not the first day of "the week of the 28th to the 2nd"."""
    week = _WEEK_OF.search(text, max(0, item.start - 40), item.start)
    if week is None or not item.single or item.fault:
        return item
    if later and _UP_TO.fullmatch(text, item.end, later.start):
        return item
    if not (week["of"] or week["wc"]) and not _OF.match(text, item.start):
        return item
    first = monday(item.first)
    return replace(item, first=first, until=first + timedelta(weeks=1), weekday=None)


def _counted_on(text: str, item: Days) -> Days:
    """ "Two days after the 5th", "the day before the 15th"."""
    if beside := _next_to(text, item):
        return beside
    match = _AFTER.search(text, max(0, item.start - 40), item.start)
    if match is None or not item.single or item.fault or text.endswith("for ", 0, match.start()):
        return item
    count, unit = number(match["n"]) or 0, match["unit"]
    first = item.first + timedelta(days=count * (7 if unit[0] in "sw" else 1))
    if unit.startswith("m"):
        first = in_month(*_month_of(item.first, count), item.first.day) or next_month(
            item.first, count + 1
        )
    return replace(
        item, start=match.start(), first=first, until=first + timedelta(days=1), weekday=None
    )


def _next_to(text: str, item: Days) -> Days | None:
    match = _NEXT_TO.search(text, max(0, item.start - 30), item.start)
    if match is None or not item.single or item.fault:
        return None
    way = -1 if match["way"] in ("before", "antes", "anterior", "previo") else 1
    if match["unit"] in ("day", "dia"):
        first, count = item.first + timedelta(days=way), 1
    else:
        first, count = monday(item.first) + timedelta(weeks=way), 7
    until = first + timedelta(days=count)
    return replace(item, start=match.start(), first=first, until=until, weekday=None)


def _month_of(when: date, count: int) -> tuple[int, int]:
    month = next_month(when, count)
    return month.year, month.month


def _is_span(text: str, last: Days, item: Days) -> bool:
    """A span that has begun already reaches from today on."""
    begun = last.fault == "past"
    if item.fault or (last.fault and not begun) or not last.single or not item.single:
        return False
    if last.end > item.start or last.first >= item.first:
        return False
    between = text[last.end : item.start]
    before = text[max(0, last.start - 20) : last.start]
    if _AND.fullmatch(between):
        return _BETWEEN.search(before) is not None
    if _UP_TO.fullmatch(between) is None:
        return False
    said_from = _FROM.search(before) or _FROM.search(text[last.start : last.end])
    return said_from is not None if begun or last.weekday is not None else True


def deadlines(
    text: str, found: Sequence[Days], hours: Sequence[Hours], today: Today
) -> tuple[list[Days], list[Hours], list[Moment]]:
    """ "Before Friday at noon" is from now until then; the days and hours left come first."""
    moments: list[Moment] = []
    left, clocks = list(found), list(hours)
    for item in found:
        at = next((each for each in clocks if 0 <= each.start - item.end <= 2), None)
        if at is None or at.until is not None or not item.single or item.fault:
            continue
        if moment := _stretch(text, item, at, today):
            moments.append(moment)
            left.remove(item)
            clocks.remove(at)
    return left, clocks, moments


def _stretch(text: str, item: Days, at: Hours, today: Today) -> Moment | None:
    """From now until that hour of that day, or a fortnight from then on."""
    said = _words_before(text, item)
    wall = datetime.combine(item.first, time()) + timedelta(minutes=at.minute)
    then = wall.replace(tzinfo=today.now.tzinfo).astimezone(UTC)
    now = today.now.astimezone(UTC).replace(second=0, microsecond=0)
    if _BEFORE.search(said) or _BY.search(f" {said}"):
        return Moment(start=item.start, end=at.end, at=min(now, then), until=then)
    if _SINCE.search(said) or _PAST.search(said):
        return Moment(start=item.start, end=at.end, at=then, until=then + AHEAD)
    return None
