"""As soon as can be: the first one free, as soon as possible, now."""

import re
from datetime import UTC, datetime, timedelta

from tools.understanding.date_words import WEEKDAYS
from tools.understanding.days import Moment, Today
from tools.understanding.page import words

SOONEST = re.compile(
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
FIRST_OF_ALL = re.compile(
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
NOW = re.compile(
    rf"^(?!.*\b(?:{words(*WEEKDAYS)}|tomorrow|today|manana|hoy|amanha|hoje)\b)"
    r"[^\w\0\1]*(?:(?:ahora|agora|ahorita|now|ya|ja)(?: mismo)?(?: si (?:se )?pued\w+)?|(?:pronto"
    r"|cuanto antes|(?:me )?urge|al toque|altiro|con urgencia)"
    r"|(?:cuando|quando) (?:quier\w+|pued\w+|pod\w+|sea|os? venga bien|te(?:ngas|ngan|ngais)"
    r" (?:un )?hueco"
    r"|puder\w*|quiser\w*|der|for melhor)|whenever(?: (?:you(?:'?re)?|suits|works)(?: \w+){0,3})?"
    r"|(?:any ?time|cualquier (?:momento|hora)|a cualquier hora|qualquer (?:hora|horario)))"
    r" *[^\w\0\1]*$"
)
SOON = timedelta(days=14)


def to_the_minute(today: Today) -> datetime:
    """To the minute, and in UTC: an hour from now is an hour even where the clocks change."""
    return today.now.astimezone(UTC).replace(second=0, microsecond=0)


def soonest_moment(match: re.Match[str], today: Today) -> Moment:
    now = to_the_minute(today)
    return Moment(
        start=match.start(), end=match.end(), at=now, until=now + SOON, assumptions=("soonest",)
    )
