"""Days and moments counted from now: in two weeks, in half an hour, two days ago, the soonest."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tools.understanding.date_words import MONTHS, NUMBERS, PORTUGUESE_WEEKDAYS, WEEKDAYS, number
from tools.understanding.days import (
    Days,
    Moment,
    Today,
    day,
    days,
    faulty,
    in_month,
    monday,
    next_month,
    next_weekday,
    read_days,
)
from tools.understanding.page import Page, words

_SOME = words(*(w for w, v in NUMBERS.items() if 1 <= v <= 31 and w != "a"))
_N = rf"(?P<n>\d{{1,3}}|{_SOME}|a|un par de|a couple of|a couple|um par de)"
_UNIT = (
    "(?P<unit>minutos?|minutes?|mins?|horas?|hours?|hrs?|h|dias?|days?|semanas?|weeks?"
    r"|fortnights?|quincenas?|mes(?:es)?|months?)\b"
)
_DAY_NAME = (
    rf"(?:(?:the |el |la )?(?P<from>{words(*WEEKDAYS)}|today|tomorrow|hoy|manana|hoje"
    r"|amanha|now|ahora|agora))\b"
)
_AHEAD = re.compile(
    r"\b(?:dentro de|en|in|daqui a|daqui|em"
    rf"|de a(?:qui|ca) a)(?: about| around| unos| unas| uns| umas| cerca de)? {_N}(?P<half2> and"
    rf" a half)? ?{_UNIT}"
    rf"(?P<half> (?:y media|e meia|and a half)\b)?(?:"
    rf" time)?(?! (?:from|after|before) )"
)
_AFTER = re.compile(
    rf"\b{_N} {_UNIT} (?:from|after|despues de|depois de|a partir de|a contar de) {_DAY_NAME}"
    rf"|\b(?:in )?{_N.replace('<n>', '<n2>')} {_UNIT.replace('<unit>', '<unit2>')} hence\b"
)
_TWO_OR_THREE = re.compile(
    rf"\b(?:dentro de|en|in|daqui a|daqui|em|within) (?P<n>\d|{_SOME}) ?(?:o|or|ou|-|a|to) ?"
    rf"(?P<last>\d|{_SOME}) (?P<unit>dias|days|semanas|weeks)\b"
)
_HOUR_OR_TWO = re.compile(
    rf"\b(?:in|en|dentro de|em|daqui a|daqui) (?P<n>\d{{1,2}}|{_SOME}) (?:o|or|ou|-|a|to)"
    rf" (?P<last>\d{{1,2}}|{_SOME}) (?P<unit>horas?|hours?|hrs?|minut[eo]s?|mins?)\b"
    r"|\b(?:in|en|dentro de|em|daqui a|daqui) (?:an? |una |uma )(?:hour|hora) (?:or two|o dos|ou"
    r" duas)\b"
)
_HALF_HOUR = re.compile(
    r"\b(?:dentro de|en|in|em|daqui a|daqui) (?:media hora|half an hour|meia hora)\b"
    r"|\bhalf an hour from now\b"
)
_WEEKDAY_WEEKS = re.compile(
    rf"\b(?P<weekday>{words(*WEEKDAYS)}) (?:week|(?P<two>fortnight))\b"
    rf"|\b(?:el )?(?P<eight>{words(*WEEKDAYS)}) en (?:ocho|8) dias\b"
    rf"|\b(?P<n>\d|two|three|four|dos|tres) (?P<many>{words(*WEEKDAYS)})s? from (?:now|today)\b"
    rf"|\b(?:the )?(?P<next>{words(*WEEKDAYS)}) after next\b"
    r"|\b(?P<tomorrow>tomorrow|today) week\b"
    r"|\b(?:in )?(?:(?:(?P<weeks>a|one|two|three|\d) |^)weeks?(?= (?:from|on))|(?P<weeks2>a|one"
    r"|two|three|\d)"
    r" weeks?|(?P<fortnight>a fortnight|fortnight(?= from)))(?: on| from"
    r"| after)?"
    rf" (?P<on>{words(*WEEKDAYS)}|today|tomorrow)\b"
)
_SPAN = "dias?|days?|semanas?|weeks?|months?|mes(?:es)?"
_AT_WORK = "laborables|habiles|utiles|uteis|de trabajo|business|working"
_COMING = re.compile(
    r"\b(?:(?:los |las |the |in the |nos |nas |en los |en las |over the |within the"
    r" )?(?:proxim[oa]s"
    "|next|coming|upcoming|siguientes) "
    rf"(?:{_N} )(?P<work>business |working )?(?P<unit>{_SPAN})(?P<work2> (?:{_AT_WORK}))?"
    rf"|{_N.replace('<n>', '<n2>')} (?:next |proximas |proximos )?(?P<unit2>{_SPAN})"
    rf"(?P<work3> (?:{_AT_WORK}))? (?:siguientes|que vienen|que vem)"
    rf"|within {_N.replace('<n>', '<n3>')} (?P<work4>business |working )?(?P<unit3>{_SPAN})"
    rf"|(?:the )?{_N.replace('<n>', '<n4>')} (?:next|proximas|proximos) (?P<unit4>dias|days"
    rf"|semanas|weeks|months|meses))\b"
)
_WITHIN = re.compile(
    r"\b(?:within(?: the next)?|(?:in |over |for |during )?the next|(?:en |durante )?l[oa]s"
    r" proxim[oa]s"
    rf"|n[oa]s proxim[oa]s|proxim[oa]s|next) {_N} ?(?P<unit>minut[oe]s|mins?|horas|hours?|hrs|h)\b"
    r"|\b(?:(?:within |in |for )?the next|next|(?:en )?la proxima|na proxima) (?P<one>hour|hora)\b"
)
_IN_EIGHT = re.compile(
    rf"\b(?:de )?(?P<from>hoy|manana|hoje|amanha|{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}) (?:en"
    rf"|a|em)"
    r" (?P<eight>ocho|8|oito|quince|15|quinze)(?: dias)?\b(?! ?(?:min|hora|h\b|:|de la|da ))"
)
_WEEK_AFTER_NEXT = re.compile(
    r"\b(?:the )?week after next\b|\b(?:la )?semana (?:siguiente a la (?:proxima|que viene)"
    r"|subsiguiente)\b"
)
_WEEK_FOLLOWING = re.compile(
    r"\bpara a semana\b(?! (?:que|d))|\b(?:na |a )?semana (?:a seguir|seguinte)\b"
)
_FORTNIGHT = re.compile(
    r"\b(?:(?:in|within|over) )?the (?:next|coming) fortnight\b|\bnext fortnight\b"
    r"|\b(?:la )?(?:proxima|siguiente) quincena\b"
)
_FEW = re.compile(
    r"\b(?:(?:in|within) (?:a few|few|several|some) days|en (?:unos|unos pocos|algunos|pocos) dias|"
    r"(?:em|daqui a) (?:alguns|uns|poucos) dias)\b"
)
_AGO = re.compile(
    rf"\b(?:an?|one|two|three|\d) weeks? ago(?: on)? {words(*WEEKDAYS)}\b|\bearlier today\b"
    rf"|\b(?:hace|ha|faz) {_N} {_UNIT}|\b{_N.replace('<n>', '<n2>')}"
    rf" {_UNIT.replace('<unit>', '<unit2>')} (?:ago|atras|before today|antes de hoy"
    r"|antes de hoje)\b"
    r"|\b(?:anteayer|antier|antes de ayer|ayer|anoche|yesterday|last night|anteontem|ontem)\b"
    rf"|\b(?:{words(*WEEKDAYS)} (?:of|from|de|da) )?(?:(?:last|previous|this past"
    rf"|past) (?:{words(*WEEKDAYS)}|week|weekend|month|year)"
    rf"|{words(*WEEKDAYS)} (?:just (?:gone|passed)|past\b(?! \w)|last week)|(?:the"
    rf" )?(?:{words(*WEEKDAYS)}|week|month) before last"
    rf"|(?:{_SOME}|\d+) {words(*WEEKDAYS)}s ago|back in {words(*MONTHS)}|earlier this (?:morning"
    rf"|week|month)"
    rf"|(?:semana|mes|ano|{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}) retrasad[oa]|trasanteontem"
    rf"|(?:sabado|domingo|{words(*PORTUGUESE_WEEKDAYS)}) que passou|ha pouco"
    "|(?:el |la |este |esta )?(?:semana|mes|ano|fin de semana) (?:pasad[oa]|passad[oa]"
    r"|anterior))\b"
    rf"|\b(?:el |la )?{words(*WEEKDAYS)} (?:pasad[oa]|anterior)\b"
    rf"|\b(?:el |la |este |esta )?pasad[oa] (?:{words(*WEEKDAYS)}|semana|mes|ano)\b"
    rf"|\b(?:na |no |a |o )?{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)} passad[oa]\b"
)
_SOONEST = re.compile(
    r"\b(?:lo (?:antes|mas (?:pronto|rapido)) posible|cuan[dt]o antes|lo antes que (?:se )?pod?\w+"
    r"|lo antes que (?:se )?pueda\w*|(?:en cuanto|tan pronto(?: como)?) (?:se )?(?:pued\w+"
    r"|pod\w+|tengan?|sea"
    r" posible)"
    r"|(?:el|la|lo) (?:mas (?:pronto|cercan[oa]|proxim[oa]|temprano)|primer[oa]?)"
    r" (?:posible|que (?:haya|teng\w+|este libre|pued\w+))|cuanto mas (?:pronto|antes) mejor"
    r"|a la (?:mayor )?brevedad(?: posible)?|de inmediato|inmediatamente"
    r"|(?:el |la )?(?:hueco|cita|fecha|hora|horario|dia) (?:libre )?mas (?:proxim[oa]|cercan[oa]"
    r"|pronto)"
    r"|agora mesmo|imediatamente|assim que (?:der|puder\w*|tiver\w*)|primeira hora (?:disponivel"
    r"|livre)"
    "|ahora mismo|ya mismo|ahorita|right now|right away|immediately"
    "|(?:el |la )?(?:primera?|proxim[oa]) (?:hueco|cita|turno|horario|hora (?:libre"
    "|disponible|que)|fecha"
    r"|espacio|disponib\w*)(?: (?:libre|disponible|que tengas?|que haya))*"
    "|as soon as (?:possible|(?:you|we) (?:possibly )?can)|the sooner the better|asap|(?:the"
    " )?(?:first|next|earliest"
    "|soonest)(?: possible| available)? (?:slot|available|opening|availability|time"
    "|appointment|one available)|(?:the )?(?:earliest|soonest)(?: possible)?"
    "|at your earliest convenience"
    "|earliest you (?:have|can)|whatever (?:is|you have) first|next available"
    "|o mais cedo que (?:puder\\w*|der|tiver\\w*)|(?:a )?(?:primeira|proxima) (?:vaga|janela"
    "|brecha)"
    "|logo que possivel|lo mas pronto que|lo primero que (?:tengas|tengan|haya|tengais)"
    "|o quanto antes|o mais (?:rapido|cedo|breve) possivel|assim que possivel|quanto antes"
    r"|primeiro horario(?: disponivel| livre)?)\b"
)
_FIRST_OF_ALL = re.compile(
    r"\b(?:as soon as (?:[\w']+ ){0,2}(?:can|able|free|available|possible|works|manage|suits)\b"
    r"|(?:the )?(?:first|next) (?:one|thing|gap|window|date|day) (?:that'?s )?(?:you(?:'ve|"
    r" have)(?: got)?|available|free|going|open)"
    r"|(?:your|the) (?:earliest|soonest|first|next) (?:slot|gap|opening|availability|window|date"
    r"|convenience)|your (?:earliest|soonest|first|next) day"
    r"|soonest (?:you|that)\b|(?:en cuanto|tan pronto(?: como)?|apenas|ni bien|assim que|logo que)"
    r" (?:(?:se|os|te|le|les|lhe|vos|me|nos|usted|ustedes|voce|voces) )?(?:sea posible|for"
    r" possivel|pued|pod"
    r"|teng|haya|houver|venga|quede|estej|tenh|tiver|der|pud)\w*|lo antes que(?: \w+){1,3}|lo"
    r" antes\b"
    r"|(?:de|para|pra) ya\b|prontito|huecos? que (?:quede|haya|tengas|tengais) (?:libre"
    r" )?(?:antes|primero)"
    r"|(?:el |la |tu |su |vuestr[oa] )?(?:siguiente|proxim[oa]|primer[oa]?) (?:hueco"
    r"|huequito|cita"
    r"|turno|horario"
    r"|espacio|slot|rato|momento|sitio)(?: (?:libre|disponible|que \w+))?"
    r"|(?:el |la |o |a )?(?:primer[oa]?|proxim[oa]|siguiente|primeir[oa]) (?:dia )?(?:(?:libre"
    r"|disponible"
    r"|livre|disponivel)\b|que (?:teng\w+|haya|este libre|salga|tiver\w*|houver))"
    r"|(?:apenas|ni bien|nada mas|en cuanto|assim que|logo que) (?:se )?(?:pued|pod|teng|haya"
    r"|tenh|tiv|pud)\w*"
    r"|lo mas (?:pronto|prontito|rapido|rapidito|antes)\b|(?:hueco|turno|espacio|slot|cita|hora"
    r"|momento|reunion"
    r"|horario|fecha|data|vaga)s? (?:libre |disponible )?(?:mas (?:proxim|cercan|pront|tempran"
    r"|inmediat)\w+"
    r"|que (?:tengas|tengan|tengais|haya) (?:antes|mas (?:pronto|cerca)))|con (?:la mayor"
    r" )?urgencia"
    r"|(?:as )?(?:soon|quick|quickly|early|fast) as (?:possible|(?:you|we) can|poss\b)"
    r"|the (?:earlier|sooner|quicker) the better|(?:quanto|cuanto) (?:mais cedo|mas temprano)"
    r" melh?or"
    r"|o horario mais (?:proximo|cedo)|a data mais proxima"
    r"|(?:a|en) la primera oportunidad|na primeira oportunidade|at the (?:first|earliest)"
    r" opportunity"
    r"|lo mas inmediato(?: posible)?|lo (?:primero )?que (?:salga|teng\w+|haya)(?: (?:antes"
    r"|primero|mas pronto))?"
    r"|as early as possible|quickest you can(?: do)?|first thing you(?:'ve| have) got"
    r"|(?:the )?(?:next|first|soonest|earliest) (?:free|open|possible)(?: (?:slot|time|day))?"
    r"|soonest"
    r"|o mais (?:rapido|breve|cedo)(?: que (?:puder\w*|der|for possivel))|quando for possivel)\b"
)
_NOW = re.compile(
    rf"^(?!.*\b(?:{words(*WEEKDAYS)}|tomorrow|today|manana|hoy|amanha|hoje)\b)"
    r"[^\w\0\1]*(?:(?:ahora|agora|ahorita|now|ya|ja)(?: mismo)?(?: si (?:se )?pued\w+)?|(?:pronto"
    r"|cuanto antes|(?:me )?urge|al toque|altiro|con urgencia)"
    r"|(?:cuando|quando) (?:quier\w+|pued\w+|pod\w+|sea|os? venga bien|te(?:ngas|ngan|ngais)"
    r" (?:un )?hueco"
    r"|puder\w*|quiser\w*|der|for melhor)|whenever(?: (?:you(?:'?re)?|suits|works)(?: \w+){0,3})?"
    r"|(?:any ?time|cualquier (?:momento|hora)|a cualquier hora|qualquer (?:hora|horario)))"
    r" *[^\w\0\1]*$"
)
_QUARTERS = re.compile(
    r"\b(?:in|en|dentro de|em|daqui a) (?:(?P<one>un cuarto|a quarter|um quarto)"
    r"|tres cuartos|three quarters|tres quartos) (?:de|of an) (?:hora|hour)\b"
)
_AND_A_HALF = re.compile(
    r"\ban hour and a half from now\b|\b(?:in|en|dentro de|em|daqui a) (?:an hour and a half|una"
    r" hora y media|hora y media"
    r"|uma hora e meia|hora e meia)\b"
)
FEWEST_MINUTES = 2
SOON = timedelta(days=14)


def read_counted_dates(page: Page, today: Today) -> tuple[list[Days], list[Moment]]:
    moments = page.read(_HOUR_OR_TWO, lambda match: _one_or_two(match, today))
    moments += page.read(_HALF_HOUR, lambda match: _later(match, today, timedelta(minutes=30)))
    moments += page.read(
        _QUARTERS,
        lambda match: _later(match, today, timedelta(minutes=15 if match["one"] else 45)),
    )
    moments += page.read(_AND_A_HALF, lambda match: _later(match, today, timedelta(minutes=90)))
    for pattern in (_SOONEST, _FIRST_OF_ALL, _NOW):
        moments += page.read(pattern, lambda match: _soonest(match, today))
    moments += page.read(_WITHIN, lambda match: _within(match, today))
    found = read_days(
        page,
        today,
        [
            (_AGO, _ago),
            (_WEEKDAY_WEEKS, _weeks_on),
            (_TWO_OR_THREE, _two_or_three),
            (_IN_EIGHT, _in_eight),
            (_FORTNIGHT, _fortnight),
            (_WEEK_AFTER_NEXT, _week_after_next),
            (_WEEK_FOLLOWING, _week_following),
            (_COMING, _coming),
            (_FEW, _few),
        ],
    )
    for pattern in (_AFTER, _AHEAD):
        moments += page.read(pattern, lambda match: _moment_ahead(match, today))
    return found + read_days(page, today, [(_AFTER, _ahead), (_AHEAD, _ahead)]), moments


def _group(match: re.Match[str], name: str) -> str:
    """The group of that name, or of that name and a number, that was found."""
    groups = match.groupdict()
    return next(
        (groups[each] for each in (name, *(f"{name}{n}" for n in "234")) if groups.get(each)), ""
    )


def _count(match: re.Match[str]) -> int:
    said = _group(match, "n")
    return 2 if "par" in said or "couple" in said else number(said) or 0


def _later(match: re.Match[str], today: Today, wait: timedelta) -> Moment:
    at = _now(today) + wait
    return Moment(start=match.start(), end=match.end(), at=at, until=at)


def _now(today: Today) -> datetime:
    """To the minute, and in UTC: an hour from now is an hour even where the clocks change."""
    return today.now.astimezone(UTC).replace(second=0, microsecond=0)


def _soonest(match: re.Match[str], today: Today) -> Moment:
    now = _now(today)
    return Moment(
        start=match.start(), end=match.end(), at=now, until=now + SOON, assumptions=("soonest",)
    )


def _moment_ahead(match: re.Match[str], today: Today) -> Moment | None:
    unit, count = _group(match, "unit"), _count(match)
    if match.groupdict().get("from") not in (None, "now", "ahora", "agora"):
        return None
    if unit.startswith("min"):
        if count < FEWEST_MINUTES:
            return None  # "in a minute" is when somebody writes on
        return _later(match, today, timedelta(minutes=count))
    if unit.startswith("h"):
        return _later(
            match, today, timedelta(hours=count, minutes=30 * bool(_group(match, "half")))
        )
    return None


def _ahead(today: Today, match: re.Match[str]) -> list[Days] | None:
    """Weeks and months are taken to the day."""
    unit, count = _group(match, "unit"), _count(match)
    start = _named_day(today, match.groupdict().get("from"))
    if unit.startswith(("dia", "day")):
        return [day(match.span(), start + timedelta(days=count))]
    if unit.startswith(("semana", "week")):
        found = day(match.span(), start + timedelta(weeks=count))
        return [replace(found, of_week=True)]
    if unit.startswith(("fortnight", "quincena")):
        return [day(match.span(), start + timedelta(weeks=2 * count))]
    if not unit.startswith(("mes", "month")):
        return None
    month = next_month(start, count)
    when = in_month(month.year, month.month, start.day) or next_month(month) - timedelta(days=1)
    return [day(match.span(), when)]


def _named_day(today: Today, name: str | None) -> date:
    if name in WEEKDAYS:
        return next_weekday(today.date, WEEKDAYS[name])
    return today.date + timedelta(days=name in ("tomorrow", "manana", "amanha"))


def _weeks_on(today: Today, match: re.Match[str]) -> list[Days]:
    """ "Friday week", "two Fridays from now", "the Friday after next"."""
    if match["on"]:
        count = 2 if match["fortnight"] else number(match["weeks"] or match["weeks2"] or "a") or 1
        return [day(match.span(), _named_day(today, match["on"]) + timedelta(weeks=count))]
    if match["tomorrow"]:
        when = _named_day(today, match["tomorrow"])
        return [day(match.span(), when + timedelta(weeks=1))]
    named = match["weekday"] or match["eight"] or match["many"] or match["next"]
    weeks = (number(match["n"]) or 1) - 1 if match["n"] else 2 if match["two"] else 1
    start = next_weekday(today.date, WEEKDAYS[named])
    return [day(match.span(), start + timedelta(weeks=weeks))]


def _coming(today: Today, match: re.Match[str]) -> list[Days]:
    """ "The next three days" begin tomorrow."""
    tomorrow, unit = today.date + timedelta(days=1), _group(match, "unit")
    if _group(match, "work"):
        return [days(match.span(), tomorrow, _until_worked(tomorrow, _count(match)))]
    length = 7 if unit.startswith(("semana", "week")) else 30 if unit.startswith("m") else 1
    return [days(match.span(), tomorrow, min(_count(match) * length, MOST_DAYS) or 1)]


MOST_DAYS = 92


def _until_worked(first: date, wanted: int) -> int:
    """How many days from the first it takes to have so many from Monday to Friday."""
    worked = count = 0
    while worked < min(wanted, MOST_DAYS):
        worked += (first + timedelta(days=count)).weekday() < 5
        count += 1
    return max(count, 1)


def _within(match: re.Match[str], today: Today) -> Moment:
    hours = match["one"] or match["unit"].startswith("h")
    count = 1 if match["one"] else _count(match)
    now = _now(today)
    until = now + (timedelta(hours=count) if hours else timedelta(minutes=count))
    return Moment(start=match.start(), end=match.end(), at=now, until=until)


def _one_or_two(match: re.Match[str], today: Today) -> Moment | None:
    """ "In an hour or two" is any time between the two."""
    unit = timedelta(minutes=1) if (match["unit"] or "h").startswith("m") else timedelta(hours=1)
    first, last = number(match["n"] or "1") or 0, number(match["last"] or "2") or 0
    now = _now(today)
    return (
        Moment(start=match.start(), end=match.end(), at=now + first * unit, until=now + last * unit)
        if first < last
        else None
    )


def _two_or_three(today: Today, match: re.Match[str]) -> list[Days] | None:
    first, last = number(match["n"]) or 0, number(match["last"]) or 0
    length = 7 if match["unit"][0] in "sw" else 1
    if not first < last:
        return None
    start = today.date + timedelta(days=first * length)
    return [days(match.span(), start, (last - first) * length + 1)]


def _in_eight(today: Today, match: re.Match[str]) -> list[Days]:
    """ "De hoy en ocho" is a week from today, and "en quince" two."""
    weeks = 1 if match["eight"] in ("ocho", "8", "oito") else 2
    named = {**WEEKDAYS, **PORTUGUESE_WEEKDAYS}.get(match["from"])
    start = (
        next_weekday(today.date, named) if named is not None else _named_day(today, match["from"])
    )
    return [day(match.span(), start + timedelta(weeks=weeks))]


def _week_after_next(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), monday(today.date) + timedelta(weeks=2), 7)]


def _week_following(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), monday(today.date) + timedelta(weeks=1), 7)]


def _fortnight(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), today.date + timedelta(days=1), 14)]


def _few(today: Today, match: re.Match[str]) -> list[Days]:
    return [days(match.span(), today.date + timedelta(days=2), 5)]


def _ago(today: Today, match: re.Match[str]) -> list[Days]:
    return [faulty(match.span(), "past", today.date)]
