"""Days written with a number: ISO, 12/3, "15 de abril", "March 7th", "el 15", ranges of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from tools.understanding.date_words import (
    DAY_WORDS,
    MARKED_WEEKDAYS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PORTUGUESE_WEEKDAYS,
    WEEKDAYS,
    number,
)
from tools.understanding.days import (
    Days,
    Moment,
    Today,
    dated,
    day,
    days,
    faulty,
    in_month,
    next_month,
    nth_weekday,
    read_days,
    this_month_or_next,
)
from tools.understanding.page import Page, words

_WEEKDAY_OF = {**WEEKDAYS, **MARKED_WEEKDAYS, **PORTUGUESE_WEEKDAYS}
_MONTH = rf"(?P<month>{words(*MONTHS)})\b(?:\.(?= ?\d| ?de | (?:al?|to|ate|hasta) \d))?"
_WEEKDAY = (
    rf"(?:(?P<weekday>{words(*_WEEKDAY_OF)})\b[.,]?[ (-]?\(?(?:(?:el|dia|the|no dia|del?) )?)?"
)
_SPELLED = rf"(?P<spelled>{words(*DAY_WORDS)})"
_SHORT_NUMBER = r"[0-3]?\d(?:st|nd|rd|th|er|ro|[oa]\b|°|\.o)?"
_NUMBER = rf"(?:{_SHORT_NUMBER}|{words(*DAY_WORDS)})"
_DAY = rf"(?:(?P<day>{_SHORT_NUMBER})|{_SPELLED}\b)"
_THOUSANDS = (
    rf"(?:two thousand|dos mil|dois mil)(?: (?:and|y|e))? {words(*NUMBERS)}"
    rf"(?: (?:y |e )?{words(*NUMBERS)})?"
)
_YEAR = (
    rf"(?:(?:,? (?:de |del |of |in |en |em )|, ?)(?P<year>[12]\d{{3}}\b(?!:)|{_THOUSANDS}\b)"
    rf"| (?P<bare>(?:19|2[01])\d\d\b(?!:)|{_THOUSANDS}\b))?"
)
_ARTICLE = r"(?:(?:el|dia|el dia|the|on the|no dia|del|do dia) )?"
_JOIN = (
    "(?: ?- ?| (?:al?|y(?: el)?|e|o(?: el)?|ou|and|or|to|until?l|till|through|thru"
    "|hasta(?: el)?|ate(?: o)?|ao)(?: (?:dia|the|el))? )"
)
_LAST_MONTH = re.compile(
    r"\b(?:the |el |dia |o )?[0-3]?\d(?:st|nd|rd|th)? (?:of|de|del|do) (?:last month|mes pasado"
    r"|mes passado)\b"
)
_NEXT_MONTH = (
    "(?:el |the |o )?(?:proximo mes|mes que viene|mes proximo|mes entrante|next month|mes que vem)"
)

_ISO = re.compile(
    rf"\b{_WEEKDAY}(?P<year>20\d\d)[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?!\d)(?:t(?=\d))?"
)
_NUMERIC = re.compile(
    rf"{_WEEKDAY}\b(?<![:/.])(?P<first>[0-3]?\d)(?P<sep>[/.-])(?P<second>[0-3]?\d)"
    r"(?:(?P=sep)(?P<year>(?:19|20)?\d\d))?(?![\w/:%]|[.,]\d)"
)
_RANGE_OF_MONTH = re.compile(
    rf"(?<!\d[:.])\b(?:entre |between |from )?{_ARTICLE}(?P<first>{_NUMBER})"
    rf"(?P<join>{_JOIN})(?P<last>{_NUMBER}) (?:de |of )?{_MONTH}{_YEAR}"
)
_NAMED_ISO = re.compile(rf"\b(?P<year>20\d\d)[-/](?P<month>{words(*MONTHS)})[-/](?P<day>\d\d?)\b")
_UNIT_OF_MONTH = "day|dia|weekend|wkend|fin de semana|finde|fim de semana|final de semana"
_NTH_OF_MONTH = re.compile(
    rf"(?<!th )(?<!rd )(?<!nd )\b(?:el |the |o |no |on the )?(?P<nth>{words(*ORDINALS)})"
    rf" (?P<unit>{_UNIT_OF_MONTH})"
    rf"(?: habil| util)? (?:de|in|of|em|do|del) (?:{_MONTH}{_YEAR}|(?P<next>{_NEXT_MONTH})"
    r"|(?:el |the |this |este |o )?(?P<this>mes|month))\b"
)
_MONTH_RANGE = re.compile(
    rf"\b{_MONTH} (?:the )?(?P<first>{_NUMBER})(?P<join>{_JOIN})(?P<last>{_NUMBER})"
    r"(?![\d:/])(?! ?[ap]m)"
)
_DAY_MONTH = re.compile(
    rf"(?<!\d:)(?<!week )(?<!semana )\b{_WEEKDAY}{_ARTICLE}{_DAY}"
    rf"(?:(?: (?:day of|de|of|del mes de)|,)? ?|[-/]){_MONTH}"
    rf"(?![a-z])(?:[-/](?P<slashed>(?:19|20)?\d\d)|{_YEAR})"
)
_MONTH_DAY = re.compile(
    rf"\b{_WEEKDAY}{_MONTH}[ /-](?:the )?{_DAY}(?![\d:/])(?! ?(?:[ap]m|h)\b){_YEAR}"
)
_HALF_NUMERIC_RANGE = re.compile(
    r"(?<![\d/.-])\b(?:de |del |do |from )?(?P<first>[0-3]?\d) ?(?:al?|ao|-|to)"
    r" ?(?P<last>[0-3]?\d)/(?P<month>[01]?\d)\b"
    r"(?![\w/:])"
)
_BETWEEN_NUMERIC = re.compile(
    r"\b(?:entre|between)(?: el| o| the| dia)? (?P<first>[0-3]?\d) (?:y|e|and)(?: el| o| the| dia)?"
    r" (?P<last>[0-3]?\d)/(?P<month>[01]?\d)\b(?![\w/:])"
)
_RANGE_OF_THIS_MONTH = re.compile(
    r"\b(?:del?|do|from )?(?: ?dia)? ?(?P<first>[0-3]?\d) (?:al?|ao|to|through|-)"
    r" (?P<last>[0-3]?\d)"
    r" (?:de |of )?(?:este|deste|neste|this) (?:mes|month)\b"
)
_DAY_OF_NUMBERED_MONTH = re.compile(
    r"\b(?:el|dia|del) (?P<day>[0-3]?\d) del? (?P<month>\d{1,2})\b(?![:\w/]| ?(?:-|a|y|e|to) ?\d"
    r"| ?(?:h\b|de la"
    r"|personas))"
)
_NTH_WEEKDAY = re.compile(
    rf"\b(?:el |the |a |o |na |no )?(?P<nth>{words(*ORDINALS)})"
    rf" (?P<weekday>{words(*_WEEKDAY_OF)}) (?:de|in|of|em|do|del) (?:{_MONTH}{_YEAR}"
    rf"|(?P<next>{_NEXT_MONTH})|(?P<this>(?:the |this |este |el )?(?:mes|month)))\b"
)
_MONTHS_WEEKDAY = re.compile(
    rf"\b{_MONTH}'s (?P<nth>{words(*ORDINALS)}) (?P<weekday>{words(*WEEKDAYS)})\b(?P<this>(?=x)x)?"
    r"(?P<year>(?=x)x)?"
)
_NTH_WEEK = re.compile(
    rf"(?<!th )(?<!rd )(?<!nd )\b(?:el |la |the |a |na )?(?P<nth>{words(*ORDINALS)}) (?:semana"
    "|week) (?:de|in|of|em|do|del) "
    rf"(?:{_MONTH}{_YEAR}|(?P<next>{_NEXT_MONTH})|(?P<this>(?:the |this |este |el )?(?:mes"
    rf"|month)))\b"
)
_DAY_OF_NEXT_MONTH = re.compile(
    rf"\b{_ARTICLE}(?P<day>{_NUMBER})(?: day)? (?:de|del|of|do|deste) (?:{_NEXT_MONTH}"
    r"|(?P<this>(?:this|este|the|el|o)? ?(?:mes|month)))\b"
)
_RANGE_OF_DAYS = re.compile(
    r"\b(?:del|entre el|from the|between the|do|entre o|de|between|los dias|dos dias|nos dias|dias"
    r"|entre os dias|from) (?:dia )?(?P<first>[0-3]?\d)(?P<th>st|nd|rd|th)?"
    r" (?P<join>al?|y el|to the|and the|ao|e o|and|to|e|y)(?: dia)? (?P<last>[0-3]?\d)(?:st|nd"
    r"|rd|th)?(?![\d:])"
)
_DAY_ALONE = re.compile(
    rf"\b(?:{_WEEKDAY}(?:el dia|el|dia|no dia|para el|al|on the|(?:el|no|o) proximo(?: dia)?|este"
    r"|(?:(?<=\0 )|(?<=partir )|(?<=despues )|(?<=antes )|(?<=depois ))(?:del|do(?: dia)?|de)"
    r"|(?<=semana )del?) (?P<day>[0-9]?\d)(?:(?<=dia 1)o)?\b"
    r"(?![:.,/]\d|[h%€$]| ?(?:[ap]m|hs?|horas)\b)"
    rf"|{_WEEKDAY.replace('weekday', 'weekday2')}(?:on )?(?:the )?(?P<nth>[0-3]?\d)(?:st|nd"
    r"|rd|th)\b(?! (?:one|option|slot|time|week|week of|quarter|floor|century|plan|question"
    "|person)))"
)


def _is_late_ordinal(word: str) -> bool:
    """ "The tenth" is a day; "the second" may be anything."""
    return DAY_WORDS[word] >= 10 and re.search(r"(?:th|st|nd|rd)$", word) is not None


_SPELLED_ALONE = re.compile(
    rf"\b(?P<weekday>{words(*_WEEKDAY_OF)})[.,]? (?:(?:el|dia|the|el dia) {_SPELLED}"
    rf"|(?P<late>{words(*(w for w, v in DAY_WORDS.items() if v >= 13))}))\b(?! (?:h|hs|horas"
    rf"|[ey] [a-z]))"
    r"|\b(?:el dia|no dia|dia|el)"
    rf" (?P<lone>{words(*(w for w, v in DAY_WORDS.items() if v >= 10))})\b"
    rf"|\b(?:el |no )?dia (?P<any>{words(*DAY_WORDS)})\b"
    rf"|\b(?:on )?the (?P<ordinal>{words(*(w for w in DAY_WORDS if _is_late_ordinal(w)))})\b"
    r"(?! (?:one|option|slot|time|person|question|floor|century|plan))"
)
_OR_DAY = re.compile(
    r"(?: (?:o|u|or|ou|y|e|and|&)(?: el| dia| the)?|,(?: el)?(?= \d{1,2},? (?:\d|o |ou |or |y |e "
    r"|and )))"
    r" (?P<day>[0-3]?\d)(?P<nth>(?=x)x)?(?P<weekday>(?=x)x)?(?:st|nd|rd|th)?\b(?![:/]\d| ?h\b)"
)
_DAY_AGAIN = re.compile(
    r"(?<=\0) (?:o|u|or|ou|y|e|and)(?: el| dia)? (?P<day>[12]\d|3[01])(?P<nth>(?=x)x)?"
    r"(?P<weekday>(?=x)x)?(?= \0)"
)
_SHORT_WEEKDAYS = [name for name in MARKED_WEEKDAYS if name not in ("ter", "dom", "sex", "sun")]
_WEEKDAY_DAY = re.compile(
    rf"\b(?P<weekday>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS, *_SHORT_WEEKDAYS)})[.,]?"
    r" (?P<day>[0-3]?\d)\b(?! (?:e|y) (?:15|30|45)\b)(?![:.,/-]\d|h|%| ?(?:[ap]\.? ?m|hs?|horas"
    r"|de la|da|-|a|to|'?till?)\b)"
)


_INSTANT = re.compile(
    r"\b20\d\d-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:z\b|[+-]\d\d:?\d\d\b)"
)


def read_instants(page: Page) -> list[Moment]:
    """ISO 8601 with its offset: nothing about it depends on where the lead is."""
    return page.read(_INSTANT, _instant)


def _instant(match: re.Match[str]) -> Moment | None:
    try:
        at = datetime.fromisoformat(match[0].replace(" z", "z").upper())
    except ValueError:
        return None
    return Moment(start=match.start(), end=match.end(), at=at, until=at)


def read_written_dates(page: Page, today: Today) -> list[Days]:
    return read_days(
        page,
        today,
        [
            (_LAST_MONTH, _gone_by),
            (_ISO, _day_month_year),
            (_RANGE_OF_THIS_MONTH, _of_this_month),
            (_NAMED_ISO, _day_month),
            (_RANGE_OF_MONTH, _days_of_month),
            (_MONTH_RANGE, _days_of_month),
            (_DAY_MONTH, _day_month),
            (_MONTH_DAY, _day_month),
            (_HALF_NUMERIC_RANGE, _numeric_range),
            (_BETWEEN_NUMERIC, _numeric_range),
            (_DAY_OF_NUMBERED_MONTH, _numbered),
            (_NTH_OF_MONTH, _nth_of_month),
            (_NTH_WEEKDAY, _nth),
            (_MONTHS_WEEKDAY, _nth),
            (_NTH_WEEK, _nth_week),
            (_DAY_OF_NEXT_MONTH, _of_next_month),
            (_NUMERIC, _numeric),
            (_RANGE_OF_DAYS, _days_alone),
        ],
    )


def read_lone_days(page: Page, today: Today, written: Sequence[Days] = ()) -> list[Days]:
    """ "The 15th": tried after the clock has taken its numbers."""
    found = read_days(
        page,
        today,
        [(_WEEKDAY_DAY, _weekday_day), (_DAY_ALONE, _alone), (_SPELLED_ALONE, _spelled)],
    )
    dated_before = {each.end: each for each in written if each.single and not each.fault}
    ends = {each.end for each in found}
    unclear = {each.end for each in found if each.fault}

    def another(today: Today, match: re.Match[str]) -> list[Days] | None:
        """The 23 of "Oct 22, 23 and 24": a day soon after the one before it."""
        last = dated_before.get(match.start())
        if last is None and match.start() not in ends:
            return None
        if last is None and match.start() in unclear:
            return [faulty(match.span(), "ambiguous", today.date)]
        if last is None:
            ends.add(match.end())
            return _alone(today, match)
        number_of_day = int(match["day"])
        if not last.first.day < number_of_day <= last.first.day + 7:
            return None
        when = in_month(last.first.year, last.first.month, number_of_day)
        if when is None:
            return None
        dated_before[match.end()] = day(match.span(), when)
        return [dated_before[match.end()]]

    return found + read_days(page, today, [(_OR_DAY, another), (_DAY_AGAIN, _alone)])


def _year(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    year = groups.get("year") or groups.get("bare") or groups.get("slashed")
    if not year or year.isdigit():
        return int(year) if year else None
    return 2000 + (number(re.sub(r"^\w+ (?:mil|thousand)", "", year)) or 0)


def _day_number(match: re.Match[str], name: str = "day") -> int:
    """ "15", "15th", "1º", "quince", "fifteenth"; 0 is no day of any month."""
    said = match[name] or match.groupdict().get("spelled") or ""
    digits = re.match(r"\d+", said)
    return int(digits[0]) if digits else DAY_WORDS.get(said, 0)


def _weekday_agrees(today: Today, match: re.Match[str], found: Days) -> Days:
    """ "Monday the 17th" that is a Tuesday: one of the two is wrong, and we cannot know which."""
    groups = match.groupdict()
    named = groups.get("weekday") or groups.get("weekday2")
    if found.fault or not named or found.first.weekday() == _WEEKDAY_OF[named]:
        return found
    return faulty((found.start, found.end), "ambiguous", today.date)


def _day_month_year(today: Today, match: re.Match[str]) -> list[Days] | None:
    return [
        dated(
            match.span(),
            today.date,
            day_of_month=int(match["day"]),
            month=int(match["month"]),
            year=int(match["year"]),
        )
    ]


_ELSEWHERE = {
    "en": {"out", "set", "mai", "ago", "fev", "abr", "ene", "dez", "dic", "marco"},
    "es": {"out", "set"},
}
"""Short names of months that are words in another language: "I'm out 5 to 6pm"."""


def _day_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    if match["month"] in _ELSEWHERE.get(today.language, ()):
        return None
    found = dated(
        match.span(),
        today.date,
        day_of_month=_day_number(match),
        month=MONTHS[match["month"]],
        year=_year(match),
    )
    return [_weekday_agrees(today, match, found)]


def _days_of_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    if match["month"] in _ELSEWHERE.get(today.language, ()):
        return None
    month = MONTHS[match["month"]]
    first, last = (
        dated(
            match.span(),
            today.date,
            day_of_month=_day_number(match, name),
            month=month,
            year=_year(match),
        )
        for name in ("first", "last")
    )
    return _pair(match, first, last)


def _pair(match: re.Match[str], first: Days, last: Days) -> list[Days] | None:
    """Two days joined by "and" or "or" stay two; joined by "to" they are a span."""
    if first.fault or last.fault:
        return [first if first.fault else last]
    if set(match["join"].split()) & {"y", "e", "o", "ou", "or"} and "entre" not in match[0]:
        return [first, last]
    if first.first >= last.first:
        return [faulty(match.span(), "impossible", first.first)]
    return [replace(first, until=last.until)]


_WEEK = re.compile(r"(?:^|[^\w ] |\b(?:la|na|a|para|pra|em) )semana $")


def _days_alone(today: Today, match: re.Match[str]) -> list[Days] | None:
    days_said = match["th"] or "dias" in match[0] or _WEEK.search(match.string, 0, match.start())
    if match["join"] in ("and", "to", "a", "e", "y") and not days_said:
        return None  # "from 10 to 12" are hours
    first, last = (this_month_or_next(today.date, int(match[name])) for name in ("first", "last"))
    if first is None or last is None:
        return None
    if last < first and int(match["last"]) < int(match["first"]):
        last = in_month(*_month_after(first), int(match["last"])) or last
    if last < first:
        first = today.date
    return [days(match.span(), first, (last - first).days + 1)]


def _month_after(when: date) -> tuple[int, int]:
    month = next_month(when)
    return month.year, month.month


def _month_meant(today: Today, match: re.Match[str]) -> date:
    """The first of the month named: this year's, or next year's once it has gone by."""
    if not match["month"]:
        return next_month(today.date)
    month = MONTHS[match["month"]]
    return date(_year(match) or today.date.year + (month < today.date.month), month, 1)


def _nth(today: Today, match: re.Match[str]) -> list[Days] | None:
    month = today.date.replace(day=1) if match["this"] else _month_meant(today, match)
    when = nth_weekday(month, ORDINALS[match["nth"]], _WEEKDAY_OF[match["weekday"]])
    if when is None:
        return [faulty(match.span(), "impossible", today.date)]
    if when < today.date:
        return [faulty(match.span(), "past", today.date)]
    return [day(match.span(), when)]


def _numeric_range(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "16 a 18/03", which is said day first."""
    month = int(match["month"])
    if int(match["first"]) >= int(match["last"]) or month > 12:
        return None
    first, last = (
        dated(match.span(), today.date, day_of_month=int(match[name]), month=month)
        for name in ("first", "last")
    )
    return [first if first.fault else last if last.fault else replace(first, until=last.until)]


