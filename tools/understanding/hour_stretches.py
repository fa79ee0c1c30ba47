"""Stretches of the day: from nine to eleven, after four, until noon."""

import re
from dataclasses import replace

from tools.understanding.clock import DAY, HALVES, HOUR_WORDS, NOON, clock, said
from tools.understanding.clock import before as range_of
from tools.understanding.date_words import PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.hours import AT, NOON_WORD, YEARS, Hours, no_clock, span_of
from tools.understanding.page import words

_SPANISH_FROM = (
    r"(?:despues de|luego de|a partir de|desde|pasad(?:it)?as|pasando|no antes de)(?: las?)?"
)
_AFTER = (
    rf"\b(?:{_SPANISH_FROM}|nao antes das|(?<!nao )depois de(?= \d)|(?:(?<!nao )depois d|a"
    rf" partir d|apos )as?|(?:any ?time"
    rf" )?after"
    "|(?<!no )(?<!not )later than|mas tarde de(?: las?)?"
    r"|not before|no earlier than|not earlier than|(?<!minutes )(?<!hours )(?<!hour )from(?="
    r" \d{1,2}(?::\d\d)? ?[ap]m))"
)
_BEFORE = (
    r"\b(?:(?:ante(?:cit[oa])?s de|hasta)(?: las?)?|(?:antes d|ate )as?|ate(?: o| ao)?(?= meio)"
    r"|hasta(?:"
    r" el)?(?= medio)|nao depois das|no maximo(?: ate)?(?: as)?|before|(?<!stop )(?<!drop )"
    r"(?<!come )(?<!swing )(?<!go )by(?: about| around)?|until|till|earlier than"
    r"|no later than|not after|not later than|untill|up to|no (?:mas tarde de|despues de)(?: las?)?"
    r"|a mas tardar(?: a)?(?: las?)?)"
)
_ONWARD = (
    r"(?: (?:en adelante|em diante|para adelante|onwards?|or later|or after(?! ?\d)|o mas tarde"
    r"|o despues(?! d)|ou mais tarde|ou depois(?! d))\b|\+)"
)
_FROM = (
    r"(?<!en vez )(?<!lugar )(?<!em vez )"
    r"\b(?:entre|de|desde|between|btwn?|b/w|from|das|a partir de)(?: las?| as?)?"
)
TO = r"(?: ?[-&] ?| (?:y|a|e|hasta|ate|to|and|'?till?|until?l|through|thru|as)(?: las?| as?)? )"
RANGE = re.compile(rf"{_FROM} {clock(1)}{TO}{clock(2)}(?![\w/])")
DASHED = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.h](?P<m1>[0-5]\d))? ?(?P<p1>[ap]\.? ?m\b\.?)?h?(?: ?- ?| to | a )"
    rf"(?P<h2>\d{{1,2}})(?:[:.h](?P<m2>[0-5]\d))? ?(?P<p2>{HALVES}|h\b|hs\b|hrs\b"
    r"|(?:(?<=12)|(?<=12 ))m\b)(?![a-z])"
)
HOURS_DASHED = re.compile(
    r"\b(?P<h1>\d{1,2})(?:h(?P<m1>[0-5]\d)?| horas)(?: ?- ?| (?:as|ate as|a) )"
    r"(?P<h2>\d{1,2})(?:(?:h|:)(?P<m2>[0-5]\d)?\b|\b)(?![\w/:])"
)
HALF_DASHED = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.](?P<m1>[0-5]\d))? ?(?P<p1>[ap]m)(?: ?- ?| to | until | till | a )"
    r"(?P<h2>\d{1,2})(?:[:.](?P<m2>[0-5]\d))?(?![\w/:.-])(?! noon| midday)"
)
COLONS = re.compile(
    r"\b(?P<h1>\d{1,2})[:.h](?P<m1>[0-5]\d)(?: ?\0+)?(?: ?- ?| to | a | as | a las )"
    r"(?P<h2>\d{1,2})[:.h](?P<m2>[0-5]\d)\b"
)
COLON = re.compile(
    r"\b(?P<h1>\d{1,2})[:h](?P<m1>[0-5]\d)(?: ?- ?| (?:to|till|until|a|as|ate|hasta las) )"
    r"(?P<h2>\d{1,2})h?(?![\w/:.-])(?! ?[ap]\.?m)"
)
SINCE = re.compile(
    rf"{_AFTER} {clock(1)}(?![\w/])(?! for (?:\d|an? |half|two|three))|{AT}{clock(2)}{_ONWARD}"
    rf"|\b{clock(3)}{_ONWARD}"
)
SINCE_NOON = re.compile(
    rf"\b(?:a partir del?|a partir do|desde(?: el| o)?|from|any ?time from) {NOON_WORD}\b(?!,? "
    rf"(?:to"
    r"|till|until|a|as|ate|hasta|y|e)\b)(?:(?: on(?=\W*$)| onwards?| en adelante| em diante))?"
    rf"|\b{NOON_WORD}(?: (?:en adelante|em diante|onwards?|or later))"
)
UNEVEN = re.compile(
    r"(?<![\d:.])(?<!dia )(?<!el )(?<!the )\b(?P<h1>\d{1,2}) ?(?P<p1>[ap]\.?m)?(?: ?- ?| to | a )"
    r"(?P<h2>\d{1,2}):"
    r"(?P<m2>[0-5]\d)(?: ?(?P<p2>[ap]\.?m\b\.?))?(?: ?h\b)?(?![\w/:])"
)
SLASHED = re.compile(r"(?<![\d/.])\b(?P<h1>\d{1,2})/(?P<h2>\d{1,2}) ?(?:hs?|hrs|horas)\b")
_LATEST = (
    r"(?:como (?:muy |mucho )?tarde|como maximo|maximo|a mas tardar|at the (?:very )?latest|latest"
    r"|(?:no )?maximo|o mais tardar|no mais tardar|tops)"
)
_EARLIEST = (
    r"(?:como (?:muy )?(?:pronto|temprano)|como minimo|at the (?:very )?earliest|earliest"
    r"|no minimo)"
)
AT_MOST = re.compile(
    rf"\b(?:no )?(?:maximo|max\.?|como muy tarde|como mucho|at the latest|latest)(?: at|,)? ?{AT}?"
    rf"{clock(1)}(?![\w/])|{AT}{clock(2)},? {_LATEST}\b|\b{clock(3)},? {_LATEST}\b"
)
AT_LEAST = re.compile(
    rf"\b(?:minimo|como muy pronto|como minimo|at the earliest|earliest)(?: at|,)? {AT}{clock(1)}"
    rf"(?![\w/])|{AT}{clock(2)},? {_EARLIEST}\b"
)
TILL = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.](?P<m1>[0-5]\d))? (?:'?till?|untill?|hasta(?: las)?|ate(?: as)?) "
    r"(?P<h2>\d{1,2})(?:[:.](?P<m2>[0-5]\d))?(?: ?(?P<p2>[ap]\.?m\b\.?))?(?![\w/:])"
)
UP_TO = re.compile(rf"{_BEFORE} {clock(1)}(?![\w/])")
LAS = re.compile(rf"\b(?:a )?las? {clock(1)} (?:a|hasta) las? {clock(2)}(?![\w/])")
HHMM_SPAN = re.compile(
    r"\b(?:between |from |de |entre )?(?P<h1>[01]\d|2[0-4])(?P<m1>[0-5]\d)(?: ?- ?| to | and | a "
    r"| y )(?P<h2>[01]\d|2[0-4])(?P<m2>[0-5]\d)(?: ?(?P<p2>[ap]m|h|hs|hrs)\b)?(?![\w/:.-])"
)
OR_RANGE = re.compile(
    r"(?: ?[,/]| (?:o|u|or|ou|y|e|and))(?: de| from| das)? (?P<h1>\d{1,2})(?:[:.h](?P<m1>[0-5]\d))?"
    r"(?: ?- ?| (?:a|to|as|till?) )(?P<h2>\d{1,2})(?:[:.h](?P<m2>[0-5]\d))?(?: ?"
    r"(?P<p2>[ap]\.?m\b\.?|h\b))?"
    r"(?![\w/:.-])"
)
_NOON_SAID = r"(?:noon|midday|mediodia|medio dia|meio[- ]?dia)"
_TO_A_NOON = r"(?: ?- ?| (?:to|till|until|and|y|e|al?|ao|ate(?: o| ao)?|hasta(?: el)?)(?: el| o)? )"
TO_NOON = re.compile(
    rf"\b(?:(?:from|de|das|desde|between|entre)(?: las?| as?)? )?(?P<h1>\d{{1,2}}|{HOUR_WORDS}"
    rf"|{_NOON_SAID})"
    rf"(?:[:h](?P<m1>[0-5]\d))?h? ?(?P<p1>[ap]m)?{_TO_A_NOON}(?P<h2>{_NOON_SAID})\b"
    rf"|\b(?:(?:from|del?|do|desde(?: el)?|between|entre(?: o)?) )?(?P<h3>{_NOON_SAID})(?: ?- ?|"
    rf" (?:to|till|until|and|y|e"
    rf"|a|as|ate|hasta)(?: las?| as?)? )(?P<h4>\d{{1,2}}|{HOUR_WORDS})(?:[:h](?P<m4>[0-5]\d))?h?"
    r" ?(?P<p4>[ap]m)?(?![\w/:])"
)
_DAY_NAMED = re.compile(
    rf"\0|\b(?:{words(*WEEKDAYS)}|(?:{words(*PORTUGUESE_WEEKDAYS)})|hoy|hoje|today|manana|amanha"
    r"|tomorrow|mon|tues?|wed|thur?s?|fri)\b"
)


