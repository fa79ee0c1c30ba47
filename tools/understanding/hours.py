"""Times of day in a sentence: clock times, ranges of them and parts of the day."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tools.ports.words import Language
from tools.understanding.clock import (
    DAY,
    HALVES,
    HOUR_WORDS,
    MINUTES,
    NOON,
    ClockTime,
    Half,
    clock,
    said,
)
from tools.understanding.clock import before as range_of
from tools.understanding.date_words import (
    PART_WORDS,
    PORTUGUESE_WEEKDAYS,
    TODAY_PARTS,
    WEEKDAYS,
    number,
    part_hours,
)
from tools.understanding.page import Page, words


@dataclass(frozen=True, kw_only=True)
class Hours:
    """A time of day between `start` and `end` of the text.

    Minutes after midnight; `until` is None for a clock time. `clock` and `clock_until` are what
    was literally said, for a part of day beside it to settle.
    """

    start: int
    end: int
    minute: int
    until: int | None = None
    part: str | None = None
    clock: ClockTime | None = None
    clock_until: ClockTime | None = None
    impossible: bool = False
    """Something like a clock time that no clock shows: "26:30"."""
    today: bool = False
    """ "This afternoon", "tonight": the part of day names the day too."""

    @property
    def afternoon(self) -> bool:
        """Taken for the afternoon only because nobody said otherwise."""
        return (
            self.clock is not None
            and not self.clock.settled
            and self.minute > self.clock.minute
            and self.part is None
        )


def with_part(hours: Hours, part: Hours) -> Hours:
    """A clock time read in the half of the day that the part of day beside it names."""
    half = _HALF_OF_PART.get(part.part or "", "pm")
    if hours.until is None and hours.clock:
        return replace(hours, minute=hours.clock.resolved(half), part=part.part)
    if hours.clock and hours.clock_until:
        first, last = (
            clock if clock.settled else replace(clock, half=half)
            for clock in (hours.clock, hours.clock_until)
        )
        start, until = range_of(first, last)
    elif hours.clock:  # "after four", "before four"
        at = hours.clock.resolved(half)
        start, until = (at, hours.until or DAY) if hours.minute else (0, at)
    else:
        start, until = hours.minute, hours.until or DAY
    open_ended = hours.clock is None or hours.clock_until is None
    if open_ended and part.until and max(start, part.minute) < min(until, part.until):
        start, until = max(start, part.minute), min(until, part.until)
    return replace(hours, minute=start, until=until, part=part.part)


_HALF_OF_PART: dict[str, Half] = {
    "morning": "am",
    "first_thing": "am",
    "mid_morning": "am",
    "before_lunch": "am",
    "small_hours": "am",
    "night": "night",
}


_AT = (
    r"(?:\b(?:(?:(?:a|para|hacia|sobre|desde|de|como a|tipo|eso de|y|o|mejor|at) )?las"
    r"|(?:a|de|sobre|para) la(?= una\b| 1\b)|tipo(?: las)?|a eso de las?|hacia|"
    r"(?:para |ate |umas? |la )?(?:as|a(?= uma\b)|pelas)|(?:por volta|perto|em torno) das"
    r"|umas(?= \d)"
    r"|(?:at|around|about|round)(?: about| around| like)?) ?|[@~] ?)"
)
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
_TO = r"(?: ?[-&] ?| (?:y|a|e|hasta|ate|to|and|'?till?|until?l|through|thru|as)(?: las?| as?)? )"

_RANGE = re.compile(rf"{_FROM} {clock(1)}{_TO}{clock(2)}(?![\w/])")
_DASHED = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.h](?P<m1>[0-5]\d))? ?(?P<p1>[ap]\.? ?m\b\.?)?h?(?: ?- ?| to | a )"
    rf"(?P<h2>\d{{1,2}})(?:[:.h](?P<m2>[0-5]\d))? ?(?P<p2>{HALVES}|h\b|hs\b|hrs\b"
    r"|(?:(?<=12)|(?<=12 ))m\b)(?![a-z])"
)
_HOURS_DASHED = re.compile(
    r"\b(?P<h1>\d{1,2})(?:h(?P<m1>[0-5]\d)?| horas)(?: ?- ?| (?:as|ate as|a) )"
    r"(?P<h2>\d{1,2})(?:(?:h|:)(?P<m2>[0-5]\d)?\b|\b)(?![\w/:])"
)
_HALF_DASHED = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.](?P<m1>[0-5]\d))? ?(?P<p1>[ap]m)(?: ?- ?| to | until | till | a )"
    r"(?P<h2>\d{1,2})(?:[:.](?P<m2>[0-5]\d))?(?![\w/:.-])(?! noon| midday)"
)
_COLONS = re.compile(
    r"\b(?P<h1>\d{1,2})[:.h](?P<m1>[0-5]\d)(?: ?\0+)?(?: ?- ?| to | a | as | a las )"
    r"(?P<h2>\d{1,2})[:.h](?P<m2>[0-5]\d)\b"
)
_COLON = re.compile(
    r"\b(?P<h1>\d{1,2})[:h](?P<m1>[0-5]\d)(?: ?- ?| (?:to|till|until|a|as|ate|hasta las) )"
    r"(?P<h2>\d{1,2})h?(?![\w/:.-])(?! ?[ap]\.?m)"
)
_NOON_WORD = "(?:medio ?dia|meio[- ]?dia|noon|midday)"
_SINCE = re.compile(
    rf"{_AFTER} {clock(1)}(?![\w/])(?! for (?:\d|an? |half|two|three))|{_AT}{clock(2)}{_ONWARD}"
    rf"|\b{clock(3)}{_ONWARD}"
)
_SINCE_NOON = re.compile(
    rf"\b(?:a partir del?|a partir do|desde(?: el| o)?|from|any ?time from) {_NOON_WORD}\b(?!,? "
    rf"(?:to"
    r"|till|until|a|as|ate|hasta|y|e)\b)(?:(?: on(?=\W*$)| onwards?| en adelante| em diante))?"
    rf"|\b{_NOON_WORD}(?: (?:en adelante|em diante|onwards?|or later))"
)
_UNEVEN = re.compile(
    r"(?<![\d:.])(?<!dia )(?<!el )(?<!the )\b(?P<h1>\d{1,2}) ?(?P<p1>[ap]\.?m)?(?: ?- ?| to | a )"
    r"(?P<h2>\d{1,2}):"
    r"(?P<m2>[0-5]\d)(?: ?(?P<p2>[ap]\.?m\b\.?))?(?: ?h\b)?(?![\w/:])"
)
_SLASHED = re.compile(r"(?<![\d/.])\b(?P<h1>\d{1,2})/(?P<h2>\d{1,2}) ?(?:hs?|hrs|horas)\b")
_LATEST = (
    r"(?:como (?:muy |mucho )?tarde|como maximo|maximo|a mas tardar|at the (?:very )?latest|latest"
    r"|(?:no )?maximo|o mais tardar|no mais tardar|tops)"
)
_EARLIEST = (
    r"(?:como (?:muy )?(?:pronto|temprano)|como minimo|at the (?:very )?earliest|earliest"
    r"|no minimo)"
)
_AT_MOST = re.compile(
    rf"\b(?:no )?(?:maximo|max\.?|como muy tarde|como mucho|at the latest|latest)(?: at|,)? ?{_AT}?"
    rf"{clock(1)}(?![\w/])|{_AT}{clock(2)},? {_LATEST}\b|\b{clock(3)},? {_LATEST}\b"
)
_AT_LEAST = re.compile(
    rf"\b(?:minimo|como muy pronto|como minimo|at the earliest|earliest)(?: at|,)? {_AT}{clock(1)}"
    rf"(?![\w/])|{_AT}{clock(2)},? {_EARLIEST}\b"
)
_TILL = re.compile(
    r"\b(?P<h1>\d{1,2})(?:[:.](?P<m1>[0-5]\d))? (?:'?till?|untill?|hasta(?: las)?|ate(?: as)?) "
    r"(?P<h2>\d{1,2})(?:[:.](?P<m2>[0-5]\d))?(?: ?(?P<p2>[ap]\.?m\b\.?))?(?![\w/:])"
)
_UP_TO = re.compile(rf"{_BEFORE} {clock(1)}(?![\w/])")
_PAST = re.compile(
    rf"(?<!\d[.:])\b(?:at )?(?P<amount>half|(?:a )?quarter|{MINUTES}|5)(?: min(?:ute)?s?)?[ -]"
    rf"(?P<way>past|after|to|before|'?till?|of)[ -]{clock(1)}"
)
_HALF_TWO = re.compile(
    rf"\b(?:at )?half (?P<h1>{HOUR_WORDS}|\d{{1,2}})\b(?! ?(?:hours?|days?|of|past|[%\d]))"
)
_PARA = re.compile(
    r"\b(?:(?:al?|as|a las|las|faltando|faltan) )?(?:un |um )?"
    rf"(?P<amount>cuarto|quarto|{MINUTES}|5)(?: minutos)? (?P<way>para|pra|pras)(?: (?:las?|as"
    rf"|a))? {clock(1)}"
)
_LAS = re.compile(rf"\b(?:a )?las? {clock(1)} (?:a|hasta) las? {clock(2)}(?![\w/])")
_SPACED = re.compile(
    rf"\b(?:at|a las|as) (?P<h1>\d{{1,2}}) (?P<m1>[0-5]\d)(?: ?(?P<p1>{HALVES}))?(?![\w/:.%])"
)
_SPACED_HALF = re.compile(r"\b(?P<h1>1?\d) (?P<m1>[0-5]\d) ?(?P<p1>[ap]\.?m\b\.?)")
_NO_CLOCK = re.compile(
    rf"(?:{_AT})(?:(?:2[5-9]|[3-9]\d)(?::\d\d| ?h\b| ?hs\b| ?horas\b)|\d{{1,2}}:[6-9]\d)(?![\d:/])"
    r"|\b(?:a las|as|at) 24[:.](?!00)\d\d\b|\b(?:a las|as) (?:2[5-9]|[3-9]\d)\b(?![:\d/%])"
)
_HHMM = re.compile(
    r"\b(?:(?P<las>(?:a |para |sobre )?las|as)|at|around|about|by|@) ?(?P<h1>[01]?\d|2[0-4])"
    rf"(?P<m1>[0-5]\d)(?: ?(?:h|hs|hrs|hours|ish)\b)?(?:,? ?(?P<p1>{HALVES})(?![a-z]))?(?![\w/:])"
    r"(?= ?(?:$|[.,;!?)\0-]|(?:on|in|tomorrow|today|tonight|this|next|works?|please|pls|or|and"
    r"|if|el|la"
    r"|del|de|da|do|na|no|mon|tues?|wed|thur?s?|fri|sat|sun|hoy|manana|hoje|amanha|por|pra|para"
    r"|o|ou|y"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b|(?:mon|tues|wednes|thurs|fri)day))"
)
_HHMM_SPAN = re.compile(
    r"\b(?:between |from |de |entre )?(?P<h1>[01]\d|2[0-4])(?P<m1>[0-5]\d)(?: ?- ?| to | and | a "
    r"| y )(?P<h2>[01]\d|2[0-4])(?P<m2>[0-5]\d)(?: ?(?P<p2>[ap]m|h|hs|hrs)\b)?(?![\w/:.-])"
)
_CLOCK = re.compile(rf"{_AT}{clock(1)}(?![\w/])")
_MARKED = re.compile(rf"(?<!\d[.,])\b{clock(1)}(?![\w/])")
_DIGITAL = re.compile(
    r"\b(?P<h1>\d{1,2})(?:(?::|\.(?=\d\d ?h))(?P<m1>[0-5]\d)(?::00)?(?: ?(?:h|hs|hrs)\b)?"
    r"|h(?P<m2>[0-5]\d)?(?: ?min|m)?\b| (?:hs|hrs|h|o['\" ]? ?clock"
    rf"|oclock)\b)(?: (?P<p1>{HALVES})(?![a-z]))?(?![\w:])"
)
_PART_FIRST = re.compile(
    r"\b(?:(?:(?P<this>this)|in|for|by|at|on|around|to) )?(?:the )?(?P<p1>morning|afternoon"
    r"|evening)(?: at"
    "| around|,)? "
    rf"(?!one\b)(?P<h1>\d{{1,2}}|{HOUR_WORDS})(?:[:.](?P<m1>[0-5]\d))?(?![\w/:])(?! ?-)"
)
_IN_PLACE = re.compile(
    r"\b(?:(?:at|a las|las|as) )?(?P<h1>\d{1,2})(?::(?P<m1>[0-5]\d))? ?(?P<p1>[ap]\.?m)?"
    r" (?:instead of|rather than|en vez de|en lugar de|em vez d[eo]|no lugar d[eo])(?: at| a)?(?:"
    r" las?"
    r"| as)? \d{1,2}(?::[0-5]\d)?(?: ?[ap]\.?m| ?h\b)?(?![\w/:])"
)
"""The hour wanted, with the one it takes the place of."""
_BEFORE_DAY = re.compile(
    r"\b(?P<h1>\d{1,2}) (?=tomorrow\b|tonight\b|today\b|this (?:morning|afternoon|evening)\b)"
)
_COMPACT = re.compile(r"\b(?P<h1>1[0-2]|[1-9])(?P<m1>[0-5]\d) ?(?P<p1>[ap]\.? ?m\b\.?)")
_OR_HOUR = re.compile(
    r"(?: (?:o|u|or|ou)(?: a)?|,(?= \d{1,2},? (?:\d|o |u |or |ou )))(?: las?"
    r"| as)? (?P<h1>\d{1,2})(?:[:.](?P<m1>[0-5]\d))?(?![\w/:.]\w)(?! ?[ap]\.?m)(?! ?(?:-|a|to|as)"
    r" ?\d)"
)
_OR_RANGE = re.compile(
    r"(?: ?[,/]| (?:o|u|or|ou|y|e|and))(?: de| from| das)? (?P<h1>\d{1,2})(?:[:.h](?P<m1>[0-5]\d))?"
    r"(?: ?- ?| (?:a|to|as|till?) )(?P<h2>\d{1,2})(?:[:.h](?P<m2>[0-5]\d))?(?: ?"
    r"(?P<p2>[ap]\.?m\b\.?|h\b))?"
    r"(?![\w/:.-])"
)
_EITHER_HOUR = re.compile(
    r"\b(?P<h1>\d{1,2})(?= (?:o|u|or|ou) (?:a )?(?:las )?(?P<last>\d{1,2})(?::\d\d)? ?"
    rf"(?P<p1>{HALVES}|hs?\b|horas\b)(?![a-z]))"
)
_PAST_NOON = re.compile(
    rf"\b(?:at )?(?P<amount>half|(?:a )?quarter|quarto|cuarto|{MINUTES}|5)(?: min(?:ute|uto)?s?)? "
    rf"(?P<way>past|after|to|before|para|pro)(?: el| o)? {_NOON_WORD}\b"
)
_NOON = re.compile(
    rf"\b(?:(?:a|al|ao|at|para el|no|around|about) )?{_NOON_WORD}(?:ish)?\b"
    rf"(?: (?P<sign>y|e|menos) (?P<more>media|meia|cuarto|um quarto|un cuarto|{MINUTES})\b)?"
)
_MIDNIGHT = re.compile(r"\b(?:a |at |a la )?(?:media ?noche|meia[- ]?noite|mid ?night)\b")
_BESIDE = (
    re.compile(rf"(?<=\0)(?: ?[,-] ?| ){clock(1)}(?![\w/:])"),
    re.compile(rf"\b{clock(1)}(?= ?,? (?:on |el |na |no )?\0)"),
)
_HHMM_BESIDE = re.compile(r"\b(?P<las>)(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5]\d)(?=,? (?:on )?\0)")
_BESIDE_SPAN = (
    re.compile(
        r"\b(?P<h1>\d{1,2}):(?P<m1>[0-5]\d)(?: ?- ?| (?:to|till|until) )(?P<h2>\d{1,2})(?![\w/:.-])"
    ),
    re.compile(
        r"(?<=\0)(?: ?[,:] ?| )(?P<h1>\d{1,2})(?::(?P<m1>[0-5]\d))? ?(?:-|to|a|'?till?) ?"
        r"(?P<h2>\d{1,2})(?::(?P<m2>[0-5]\d))?(?: ?h\b)?(?![\w/:.-])"
    ),
    re.compile(r"\b(?P<h1>\d{1,2}) ?- ?(?P<h2>\d{1,2})(?: ?h)?(?=,? \0)"),
    re.compile(
        r"(?:(?<=except )|(?<=except for )|(?<=but not )|(?<=menos )|(?<=salvo )|(?<=excepto )"
        r"|(?<=exceto ))(?P<h1>\d{1,2}) ?(?:-|to|a) ?(?P<h2>\d{1,2})(?![\w/:.-])"
    ),
)
_NOON_SAID = r"(?:noon|midday|mediodia|medio dia|meio[- ]?dia)"
_TO_A_NOON = r"(?: ?- ?| (?:to|till|until|and|y|e|al?|ao|ate(?: o| ao)?|hasta(?: el)?)(?: el| o)? )"
_TO_NOON = re.compile(
    rf"\b(?:(?:from|de|das|desde|between|entre)(?: las?| as?)? )?(?P<h1>\d{{1,2}}|{HOUR_WORDS}"
    rf"|{_NOON_SAID})"
    rf"(?:[:h](?P<m1>[0-5]\d))?h? ?(?P<p1>[ap]m)?{_TO_A_NOON}(?P<h2>{_NOON_SAID})\b"
    rf"|\b(?:(?:from|del?|do|desde(?: el)?|between|entre(?: o)?) )?(?P<h3>{_NOON_SAID})(?: ?- ?|"
    rf" (?:to|till|until|and|y|e"
    rf"|a|as|ate|hasta)(?: las?| as?)? )(?P<h4>\d{{1,2}}|{HOUR_WORDS})(?:[:h](?P<m4>[0-5]\d))?h?"
    r" ?(?P<p4>[ap]m)?(?![\w/:])"
)
_WORDS_SPAN = re.compile(
    rf"(?<=\0)(?: ?, ?| )(?!\d+ (?:and|y|e) ){clock(1)}{_TO}{clock(2)}(?![\w/])"
)
_HOUR_ON = re.compile(r"\b(?P<h1>1?\d|2[0-3])(?= (?:on|el|na) \0)")
_HHMM_BEHIND = re.compile(
    r"(?<=\0 )(?P<las>)(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5]\d)(?: ?(?:hours|hrs|h))?(?![\w/:.-])"
)
_FROM_HOUR = re.compile(
    r"(?<=\0 )(?:from|desde|a partir d[ae]s?) (?P<h1>1?\d|2[0-3])(?=[ .,;!?)]*$)"
)
_SAY = re.compile(
    r"(?<=\0)(?: ?, ?| )(?:(?:at|a las|as),? )?(?:say|maybe|perhaps|digamos|quizas?|talvez),?"
    r" (?P<h1>1?\d|2[0-3])"
    r"(?=[ .,;!?)]*$)"
)
_SHARP = re.compile(r"(?<=\0)(?: ?, ?| )(?P<h1>\d{1,2}) (?:sharp|en punto|em ponto)\b")
_TWO_HOURS = re.compile(
    r"(?<=\0 )(?P<h1>1?\d|2[0-3])(?= (?:o|or|ou) (?:1?\d|2[0-3])(?=[ .,;!?)]*$))"
)
_CORRECTED = re.compile(
    r"(?<=\0)[ ,.;-]*(?:\b(?:no|nao|wait|sorry|perdon|espera|digo|desculpa?|opa|mejor|melhor|better"
    r"|actually|rather|or rather|i mean|i meant|make (?:that|it)|quiero decir|quise decir|quer"
    r" dizer"
    r"|quis dizer|mejor dicho|ou melhor|o mejor|alias|scratch that|lets say|let'?s"
    r" say)\b[ ,.!:-]*){1,3}"
    r"(?:a las|las|as|at)? ?(?P<h1>1?\d|2[0-3])(?:[:.h](?P<m1>[0-5]\d))?(?: ?h\b)?"
    r"(?= ?(?:$|[,.;!?)\0]| (?:is|works|would|please|pls|por favor|porfa|me|si|then|instead)\b))"
)
"""The hour that takes the place of the one before: "at 3, sorry, 4"."""
_ANSWERED = re.compile(
    r"(?<=\0)(?: ?, ?| )(?P<h1>1?\d|2[0-3])(?= (?:works?|does ?n'?t|does|suits|sounds|is|would"
    r"|will|wo"
    r"n'?t|isn'?t|me (?:va|viene|sirve|queda)|serve|funciona|no (?:puedo|me)|nao)\b)"
    r"|\b(?P<h2>1?\d|2[0-3])(?= (?:works?|is (?:good|fine|ok|great|better)|would (?:work|be|suit)"
    r"|suits"
    r"(?: me)?|me (?:va|viene)(?: bien)?)(?: (?:better|great|well|good|for me|on))* \0)"
)
_LAST_END = re.compile(
    r"(?<=\0)(?: ?- ?| (?:to|till?|until|hasta las|ate as) )(?P<h1>1?\d|2[0-3])"
    r"(?:[:.](?P<m1>[0-5]\d))?(?= ?(?:$|[.,;!?)\0]))"
)
_LAST_WORD = re.compile(r"(?<=\0)(?: ?,)? (?P<h1>\d{1,2})(?=[ .,;!?)\0]*$)")
_PARTS = [(re.compile(rf"\b(?:{said_})(?![a-z])"), part) for said_, part in PART_WORDS.items()]
_TODAY_PARTS = [(re.compile(rf"\b(?:{said_})\b"), part) for said_, part in TODAY_PARTS.items()]


def read_hours(page: Page, language: Language) -> list[Hours]:
    """Every time of day of the text, in the order in which the patterns are tried."""
    rules: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Hours | None]]] = [
        (_PAST_NOON, _past_noon),
        (_NO_CLOCK, _no_clock),
        (_IN_PLACE, _single),
        (_RANGE, _range),
        (_TO_NOON, _to_noon),
        (_LAS, _range),
        (_HHMM_SPAN, _compact_range),
        (_UNEVEN, _range),
        (_SLASHED, _range),
        (_PAST, _past),
        (_PARA, _past),
        (_DASHED, _range),
        (_HALF_DASHED, _range),
        (_HOURS_DASHED, _range),
        (_COLONS, _range),
        (_COLON, _range),
        (_SINCE_NOON, _since_noon),
        (_SINCE, _since),
        (_TILL, _range),
        (_AT_MOST, _up_to),
        (_AT_LEAST, _since),
        (_UP_TO, _up_to),
        (_HALF_TWO, _half_two),
        (_PART_FIRST, _single),
        (_HHMM, _compact),
        (_SPACED, _single),
        (_SPACED_HALF, _single),
        (_EITHER_HOUR, _first_of_two),
        (_CLOCK, _single),
        (_COMPACT, _single),
        (_MARKED, _marked),
        (_DIGITAL, _single),
        (_BEFORE_DAY, _single),
    ]
    found = [hours for pattern, reader in rules for hours in page.read(pattern, reader)]
    found += page.read(_OR_RANGE, partial(_or_range, found=found))
    for _ in range(3):
        found += page.read(_OR_HOUR, partial(_or_hour, found=found))
    found += page.read(_MIDNIGHT, _midnight)
    for pattern, part in _TODAY_PARTS:
        read_part = partial(_part, part=part, language=language)
        found += [replace(hours, today=True) for hours in page.read(pattern, read_part)]
    for pattern, part in _PARTS:
        found += page.read(pattern, partial(_part, part=part, language=language))
    return found + page.read(_NOON, _noon)


_UP_TO_NEXT = re.compile(r" ?- ?| (?:to|till?|until) ")


def joined(text: str, found: list[Hours]) -> list[Hours]:
    """ "Quarter past three till four", "half three to four": two clock times are one stretch."""
    left: list[Hours] = []
    for item in sorted(found, key=lambda hours: hours.start):
        last = left[-1] if left else None
        stretch = _stretch(text, last, item) if last else None
        left[-1:] = [stretch] if stretch else [*left[-1:], item]
    return left


def _stretch(text: str, first: Hours, last: Hours) -> Hours | None:
    if first.until is not None or not (first.clock and last.clock) or last.clock_until:
        return None
    between = text[first.end : last.start]
    until = last.until is not None and not last.minute and between in (" ", ", ")
    if not until and (last.until is not None or not _UP_TO_NEXT.fullmatch(between)):
        return None
    start, end = range_of(first.clock, last.clock)
    if not start < end <= DAY:
        return None
    clocks = replace(first, clock=first.clock, clock_until=last.clock)
    return replace(clocks, end=last.end, minute=start, until=end)


def read_hours_beside(page: Page, read: Sequence[Hours] = ()) -> list[Hours]:
    """Numbers that are hours only because they stand right beside what was read: "Friday 9-11"."""
    spans = (*_BESIDE_SPAN, _WORDS_SPAN)
    found = [hours for pattern in spans for hours in page.read(pattern, _range)]
    found += [hours for pattern in _BESIDE for hours in page.read(pattern, _spoken)]
    found += page.read(_LAST_END, partial(_last_end, found=[*read, *found]))
    found += page.read(_FROM_HOUR, _from_hour)
    found += page.read(_CORRECTED, _corrected)
    found += page.read(_ANSWERED, _either_hour)
    for pattern in (_SAY, _SHARP, _TWO_HOURS):
        found += page.read(pattern, _single)
    found += page.read(_OR_RANGE, partial(_or_range, found=found))
    found += page.read(_OR_HOUR, partial(_or_hour, found=found))
    for pattern in (_HHMM_BESIDE, _HHMM_BEHIND):
        found += page.read(pattern, _compact)
    return found + page.read(_HOUR_ON, _single) + page.read(_LAST_WORD, _single)


def _corrected(match: re.Match[str]) -> Hours | None:
    """It begins behind the word of correction, which stays to be seen."""
    found = _single(match)
    return replace(found, start=match.start("h1")) if found else None


def _either_hour(match: re.Match[str]) -> Hours | None:
    return _at(match, said(match, 1) or said(match, 2))


def _no_clock(match: re.Match[str]) -> Hours:
    return Hours(start=match.start(), end=match.end(), minute=0, impossible=True)


def _at(match: re.Match[str], time: ClockTime | None) -> Hours | None:
    if time is None:
        return None
    return Hours(start=_start(match), end=match.end(), minute=time.resolved(), clock=time)


def _between(match: re.Match[str], first: int, last: int, part: str | None = None) -> Hours | None:
    if not 0 <= first < last <= DAY:
        return None
    return Hours(start=_start(match), end=match.end(), minute=first, until=last, part=part)


def _start(match: re.Match[str]) -> int:
    """The comma before a time ends the clause before it, and is no part of the time."""
    return match.end() - len(match[0].lstrip(" ,:-"))


def _single(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    minutes = match.groupdict().get("m2")
    if time and minutes:
        time = ClockTime(minute=time.minute + int(minutes), half=time.half, whole=time.whole)
    found = _at(match, time)
    return replace(found, today=True) if found and match.groupdict().get("this") else found


def _first_of_two(match: re.Match[str]) -> Hours | None:
    """ "10 or 5 in the afternoon" begins in the morning."""
    time = said(match, 1)
    if time and time.half == "pm" and int(match["last"]) < int(match["h1"]) < 12:
        time = replace(time, half="am")
    return _at(match, time)


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


def _marked(match: re.Match[str]) -> Hours | None:
    """A number that only "pm", "de la tarde" or "y media" makes a time; "el 20 por la tarde" is a
    day."""
    if match["p1"] and not _HALF.match(match["p1"]) and _is_day(match):
        return None
    fraction = _OF_A_CLOCK.search(match["f1"] or match["g1"] or "")
    return _single(match) if match["p1"] or match["i1"] or fraction else None


def _spoken(match: re.Match[str]) -> Hours | None:
    """ "Nine thirty", "onze horas": an hour with its minutes, or said to be hours."""
    sure = any(match[group] for group in ("f1", "g1", "m1", "o1", "i1", "b1"))
    return _single(match) if sure else None


YEARS = re.compile(r"(?:19|20)\d\d$")


def _compact(match: re.Match[str]) -> Hours | None:
    """ "At 1030"; "by 2026" is a year."""
    digits = match["h1"] + match["m1"]
    return None if not match["las"] and YEARS.match(digits) else _single(match)


_DAY_NAMED = re.compile(
    rf"\0|\b(?:{words(*WEEKDAYS)}|(?:{words(*PORTUGUESE_WEEKDAYS)})|hoy|hoje|today|manana|amanha"
    r"|tomorrow|mon|tues?|wed|thur?s?|fri)\b"
)


def _compact_range(match: re.Match[str]) -> Hours | None:
    digits = match["h1"] + match["m1"], match["h2"] + match["m2"]
    if all(YEARS.match(each) for each in digits):
        return None
    round_ = all(each[2:] in ("00", "50") and each[0] != "0" for each in digits)
    amounts = round_ and not match["p2"] and not _DAY_NAMED.search(match.string)
    return None if amounts else _range(match)


def _or_hour(match: re.Match[str], found: list[Hours]) -> Hours | None:
    """The 11 of "at 10 or 11", in the same half of the day."""
    first = next((hours for hours in found if hours.end == match.start()), None)
    time = said(match, 1)
    if first is None or first.clock is None or time is None:
        return None
    return _at(match, time if time.settled else replace(time, half=first.clock.half))


def _last_end(match: re.Match[str], found: list[Hours]) -> Hours | None:
    """The 4 of "half three to 4"."""
    first = any(hours.end == match.start() and hours.until is None for hours in found)
    return _corrected(match) if first else None


def _or_range(match: re.Match[str], found: list[Hours]) -> Hours | None:
    """The second of "9-11 or 3-5"."""
    beside = any(hours.end == match.start() and hours.clock_until for hours in found)
    return _range(match) if beside else None


def _range(match: re.Match[str]) -> Hours | None:
    first, last = said(match, 1), said(match, 2)
    if first is None or last is None:
        return None
    found = _between(match, *range_of(first, last))
    if found is None and first.settled and last.settled:
        return _no_clock(match)  # "5pm to 3pm"
    return replace(found, clock=first, clock_until=last) if found else None


def _to_noon(match: re.Match[str]) -> Hours | None:
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
    found = _between(match, *range_of(start, until))
    return replace(found, clock=start, clock_until=until) if found else None


def _since(match: re.Match[str]) -> Hours | None:
    time = next((time for n in (1, 2, 3) if (time := said(match, n))), None)
    found = _between(match, time.resolved(), DAY) if time else None
    return replace(found, clock=time) if found else None


def _from_hour(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    found = _between(match, time.resolved(), DAY) if time else None
    return replace(found, clock=time) if found else None


def _since_noon(match: re.Match[str]) -> Hours | None:
    return _between(match, NOON, DAY)


def _up_to(match: re.Match[str]) -> Hours | None:
    time = next((time for n in (1, 2, 3) if (time := said(match, n))), None)
    found = _between(match, 0, time.resolved()) if time else None
    return replace(found, clock=time) if found else None


def _past(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    amount = match["amount"].removeprefix("a ")
    minutes = _minutes(amount)
    if time is None or not minutes:
        return None
    to = match["way"] in _OF_TWO_HOURS and "min" not in match[0]
    if to and ((amount.isdigit() and minutes < 20) or minutes % 5):
        return None  # "10 to 12" is two hours
    shift = minutes if match["way"] in ("past", "after") else -minutes
    return _at(match, _shifted(time, shift))


_OF_TWO_HOURS = ("to", "before", "till", "til", "'til", "'till", "of")


def _minutes(amount: str) -> int:
    return _AMOUNTS.get(amount) or number(amount) or 0


_AMOUNTS = {"half": 30, "media": 30, "meia": 30, "quarter": 15, "quarto": 15, "cuarto": 15}


def _half_two(match: re.Match[str]) -> Hours | None:
    time = said(match, 1)
    return _at(match, _shifted(time, 30)) if time else None


def _shifted(time: ClockTime, shift: int) -> ClockTime | None:
    """ "Quarter to one" is 12:45, and "quarter to five" keeps the afternoon of the five."""
    minute = time.minute + shift
    if minute < 0 or minute > DAY:
        return None
    if minute < 60 and not time.whole:
        minute += NOON
    morning = time.half == "pm" and time.minute // 60 == NOON // 60 and shift < 0
    return ClockTime(minute=minute, half=time.half, whole=time.whole or morning)


def _part(match: re.Match[str], *, part: str, language: Language) -> Hours | None:
    first, last = part_hours(part, language)
    return _between(match, first * 60, last * 60, part)


def _noon(match: re.Match[str]) -> Hours | None:
    more = _minutes(re.sub("^(?:um|un) ", "", match["more"] or ""))
    return _at(
        match, ClockTime(minute=NOON + (-more if match["sign"] == "menos" else more), whole=True)
    )


def _past_noon(match: re.Match[str]) -> Hours | None:
    away = _minutes(match["amount"].removeprefix("a "))
    shift = away if match["way"] in ("past", "after") else -away
    return _at(match, ClockTime(minute=NOON + shift, whole=True))


def _midnight(match: re.Match[str]) -> Hours | None:
    return _at(match, ClockTime(minute=0, whole=True))
