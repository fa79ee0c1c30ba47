"""Days said in words: tomorrow, next Thursday, in two weeks, this weekend, the end of April."""

import re
from dataclasses import replace
from datetime import date, timedelta

from tools.understanding.date_words import (
    MARKED_WEEKDAYS,
    MONTHS,
    PORTUGUESE_WEEKDAYS,
    WEEKDAYS,
)
from tools.understanding.days import (
    Days,
    Today,
    day,
    days,
    faulty,
    monday,
    next_month,
    next_weekday,
    read_days,
)
from tools.understanding.page import Page, words

_WEEKDAYS = {**WEEKDAYS, **MARKED_WEEKDAYS, **PORTUGUESE_WEEKDAYS}
_AFTERWARDS = re.compile(
    r"\b(?:mejor|o|y|ni|para|prefiero) (?P<day>pasado)\b(?=\W*$| \0)|^pasado(?= \0)"
)
_DAY_AFTER = re.compile(
    r"\b(?:pasado manana|(?:el )?dia despues de manana|depois de amanha|(?:(?<=manana o )|"
    r"(?<=manana y )|(?<=manana, ))pasado(?! (?:a|el|la|o\\b) (?:lunes|semana))"
    r"|(?<=amanha ou )depois|(?<=tomorrow or )the (?:day after|next day)|(?<=manana o )al dia"
    r" siguiente"
    r"|(?:the )?day after tomorrow|overmorrow)\b"
)
_OTHER_WEEK = re.compile(
    r"\b(?P<week>esta semana|this week|n?essa semana|nesta semana|la (?:proxima semana|semana que"
    r" viene)"
    r"|next week|(?:a )?semana que vem)(?=[^.;!?\n\d]{0,25}?\W(?:la|the|a|na|pra) (?:que viene"
    r"|proxima"
    r"|siguiente|next(?: one)?|following(?: one)?|one after|que vem|seguinte)(?! (?:\w*semana"
    r"|week)))"
    r"(?P<between>[^.;!?\n\d]{0,25}?\W)(?P<other>(?:la|the|a|na|pra) (?:que viene|proxima|siguiente"
    r"|next(?: one)?|following(?: one)?|one after|que vem|seguinte))\b"
)
_THIS_OR_NEXT = re.compile(
    r"\b(?P<week>esta|this|n?essa|nesta) (?:o|or|ou) (?:la |a |na )?(?P<other>proxima semana|next"
    r" week"
    r"|semana que (?:viene|vem)|que (?:viene|vem))\b"
)
_TOMORROW = re.compile(
    r"\b(?:manana|amanha|tomorrow|tomorow|tommorow|tommorrow|tomorrows|tmrw?|tmw|tmrrw"
    r"|2moro|2morrow)\b"
)
_ALONE = re.compile(
    rf"^[^\w\0\1]*(?:(?:el|on|na|no|a|o) )?"
    rf"(?P<weekday>{words(*MARKED_WEEKDAYS)})\b[^\w\0\1]*$"
)
_TODAY = re.compile(
    r"\b(?:hoy(?: mismo| dia)?|today|hoje(?: mesmo)?|hj)\b(?! (?:en dia|em dia|usamos|trabajamos"
    r"|(?:lo )?hacemos|tenemos un|noss[oa]|fazemos|trabalhamos|we (?:use|have|do|work)))"
)
_WEEK_AFTER = (
    "(?:(?:de |en |d?a |na |of |in )?(?:la |the )?(?:proxima semana|semana que viene"
    "|semana q viene|semana proxima|siguiente semana|semana siguiente|semana entrante|otra"
    " semana|outra semana|next (?:work ?)?week"
    r"|the week after(?= ?(?:$|[.,;!?]| (?:at|on|in|works|is|would|please)\b))|(?:the )?"
    r"(?:following|coming) week|semana que vem|semana q vem))"
)
_THIS_WEEK = (
    "(?:(?:de |en |d?n?)?(?:esta (?:misma )?semana|this week|current week|(?:el |the |o"
    " )?rest[oe]? (?:de la|de|of the|da|of this) (?:semana|week)|lo que queda de (?:la )?semana|"
    "(?:durante|en el transcurso de) la semana"
    "|essa semana|nesta semana"
    "|nessa semana|later this week))"
)
_NEXT = r"(?:(?:el |la |na |no |a |o )?(?:proxim[oa]|prox\.?|siguiente|next|following|coming))"
_THIS = r"(?:este|esta|this|nesta|neste|nessa|essa)"
_COMING = r"(?:que viene|q viene|que vem|q vem|proxim[oa]|siguiente|que bem|coming)"


