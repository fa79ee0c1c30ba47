"""What a lead tells about what they are after: the need, the budget, and how soon it must be.

A wrong detail is worse than none: each is read where people say it of themselves, never in a
question, and always in their own words.
"""

import re

from tools.understanding.lexicon import lexicon, says
from tools.understanding.normalise import Plain

_CLAUSE = re.compile(r"[^.;!?\n]*(?:\.(?=\d)[^.;!?\n]*)*[.;!?\n]?")
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?!\d)(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = (
    rf"(?:(?:us\$|r\$|[€$£]|usd|eur|mxn|cop|brl) ?)?(?:{_NUMBER})"
    r"(?: ?(?:k|mil|thousand|millones|millon|million|milhoes|milhao)\b)?"
    r"(?: (?:de )?(?:euros?|eur|dolares|dollars?|usd|reais|pesos|mxn|cop|brl|soles|libras|pounds?"
    r"|quid|bucks)\b| ?[€$£])?"
    r"(?: (?:al|por|per|a|ao|each|cada) (?:mes|month|ano|year|usuario|user)|/(?:mes|month|ano))?"
)
_ABOUT = (
    r"(?: (?:is|es|e|seria|sera|would be|ronda|anda por|around|about|of|de|unos|unas|uns|como|cerca"
    r"|alrededor|up to|hasta|ate|maximo|max|maximum|no maximo|total|mensual|mensal|monthly|anual"
    r"|approximately|aproximado|aproximadamente|entre|between|the|los|las|el|mas o menos|no"
    r"|more than|mas|mais)){0,4}:? ?"
)
_BUDGETS = (
    re.compile(rf"\b(?:budget|presupuesto|presu|orcamento|verba){_ABOUT}(?P<said>{_AMOUNT})"),
    re.compile(
        rf"(?P<said>{_AMOUNT}) (?:de |of |in |as a |as )?(?:presupuesto|budget|orcamento|verba)\b"
    ),
    re.compile(
        r"\b(?:(?:can|could|want to|willing to|able to|prepared to|don'?t want to) (?:spend|pay"
        r"|invest)|(?:puedo|podemos|quiero|queremos|podria|pienso|pensamos) (?:gastar|pagar"
        r"|invertir)|(?:posso|podemos|quero|queremos|pretendo) (?:gastar|pagar|investir)"
        r"|dispongo|disponemos|contamos con|nuestro limite|mi limite|our limit|meu limite)"
        rf"{_ABOUT}(?P<said>{_AMOUNT})"
    ),
)
_WHEN = (
    r"(?:(?:urgente(?:mente)?|urgently|asap|as soon as possible|cuanto antes|lo antes posible"
    r"|o quanto antes|(?:para|pra) (?:ayer|ontem)|right away|immediately|ya mismo|de inmediato)\b"
    r"|(?:para|pra|antes d[eo]l?|en|em|by|before|within|dentro de|in|ate|at|from|a partir de|desde"
    r"|por|no|na|next|this|este|esta|around)"
    r"(?: (?:el|la|los|las|the|o|a|final(?:es)?|fim|end|inicio|principios|comienzos|comeco|de|of"
    r"|del|do|da|next|this|este|esta|proxim[oa]|early|late|mid|primer|menos de|less than|un[oa]?"
    r"|um[a]?)){0,4} "
    r"(?:\d{1,2} |dos |tres |two |three |six |seis |dois |couple of )?"
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro"
    r"|verano|summer|verao|otono|autumn|fall|invierno|winter|inverno|primavera|spring|navidad"
    r"|christmas|natal|trimestre|quarter|semestre|mes|meses|months?|ano|anos|years?|semanas?|weeks?"
    r"|dias?|days)\b(?: (?:que viene|que vem|proxim[oa]))?)"
)
_URGENCIES = (
    re.compile(
        r"\b(?P<said>(?:no (?:hay|tenemos|tengo|corre) (?:mucha |ninguna )?prisa|sin prisa"
        r"|sin apuro|no (?:es|nos es) urgente|no (?:rush|hurry)|not urgent|in no (?:rush|hurry)"
        r"|sem pressa|nao (?:tem|temos|tenho|ha) pressa|nao e urgente))\b"
    ),
    re.compile(
        r"\b(?:es|it'?s|is|e|seria|muy|very|quite|bastante|muito) (?P<said>urgent[e]?)\b(?! care)"
    ),
    re.compile(r"\b(?P<said>tenemos prisa|temos pressa|we'?re in a (?:rush|hurry))\b"),
    re.compile(
        r"\b(?:(?:lo|la|los|las|esto) (?:necesit\w+|queremos|quiero|tenemos que tener)"
        r"|(?:need|want) (?:it|this|them)|(?:want|hope|plan|looking|need) to (?:start|launch"
        r"|go live|move in|have it)|(?:queremos|quiero|tenemos que|pensamos|nos gustaria)"
        r" (?:empezar|arrancar|lanzar\w*|tenerlo|implantarlo|comprar|mudarnos)"
        r"|(?:precis\w+ (?:disso|dele)|quer\w+ (?:comecar|lancar|comprar|ter isso)))"
        rf"(?: (?:ya|funcionando|listo|ready|running|pronto|done|installed|it|using it|isso))? "
        rf"(?P<said>{_WHEN})"
    ),
)
_NEED = re.compile(
    r"\b(?:(?:estoy |estamos |ando )?busc(?:o|amos|ando)|(?:i'?m|we'?re|i am|we are)? ?looking for"
    r"|(?:estou |estamos )?procur(?:o|amos|ando)|necesitamos|we need|precisamos de|nos hace falta"
    r"|nos falta|(?:our|my|the) (?:main |biggest )?(?:problem|issue|challenge|goal) is(?: that)?"
    r"|(?:mi|nuestro|el) (?:principal )?(?:problema|objetivo|reto) es(?: que)?"
    r"|(?:meu|nosso|o) (?:maior )?(?:problema|objetivo|desafio) e(?: que)?) "
    r"(?P<said>[^,.;!?\n]{6,100})"
)
_NO_NEED = re.compile(
    r"^(?:para|pra|por|a l[ao]s?|al|ao|si|que|se|to (?:find|bump|get|see)|ya|for|by) "
    r"|\b(?:another|otr[oa]|outr[oa]|again|vez|nuevo|novo|hour|hora|urgen\w+|servico|freela|trabalho|puesto|vaga|visita|info\w*|ayuda|help|ajuda|saber|know|hora|fecha|dia|date|time|link|enlace|trabajo|job|work"
    r"|emprego|empleo|quote|you|vosotros|ustedes|voces|it|esto|this|isso|lo|mas|more|mais|him|her"
    r"|respuesta|answer|resposta|reply|something else|otra cosa)\b"
)
_OTHER_WISHES = (
    "meeting", "book", "move", "shift", "cancel", "drop", "human", "pricing", "meet", "opt_out",
)  # fmt: skip
_FAR = 25  # letters before the verb in which a refusal of it stands
_REFUSES = re.compile(r"\b(?:no|not|nao|don'?t|didn'?t|sin|sem|without|ya no|nunca)\b")


def read_project(message: Plain) -> dict[str, str]:
    found: dict[str, str] = {}
    for clause in _CLAUSE.finditer(message.text):
        if clause[0].endswith("?") or not clause[0]:
            continue
        start, end = clause.span()
        if "budget" not in found and (span := _first(_BUDGETS, message.text, start, end)):
            found["budget"] = message.words(*span)
        calm = not any(says(clause[0], field) for field in ("human", "move", "cancel"))
        if (
            calm
            and "urgency" not in found
            and (span := _first(_URGENCIES, message.text, start, end))
        ):
            found["urgency"] = message.words(*span)
        if "need" not in found and (span := _need(message.text, start, end)):
            found["need"] = message.words(*span)
    return found


def _first(
    patterns: tuple[re.Pattern[str], ...], text: str, start: int, end: int
) -> tuple[int, int] | None:
    matches = (pattern.search(text, start, end) for pattern in patterns)
    return next((match.span("said") for match in matches if match), None)


def _need(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is looked for, unless it is a talk, a time, a person or a price: others read those."""
    match = _NEED.search(text, start, end)
    if match is None or _REFUSES.search(
        text, max(start, match.start() - _FAR), match.start("said")
    ):
        return None
    said = match["said"]
    if _NO_NEED.search(said) or any(says(said, field) for field in _OTHER_WISHES):
        return None
    joined = lexicon("filler").match(said)
    return None if joined and joined.end() == len(said) else match.span("said")
