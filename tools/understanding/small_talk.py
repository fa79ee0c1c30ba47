"""What is said to the assistant about the talk itself: who it is, "one moment", "never mind"."""

import re

from tools.ports.understanding import SmallTalk
from tools.ports.words import Language
from tools.understanding.normalise import Plain

_FILLER = (
    "(?:hola|buenas|hi|hey|hello|oi|ola|ok|okay|vale|bueno|perdona?|disculp[ae]|sorry"
    "|desculpe|y|and|e|pero|but|mas|por favor|porfa|please|pls|gracias|thanks|thank you"
    "|obrigad[oa]|a ver|entonces|entao|so|well|h?mm+|ja(?:ja)+|nada|no|nao|en serio|de verdad"
    "|mejor|oye|oiga|listo|claro|pues|una cosa|disculpa)"
)
_EDGE = re.compile(rf"^(?:{_FILLER}\b|[\W_])+|(?:\b{_FILLER}|[\W_])+$")
_BEING = (
    r"(?:robot|robo|bot|chatbot|maquina|machine|ia|ai|inteligencia artificial|computer|ordenador"
    r"|programa|human[oa]?|(?:real |actual )?person|persona(?: real| de verdad| humana)?"
    r"|pessoa(?: real| de verdade)?)"
)
_INFORMATION = r"(?:informacion|informacao|informacoes|informations?|info|informarme|saber mas)"
_NO_MEETING = (
    r"(?:(?:yo |i )?(?:no|do ?n'?t|do not|nao)"
    r" (?:quiero|busco|necesito|want|need|quero|preciso(?: de)?)"
    r" (?:(?:ninguna|una|any|a|nenhuma|uma) )?"
    r"(?:reunion|cita|llamada|demo|meeting|call|reuniao|ligacao|conversa),? ?(?:pero |but |mas )?)"
)
_WANTING = (
    "(?:(?:yo|i|we|me|solo|solamente|nada mas|unicamente|just|only|so|apenas|quiero|quisiera"
    "|necesito|busco|gustaria|tener|recibir|want|need|would like|'?d like|looking for|after|i'?m"
    "|send me|quero|queria|preciso|gostaria|de|mas|more|some|mais|algo|un poco|a bit of|a bit"
    "|algumas?|una|la|the|dame|deme) ?)*"
)
_A_LOT = r"(?:[^?]{0,40})"