_THE_ONE_AFTER = (
    r"(?:but |sino )?(?:the (?:one after|next(?: one)?|following(?: one)?|other(?: one)?)"
    r"|el (?:otro|siguiente|proximo|que (?:sigue|viene|entra))|n?[ao] (?:outr[oa]|seguinte"
    r"|proxim[oa]|que vem))\b(?!"
    r" \w*(?:dia|day|semana))"
)
_OWN = r"(?:this|este|esta|ese|esse|essa|nesta|neste)"
_NOT_THIS_ONE = re.compile(
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
        rf"\b(?:(?P<next>{_NEXT}) |(?P<this>{_THIS}) |(?:el|los|on|na|no(?= (?:sabado|domingo))"
        rf"|ao|as|nas|de"
        rf"|del|do"
        "|da|for|para el) )?"
        rf"(?P<weekday>{names})s?\b(?: (?P<coming>{_COMING})\b)?(?:,?"
        rf" (?P<week>{_WEEK_AFTER}|{_THIS_WEEK})\b)?"
    )


_WEEKDAY = _weekday(words(*WEEKDAYS))
_WEEKDAY_PT = _weekday(words(*PORTUGUESE_WEEKDAYS))
_ORDINAL = re.compile(
    r"\b(?:terca parte|a (?:segunda|terceira|quarta|quinta|sexta)\b(?! (?:que|as|a |de manha|pela"
    r"|feira))"
    r"|(?:segunda|terceira|quarta|quinta|sexta) (?:opcao|vez|semana|metade|data|pessoa|parte|mao"
    r"|linha|categoria|essencia"
    r"|via|opiniao|chance|etapa|fase|parcela|unidade|loja|filial|versao|rodada|classe|tentativa"
    r"|turma"
    r"|edicao|reuniao|conversa|demo|call|chamada|pergunta|duvida|coisa|alternativa|sugestao|geracao"
    r"|maior|melhor|proposta))\b"
)
_MARKED = re.compile(
    rf"\b(?:(?:el|on|this|next|na|no) (?P<weekday>{words(*MARKED_WEEKDAYS)})\b"
    rf"|(?P<weekday3>{words(*(each for each in MARKED_WEEKDAYS if each != 'ter'))})\b\.?(?=,? ?\0)"
    r"|^(?P<weekday4>ter)\b\.?(?=,? ?\0)"
    rf"|(?P<weekday2>{words(*MARKED_WEEKDAYS)})\b\.?(?= (?:\d|a las|at|as|morning|afternoon"
    "|evening)))"
)
_MARKED_PAIR = re.compile(
    rf"\b(?P<weekday>{words(*MARKED_WEEKDAYS)})\b\.?(?=(?: ?/ ?|, ?| (?:o|ou|or|e|y|and) )"
    rf"{words(*MARKED_WEEKDAYS)}\b)"
)
_MARKED_BEHIND = re.compile(
    r"(?:(?<=\0 ou )|(?<=\0 o )|(?<=\0 or )|(?<=\0 e )|(?<=\0 y )|(?<=\0 and )|(?<=\0/)|(?<=\0, ))"
    rf"(?P<weekday>{words(*MARKED_WEEKDAYS)})\b"
)
_NUMBERED = re.compile(
    r"\b(?:na |nas )(?P<n>[2-6])a\b(?! (?:opcao|vez|semana|feira|data))"
    r"|\b(?P<n2>[2-6])a(?= ?\0| as \d| de manha|a tarde|a noite|pela)"
)
_WORKDAYS = re.compile(
    r"\b(?:entre semana|(?:en |los |durante los |solo |cualquier )dias? (?:de semana|laborables?"
    r"|laborales?|habiles|habil)|(?:on |any )?(?:a )?week ?days?|(?:on |during )?(?:business|work)"
    r" ?days|(?:em |nos |so |qualquer )dias? (?:uteis|util|de semana))\b"
)
_EVERY_DAY = words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS, *MARKED_WEEKDAYS)
_THROUGH = re.compile(
    rf"\b(?P<first>{_EVERY_DAY})(?: ?- ?| (?:al?|to|through|thru|hasta(?: el)?|ate(?: a)?) )"
    rf"(?P<last>{_EVERY_DAY})\b(?:,? (?P<week>{_WEEK_AFTER})\b)?"
)
_WEEKDAY_SPAN = re.compile(
    r"\b(?:de|entre(?: el)?|from|between|del"
    rf"|desde(?: el)?) (?P<first>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)})"
    " (?:al?|y(?: el)?|to|and|until|through|hasta(?: el)?|e"
    rf"|ate) (?P<last>{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)})\b"
    rf"(?: (?P<week>{_WEEK_AFTER})\b)?"
)
_WEEK_PART = (
    "(?P<part>(?:en |na |in )?(?:la |a |the )?(?:primera mitad|primeira metade|first half) (?:de"
    "|d|of) (?:la )?|(?:a |para )?(?:principios?|inicios?|comienzos?|mediados|finales|fines"
    "|el fin|fin|final) de (?:la )?|(?:early|mid|late|(?:at )?the end of|end of|(?:the )?middle"
    " of|(?:the )?start of|beginning of"
    "|the beginning of)[ -]|(?:no )?(?:comeco|inicio|meio|fim|final) d[ae] )"
)
_NEXT_WEEK = re.compile(rf"\b{_WEEK_PART}?(?P<week>{_WEEK_AFTER})\b")
_MIDWEEK = re.compile(
    r"\b(?:a (?:mitad|mediados) de (?:la )?semana|a media semana|mid[- ]?week|(?:no )?meio da"
    r" semana)\b(?! (?:que|proxima))"
)
_OWN_WEEK = re.compile(
    rf"\b{_WEEK_PART}?(?P<week>{_THIS_WEEK}|(?:la |the |a )?(?:semana"
    r"|week)(?= del? (?:el )?\d| of the \d| do dia))\b"
)
_END_OF = re.compile(
    r"\b(?:a )?(?:finales|fines) de semana\b(?! que)|\ba (?:fin|final) de semana\b|\bend of"
    r" (?:the )?week\b"
    r"|\b(?:no )?(?:fim|final) da semana\b(?! que)|\b(?:a(?:l)? )?(?:fin|final) de la"
    r" semana\b(?! que)"
)
_WEEKEND = re.compile(
    r"\b(?:(?:el|este|the|this|on the|o|no|neste|next|proximo"
    r"|el proximo) )?(?:fin de semana|finde|weekend|wkend|fim de semana|final de semana"
    r"|fds)\b(?: (?:que viene|que vem))?"
)
_LONG_MONTHS = words("may", *(month for month in MONTHS if len(month) > 3))
_PART_OF = (
    "(?:en |in |nos )?(?:los |the )?(?:primeros|ultimos|primeiros|first|last) (?:few )?(?:dias"
    "|days) (?:de|of) "
    "|(?:a )?(?:principios|primeros|ultimos|inicios|mediados|finales|fines) de |early |mid[- ]"
    "|late "
    "|(?:at )?(?:the )?(?:end|beginning|start|middle) of |(?:no )?(?:comeco|inicio|meados"
    "|meio|fim|final) de |(?:a |para )?(?:fin|comienzos?|principio|inicio|mitad) de "
)
_IN_MONTH = re.compile(
    rf"\b(?:(?P<part>{_PART_OF})?(?:en|in|em|during|durante"
    rf"|para) (?:the )?(?P<month>{_LONG_MONTHS})"
    rf"|(?P<part2>{_PART_OF})(?P<month2>{_LONG_MONTHS}))\b(?:,? (?:de |del "
    r"|of )?(?P<year>(?:19|20)\d\d))?"
)
_NEXT_MONTH = re.compile(
    rf"\b(?P<part>{_PART_OF.replace(' de ', ' d[eo]l? ')})?(?:(?:el|en el|o|no|in the|do|del)"
    rf" )?(?:mes que viene|proximo mes"
    r"|mes proximo|mes entrante|next month|mes que vem)\b"
)
_HALF_MONTH = re.compile(
    r"\b(?:en |na |in )?(?:la |a |the )?(?P<half>primera|segunda|primeira|first|second)"
    r" (?:quincena|quinzena|half)"
    rf"(?: (?:de|del|of) (?:(?P<month>{_LONG_MONTHS})|(?:este )?mes))?\b"
)
_THIS_MONTH = re.compile(
    rf"\b(?:(?P<part>{_PART_OF.replace(' de ', ' d[eo]l? ')})(?:(?:este|the|this|o|neste) )?"
    r"(?:mes|month)|(?:en |in |for |para )?(?:este (?:mismo )?mes|this month|neste mes|este mes))\b"
    r"|\beom\b"
)
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{words(*MONTHS)})(?: ?[,/-] ?| (?:de |del |of |in )?)(?P<year>20\d\d)\b(?!:)"
)
_ONLY_MONTH = re.compile(
    rf"^[^\w\0\1]*(?:por |para |for |in |around )?"
    rf"(?P<month>{_LONG_MONTHS})[^\w\0\1]*$"
)
_FEW_DAYS = re.compile(
    r"\b(?:en )?(?:los |the |in the |nos )?(?:proximos|next|coming|siguientes|next few"
    r"|next couple of|next \d|proximos \d) (?:pocos )?(?:dias|days)\b"
)
PART_OF_WEEK = {"early": (0, 3), "mid": (1, 4), "late": (3, 5)}
PART_OF_MONTH = {"early": (0, 10), "mid": (10, 20), "late": (20, 31)}


