"""Single clock times: at four, half past nine, 1530, noon."""

import re
from dataclasses import replace

from tools.understanding.clock import DAY, HALVES, HOUR_WORDS, MINUTES, NOON, ClockTime, clock, said
from tools.understanding.date_words import PORTUGUESE_WEEKDAYS, WEEKDAYS, number
from tools.understanding.hours import AT, NOON_WORD, YEARS, Hours, time_of
from tools.understanding.page import words

PAST = re.compile(
    rf"(?<!\d[.:])\b(?:at )?(?P<amount>half|(?:a )?quarter|{MINUTES}|5)(?: min(?:ute)?s?)?[ -]"
    rf"(?P<way>past|after|to|before|'?till?|of)[ -]{clock(1)}"
)
HALF_TWO = re.compile(
    rf"\b(?:at )?half (?P<h1>{HOUR_WORDS}|\d{{1,2}})\b(?! ?(?:hours?|days?|of|past|[%\d]))"
)
PARA = re.compile(
    r"\b(?:(?:al?|as|a las|las|faltando|faltan) )?(?:un |um )?"
    rf"(?P<amount>cuarto|quarto|{MINUTES}|5)(?: minutos)? (?P<way>para|pra|pras)(?: (?:las?|as"
    rf"|a))? {clock(1)}"
)
SPACED = re.compile(
    rf"\b(?:at|a las|as) (?P<h1>\d{{1,2}}) (?P<m1>[0-5]\d)(?: ?(?P<p1>{HALVES}))?(?![\w/:.%])"
)
SPACED_HALF = re.compile(r"\b(?P<h1>1?\d) (?P<m1>[0-5]\d) ?(?P<p1>[ap]\.?m\b\.?)")
NO_CLOCK = re.compile(
    rf"(?:{AT})(?:(?:2[5-9]|[3-9]\d)(?::\d\d| ?h\b| ?hs\b| ?horas\b)|\d{{1,2}}:[6-9]\d)(?![\d:/])"
    r"|\b(?:a las|as|at) 24[:.](?!00)\d\d\b|\b(?:a las|as) (?:2[5-9]|[3-9]\d)\b(?![:\d/%])"
)
HHMM = re.compile(
    r"\b(?:(?P<las>(?:a |para |sobre )?las|as)|at|around|about|by|@) ?(?P<h1>[01]?\d|2[0-4])"
    rf"(?P<m1>[0-5]\d)(?: ?(?:h|hs|hrs|hours|ish)\b)?(?:,? ?(?P<p1>{HALVES})(?![a-z]))?(?![\w/:])"
    r"(?= ?(?:$|[.,;!?)\0-]|(?:on|in|tomorrow|today|tonight|this|next|works?|please|pls|or|and"
    r"|if|el|la"
    r"|del|de|da|do|na|no|mon|tues?|wed|thur?s?|fri|sat|sun|hoy|manana|hoje|amanha|por|pra|para"
    r"|o|ou|y"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b|(?:mon|tues|wednes|thurs|fri)day))"
)
CLOCK = re.compile(rf"{AT}{clock(1)}(?![\w/])")
MARKED = re.compile(rf"(?<!\d[.,])\b{clock(1)}(?![\w/])")
DIGITAL = re.compile(
    r"\b(?P<h1>\d{1,2})(?:(?::|\.(?=\d\d ?h))(?P<m1>[0-5]\d)(?::00)?(?: ?(?:h|hs|hrs)\b)?"
    r"|h(?P<m2>[0-5]\d)?(?: ?min|m)?\b| (?:hs|hrs|h|o['\" ]? ?clock"
    rf"|oclock)\b)(?: (?P<p1>{HALVES})(?![a-z]))?(?![\w:])"
)
PART_FIRST = re.compile(
    r"\b(?:(?:(?P<this>this)|in|for|by|at|on|around|to) )?(?:the )?(?P<p1>morning|afternoon"
    r"|evening)(?: at"
    "| around|,)? "
    rf"(?!one\b)(?P<h1>\d{{1,2}}|{HOUR_WORDS})(?:[:.](?P<m1>[0-5]\d))?(?![\w/:])(?! ?-)"
)
IN_PLACE = re.compile(
    r"\b(?:(?:at|a las|las|as) )?(?P<h1>\d{1,2})(?::(?P<m1>[0-5]\d))? ?(?P<p1>[ap]\.?m)?"
    r" (?:instead of|rather than|en vez de|en lugar de|em vez d[eo]|no lugar d[eo])(?: at| a)?(?:"
    r" las?"
    r"| as)? \d{1,2}(?::[0-5]\d)?(?: ?[ap]\.?m| ?h\b)?(?![\w/:])"
)
"""The hour wanted, with the one it takes the place of."""
BEFORE_DAY = re.compile(
    r"\b(?P<h1>\d{1,2}) (?=tomorrow\b|tonight\b|today\b|this (?:morning|afternoon|evening)\b)"
)
COMPACT = re.compile(r"\b(?P<h1>1[0-2]|[1-9])(?P<m1>[0-5]\d) ?(?P<p1>[ap]\.? ?m\b\.?)")
OR_HOUR = re.compile(
    r"(?: (?:o|u|or|ou)(?: a)?|,(?= \d{1,2},? (?:\d|o |u |or |ou )))(?: las?"
    r"| as)? (?P<h1>\d{1,2})(?:[:.](?P<m1>[0-5]\d))?(?![\w/:.]\w)(?! ?[ap]\.?m)(?! ?(?:-|a|to|as)"
    r" ?\d)"
)
EITHER_HOUR = re.compile(
    r"\b(?P<h1>\d{1,2})(?= (?:o|u|or|ou) (?:a )?(?:las )?(?P<last>\d{1,2})(?::\d\d)? ?"
    rf"(?P<p1>{HALVES}|hs?\b|horas\b)(?![a-z]))"
)
PAST_NOON = re.compile(
    rf"\b(?:at )?(?P<amount>half|(?:a )?quarter|quarto|cuarto|{MINUTES}|5)(?: min(?:ute|uto)?s?)? "
    rf"(?P<way>past|after|to|before|para|pro)(?: el| o)? {NOON_WORD}\b"
)
AT_NOON = re.compile(
    rf"\b(?:(?:a|al|ao|at|para el|no|around|about) )?{NOON_WORD}(?:ish)?\b"
    rf"(?: (?P<sign>y|e|menos) (?P<more>media|meia|cuarto|um quarto|un cuarto|{MINUTES})\b)?"
)
MIDNIGHT = re.compile(r"\b(?:a |at |a la )?(?:media ?noche|meia[- ]?noite|mid ?night)\b")


