"""Weekdays by their names: Thursday, next Monday, Tuesday to Thursday, not this Friday."""

import re
from dataclasses import replace
from datetime import timedelta

from tools.understanding.date_words import MARKED_WEEKDAYS, PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.days import Days, Today, day, days, faulty, monday, next_weekday
from tools.understanding.page import words
from tools.understanding.weeks_and_months import THIS_WEEK, WEEK_AFTER

_WEEKDAYS = {**WEEKDAYS, **MARKED_WEEKDAYS, **PORTUGUESE_WEEKDAYS}
ALONE = re.compile(
    rf"^[^\w\0\1]*(?:(?:el|on|na|no|a|o) )?"
    rf"(?P<weekday>{words(*MARKED_WEEKDAYS)})\b[^\w\0\1]*$"
)
NEXT = r"(?:(?:el |la |na |no |a |o )?(?:proxim[oa]|prox\.?|siguiente|next|following|coming))"
_THIS = r"(?:este|esta|this|nesta|neste|nessa|essa)"
_COMING = r"(?:que viene|q viene|que vem|q vem|proxim[oa]|siguiente|que bem|coming)"
_THE_ONE_AFTER = (
    r"(?:but |sino )?(?:the (?:one after|next(?: one)?|following(?: one)?|other(?: one)?)"
    r"|el (?:otro|siguiente|proximo|que (?:sigue|viene|entra))|n?[ao] (?:outr[oa]|seguinte"
    r"|proxim[oa]|que vem))\b(?!"
    r" \w*(?:dia|day|semana))"
)
_OWN = r"(?:this|este|esta|ese|esse|essa|nesta|neste)"
NOT_THIS_ONE = re.compile(
    rf"\b(?P<weekday>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}),? (?:(?:but|pero|mas) )?(?:not|no"
    rf"|nao) {_OWN}(?:"
    rf" one)?,? {_THE_ONE_AFTER}"
    rf"|\b(?:the |el |a |o )?(?P<weekday4>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}) (?:after"
    rf"|despues de"
    rf"|depois d)(?: ?this| ?that| ?este| ?esta| ?essa)(?: one)?\b(?! \w*(?:day|week|semana))"
    rf"|\b(?:not|no|nao) {_OWN} (?P<weekday2>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}),?"
    rf" {_THE_ONE_AFTER}"
    rf"|\b(?:{_OWN} |el |na |no )?(?P<weekday3>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)})(?: que"
    rf" viene| que vem| proximo)? (?:no"
    rf"|nao),? {_THE_ONE_AFTER}"
)


def _weekday(names: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?P<next>{NEXT}) |(?P<this>{_THIS}) |(?:el|los|on|na|no(?= (?:sabado|domingo))"
        rf"|ao|as|nas|de"
        rf"|del|do"
        "|da|for|para el) )?"
        rf"(?P<weekday>{names})s?\b(?: (?P<coming>{_COMING})\b)?(?:,?"
        rf" (?P<week>{WEEK_AFTER}|{THIS_WEEK})\b)?"
    )


WEEKDAY = _weekday(words(*WEEKDAYS))
WEEKDAY_PT = _weekday(words(*PORTUGUESE_WEEKDAYS))
ORDINAL = re.compile(
    r"\b(?:terca parte|a (?:segunda|terceira|quarta|quinta|sexta)\b(?! (?:que|as|a |de manha|pela"
    r"|feira))"
    r"|(?:segunda|terceira|quarta|quinta|sexta) (?:opcao|vez|semana|metade|data|pessoa|parte|mao"
    r"|linha|categoria|essencia"
    r"|via|opiniao|chance|etapa|fase|parcela|unidade|loja|filial|versao|rodada|classe|tentativa"
    r"|turma"
    r"|edicao|reuniao|conversa|demo|call|chamada|pergunta|duvida|coisa|alternativa|sugestao|geracao"
    r"|maior|melhor|proposta))\b"
)
MARKED = re.compile(
    rf"\b(?:(?:el|on|this|next|na|no) (?P<weekday>{words(*MARKED_WEEKDAYS)})\b"
    rf"|(?P<weekday3>{words(*(each for each in MARKED_WEEKDAYS if each != 'ter'))})\b\.?(?=,? ?\0)"
    r"|^(?P<weekday4>ter)\b\.?(?=,? ?\0)"
    rf"|(?P<weekday2>{words(*MARKED_WEEKDAYS)})\b\.?(?= (?:\d|a las|at|as|morning|afternoon"
    "|evening)))"
)
MARKED_PAIR = re.compile(
    rf"\b(?P<weekday>{words(*MARKED_WEEKDAYS)})\b\.?(?=(?: ?/ ?|, ?| (?:o|ou|or|e|y|and) )"
    rf"{words(*MARKED_WEEKDAYS)}\b)"
)
MARKED_BEHIND = re.compile(
    r"(?:(?<=\0 ou )|(?<=\0 o )|(?<=\0 or )|(?<=\0 e )|(?<=\0 y )|(?<=\0 and )|(?<=\0/)|(?<=\0, ))"
    rf"(?P<weekday>{words(*MARKED_WEEKDAYS)})\b"
)
NUMBERED = re.compile(
    r"\b(?:na |nas )(?P<n>[2-6])a\b(?! (?:opcao|vez|semana|feira|data))"
    r"|\b(?P<n2>[2-6])a(?= ?\0| as \d| de manha|a tarde|a noite|pela)"
)
WORKDAYS = re.compile(
    r"\b(?:entre semana|(?:en |los |durante los |solo |cualquier )dias? (?:de semana|laborables?"
    r"|laborales?|habiles|habil)|(?:on |any )?(?:a )?week ?days?|(?:on |during )?(?:business|work)"
    r" ?days|(?:em |nos |so |qualquer )dias? (?:uteis|util|de semana))\b"
)
_EVERY_DAY = words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS, *MARKED_WEEKDAYS)
THROUGH = re.compile(
    rf"\b(?P<first>{_EVERY_DAY})(?: ?- ?| (?:al?|to|through|thru|hasta(?: el)?|ate(?: a)?) )"
    rf"(?P<last>{_EVERY_DAY})\b(?:,? (?P<week>{WEEK_AFTER})\b)?"
)
WEEKDAY_SPAN = re.compile(
    r"\b(?:de|entre(?: el)?|from|between|del"
    rf"|desde(?: el)?) (?P<first>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)})"
    " (?:al?|y(?: el)?|to|and|until|through|hasta(?: el)?|e"
    rf"|ate) (?P<last>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)})\b"
    rf"(?: (?P<week>{WEEK_AFTER})\b)?"
)
_NO_DAY = re.compile(r"no (?:sab|dom)")