_WHOLE: dict[SmallTalk, tuple[str, ...]] = {
    "robot": (
        "(?:tu |usted |vos )?(?:eres|sos|es|esto es|esta es|hablo con|"
        "estoy hablando con|me (?:responde|contesta))(?: usted| tu)?"
        rf"(?: un[ao]?)? {_BEING}(?: o (?:un[ao]? )?{_BEING})?",
        "(?:are you|is this|am i (?:talking|speaking|chatting|writing) (?:to|with))"
        rf"(?: an?)? {_BEING}(?: or (?:an? )?{_BEING})?",
        rf"(?:voce|vc|tu)? ?(?:e|es|estou falando com|falo com)(?: uma?)? {_BEING}"
        rf"(?: ou (?:uma? )?{_BEING})?",
        "(?:con )?qui[eé]n (?:eres|sos|es usted|hablo|estoy hablando)",
        "who are you",
        "who'?s (?:this|that|there|writing)",
        "who is (?:this|that|there|writing)",
        "quien (?:es|habla|escribe)",
        "quem (?:e|fala|esta falando)",
        "who am i (?:talking|speaking) (?:to|with)",
        "quem e (?:voce|vc)",
        "com quem (?:eu )?(?:estou falando|falo)",
    ),
    "abilities": (
        "(?:que|que cosas|y que) (?:puedes|sabes|podes|puede|sabe) hacer(?: por mi)?",
        "(?:en que|como) (?:me )?(?:puedes|podes|puede) ayudar(?:me)?",
        "para que sirves?",
        "what can you do(?: for me)?",
        "(?:how|what) can you help(?: me)?(?: with)?",
        "what are you for",
        "(?:o )?que (?:voce|vc) (?:pode|sabe|consegue) fazer",
        "(?:como|em que) (?:voce|vc) pode (?:me )?ajudar",
        "para que (?:voce )?serve",
        "ayuda",
        "help",
        "ajuda",
        "menu",
        "opciones",
        "options",
        "opcoes",
    ),
    "wait": (
        "(?:(?:un|1|dame un|deme un|espera un|espere un|so um|um|me da um) )?"
        "(?:moment(?:o|ito)|segund(?:o|ito)|minut(?:o|ito|inho)|rat(?:o|ito)|"
        "instante|minutinho)",
        "(?:dejame|dejeme|deja que) (?:ver|vea|pensar|piense|consult|revis|mir|"
        rf"pregunt){_A_LOT}",
        rf"lo (?:pienso|consulto|miro|reviso|hablo|pensare){_A_LOT}",
        "(?:te|les|os) (?:digo|aviso|confirmo|cuento|escribo)(?: algo)? (?:luego|"
        rf"despues|mas tarde|en un rato|pronto){_A_LOT}",
        rf"(?:luego|despues|ya) (?:te|les|os) (?:digo|aviso|confirmo|cuento|escribo){_A_LOT}",
        rf"tengo que (?:consultar|pensar|mirar|revisar|hablar){_A_LOT}",
        rf"let me (?:check|think|see|ask|look|talk){_A_LOT}",
        "(?:give me |just )?(?:a|one|1) (?:moment|second|sec|minute|min)",
        rf"i'?ll (?:get back to you|let you know|think about it|come back){_A_LOT}",
        rf"i (?:need|have) to (?:check|think|ask){_A_LOT}",
        "hold on",
        "hang on",
        "brb",
        "wait",
        "deix(?:a|e)(?:-me| eu| me)? (?:ver|pensar|confirmar|consultar|checar|"
        rf"perguntar){_A_LOT}",
        "(?:preciso|tenho que|vou) (?:pensar|ver com|consultar|confirmar com|checar|"
        rf"falar com){_A_LOT}",
        rf"(?:ja|depois) (?:te |lhe )?(?:aviso|volto|falo){_A_LOT}",
    ),
    "back": (
        "(?:ya )?(?:estoy aqui|volvi|he vuelto|regrese|estoy de vuelta)",
        "i'?m back(?: again)?",
        "(?:ja )?voltei",
        "(?:sigues|estas|hay alguien|estan) ahi",
        "are you (?:still )?there",
        "anyone there",
        "(?:ainda )?(?:esta|tem alguem) ai",
    ),
    "how_are_you": (
        "(?:como|que tal) (?:estas?|andas?|va(?: todo)?|te va|esta usted|vai(?: voce)?|voce esta)",
        "how are (?:you|things)(?: doing)?(?: today)?",
        "how'?s it going",
        "how do you do",
        "tudo (?:bem|bom|joia|certo) (?:com )?(?:voce|contigo|ai)",
    ),
    "fine": (
        "(?:(?:todo|muy|bastante|re|mas o menos) )?bien"
        rf"(?: (?:gracias )?(?:por suerte|y (?:tu|vos|usted)))?(?:,{_A_LOT})?",
        rf"i'?m (?:good|fine|great|doing (?:well|great))(?:,? (?:thanks|thank you))?{_A_LOT}",
        rf"(?:(?:all|pretty) good|not (?:too )?bad|good and you|doing well){_A_LOT}",
        "(?:tudo|muito) (?:bem|bom|otimo)"
        rf"(?: gracas a deus)?(?:,{_A_LOT}| e (?:voce|contigo|vc))?",
    ),
    "repeat": (
        "(?:no (?:te |le |lo )?(?:entiendo|entendi|comprendo)|(?:que|como) (?:dices|"
        "dijiste|dice)|i (?:do ?n'?t|did ?n'?t) (?:understand|get (?:it|that))|"
        "what do you mean|what was that|nao (?:te )?entendi|como assim|(?:puedes|"
        "podes|puede) repetir(?:lo)?|(?:can|could) you repeat(?: that)?|pode repetir)",
        r"[¿ ]*(?:(?:sorry|perdona?|disculpa),? )?(?:como|que|what|pardon|huh|eh|perdon|sorry)\?+",
    ),
    "drop": (
        "(?:deja(?:l[oa])?|deje(?:l[oa])?|dejemosl[oa])(?: asi| estar| como (?:estaba|esta))?",
        "olvidal[oa]",
        "olvidate",
        "ya no hace falta",
        "no hace falta",
        "no importa",
        "cambie de (?:idea|opinion)",
        "(?:por )?ahora no",
        "ya no(?: quiero| hace falta)?",
        "never ?mind",
        "forget (?:it|about it)",
        "skip it",
        "leave it",
        "drop it",
        "no need",
        "i changed my mind",
        "not now",
        "not right now",
        "deix[ae] (?:pra la|quieto|assim|para la|estar)",
        "esquec[ea]",
        "(?:nao )?precisa mais",
        "agora nao",
        "por agora nao",
        "mudei de ideia",
    ),
    "thanks_anyway": (
        r"[\w', ]{0,30}\b(?:thanks|thank you|cheers) anyway",
        r"[\w', ]{0,30}\bgracias (?:de todos modos|de todas formas|igual(?:mente)?)",
        r"[\w', ]{0,30}\bobrigad[oa] (?:mesmo assim|de qualquer (?:forma|jeito))",
    ),
    "lost_interest": (
        "(?:(?:ya|al final) )?no (?:(?:me|nos) interesa|estoy interesad[oa])(?: ya| al final)?",
        "(?:i'?m )?not interested(?: any ?more)?",
        "(?:eu )?(?:ja )?nao (?:tenho (?:mais )?interesse|me interessa(?: mais)?)",
        "nao estou (?:mais )?interessad[oa]",
    ),
    "question": (
        "(?:tengo|tenia|tendria|te puedo hacer|puedo hacer(?:te|le)?|quiero hacer"
        "(?:te)?|quisiera hacer|una) (?:una |un par de |algunas? |unas )?(?:pregunta|"
        "consulta|duda)s?",
        "(?:i have|i'?ve got|can i ask(?: you)?|quick|just|may i ask)(?: you)? ?"
        "(?:a |some |an? few )?(?:quick )?(?:question|something)s?",
        "(?:tenho|tinha|posso (?:te )?fazer|queria fazer) (?:uma |umas |algumas )?"
        "(?:pergunta|duvida)s?",
        rf"(?:{_NO_MEETING})?{_WANTING}{_INFORMATION}(?: general| basica)?",
        rf"{_NO_MEETING}{_WANTING}{_INFORMATION}"
        " (?:about|on|sobre|acerca|de|d[aeo]s?) [^?]{1,60}",
    ),
}
_PATTERNS = {kind: re.compile("|".join(phrases)) for kind, phrases in _WHOLE.items()}

