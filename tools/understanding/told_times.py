"""Times that are told and not proposed: when somebody will answer, is at work, wrote, was born."""

import re

from tools.understanding.date_words import MONTHS, NUMBERS, PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.page import words

_HOUR = (
    rf"(?:\d{{1,2}}(?:[:.h][0-5]\d)?|{words(*(w for w, n in NUMBERS.items() if 1 <= n <= 24))})"
    r"(?: ?(?:y|e) (?:media|meia|cuarto|quarto))?(?: ?(?:[ap]\.? ?m\b\.?|hs?\b|hrs\b|horas?\b"
    r"|o'?clock\b|(?:de la|da) (?:manana|tarde|noche|manha|noite)))?"
)
_HOURS = (
    rf"(?:a|de|desde|hasta|sobre|as|das|ate as|at|by|around|about|until|till|from)(?: las?| as)?"
    rf" {_HOUR}(?:(?: ?- ?| (?:to|till|until|and|y|e|a|as|hasta|ate)(?: las?| as)? ){_HOUR})?"
)
_DAY = (
    r"(?:(?:el|la|on|na|no|this|next|este|esta|em|for|by|para el) )?(?:(?:proxim[oa]|next) )?"
    rf"(?:{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}|pasado manana|manana|depois de amanha|amanha"
    r"|tomorrow|hoy|hoje|today|tonight|(?:next|this) week|esta (?:tarde|noche|semana)"
    r"|(?:this )?(?:morning|afternoon|evening)|(?:proxima )?semana(?: que (?:viene|vem))?)"
    r"(?: que (?:viene|vem))?(?: (?:morning|afternoon|evening|night|(?:por|en|a|de) la"
    r" (?:manana|tarde|noche)|(?:de|a|pela) (?:manha|tarde|noite)|mesmo|mismo))?\b"
)
_NO_HOUR = r"(?! ?,? ?(?:(?:a|para) las|as \d|at \d|\d|[@]))"
_FEW_WORDS = r"(?: (?!si\b|if\b|se\b|que\b|pero\b|but\b|mas\b)[\w']+){0,4}?"
_WILL = r"(?:i'?ll|i will|we'?ll|we will|let me|i(?:'m| am) going to|gonna)"
_ANSWER = (
    r"(?:let (?:you|u|ya) know|get back(?: to you| 2 u)?|come back to you|tell you|reply|respond"
    r"|write (?:to )?you|email you|text you|message you|ping you|decide|confirm(?=(?: it| this)? "
    r"(?:on |by |tomorrow|later|tonight))|check|look into it"
    r"|look at it|think (?:about|on|it)\w*|have an answer|send (?:you|it|over)|ask my|talk to my"
    r"|speak (?:to|with) my|discuss it)"
)
_TELLS = (
    r"(?:te|os|le|les|se lo|lo|lhe|vos|eu|eu te|ja te|ja|eu lhe) (?:digo|dire|diremos|aviso|avisare"
    r"|aviso-te|avisamos|confirmo|confirmare|cuento|comento|escribo|escribire|miro|mirare|reviso"
    r"|checo|consulto|respondo|contesto|mando|envio|paso|pienso|hablo con|falo|retorno|escrevo|vejo"
    r"|olho|verifico|penso|dou (?:um |uma )?(?:retorno|resposta))"
)
_ENDS = (
    r"(?:contract|contrato|trial|prueba(?: gratis| gratuita)?|periodo de prueba|teste|subscription"
    r"|suscripcion|assinatura|licen[cs]e|licencia|licenca|offer|oferta|promo\w*|deadline|plazo"
    r"|prazo"
    r"|factura|fatura|invoice|boleto|plan|plano)"
)
_DATED = (
    rf"[^.,;!?\n]{{0,16}}?(?:\d|{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}|tomorrow|manana|amanha"
    r"|hoy|hoje|today|next|que v)"
)
_SUBJECT = (
    r"(?:(?<!can )(?<!could )(?<!should )(?<!shall )(?<!if )(?<!may )(?:\bi|\bwe|\bhe|\bshe|\bthey)"
    r"|\b(?:my|the|our|his|her) [a-z]+|\bkids|\bschool|\bstore|\bshop|\boffice|\bwork)"
)