def _gone_by(today: Today, match: re.Match[str]) -> list[Days] | None:
    return [faulty(match.span(), "past", today.date)]


def _of_this_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    first, last = (
        in_month(today.date.year, today.date.month, int(match[name])) for name in ("first", "last")
    )
    if first is None or last is None or first >= last or last < today.date:
        return None
    return [days(match.span(), max(first, today.date), (last - max(first, today.date)).days + 1)]


def _numbered(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "El 15 del 4"."""
    return [
        dated(
            match.span(),
            today.date,
            day_of_month=int(match["day"]),
            month=int(match["month"]),
        )
    ]


def _nth_of_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "The last day of May", "the first weekend of June"."""
    month = today.date.replace(day=1) if match["this"] else _month_meant(today, match)
    nth = ORDINALS[match["nth"]]
    if match["unit"] in ("day", "dia"):
        when = next_month(month) - timedelta(days=1) if nth < 0 else month + timedelta(days=nth - 1)
        found = day(match.span(), when)
    else:
        saturday = nth_weekday(month, nth, 5)
        if saturday is None:
            return [faulty(match.span(), "impossible", today.date)]
        found = days(match.span(), saturday, 2)
    return [faulty(match.span(), "past", today.date) if found.until <= today.date else found]


def _nth_week(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "The first week of April" is its first seven days."""
    month = today.date.replace(day=1) if match["this"] else _month_meant(today, match)
    nth = ORDINALS[match["nth"]]
    first = month + timedelta(weeks=nth - 1) if nth > 0 else next_month(month) - timedelta(weeks=1)
    if first + timedelta(weeks=1) <= today.date:
        return [faulty(match.span(), "past", today.date)]
    return [days(match.span(), first, 7)]


def _of_next_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    month = today.date if match["this"] else next_month(today.date)
    when = in_month(month.year, month.month, _day_number(match))
    if when is None:
        return [faulty(match.span(), "impossible", today.date)]
    return [
        day(match.span(), when) if when >= today.date else faulty(match.span(), "past", today.date)
    ]


def _spelled(today: Today, match: re.Match[str]) -> list[Days] | None:
    when = this_month_or_next(
        today.date,
        DAY_WORDS[
            match["spelled"] or match["late"] or match["lone"] or match["any"] or match["ordinal"]
        ],
    )
    if when is None:
        return None
    return [_weekday_agrees(today, match, day(match.span(), when))]


MONTH_FIRST = {"US", "PH", "PR"}


def _numeric(today: Today, match: re.Match[str]) -> list[Days] | None:
    """12/3: day first in Spanish and Portuguese; in English by region, else the nearer one."""
    separator, year = match["sep"], _year(match)
    if separator in ".-" and year is None:
        return None  # 9-11 and 16.30 are times
    first, second = int(match["first"]), int(match["second"])

    def reading(day_of_month: int, month: int) -> Days:
        return dated(match.span(), today.date, day_of_month=day_of_month, month=month, year=year)

    day_first, month_first = reading(first, second), reading(second, first)
    found = _order(day_first, month_first, today)
    if first > 31 or second > 31 or (first > 12 and second > 12):
        found = faulty(match.span(), "impossible", today.date)
    return [_weekday_agrees(today, match, found)]


def _order(day_first: Days, month_first: Days, today: Today) -> Days:
    if month_first.fault == "impossible" or day_first.fault == "impossible":
        return day_first if month_first.fault == "impossible" else month_first
    if day_first.first == month_first.first:
        return day_first
    if today.language != "en" or (today.region or "US") not in MONTH_FIRST:
        return day_first.assuming("day_first")
    if today.region:
        return month_first.assuming("month_first")
    if month_first.fault or (not day_first.fault and day_first.first < month_first.first):
        return day_first.assuming("day_first")
    return month_first.assuming("month_first")


def _alone(today: Today, match: re.Match[str]) -> list[Days] | None:
    when = this_month_or_next(today.date, int(match["day"] or match["nth"]))
    if when is None:
        said = match["nth"] or "dia" in match[0] or int(match["day"]) > 31
        return [faulty(match.span(), "impossible", today.date)] if said else None
    return [_weekday_agrees(today, match, day(match.span(), when))]


def _weekday_day(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "Martes 17": the 17th of a month soon that is a Tuesday, else two things at odds."""
    day_of_month, weekday = int(match["day"]), _WEEKDAY_OF[match["weekday"]]
    hour = today.language == "en" and day_of_month <= NOON
    for ahead in range(SOON if hour else FAR_OFF):
        when = today.date + timedelta(days=ahead)
        if when.day == day_of_month and when.weekday() == weekday:
            return [day(match.span(), when)]
    return [faulty(match.span(), "ambiguous", today.date)]


NOON, SOON, FAR_OFF = 12, 7, 36
"""In English "Thursday 5" may be five o'clock, unless that Thursday is near; no language names a
day by these two that is many weeks away."""