def read_spoken_dates(page: Page, today: Today) -> list[Days]:
    found = read_days(
        page,
        today,
        [
            (_DAY_AFTER, _day_after),
            (_AFTERWARDS, _day_after),
            (_NOT_THIS_ONE, _one_after),
            (_WEEKDAY_SPAN, _weekday_span),
            (_THROUGH, _weekday_span),
            (_WORKDAYS, _workdays),
            (_WEEKDAY, _named),
            (_MIDWEEK, _midweek),
            (_OTHER_WEEK, _two_weeks),
            (_THIS_OR_NEXT, _two_weeks),
            (_WEEKEND, _weekend),
            (_NEXT_WEEK, _next_week),
            (_END_OF, _end_of_week),
            (_OWN_WEEK, _this_week),
            (_NEXT_MONTH, _next_month),
            (_HALF_MONTH, _half_month),
            (_THIS_MONTH, _this_month),
            (_IN_MONTH, _month),
            (_MONTH_YEAR, _month_year),
            (_ONLY_MONTH, _month_year),
            (_FEW_DAYS, _few_days),
            (_TODAY, _today),
            (_TOMORROW, _tomorrow),
        ],
    )
    if today.language == "pt":
        page.cover([_ORDINAL])
        found += read_days(page, today, [(_WEEKDAY_PT, _named), (_NUMBERED, _numbered)])
    rules = [(_MARKED_PAIR, _marked), (_MARKED, _marked), (_ALONE, _marked)]
    found += read_days(page, today, [*rules, (_MARKED_BEHIND, _marked)])
    return found if today.language == "pt" else [_refusable(page.text, each) for each in found]


