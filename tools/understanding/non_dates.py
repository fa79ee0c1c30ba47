"""Numbers and words that look like dates and are none: phones, amounts, counts, greetings."""

import re

_COUNTED = (
    "usuarios?|usuarias?|personas?|empleados?|licencias?|comerciales|asientos?|clientes?|leads?|"
    "preguntas?|dudas?|planes|plan|opcion(?:es)?|empresas?|sucursales|tiendas?|anos?|pessoas?|"
    "funcionarios?|colaborador(?:es)?|trabajadores|agentes?|vendedores?|usuari[oa]s|users?|people|"
    "persons?|seats?|licen[cs]es?|employees?|questions?|options?|plans?|compan(?:y|ies)|customers?|"
    "clients?|years?|reps?|agents?|stores?|locations?|perguntas?|duvidas?|opcoes|opcao|lojas?"
    "|unidades|units|filiais|"
    "contactos?|contatos?|contacts?|mensajes|mensagens|messages|equipos?|teams?|members?|miembros|"
    "membros|veces|vezes|times|cosas|things|coisas|mil|millones|million|k|of us|de nosotros|de nos|"
    "metros|km|megas|gb|mb"
)
NEVER_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b24 ?[/x] ?7\b",
        # "morning all": a greeting cut short
        r"^\W*(?:morning|afternoon|evening)(?: (?:all|everyone|everybody|team|guys|there|folks)\b"
        r"|[!,.] ?"
        r"(?=[a-z]))",
        # the numbers of a list
        r"(?:^|(?<=[\s,;*-]))\(?[1-9]\)(?= ?[a-z])",
        # opening hours, birthdays and beginnings propose nothing
        r"\b(?:abrimos|cerramos|atendemos|funcionamos|estamos abiertos|we(?:'re| are) open|we open"
        r"|our (?:opening |office )?hours are|nuestro horario es|nosso horario e|(?:mi )?cumpleanos"
        r"|(?:my )?birthday|meu aniversario|fundad[oa]s?|founded|born|naci(?:do)?\b"
        r"|nasci)[^.;!?\n]*",
        # what has been, and names that are days
        r"\b(?:we|i|you|they|he|she) (?:spoke|talked|met|was|were|saw|hired|launched|started"
        r"|signed|bought"
        r"|sent|tried|called|visited)\b(?! about)[^.,;!?\n]{0,30}?\b(?:on |in )?(?:(?:mon|tues"
        r"|wednes|thurs|fri"
        r"|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
        r"|november"
        r"|december)\b",
        r"\bsexta[- ](?:feira )?santa\b|\bviernes santo\b|\bgood friday\b|\bsemana santa\b"
        r"|\b(?:quinta|sexta|quarta|terceira|segunda) (?:serie|basica)\b",
        r"\bmonday\.com\b|\bsunday (?:times|roast)\b|\b(?:black friday|cyber monday|boxing day"
        r"|(?:easter|palm|super bowl) (?:sunday|monday)|ash wednesday|miercoles de ceniza|jueves"
        r" santo"
        r"|domingo de (?:ramos|pascua|resurreccion)|lunes de (?:pascua|carnaval)|quarta[- ]"
        r"(?:feira )?de"
        r" cinzas|(?:terca|segunda)[- ](?:feira )?de carnaval|domingo de (?:pascoa|ramos))\b",
        r"\bhoy por hoy\b|\bhoy por ti\b|\bde la noche a la manana\b|\bmanana sera otro dia\b"
        r"|\bamanha sera outro dia\b|\bda noite (?:para|pro) (?:o )?dia\b|\btomorrow is another"
        r" day\b",
        r"\b(?:me llamo|mi nombre es|soy|my name is|this is|i'?m|meu nome e|me chamo|chamo-me|sou"
        r" [oa])"
        r" (?:domingos?|abril|julio|april|may|june|august|jan|marcos?|julho)\b(?! \d)",
        r"\b(?:colegio|hospital|instituto|escuela|escola|estadio|parque|club|clube|metro|puente"
        r"|ponte"
        r"|residencial|edificio|urbanizacion|conjunto|ies|ceip|universidad|mercado) (?:del?"
        r" )?\d{1,2} de"
        r" [a-z]+",
        r"\bvivo (?:en|no) (?:el )?\d+\b|\b\d{1,3} (?:cumpleanos|aniversario)\b",
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:after|before|of) (?:labou?r|memorial"
        r"|thanksgiving|christmas|xmas|easter|new year|the holiday|halloween)",
        # places in a row that are no days
        r"\b\d{1,3}(?:st|nd|rd|th) (?:ave\b|avenue|street|st\b|road|rd\b|gen\b|generation|edition"
        r"|place|grade|birthday|anniversary|attempt|try|message|email|call\b|reminder|customer|user"
        r"|employee|office|location|hour|party|amendment|grader)",
        r"\bfor the first time\b|\bpor primera vez\b|\bpela primeira vez\b",
        r"\bat the end of the day,? (?=(?:it|what|we|this|price|that)\b)",
        # how long something takes us
        r"\b(?:in|en|em) \d+ (?:days?|dias?|weeks?|semanas?|hours?|horas?|minutes?|minutos?)"
        r" (?:on average|flat|or less|tops|o menos|ou menos|de media|en promedio|en media|em"
        r" media)",
        # streets are called after days
        r"\b(?:rua|avenida|avda?\.?|av\.|calle|carrera|cra\.?|plaza|praca|travessa|largo|paseo"
        r"|colonia|bairro|barrio|estacion|estacao) (?:del? |da )?\d{1,3}(?: (?:de|of) [a-z]+)?"
        r"(?:,? (?:n[o°]?\.? ?)?\d{1,5}\b(?![:h]))?",
        r"# ?\d+ ?-? ?\d+\b",
        r"\b(?:https?://|www\.)[^\s\0]+",
        r"[^\s\0@]+@[^\s\0@]+\.[^\s\0@]+",
        r"[$€£] ?\d[\d.,]*(?: ?[km]\b)?",
        r"(?<![\w/])\+\d[\d ().-]{6,20}\d\b",
        r"\b\d{3,}(?:-\d+){3,}\b",
    )
)
"""Covered before anything is read."""

