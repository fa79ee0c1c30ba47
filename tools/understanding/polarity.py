"""Which of the named times are wanted and which refused: "not Thursday, better Friday"."""

import re
from itertools import pairwise

_STOP = re.compile(
    r"[.;!?\n]| - (?!\d)|,(?! ?(?:ni|nor|nem|ou|o|or) )"
    r"|\b(?:pero|sino|mejor|prefiero|preferiria|prefer|rather(?! than)|instead(?! of)"
    "|(?<!day )(?<!time )(?<!thing )(?<!one )(?<!week )(?<!morning )(?<!afternoon )but|so|however"
    "|how about|what about|"
    "could we|can we|(?:book|schedule|set|put|move|change|(?<!t )(?<!not )make) it|i can do"
    "|let'?s|would"
    "|does|(?<!no )puede ser|podria ser|podriamos|que tal|y si|en cambio|"
    r"mas sim|mas|melhor|prefiro|(?<!nao )pode ser|que tal|podemos|entao|entonces|y el .{2,12}"
    r" si)\b"
)
_BEFORE_ONLY = (
    "skip|avoid|rule out|scrap|forget(?: about)?|no way|evit[ae](?:r|mos)?|evitando|pul[ae]r?|"
    "quita(?:mos|r)?|olvida(?:mos|te)?(?: del?)?|descarta(?:mos)?|excepto"
    "|menos(?! (?:cuarto|diez|cinco|veinte))|salvo|quitando|except(?: for)?"
    "|apart from|other than|but not|any ?(?:day|time|thing|one)(?: next week| this week)? (?:but"
    "|bar|save)"
    "|any (?:morning|afternoon) but|exceto|tirando|fora"
)
_REPLACED = (
    "do que|(?:mejor|antes|melhor|prefiero|prefiro)(?: [^.,;!?\\0]{2,30}?)? (?:do )?que(?= (?:por"
    "|en|a|el|la"
    "|los|las|de|na|no|pela|segunda|terca|quarta|quinta|sexta|lunes|martes|miercoles|jueves"
    "|viernes)\\b)"
    "|better than|en vez|en lugar|instead of|rather than|em vez"
    "|no lugar|ao inves"
)
_REFUSAL = re.compile(
    rf"\b(?:{_BEFORE_ONLY}|{_REPLACED}|ni|nor|nem"
    "|no (?:puedo|podre|podria|podemos|podremos|me (?:va|viene|sirve|queda|cuadra"
    "|es posible|encaja|funciona)|nos (?:va|viene|sirve)|estoy|estare|estaremos|tengo"
    "|voy a poder|quiero|llego|es posible|sirve|va)(?: bien)?"
    r"|no (?:me|nos|te|os|lo|la) \w+|nao (?:me|nos|te|o|a) \w+"
    r"|(?:is|are|'?s) (?:out|off|no use|no good|(?:a )?bad|full|packed|blocked|taken|a no-?go|tough"
    r"|tricky|hard|not (?:good|great|ideal))\b|bad day|no-go|slammed|swamped|out of the question"
    r"|(?:i'?m|we'?re|i am|we are|i'?ll be|i will be) (?:out|away|off|travel\w+"
    r"|on (?:leave|holiday|vacation))"
    r"|(?:lo|la) tengo (?:lleno|fatal|complicado)|(?:esta|estoy) (?:lleno|a tope|petado|de viaje"
    r"|fuera)"
    r"|descartad[oa]|liad[oa]s?|(?:ta|esta|bem|muito) (?:corrid|puxad)[oa]|i'?m flying|ni hablar|"
    r"(?:esta|ta|to|estou|estarei) (?:chei[oa]"
    r"|lotad[oa]|viajando|fora)"
    r"|lotad[oa]"
    r"|no(?= (?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?= (?:mornings?|afternoons?"
    r"|evenings?)\b))"
    r"|ningun[ao]?|nenhuma?|never|nunca|jamas|nothing|excluded|out of (?:the )?office|no"
    r" disponible|nao disponivel"
    r"|nao pode ser|no puede ser"
    r"|(?:i|we)(?:'?ve|'?ve got| have| have got|'?ll be in)? (?:a|an|another) (?:call|conflict"
    r"|clash|meeting"
    r"|appointment)(?: already| then)?(?= (?:at|from|until|till|on)\b|\0| \0)|day off|(?:we|you)"
    r"(?:'?re"
    r"| are) closed|dia libre|dia de folga|(?:estamos|esta|cerramos) cerrad[oa]s?|conflict"
    r"|(?:tengo|tenemos|tenho|temos) (?:una |uma )?(?:llamada|call|reunion|reuniao|ligacao)(?= "
    r"(?:a las|ate|hasta|as|das|de \d))"
    r"|no creo que|dudo(?: mucho)? que|i doubt|unlikely|nope?\b(?= ?[,.;!?]|$)|nop\b|negativo"
    r"|duvido"
    r"|acho que nao|nao acho que|nao tem como|nem a pau|ni de (?:broma|chiste|locos)|va a ser que"
    r" no"
    r"|(?:lo|la) tengo (?:muy |bastante )?(?:dificil|mal|jodido|crudo)|ando (?:fatal|mal|a tope"
    r"|complicad[oa])"
    r"|(?:ta|esta|e|fica) (?:bem |muito )?(?:dificil|apertad[oa]|enrolad[oa])|es (?:muy )?dificil"
    r"|viajo|viajamos|(?:estoy|estare|estamos|voy) (?:viajando|de (?:viaje|vacaciones))|me voy"
    r" (?:de|fuera)|salgo de viaje|de ferias|tirei folga|estou de folga|(?:in|em|en) (?:a |una |uma"
    r" )?(?:meetings?|reunion(?:es)?|reunioes|reuniao|calls?)(?= (?:until|till|from|hasta|ate|de"
    r"|das"
    r"|all|todo|toda|between|entre|on \w+day|\0?a las|at))|tengo reunion(?:es)? (?=a las|de \d"
    r"|hasta"
    r"|todo|toda)|(?:tengo|tenho|i have|i'?ve got) (?:que ir (?:al|a la) |(?:el|la|un|una|um|uma"
    r"|a|an"
    r"|the|my|mi|minha|meu|outr[ao]|otr[ao]|another) )?(?:medic[oa]|dentist\w*|doctor\w*|clases?"
    r"|aulas?|class|flight|vuelo|voo|wedding|boda|casamento|exam(?:en)?|prova|entrevista|interview"
    r"|another (?:meeting|call|appointment)|otra (?:reunion|cita|llamada|call)|outra (?:reuniao"
    r"|call))"
    r"|no[ -]go|no chance|no way|(?:is|'?s) (?:a )?(?:write[- ]?off|holiday|gone|bank holiday"
    r"|right out)"
    r"|(?:es|e) (?:festivo|feriado)|de ninguna manera|ni de cona|de jeito nenhum"
    r"|sem chance|nem pensar|(?:fica|e|esta) (?:ruim|dificil|complicado|pessimo)|ruim (?:pra"
    r"|para) mim"
    r"|(?:me|nos|te) (?:vienen?|van?|quedan?|caen?|fica|ficam) (?:fatal|mal|regular)|lo tengo "
    r"(?:mal|fatal|imposible)"
    r"|(?:is|that'?s) a no\b|does ?n'?t suit"
    "|que no sea|(?:que )?nao seja|that (?:is not|isn'?t)|no(?= (?:el|los|a las|al|este|esta"
    "|manana|hoy|lunes|martes|miercoles"
    r"|jueves|viernes|sabado|domingo|por la|en la)\b)|imposible|(?:lo|la) tengo (?:ocupad|complicad"
    r"|fatal)\w*|ocupad[oa]|complicad[oa]|se me complica|tampoco"
    "|(?:i |we )?(?:can'?t|cannot|can not|could ?n'?t|won'?t|will not|am not|i'?m not"
    "|are not|aren'?t|is not|isn'?t|does ?n'?t|do ?n'?t|did ?n'?t)|not|unavailable|busy"
    "|booked (?:up|solid|out)|fully booked|no good|bad for me|tied up|neither"
    "|nao (?:posso|podemos|consigo|conseguimos|da|rola|vai dar|vou (?:poder|conseguir)"
    "|estou|estarei|serve|quero|tenho|e possivel)|nao(?= (?:na|no|a|as|segunda|terca"
    r"|quarta|quinta|sexta|sabado|domingo|amanha|hoje)\b)|impossivel|complicou"
    r"|tambem nao)\b"
)
_PREFIX = re.compile(rf"{_BEFORE_ONLY}|{_REPLACED}|ni|nor|nem|not")
_AT_THE_END = re.compile(
    r"\b(?:no|nao|not|nada)(?: (?:xfa|porfa|por favor|please|pls|plz|gracias"
    r"|thanks|thank you|obrigad[oa]))?\W*$"
)


