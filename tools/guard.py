"""What a worded answer says beyond its sources: figures, times, money, addresses, names, deeds."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

Fault = Literal["number", "time", "price", "address", "name", "deed", "promise", "markup", "length"]

LONGEST = 700  # characters; a chat is no brochure

ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:(?://)?[^\s<>]{2,})|\bwww\.\S+|\S+@\S+|@\w{2,}"
    r"|\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}\b(?:/\S*)?",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:[.,:/’']\d+)*")
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
MARKUP = re.compile(r"[<>{}\[\]|`]|[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
CLOCKS = re.compile("[\U0001f550-\U0001f567]")
MONEY = re.compile(r"[$€£¥₹₽₩₱]|\br\$", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Without accents, as `_plain` leaves them.
FIGURES = _words(
    "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta "
    "cincuenta sesenta setenta ochenta noventa cien ciento cientos mil miles millon millones "
    "docena medio media mitad doble triple two three four five six seven eight nine ten eleven "
    "twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "thousands million millions dozen half twice double dois duas quatro sete oito nove dez "
    "onze doze vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento "
    "centos mil milhao milhoes duzia meia metade dobro"
)
TIMES = _words(
    "lunes martes miercoles jueves viernes sabado domingo hoy manana tarde noche mediodia ayer "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "hora horas minuto minutos dia dias semana semanas mes meses ano anos monday tuesday "
    "wednesday thursday friday saturday sunday today tomorrow tonight yesterday noon midnight "
    "january february march april june july august september october november december am pm "
    "hour hours minute minutes day days week weeks month months year years morning afternoon "
    "evening oclock segunda terca quarta quinta sexta domingo hoje amanha noite ontem janeiro "
    "fevereiro marco maio junho julho setembro outubro novembro dezembro minutos semanas mes "
    "meses anos"
)
PRICES = _words(
    "euro euros dolar dolares peso pesos centimo centimos gratis gratuito gratuita "
    "gratuitamente descuento descuentos rebaja oferta barato barata iva dollar dollars pound "
    "pounds cent cents free discount discounts cheap cheaper cheapest vat usd eur gbp brl mxn "
    "cop ars clp real reais centavo centavos desconto descontos promocao promocion"
)
PROMISES = _words(
    "garantizamos garantizado garantizada garantia prometemos prometo aseguramos siempre nunca "
    "guarantee guaranteed promise promised warranty always never garantimos garantido garantida "
    "garantia prometo asseguramos sempre"
)
DEED = re.compile(
    # A deed in the perfect or in the passive, in three languages: the model has done nothing.
    r"\b(?:he|hemos|ha|han|haya|queda|quedan|quedo|esta|estan|fue|sido|ya)\b[^.!?\n]{0,40}?"
    r"\b(?:reserv|agend|program|confirm|cancel|anul|mov|cambi|aplaz|envi|mand|registr|apunt|inscri"
    r"|avis|inform|activ|contrat|compr|pag|devuel|reembols|borr|elimin|suscri)\w*(?:ad|id|t)[oa]s?\b"
    r"|\b(?:reserve|agende|programe|confirme|cancele|anule|movi|cambie|envie|mande|registre|apunte"
    r"|avise|active|borre|elimine)\b"
    r"|\b(?:i|we|has|have|had|is|are|was|were|been|you're|youre|it's|its|i've|we've|ive|weve|all)\b"
    r"[^.!?\n]{0,40}?\b(?:booked|scheduled|reserved|confirmed|canceled|cancelled|moved|rescheduled"
    r"|sent|emailed|registered|signed up|notified|informed|activated|purchased|paid|refunded"
    r"|deleted|removed|subscribed|unsubscribed|arranged|set up)\b"
    r"|\b(?:foi|fui|esta|estao|ficou|fica|ja|tenho|temos|sido|acabei de)\b[^.!?\n]{0,40}?"
    r"\b(?:reserv|agend|marc|confirm|cancel|anul|mud|alter|remarc|envi|mand|registr|inscr|avis"
    r"|inform|ativ|contrat|compr|pag|devolv|reembols|apag|elimin|remov)\w*(?:ad|id)[oa]s?\b"
    r"|\b(?:reservei|agendei|marquei|confirmei|cancelei|anulei|mudei|alterei|remarquei|enviei"
    r"|mandei|registrei|registei|avisei|ativei|apaguei|eliminei)\b",
)

TO_COME = re.compile(
    r"\b(?:voy|vamos) a\b|\bvou\b|\b(?:i|we)['’]ll\b|\b(?:i|we) will\b"
    r"|\b(?:te|le|os|les|lhe) \w{3,30}(?:are|ere|ire|remos|rei)\b"
)


def faults(text: str, sources: Sequence[str]) -> list[Fault]:
    """Empty for a text that may be sent. `sources` are all it may have facts from."""
    if len(text) > LONGEST or not text.strip():
        return ["length"]
    found: list[Fault] = []
    said, known = _composed(text), _composed("\n".join(sources))
    plain, plainly_known = _plain(said), _plain(known)
    words, known_words = set(WORD.findall(plain)), set(WORD.findall(plainly_known))
    new = words - known_words
    checks: tuple[tuple[Fault, bool], ...] = (
        ("markup", bool(MARKUP.search(said))),
        ("address", _beyond(ADDRESS.findall(plain), plainly_known)),
        ("number", bool(set(NUMBER.findall(plain)) - set(NUMBER.findall(plainly_known)))),
        ("number", bool(new & FIGURES)),
        ("time", bool(new & TIMES) or bool(CLOCKS.search(said))),
        ("price", bool(new & PRICES)),
        ("price", bool(set(MONEY.findall(plain)) - set(MONEY.findall(plainly_known)))),
        ("promise", bool(new & PROMISES) or bool(TO_COME.search(plain))),
        ("name", any(_plain(name) in new for name in _names(said))),
        ("deed", bool(DEED.search(plain))),
    )
    for fault, holds in checks:
        if holds and fault not in found:
            found.append(fault)
    return found


def _beyond(said: Iterable[str], known: str) -> bool:
    return any(each.rstrip(".,;:!?)\"'") not in known for each in said)


def _names(text: str) -> list[str]:
    """Words written as names are: capitals inside a sentence, or inside a word."""
    found = []
    for place in WORD.finditer(text):
        if len(place[0]) == 1:
            continue  # "I", and initials, which are no claim
        word, before = place[0], text[: place.start()].rstrip(" \t\"'“”‘’«»(¿¡*_-–—•")
        begins = not before or before[-1] in ".!?:;\n…"
        if any(letter.isupper() for letter in word[1:]) or (word[0].isupper() and not begins):
            found.append(word)
    return found


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _plain(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