def single(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    minutes = match.groupdict().get("m2")
    if time and minutes:
        time = ClockTime(minute=time.minute + int(minutes), half=time.half, whole=time.whole)
    found = time_of(match, time)
    return replace(found, today=True) if found and match.groupdict().get("this") else found


def first_of_two(match: re.Match[str]) -> Hours | None:
    """ "10 or 5 in the afternoon" begins in the morning."""
    time = said(match, 1)
    if time and time.half == "pm" and int(match["last"]) < int(match["h1"]) < 12:
        time = replace(time, half="am")
    return time_of(match, time)


_OF_A_CLOCK = re.compile(
    r"media|meia|cuarto|half|quarter|(?:y|menos) (?:cinco|diez|veinte|veinticinco|5|10|20|25)$"
    r"|e (?:quinze|vinte|trinta)$"
)
_DATED = re.compile(r"(?:\bel|\bal|\bdia|\bthe) $")
_WEEKDAY_BEFORE = re.compile(rf"\b{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)} $")
_HALF = re.compile(r"[ap]\.? ?m|p$|a$")


def _is_day(match: re.Match[str]) -> bool:
    """ "El 20 por la tarde", "viernes 20 por la tarde"."""
    before = match.string[: match.start()]
    hour = int(match["h1"]) if match["h1"].isdigit() else 0
    late = hour > 12 or (hour == 12 and re.match("por|en|pela", match["p1"]))
    if re.search(r"\b(?:dia|dias|el) \d{1,2} [^.;!?\d\0]* (?:ou|o|e|y)(?: dia| el)? $", before):
        return True  # "dia 17 de manhã ou 18 à tarde"
    return bool(_DATED.search(before) or (late and _WEEKDAY_BEFORE.search(before)))


def marked(match: re.Match[str]) -> Hours | None:
    """A number that only "pm", "de la tarde" or "y media" makes a time; "el 20 por la tarde" is a
    day."""
    if match["p1"] and not _HALF.match(match["p1"]) and _is_day(match):
        return None
    fraction = _OF_A_CLOCK.search(match["f1"] or match["g1"] or "")
    return single(match) if match["p1"] or match["i1"] or fraction else None


def compact(match: re.Match[str]) -> Hours | None:
    """ "At 1030"; "by 2026" is a year."""
    digits = match["h1"] + match["m1"]
    return None if not match["las"] and YEARS.match(digits) else single(match)


def or_hour(match: re.Match[str], found: list[Hours]) -> Hours | None:
    """The 11 of "at 10 or 11", in the same half of the day."""
    first = next((hours for hours in found if hours.end == match.start()), None)
    time = said(match, 1)
    if first is None or first.clock is None or time is None:
        return None
    return time_of(match, time if time.settled else replace(time, half=first.clock.half))


def minutes_past(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    amount = match["amount"].removeprefix("a ")
    minutes = _minutes(amount)
    if time is None or not minutes:
        return None
    to = match["way"] in _OF_TWO_HOURS and "min" not in match[0]
    if to and ((amount.isdigit() and minutes < 20) or minutes % 5):
        return None  # "10 to 12" is two hours
    shift = minutes if match["way"] in ("past", "after") else -minutes
    return time_of(match, _shifted(time, shift))


_OF_TWO_HOURS = ("to", "before", "till", "til", "'til", "'till", "of")


def _minutes(amount: str) -> int:
    return _AMOUNTS.get(amount) or number(amount) or 0


_AMOUNTS = {"half": 30, "media": 30, "meia": 30, "quarter": 15, "quarto": 15, "cuarto": 15}


def half_two(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    return time_of(match, _shifted(time, 30)) if time else None


def _shifted(time: ClockTime, shift: int) -> ClockTime | None:
    """ "Quarter to one" is 12:45, and "quarter to five" keeps the afternoon of the five."""
    minute = time.minute + shift
    if minute < 0 or minute > DAY:
        return None
    if minute < 60 and not time.whole:
        minute += NOON
    morning = time.half == "pm" and time.minute // 60 == NOON // 60 and shift < 0
    return ClockTime(minute=minute, half=time.half, whole=time.whole or morning)


def noon(match: re.Match[str]) -> Hours | None:
    more = _minutes(re.sub("^(?:um|un) ", "", match["more"] or ""))
    return time_of(
        match, ClockTime(minute=NOON + (-more if match["sign"] == "menos" else more), whole=True)
    )


def past_noon(match: re.Match[str]) -> Hours | None:
    away = _minutes(match["amount"].removeprefix("a "))
    shift = away if match["way"] in ("past", "after") else -away
    return time_of(match, ClockTime(minute=NOON + shift, whole=True))


def midnight(match: re.Match[str]) -> Hours | None:
    return time_of(match, ClockTime(minute=0, whole=True))