_HARMLESS = re.compile(
    r"\bno (?:hay )?(?:problem\w*|worries|rush|te preocupes|pasa nada)|\b(?:sin|sem) problemas?"
    r"|\bwhy (?:not|do ?n'?t we)\b|\bpor ?que na?o\b|\bdo ?n'?t (?:worry|know|mind|care)\b"
    r"|\bnot (?:sure|only|just|before|until|till)\b|\bno antes del?\b|\bnao antes d[ao]\b"
    r"|\bif not\b|\bsi no\b|\bse nao\b|\bno se\b|\bnao sei\b|\bno solo\b"
    r"|\b(?:ca|could|wo|would|is|are|do|does)(?:n'?t|nt) (?:we|you|there|it)\b"
    r"|\bno (?:podria|podriamos|podemos|puede|pueden|podeis|tendrias|tendrian)\b(?=[^?.]*\?)"
)
"""Words of refusal that refuse nothing: "why not Thursday?", "can't we meet on Friday?"."""

_CORRECTION = re.compile(
    r"\b(?:mejor(?: aun)?|prefiero|preferiria|preferible(?:mente)?|prefer(?:abl[ey])?"
    "|rather|better|actually"
    "|instead|melhor|prefiro|perdon|digo|sorry|i mean|quise decir|corrijo"
    r"|quer dizer|[?.!]+ ?(?:no|nao)\b[.,!]?|, (?:no|nao),?|(?:no,? )?wait|scratch that|strike"
    r" that|make that|or rather"
    r"|correction|(?:no,?"
    r" )?espera"
    r"|mejor dicho|quero dizer|ou melhor|alias|quis dizer|(?:i )?meant)[ ,:.]*(?:(?:que sea|for"
    r"|on|se"
    r"|makes?|that|pasar\w*|o|a|para|ser"
    "|do) ){0,2}$"
)