_LANGUAGES: dict[Language, str] = {
    "es": "espanol|castellano|spanish|espanhol",
    "en": "ingles|english",
    "pt": "portugues|portuguese|brasileiro",
}
_TALKING = (
    r"hab(?:lar|las?|lan|lo|lamos|lemos)|seguir|seguimos|continu\w+|escrib\w+|respond\w+|contest\w+"
    r"|speak|talk|chat|write|answer|reply|switch|change|go on|fal(?:ar?|am|amos|o)|escrev\w+|mudar"
)
_IN_LANGUAGE = {
    language: re.compile(
        rf"(?:\b(?:{_TALKING})\b.{{0,25}}\b(?:{names})\b)"
        rf"|^\W*(?:en|in|em|(?:prefiero|prefiro|i prefer)(?: en| em)?)"
        rf" (?:{names})(?: (?:por favor|porfa|please))?\W*$"
    )
    for language, names in _LANGUAGES.items()
}
_LONGEST = 160
_WITHHOLDS = re.compile(
    r"\b(?:no (?:tengo|uso|(?:te |les? )?(?:quiero|voy a) dar\w*)|prefiero no (?:dar|decir)\w*"
    r"|(?:do ?n'?t|rather not|not going to) (?:have|use|give|share|want to (?:give|share))"
    r"|nao (?:tenho|uso|quero (?:dar|passar|informar))|prefiro nao (?:dar|passar|informar))"
    r"(?: [\w']+){0,3} (?:correo|e-?mails?|mail|datos|nombre|name|details|nome|dados)\b"
    r"|\b(?:prefiero no (?:decir|contestar|responder)\w*|rather not (?:say|answer)"
    r"|prefiro nao (?:dizer|responder))\b"
)


def read_small_talk(message: Plain) -> SmallTalk | None:
    """Only where it is all the message says, greetings and courtesies aside."""
    text = message.text.strip()[:_LONGEST]
    if language_asked_for(message):
        return "language"
    if _WITHHOLDS.search(text):
        return "private"
    asked = text.rstrip(" !.")
    bare = _EDGE.sub("", text)
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(bare) or pattern.fullmatch(asked):
            return kind
    return None


def language_asked_for(message: Plain) -> Language | None:
    """ "Can we go on in English?", in whatever language it is said."""
    text = message.text.strip()
    if len(text) > _LONGEST:
        return None
    return next((each for each, pattern in _IN_LANGUAGE.items() if pattern.search(text)), None)