_NO_DAY = re.compile(r"no (?:sab|dom)")


def _refusable(text: str, item: Days) -> Days:
    """ "No sábado" is on Saturday in Portuguese, and not on Saturday in Spanish."""
    return replace(item, start=item.start + 3) if _NO_DAY.match(text, item.start) else item


def _day_after(today: Today, match: re.Match[str]) -> list[Days]:
    return [day(match.span(), today.date + timedelta(days=2))]


def _tomorrow(today: Today, match: re.Match[str]) -> list[Days]:
    return [day(match.span(), today.date + timedelta(days=1))]


def _today(today: Today, match: re.Match[str]) -> list[Days]:
    return [day(match.span(), today.date)]


def _few_days(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), today.date, 7)]


def _named(today: Today, match: re.Match[str]) -> list[Days]:
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


def _one_after(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Saturday, not this one but the one after"."""
    named = next(match[f"weekday{n}"] for n in ("", "2", "3", "4") if match[f"weekday{n}"])
    return [day(match.span(), next_weekday(today.date, _WEEKDAYS[named]) + timedelta(weeks=1))]


def _of_week(today: Today, match: re.Match[str], weekday: int) -> Days:
    this = re.search(r"\b(?:esta|this|essa|nesta|nessa)\b", match["week"])
    when = monday(today.date) + timedelta(days=weekday, weeks=0 if this else 1)
    if when < today.date:
        return faulty(match.span(), "past", today.date)
    return day(match.span(), when)


def _marked(today: Today, match: re.Match[str]) -> list[Days]:
    named = next(name for name in match.groupdict().values() if name)
    weekday = MARKED_WEEKDAYS[named]
    return [replace(day(match.span(), next_weekday(today.date, weekday)), weekday=weekday)]


def _numbered(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Na 2ª" is on Monday."""
    weekday = int(match["n"] or match["n2"]) - 2
    return [replace(day(match.span(), next_weekday(today.date, weekday)), weekday=weekday)]


def _workdays(today: Today, match: re.Match[str]) -> list[Days]:
    """Those of the seven days to come: nobody has said which."""
    ahead = (today.date + timedelta(days=count) for count in range(7))
    return [day(match.span(), each, "any_day") for each in ahead if each.weekday() < 5]


def _weekday_span(today: Today, match: re.Match[str]) -> list[Days] | None:
    first, last = _WEEKDAYS[match["first"]], _WEEKDAYS[match["last"]]
    if today.moving or first == last or _PREFERS.search(match.string[: match.start()]):
        return None
    start = next_weekday(today.date, first)
    if match["week"]:
        start = monday(today.date) + timedelta(weeks=1, days=first)
    return [days(match.span(), start, (last - first) % 7 + 1)]


_PREFERS = re.compile(r"\b(?:prefiero|prefiro|prefer|mejor)(?: el| a| la)? ?$")


def _part_name(said: str | None) -> str | None:
    if not said:
        return None
    if re.search(r"princip|inicio|comienz|early|beginning|start|comeco|prim|first", said):
        return "early"
    return "mid" if re.search(r"mid|meio|mediados|meados|mitad", said) else "late"


def _week(today: Today, match: re.Match[str], start: date) -> list[Days]:
    part = _part_name(match["part"])
    if part is None:
        return [_from_today(today, days(match.span(), start, 7))]
    first, until = PART_OF_WEEK[part]
    return [_from_today(today, days(match.span(), start + timedelta(days=first), until - first))]


def _from_today(today: Today, found: Days) -> Days:
    if found.until <= today.date:
        return faulty((found.start, found.end), "past", today.date)
    return replace(found, first=max(found.first, today.date))


def _next_week(today: Today, match: re.Match[str]) -> list[Days]:
    return _week(today, match, monday(today.date) + timedelta(weeks=1))


def _this_week(today: Today, match: re.Match[str]) -> list[Days] | None:
    if re.search(r"\b(?:la|the|a) (?:semana|week)$|^(?:semana|week)$", match["week"]):
        return None
    return _week(today, match, monday(today.date))


def _two_weeks(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Not this week, the next one"."""
    this = re.match(r"(?:this|n?esta|n?essa)\b", match["week"])
    first = monday(today.date) + timedelta(weeks=0 if this else 1)
    weeks = ((match.span("week"), first), (match.span("other"), first + timedelta(weeks=1)))
    return [_from_today(today, days(span, start, 7)) for span, start in weeks]


def _weekend(today: Today, match: re.Match[str]) -> list[Days]:
    saturday = monday(today.date) + timedelta(days=5)
    if match[0].startswith("next") and today.date.weekday() < 5:
        saturday += timedelta(weeks=1)
    return [_from_today(today, days(match.span(), saturday, 2))]


def _midweek(today: Today, match: re.Match[str]) -> list[Days]:
    """Tuesday to Thursday: next week's, once this week's are over."""
    tuesday = monday(today.date) + timedelta(days=1)
    found = _from_today(today, days(match.span(), tuesday, 3))
    return [days(match.span(), tuesday + timedelta(weeks=1), 3)] if found.fault else [found]


def _end_of_week(today: Today, match: re.Match[str]) -> list[Days]:
    return [_from_today(today, days(match.span(), monday(today.date) + timedelta(days=3), 2))]


def _month_days(today: Today, match: re.Match[str], month: date, part: str | None) -> list[Days]:
    length = (next_month(month) - month).days
    first, until = PART_OF_MONTH[part] if part else (0, length)
    return [
        _from_today(
            today, days(match.span(), month + timedelta(days=first), min(until, length) - first)
        )
    ]


def _half_month(today: Today, match: re.Match[str]) -> list[Days] | None:
    """ "La primera quincena": up to the 15th."""
    if "half" in match[0] and not match["month"]:
        return None  # of a week, of a year
    month = today.date.replace(day=1)
    if match["month"]:
        number = MONTHS[match["month"]]
        month = date(today.date.year + (number < today.date.month), number, 1)
    first, until = (0, 15) if match["half"][0] in "pf" else (15, 31)
    length = min(until, (next_month(month) - month).days) - first
    return [_from_today(today, days(match.span(), month + timedelta(days=first), length))]


def _this_month(today: Today, match: re.Match[str]) -> list[Days]:
    """ "The beginning of the month", said when that is over, is the next one's."""
    part = "late" if match[0] == "eom" else _part_name(match["part"])
    found = _month_days(today, match, today.date.replace(day=1), part)
    return _next_month(today, match) if found[0].fault else found


def _next_month(today: Today, match: re.Match[str]) -> list[Days]:
    return _month_days(today, match, next_month(today.date), _part_name(match["part"]))


def _month_year(today: Today, match: re.Match[str]) -> list[Days]:
    month = MONTHS[match["month"]]
    said = match.groupdict().get("year")
    year = int(said) if said else today.date.year + (month < today.date.month)
    return _month_days(today, match, date(year, month, 1), None)


def _month(today: Today, match: re.Match[str]) -> list[Days]:
    number_of_month = MONTHS[match["month"] or match["month2"]]
    year = int(match["year"] or today.date.year + (number_of_month < today.date.month))
    part = _part_name(match["part"] or match["part2"])
    return _month_days(today, match, date(year, number_of_month, 1), part)
