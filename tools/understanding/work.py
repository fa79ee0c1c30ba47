"""What a lead tells about their work: role, team size, a start-up, and whether it is a demo."""

import re
from collections.abc import Sequence

from tools.ports.understanding import Intent
from tools.understanding.normalise import Plain

# A role is read where people say what they are, and nowhere else: "hablar con el director" is not.
_NOUN = (
    r"(?:c(?:[efomprs]o|to|io|do|co|iso|hro)|chief(?: \w+){1,2} officer"
    "|(?:co-?)?founder|(?:co-?)?fundador[a]?|(?:co-?)?owner|duen[oa]|don[oa]"
    "|propr?ietari[oa]|soci[oa]|entrepreneur|empree?ndedor[a]?|empresari[oa]"
    "|(?:vice[- ]?)?president[ea]?|[es]?vp|consejer[oa] delegad[oa]"
    "|director[a]?|diretor[a]?|gerente|manager|jef[ea]|chefe|head|responsable|responsavel"
    "|coordinador[a]?|coordenador[a]?|coordinator|supervisor[a]?|encargad[oa]|encarregad[oa]"
    "|consultor[a]?|consultant"
    "|engineer|ingenier[oa]|engenheir[oa]|developer|desarrollador[a]?|desenvolvedor[a]?"
    "|programador[a]?|programmer|devops|sysadmin|tecnic[oa]|technician|informatic[oa]"
    "|arqui(?:tec|te)t[oa] d[ae] (?:software|soluciones|solucoes|sistemas|datos|dados)"
    "|(?:software|solutions?|systems?|data|cloud) architect|data scientist|cientista de dados"
    "|cientific[oa] de datos|analista|analyst|(?:tech|technical|team) lead(?:er)?"
    r")(?!\w|'s)"
)
_BEFORE = (
    "(?:(?:senior|junior|lead|principal|staff|founding|deputy|general|managing|executive"
    "|technical|regional|country|global|sales|marketing|commercial|business|operations"
    "|finance|financial|hr|people|it|data|product|project|program|growth|customer|success"
    "|account|office|store|purchasing|engineering|software|web|mobile|cloud|systems?|network"
    "|security|platform|full[- ]?stack|back[- ]?end|front[- ]?end|qa|ml|ai) )"
)
_AFTER = (
    "(?: (?:tecnic[oa]|comercial|general|geral|e[jx]ecutiv[oa]|financier[oa]|financeir[oa]"
    r"|industrial|regional|nacional|senior|junior|civil)\b"
    r"| (?:de|del|of|d[ao]|for)(?: (?:l[ao]s?|el|the|an?|una?|uma?|de|our|my|mi|nuestra))? \w+)?"
)
_ONE = f"{_BEFORE}{{0,3}}{_NOUN}{_AFTER}"
_ROLE = re.compile(
    r"(?:(?<!no )(?<!nao )\b(?:soy|i'?m|i am|sou|trabajo (?:como|de)|i work as|trabalho como"
    "|as(?= an? | the )"
    "|(?:mi|my|meu|minha) (?:cargo|puesto|rol|role|position|(?:job )?title|job|funcao|posicao)"
    "(?: (?:es|is|e)(?: de)?|:))"
    # "Soy Ana López, directora de Acme"
    r"|\b(?:soy|sou|i'?m|i am|this is|me llamo|me chamo|my name is|mi nombre es|meu nome e|aqui)"
    r" [^.,;:!?\n]{1,60},"
    # "Ana López, CEO de Acme", at the start of a line
    rf"|^[^.,;:!?\n]{{1,40}},(?= (?:the )?{_ONE}))"
    rf" (?:(?:el|la|un|una|the|an?|o|um|uma) )?(?P<role>{_ONE}"
    rf"(?: ?(?:and|y|e|&|/|,|-) ?(?:the |el |la )?{_ONE})?)",
    re.MULTILINE,
)
_TEAM = re.compile(
    r"\b(?:somos|we are|we're|we have|tenemos|temos|equipo de|team of|equipe de"
    "|time de)(?: (?:un equipo de|a team of|unos|unas|about|around|cerca de|uns|umas|como"
    "|aproximadamente|mas de|over|more than))? "
    r"(?P<size>\d{1,6}|dos|tres|cuatro|cinco|seis|diez|veinte|two|three|four|five|ten"
    "|twenty|dois|dez|vinte)"
    "(?= (?:personas?|empleados?|comerciales|usuarios?|people|employees|users|reps|pessoas"
    "|funcionarios|colaboradores|en (?:la|el)|in (?:the|our)|na |no |trabajadores"
    "|vendedores|agentes|of us)|[,.;!?]|$)"
    r"|\b(?P<size2>\d{1,6}) (?:personas|empleados|employees|pessoas|funcionarios"
    r"|colaboradores|trabajadores)\b"
)
_STARTUP = re.compile(
    r"(?<!no )(?<!nao )\b(?:somos|soy|sou|we are|we're|i'?m (?:from|at|with|in)"
    "|work(?:ing)? (?:at|for|in)|trabajo (?:en|para)|trabalho (?:em|numa|na|para)"
    "|mi|nuestra|my|our|minha|nossa|tengo|tenemos|tenho|temos|i have|we have|i run|we run"
    "|de|da|from|of)"
    "(?: (?:de|una|un|uma|um|an?|the|la|small|pequena|early[- ]stage|tech|nueva|new|nova"
    "|young|joven|jovem|saas|fintech)){0,4}"
    r" (?:start[- ]?up|empresa emergente)(?!\w)"
)
_NO_DEMO = re.compile(
    r"\b(?:no|not|nao|sin|without|sem|don'?t|instead of|(?:en|em) vez de)(?: \w+){0,3} demo\w*"
)
_DEMO = re.compile(
    r"\b(?:tech(?:nical)? )?demo(?:s|stracion|stracao|nstracao|nstration)?\b(?: tecnica)?"
)
_CALL = re.compile(r"\b(?:(?:video)?llamada|(?:video ?)?call|(?:video)?chamada|ligacao)\b")
ACT = 0.6


def read_work(message: Plain) -> dict[str, str]:
    found: dict[str, str] = {}
    if match := _TEAM.search(message.text):
        found["team_size"] = match["size"] or match["size2"]
    if match := _ROLE.search(message.text):
        found["role"] = message.words(*match.span("role"))
    if _STARTUP.search(message.text):
        found["company_kind"] = "startup"
    return found


def read_wish(message: Plain, intents: Sequence[Intent]) -> dict[str, str]:
    """Which kind of meeting is asked for, where one is: a demo, or no more than a call."""
    asks = intents[0]["name"] == "schedule_meeting" or any(
        intent["name"] == "schedule_meeting" and intent["confidence"] >= ACT for intent in intents
    )
    text = _NO_DEMO.sub(lambda refused: " " * len(refused[0]), message.text)
    if not asks:
        return {}
    if match := _DEMO.search(text):
        return {"wants": message.words(*match.span())}
    return {"wants": "call"} if _CALL.search(text) else {}


def is_a_role(word: str) -> bool:
    """Whether a plain word says what someone does: no name begins with it."""
    return re.fullmatch(_NOUN, word) is not None