def corrects(text: str, start: int) -> bool:
    """Whether the time that begins here takes the place of those before it."""
    return _CORRECTION.search(text, max(0, start - 40), start) is not None


def refused(text: str, spans: list[tuple[int, int]]) -> list[bool]:
    """For each named time, in order, whether the sentence refuses it.

    A refusal reaches the times behind it up to the end of the clause, or, where none are, the
    times before it ("Thursday doesn't work").
    """
    verdicts = [False] * len(spans)
    text = _HARMLESS.sub(lambda match: " " * len(match[0]), text)
    for start, end in _clauses(text, spans):
        inside = [index for index, span in enumerate(spans) if start <= span[0] < end]
        if _AT_THE_END.search(text, start, end):
            _mark(verdicts, inside)
        for match in _REFUSAL.finditer(text, start, end):
            if not any(first <= match.start() < last for first, last in spans):
                _mark(verdicts, _reached(match, inside, spans))
    return verdicts


def _mark(verdicts: list[bool], indexes: list[int]) -> None:
    for index in indexes:
        verdicts[index] = True


def _reached(match: re.Match[str], inside: list[int], spans: list[tuple[int, int]]) -> list[int]:
    behind = [index for index in inside if spans[index][0] >= match.end()]
    if re.fullmatch(_REPLACED, match[0]):
        return _first_with_its_hour(match.string, behind, spans)
    if behind or _PREFIX.fullmatch(match[0]):
        return behind
    return [index for index in inside if spans[index][0] < match.start()]


def _first_with_its_hour(text: str, behind: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """ "Instead of Tuesday at 10 Thursday at 12"."""
    if len(behind) < 2 or spans[behind[1]][0] - spans[behind[0]][1] > 2:
        return behind[:1]
    hour = _HOUR.match(text, spans[behind[1]][0])
    return behind[: 2 if hour else 1]


_HOUR = re.compile(r"(?:a las?|at|as|@|\d{1,2}(?:[:h]|[ap]m| ?hs?\b))")


def _clauses(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Bounds of the clauses; a full stop inside a named time ("10.30") ends none."""
    bounds = [0]
    for match in _STOP.finditer(text):
        if not any(first <= match.start() < last for first, last in spans):
            bounds.append(match.start())
    bounds.append(len(text))
    return list(pairwise(bounds))