def compact_range(match: re.Match[str]) -> Hours | None:
    digits = match["h1"] + match["m1"], match["h2"] + match["m2"]
    if all(YEARS.match(each) for each in digits):
        return None
    round_ = all(each[2:] in ("00", "50") and each[0] != "0" for each in digits)
    amounts = round_ and not match["p2"] and not _DAY_NAMED.search(match.string)
    return None if amounts else clock_range(match)


def or_range(match: re.Match[str], found: list[Hours]) -> Hours | None:
    """The second of "9-11 or 3-5"."""
    beside = any(hours.end == match.start() and hours.clock_until for hours in found)
    return clock_range(match) if beside else None


def clock_range(match: re.Match[str]) -> Hours | None:
    first, last = said(match, 1), said(match, 2)
    if first is None or last is None:
        return None
    found = span_of(match, *range_of(first, last))
    if found is None and first.settled and last.settled:
        return no_clock(match)  # "5pm to 3pm"
    return replace(found, clock=first, clock_until=last) if found else None


def to_noon(match: re.Match[str]) -> Hours | None:
    joined_by_and = re.search(r" (?:y|e|and) ", match[0])
    if joined_by_and and not re.search(r"\b(?:entre|between)\b", match[0]):
        return None  # "meio-dia e quinze"
    begins = re.match(r"(?:from|del?|das|do|desde|between|entre)\b", match[0])
    if match["h2"] and not begins and re.search(r"\d(?: a(?:o|l)?(?: el)? )", match[0]):
        return None  # "el viernes 10 a mediodía"
    first, last = (1, 2) if match["h1"] else (3, 4)
    start, until = said(match, first), said(match, last)
    if start is None or until is None:
        return None
    found = span_of(match, *range_of(start, until))
    return replace(found, clock=start, clock_until=until) if found else None


def since(match: re.Match[str]) -> Hours | None:
    time = next((time for n in (1, 2, 3) if (time := said(match, n))), None)
    found = span_of(match, time.resolved(), DAY) if time else None
    return replace(found, clock=time) if found else None


def since_noon(match: re.Match[str]) -> Hours | None:
    return span_of(match, NOON, DAY)


def up_to(match: re.Match[str]) -> Hours | None:
    time = next((time for n in (1, 2, 3) if (time := said(match, n))), None)
    found = span_of(match, 0, time.resolved()) if time else None
    return replace(found, clock=time) if found else None