TOLD_TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        # when somebody will answer
        rf"\b{_DAY}{_NO_HOUR},?(?: (?:por|na|no))?(?: [a-z]+){{0,2}}? {_TELLS}\b",
        rf"\b(?!\w+ confirm){_TELLS}{_FEW_WORDS} {_DAY}{_NO_HOUR}",
        rf"\b{_WILL}{_FEW_WORDS} {_ANSWER}{_FEW_WORDS} {_DAY}{_NO_HOUR}",
        rf"\b{_DAY}{_NO_HOUR},? {_WILL}{_FEW_WORDS} {_ANSWER}",
        rf"\b(?:check|confirm|think|ask|decide)(?: it)? and (?:let you know|confirm|get back to you"
        rf"|tell you|reply){_FEW_WORDS} {_DAY}{_NO_HOUR}",
        # goodbye until then, and what one wishes
        rf"(?:^|[,.!;] ?|\bgracias |\bobrigad[oa] |\bthanks )(?:hasta|ate)(?: el| a| la)?"
        rf" (?:{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}|manana|amanha|la (?:semana|proxima)"
        r"|la semana que viene|semana que vem)\b(?=\W*$)",
        r"\b(?:buen|feliz|lindo|bom|boa|otimo|great|nice|good|lovely|happy) (?:finde|fin de semana"
        rf"|fim de semana|final de semana|weekend|{words(*WEEKDAYS)}|semana|week)\b"
        r"(?! (?:works|is|at|would|for me|me|a las|as))",
        # what day and what time it is
        rf"\b(?:it'?s|it is|ya es|hoy es|ja e|hoje e|today is)(?: already| ya| ja)?"
        rf" (?:{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)})(?: already| ya| ja)?(?=,? (?:and|y|e|but"
        r"|pero|mas) (?:i|we|you|nobody|no one|still|no|nadie|todavia|aun|sigo|nao|ninguem|ainda))",
        rf"\b(?:it'?s|it is|son|ya son|sao|ja sao)(?: already| ya| ja)?(?: las| as)? {_HOUR}(?=,?"
        rf" (?:and"
        r"|y|e|but|pero|mas) )",
        # what has been
        rf"\bsince (?:last )?(?:{words(*WEEKDAYS, *MONTHS)}|yesterday|this morning|\d)\b",
        rf"\b(?:espero|esperando|espera|waiting|aguardando|llevo|llevamos|hace)[^.,;!?\n]{{0,20}}?"
        rf" (?:desde|since) {_DAY}",
        rf"\bdesde (?:el |la |o |a )?(?:{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}|manana) (?:que )?"
        r"(?:estoy|estamos|espero|esperando|llevo|nadie|no|estou|ninguem|nao)\b",
        r"\b(?:i|we|you|they|he|she|somebody|someone) (?:wrote|e?mailed|texted|messaged|contacted"
        r"|called|rang|asked|ordered|paid|booked|registered|received|got|signed up|downloaded"
        rf"|subscribed|left|missed|tried|came|went)\b(?! about)[^.,;!?\n]{{0,24}}? {_DAY}"
        rf"(?: {_HOURS})?",
        r"\b(?:escribi(?:mos|eron|ste|steis)?|llamaron|llamaste|llamasteis|dijeron|dijiste"
        r"|dijisteis"
        r"|contactaron|contestaron|contestasteis|prometieron|compramos|hable|hablaron|recibi"
        r"|recibimos|estuve|estuvimos|fui|fuimos|vimos|empece|empezamos|comence|comenzamos"
        r"|arrancamos|lanzamos|abri|firmamos|contratamos|escrevi|escrevemos|liguei|ligaram"
        r"|mandei|falei|falamos com|recebi|comprei|contratei|assinei|disseram|disse|estive|comecei"
        r"|comecamos|abri|lancei|conheci|conocimos|descargue|baixei)\b[^.,;!?\n]{0,24}?"
        rf" (?:{_DAY}|(?:en|em|in) {words(*MONTHS)}\b)(?: {_HOURS})?",
        # what else begins and ends
        rf"\b{_ENDS}[^.,;!?\n]{{0,14}}? (?:ends?|expires?|is due|runs out|renews?|vence|termina"
        rf"|caduca|(?:se )?acaba|finaliza|expira|(?:se )?renueva|renova){_DATED}[^.,;!?\n]*",
        rf"\b(?:we|i)(?:'re| are|'ll| will)? (?:launch(?:ing)?|go(?:ing)? live|mov(?:e|ing)"
        rf" offices?)"
        rf"{_DATED}[^.,;!?\n]*",
        rf"\b(?:lanzamos|lancamos|inauguramos|nos mudamos|salimos en vivo)\b{_DATED}[^.,;!?\n]*",
        # the hours of a working day
        rf"\b(?:salgo|entro|llego|termino|acabo|empiezo|comienzo|abro|cierro|almuerzo|trabajo"
        rf"|trabajamos|abren?|cierran?|saio|chego|largo|comeco|almoco|fecho|fechamos|fecha"
        rf"|trabalho|trabalhamos|recojo|busco|pego|duermo|durmo|acordo|ceno)"
        rf"(?! (?:a|na|una?) (?:reunion|demo|call))(?: (?:de|del|do|da|la|el|los|as|os|mi|meu"
        rf"|trabajar|trabajo|trabalho|curro|oficina|escritorio|escritorio|casa|a|al|en|em|las"
        rf"|ninos|criancas|clase|aula|cole|escola|turno|lunes|viernes|segunda|sexta|todos|dias))*?"
        rf"[ ,]+{_HOURS}",
        rf"\b(?:sale[ns]?|entra[mn]?|llega[mn]?|sai|saem) (?:del|de la|de|do|da|al|a la|en|no|na)"
        rf" [a-z]+ {_HOURS}",
        rf"{_SUBJECT} (?:(?:usually|only|normally|always|don'?t|get|gets) )?(?:get(?:s)? (?:off|out"
        rf"|home|back|in)|finish(?:es)?|start(?:s)?|leave(?:s)?|clock (?:in|out|off)|open(?:s)?"
        rf"|close(?:s)?|wake up|land(?:s)?|arrive(?:s)?|work(?:s)?|off|out|home|eat)"
        rf"(?: (?:work|working|school|the office|home|lunch|dinner))* {_HOURS}",
        rf"\b(?:my|our|mi|nuestro|meu|nosso) (?:lunch(?: break)?|shift|almuerzo|turno|almoco"
        rf"|horario"
        rf"(?: laboral| de trabajo| de trabalho)?|jornada) (?:is|es|e|va)(?: (?:from|de|das))?"
        rf" (?:las |as )?{_HOUR}(?: ?- ?| (?:to|till|until|a|as|hasta|ate)(?: las?| as)? ){_HOUR}",
        # money and how many
        r"\b(?:presupuesto|budget|orcamento|precio|price|preco|coste|costo|cost|facturamos|revenue"
        r"|faturamos|sueldo|salario|verba|gasto|gastamos|spend|pagamos|pago|we pay)"
        r"(?: (?:es|is|e|de|of|seria|would be|between|entre|from|unos|uns|about|around|cerca"
        r"|aprox\w*|hasta|up to|ate|mensual|monthly|mensal|total|some|like|somewhere|ronda)){0,4}:?"
        r" ?\d[\d.,]*k?(?: ?(?:-|to|a|y|and|e) ?\d[\d.,]*k?)?\b(?! ?(?:[ap]\.?m|hs?\b|de (?:la|el))"
        r"|:)",
        r"\b(?:somos|we are|we'?re|equipo de|team of|equipe de|plantilla de)(?: (?:entre|between"
        r"|de|from|unos|about|uns))? \d+ (?:y|a|o|to|and|or|e|ou|-) \d+\b",
    )
)
"""Covered before anything is read, unless it moves or cancels something."""