def refusable(text: str, item: Days) -> Days:
    """ "No sábado" is on Saturday in Portuguese, and not on Saturday in Spanish."""
    return replace(item, start=item.start + 3) if _NO_DAY.match(text, item.start) else item


def named_weekday(today: Today, match: re.Match[str]) -> list[Days]:
    """Alone, the next such day; "next" in English is the one of next week."""
    weekday = _WEEKDAYS[match["weekday"]]
    this_week = monday(today.date) + timedelta(days=weekday)
    if match["week"]:
        return [_of_week(today, match, weekday)]
    coming = next_weekday(today.date, weekday)
    english_next = match["next"] and match["next"].strip() in ("next", "following", "the following")
    if english_next and coming <= this_week:
        coming += timedelta(weeks=1)
        return [day(match.span(), coming, "next_week")]
    if match["this"] and this_week == today.date:
        return [day(match.span(), this_week)]
    said = () if not (match["next"] or match["coming"]) or coming > this_week else ("this_week",)
    return [replace(day(match.span(), coming, *said), weekday=weekday)]


def one_after(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Saturday, not this one but the one after"."""
    named = next(match[f"weekday{n}"] for n in ("", "2", "3", "4") if match[f"weekday{n}"])
    return [day(match.span(), next_weekday(today.date, _WEEKDAYS[named]) + timedelta(weeks=1))]


def _of_week(today: Today, match: re.Match[str], weekday: int) -> Days:
    this = re.search(r"\b(?:esta|this|essa|nesta|nessa)\b", match["week"])
    when = monday(today.date) + timedelta(days=weekday, weeks=0 if this else 1)
    if when < today.date:
        return faulty(match.span(), "past", today.date)
    return day(match.span(), when)


def marked_weekday(today: Today, match: re.Match[str]) -> list[Days]:
    named = next(name for name in match.groupdict().values() if name)
    weekday = MARKED_WEEKDAYS[named]
    return [replace(day(match.span(), next_weekday(today.date, weekday)), weekday=weekday)]


def numbered_weekday(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Na 2ª" is on Monday."""
    weekday = int(match["n"] or match["n2"]) - 2
    return [replace(day(match.span(), next_weekday(today.date, weekday)), weekday=weekday)]


def workdays(today: Today, match: re.Match[str]) -> list[Days]:
    """Those of the seven days to come: nobody has said which."""
    ahead = (today.date + timedelta(days=count) for count in range(7))
    return [day(match.span(), each, "any_day") for each in ahead if each.weekday() < 5]


def weekday_span(today: Today, match: re.Match[str]) -> list[Days] | None:
    first, last = _WEEKDAYS[match["first"]], _WEEKDAYS[match["last"]]
    if today.moving or first == last or _PREFERS.search(match.string[: match.start()]):
        return None
    start = next_weekday(today.date, first)
    if match["week"]:
        start = monday(today.date) + timedelta(weeks=1, days=first)
    return [days(match.span(), start, (last - first) % 7 + 1)]


_PREFERS = re.compile(r"\b(?:prefiero|prefiro|prefer|mejor)(?: el| a| la)? ?$")