NON_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        # greetings that hold a part of day
        r"\b(?:buen[oa]s? (?:dias?|tardes?|noches?)|good (?:morning|afternoon|evening|night"
        "|day)|bo[am] (?:dia|tarde|noite)|feliz (?:dia|tarde|noche)|have a (?:good|great"
        r"|nice) (?:day|one|weekend|evening))\b",
        r"\b(?:1:1|1-1|50/50|80/20|365|7-eleven|3m|b2b|web ?\d(?:\.\d)?"
        r"|one on one|1 on 1|1-on-1)\b",
        r"\bv(?:ersion)? ?\d+(?:\.\d+)*\b",
        # phones: nothing else has so many digits
        r"(?<![\w/])\+\d[\d ().-]{6,20}\d\b",
        r"(?<![\w/:.-])\(?\d{2,5}\)?(?:[ .-]\d{2,5}){2,4}\b(?![:/])(?<!\d\d-\d\d-20\d\d)",
        r"(?<![\w/:.-])\d{2,4}[ -]\d{4,5}[ -]?\d{4}\b",
        r"(?<![\w/:.-])\d{5,}\b(?![:/])",
        # references and money
        r"#\d+|\b(?!(?:jan|ene|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sept?|set|oct|out|nov"
        r"|dec|dic"
        r"|dez)-)[a-z]{1,6}-\d{2,}\b|\b(?:ref|pedido|order|ticket|factura|invoice|caso|case"
        r"|nit|rut|cpf|dni)\.?:? ?(?:n[o.]{0,2} ?)?#?\d[\d./-]*",
        r"[$€£] ?\d[\d.,]*(?: ?[km]\b)?|\b(?:usd|eur|us|r) ?\$? ?\d[\d.,]*\b(?= "
        r"|$)(?<=\d)(?<!us \d)",
        r"\b\d[\d.,]* ?(?:€|\$|£|%|euros?|eur\b|dolares|dollars?|bucks|usd\b|pesos?|reais"
        "|por ciento|percent|por cento|libras|pounds)",
        r"\b(?:\d[\d.,]*(?: (?:o|a|or|to|ou|y) \d+)?|un|una|um|uma|dos|tres|cuatro|cinco"
        rf"|diez|two|three|four|five|ten|dois|duas|quatro|dez) (?:{_COUNTED})\b",
        r"\b(?:planta|piso|calle|avenida|av\.|street|room|sala|oficina|apto|apartamento|rua"
        r"|floor|numero|number|num|n) ?\d+\b",
        r"\b(?:somos|we are|we're|sumos|tengo|tenho) (?:unos |unas |about |around |como |uns "
        r"|cerca de )?\d+\b(?! ?(?:am|pm|h|:))",
        # phrases of refusal or of doubt that refuse nothing
        r"\bno (?:hay )?(?:problem\w*|worries|rush)|\bsin problemas?|\bsem problemas?"
        r"|\bwhy (?:not|don'?t we)\b|\bpor que nao?\b|\bno te preocupes\b|\bdon'?t worry\b",
    )
)
DURATIONS = (
    re.compile(
        r"(?<!\bas )(?<!las )(?<!at )(?<!\d)(?:\d+[.,]\d ?(?:h|hs|hrs?|hours?|horas?)"
        r"|\d+[.,]\d\d+ (?:hrs?|hours?|horas?))\b"
    ),
    re.compile(
        r"(?<!las )(?<!\bas )\b(?:(?:de|dura\w*|durante|por|for|lasts?|unos|unas|takes?|a|is)"
        r" )?(?:\d{1,3}|media"
        "|half an?|un[a]?|uma?|an|one|meia) ?(?:minutos?|minutes?|mins?|min|hours?|hora"
        r"|hr)\b(?! (?:de la|da|past|to|after|para|pras?|before) )"
    ),
    re.compile(r"(?<!as )(?<!as)\b(?:[1-6]|dos|tres|duas) horas\b(?! (?:da|de la) )"),
    re.compile(
        r"\b(?:\d{1,3}|un|una|um|uma|a|dos|tres|two|three|duas) (?:dias?|days?|semanas?"
        r"|weeks?|mes(?:es)?|months?)\b"
    ),
)
"""Covered after the counted dates ("in three days") have been read."""
