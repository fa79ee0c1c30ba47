"""Times that are told and not proposed: when somebody will answer, is at work, wrote, was born."""

import re

from tools.understanding.date_words import MONTHS, NUMBERS, PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.page import words

_HOUR = (
    rf"(?:\d{{1,2}}(?:[:.h][0-5]\d)?|{words(*(w for w, n in NUMBERS.items() if 1 <= n <= 24))}\b)"
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

_WROTE = (
    r"(?:escribi(?:mos|eron|ste|steis)?|llamaron|llamaste|llamasteis|dijeron|dijiste|dijisteis|pedi"
    r"|pedimos|contactaron|contestaron|contestasteis|prometieron|compramos|compre|hable|hablaron"
    r"|recibi|recibimos|estuve|estuvimos|espere|esperamos|fui|fuimos|vimos|empece|empezamos|comence"
    r"|comenzamos|arrancamos|lanzamos|abri|firmamos|firme|contratamos|contrate|quedamos en que"
    r"|ficaram de|ficou de|quedaron (?:en|de)"
    r"|escrevi|escrevemos|liguei|ligaram|mandei|mandamos|falei|falamos com|recebi|comprei|contratei"
    r"|assinei|assinamos|disseram|disse|disseste|estive|estivemos|esperei|comecei|comecamos|pedimos"
    r"|lancei|conheci|conocimos|descargue|baixei|instale|instalei|marquei|tentei|intente"
    r"|(?:no|nadie) (?:me|nos) llamo|ninguem (?:me )?ligou|no aparecio|nao apareceu|no vino|nao"
    r" veio"
    r"|(?:he|hemos|habeis|han|has|ha) (?:escrito|llamado|hablado|mandado|enviado|pedido|esperado"
    r"|recibido|intentado|preguntado|tenido|estado))"
)
_OPEN = (
    r"(?:abris|abren|cerrais|cierran|trabajais|trabajan|atendeis|atienden|respondeis|responden"
    r"|contestan|contestais|estan abiertos|estais abiertos|abrem|fecham|atendem|trabalham|funcionam"
    r"|respondem|abre|atende|do you (?:guys )?(?:open|close|work|answer|reply|operate)"
    r"|are you (?:guys )?open|is your office open)"
)
_HABITS = (
    rf"(?:(?:l?os|aos|nos|on|at|during) (?:the )?(?:{words(*WEEKDAYS)}s?|fines de semana|fins de"
    rf" semana"
    rf"|festivos|feriados|weekends?|holidays)\b"
    rf"|{words(*(d for d in WEEKDAYS if d.endswith('day')))}s\b"
    r"|weekends|evenings|de \d|das \d|from \d|(?:por|en|de|a|na|pela) (?:las? )?(?:tardes?"
    r"|mananas?|noches?"
    r"|manha|noite)\b|24|a noite\b|\bat night)"
)
_LASTS = r"(?:\d{1,3}|un|una|um|uma|one|a|an|dos|tres|two|three|duas|dois)"
_UNITS = r"(?:dias?|days?|h\b|hs\b|horas?|hours?|semanas?|weeks?|min\w*)"
_DONE = (
    r"(?:instal\w+|mont\w+|entreg\w+|implement\w+|implant\w+|configur\w+|respond\w*|contest\w+"
    r"|tard\w+|demor\w+|devolv\w+|devuelv\w+|deliver\w*|refund\w*|set ?up|ready|running|live\b"
    r"|money back"
    r"|list[oa]\b|pront[oa]\b|funcion\w+|operativ\w+|migra\w+|arranc\w+|reply|answer)"
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
        rf"\b(?:you(?: guys)?|they|he|she|somebody|someone|nobody|no one|your \w+|the rep)(?:'?d|"
        rf" had)?"
        rf" (?:said|told|promised|showed|called|answered|came)\b[^.,;!?\n]{{0,30}}?"
        rf" (?:{_DAY}(?: {_HOURS})?|{_HOURS})",
        rf"\b(?:i|we)(?:'?ve| have| had|'?d)? (?:waited|been waiting|called|tried|written"
        rf"|emailed)\b"
        rf"[^.,;!?\n]{{0,20}}? (?:{_DAY}(?: {_HOURS})?|{_HOURS})",
        r"\b(?:i|we|you|they|he|she|somebody|someone) (?:wrote|e?mailed|texted|messaged|contacted"
        r"|called|rang|asked|ordered|paid|booked|registered|received|signed up|downloaded"
        rf"|subscribed|missed|tried)\b(?! about)[^.,;!?\n]{{0,24}}? {_DAY}"
        rf"(?: {_HOURS})?",
        rf"\b{_WROTE}\b[^.,;!?\n]{{0,24}}? (?:{_DAY}(?: {_HOURS})?|(?:en|em|in) {words(*MONTHS)}\b"
        rf"|{_HOURS}(?: (?:y|e) {_HOURS})?)",
        rf"\b(?:{_DAY}|(?:en|em|in) {words(*MONTHS)})(?: (?:ya|ja|os|te|les|le|nos|me|lhes?|vos|eu"
        rf"|nadie|ninguem)){{0,3}} {_WROTE}\b",
        # what else begins and ends
        rf"\b{_ENDS}[^.,;!?\n]{{0,14}}? (?:ends?|expires?|is due|runs out|renews?|vence|termina"
        rf"|caduca|(?:se )?acaba|finaliza|expira|(?:se )?renueva|renova){_DATED}[^.,;!?\n]*",
        rf"\b(?:we|i)(?:'re| are|'ll| will)? (?:launch(?:ing)?|go(?:ing)? live|mov(?:e|ing)"
        rf" offices?)"
        rf"{_DATED}[^.,;!?\n]*",
        rf"\b(?:lanzamos|lancamos|inauguramos|nos mudamos|salimos en vivo)\b{_DATED}[^.,;!?\n]*",
        rf"\b(?:my|mi|meu|the|el|o|our) (?:flight|train|bus|plane|vuelo|tren|voo"
        rf"|trem)\b[^.,;!?\n]{{0,14}}?"
        rf" (?:{_DAY}(?: {_HOURS})?|{_HOURS}(?: (?:de |del |da )?{_DAY})?)",
        rf"\b(?:webinar|all[- ]hands|board meeting|demo day|conference|congreso|feria|auditoria"
        rf"|audit"
        rf"|town hall|inventario|reuniao de diretoria)\b[^.,;!?\n]{{0,14}}? (?:(?:de |del |da"
        rf" )?{_DAY}"
        rf"(?: {_HOURS})?|{_HOURS})",
        r"\b(?:prices?|precios?|precos?) (?:goes?|go|suben?|sobem?|bajan?|cambian?|changes?"
        r"|rises?)\b"
        r"[^.,;!?\n]*",
        r"\b(?:offer|oferta|promo\w*)\b[^.,;!?\n]{0,20}? (?:until|till|hasta|ate)\b[^.,;!?\n]*",
        r"\byour (?:opening |office |business )?hours\b[^.,;!?\n]*",
        r"\bvalid[oa]?s? (?:hasta|ate|until|till|through)[^.,;!?\n]*",
        r"\b(?:cobr\w+|pagos?|pagar|paga|paid|charged?|charges?|bill(?:ed|ing)?|payments?|factur\w+"
        r"|fatura\w*|invoic\w+|venc\w+|pagamento)\b[^.,;!?\n\d]{0,20} (?:dia |the )?\d{1,2}(?:st"
        r"|nd|rd|th)?"
        r"(?: (?:o|ou|or|y|e|and)(?: el| the| dia)* \d{1,2}(?:st|nd|rd|th)?)?\b(?![:h/]| ?[ap]m)",
        r"\b(?:el |on the |todo )?(?:dia )?\d{1,2}(?:st|nd|rd|th)? (?:de|of) (?:cada|todo|each"
        r"|every)"
        r" (?:mes|month)\b",
        # how long it takes
        rf"\b{_DONE}[^.,;!?\n]{{0,15}}? (?:in|en|em|dentro de|within) {_LASTS} ?{_UNITS}",
        rf"\b(?:in|en|em|within) {_LASTS} ?{_UNITS}[^.,;!?\n]{{0,14}}? {_DONE}",
        # when we are there
        rf"\b{_OPEN}\b[^.,;!?\n]{{0,25}}? {_HABITS}[^.,;!?\n]*",
        r"\b(?:soporte|support|suporte|asistencia|horario de atencion|horario de atendimento"
        r"|customer service|atencion al cliente)\b[^.,;!?\n]*",
        r"\b(?:what|que|a que|ate que|que) (?:time|hora|horas|dias|days)\b[^.,;!?\n]{0,12}?"
        rf" {_OPEN}[^.,;!?\n]*",
        # the hours of a working day
        r"\b(?:trabajo|estudio|curro|laburo|trabalho|estudo|i work|i study|(?:mi |meu |my )?"
        r"(?:turno"
        r"|shift)|paso|passo|duermo)(?: (?:es|e|is|solo|so|siempre|sempre))? (?:(?:(?:por|de|en|a"
        r"|na|pela"
        r"|las?|on|in|the) ){1,2})?(?:mananas?|tardes?|noches?|manhas?|noites?|mornings?"
        r"|afternoons?"
        r"|evenings?|nights?)\b",
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
        rf"|close(?:s)?|wake up|get up|land(?:s)?|arrive(?:s)?|work(?:s)?|off|out|home|eat)"
        rf"(?: (?:work|working|school|the office|home|lunch|dinner))* {_HOURS}",
        rf"\b(?:pick ?-?up|drop ?-?off|school run|hard stop|gym|yoga)(?: is)? {_HOURS}",
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
