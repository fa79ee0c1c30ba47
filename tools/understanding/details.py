"""What a lead tells about themselves: name, e-mail, phone, company, their work, their plans."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from tools.ports.understanding import Hearing
from tools.understanding.lexicon import VOCABULARIES
from tools.understanding.normalise import Plain
from tools.understanding.project import read_project
from tools.understanding.work import is_a_role, read_work

_SPELLED_AT = re.compile(
    r" ?[(\[] ?(?:arroba|at|en)\b ?[)\]] ?| ?\barroba\b ?|(?<=\w) at (?=\w+ (?:dot"
    r"|\(dot\)) \w)",
    re.I,
)
_SPELLED_DOT = re.compile(
    r" ?[(\[] ?(?:punto|dot|ponto) ?[)\]] ?|(?<=\w) (?:punto|dot|ponto) (?=\w)", re.I
)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CAPITAL = r"[^\W\d_]"
_NAME = (
    rf"{_CAPITAL}[\w'’.-]*(?: (?:de |del |la |da |do |dos |van |von "
    rf"|y )?{_CAPITAL}[\w'’.-]*){{0,4}}"
)
_INTRODUCED = re.compile(
    r"(?i:\b(?:me llamo|mi nombre(?: completo)? es|mi nombre:|nombre:|name:|nome:|soy"
    "|my (?:full )?name is|my name'?s|name'?s|i am|i'?m|this is|me chamo"
    "|meu nome (?:completo )?[eé]|sou|call me|aqu[ií] (?:es )?|les saluda|le saluda"
    "|te saluda|quien habla es|chamo[- ]me|a nombre de|em nome de|under the name(?: of)?)) +"
    rf"(?:(?<=[Ss]oy )(?:el|la) |(?<=[Ss]ou )[oa] )?(?P<name>{_NAME})"
)
_BEFORE_EMAIL = re.compile(
    r"(?P<name>[A-ZÁÉÍÓÚÑÇÂÊÔÃÕ][\w'’-]+(?: (?:de |del |la |da |do |dos |van |von )?"
    r"[A-ZÁÉÍÓÚÑÇÂÊÔÃÕ][\w'’-]+){1,3})[,;:]?(?: -)? ?$"
)
_HERE = re.compile(
    r"(?P<name>[A-ZÁÉÍÓÚÑÇÂÊÔÃÕ][\w'’-]+(?: (?:de |del |la |da |do |dos |van |von )?"
    r"[A-ZÁÉÍÓÚÑÇÂÊÔÃÕ][\w'’-]+){1,3}) (?:here|aqu[ií])\b"
)
_COMPANY = re.compile(
    r"(?i:\b(?:de la empresa|da empresa|(?:mi|nuestra|minha|nossa) (?:empresa"
    "|compañ[ií]a) (?:es|se llama|[eé]|se chama)|(?:my|our) company is(?: called)?"
    "|trabajo (?:en|para)|trabajamos (?:en|para)|i work (?:at|for|with)|we are from"
    "|i'?m (?:with|from|at)|trabalho (?:na|no|para|com)|empresa:|company:|represento a"
    "|represent) +)"
    r"(?:la |the |a |o )?(?P<company>[A-ZÁÉÍÓÚÑ0-9][\w&'-]*(?:\.\w+)?(?: (?:de |y |& |and "
    r"|e )?[A-ZÁÉÍÓÚÑ0-9][\w&'-]*(?:\.\w+)?){0,4})"
)
_FROM_COMPANY = re.compile(
    "^[,;]? (?:de|from|at|with|da|do|en) (?:la empresa |the company |la "
    r"|the )?(?P<company>[A-ZÁÉÍÓÚÑ0-9][\w&'-]*(?:\.\w+)?(?: (?:& |and |y "
    r"|e )?[A-ZÁÉÍÓÚÑ0-9][\w&'-]*(?:\.\w+)?){0,3})"
)
_NOT_NAMES = frozenset(word for each in VOCABULARIES for word in each.not_names)


def read_details(message: Plain, hearing: Hearing) -> dict[str, str]:
    details: dict[str, str] = {}
    source = message.source
    email = _email(source)
    if email:
        details["email"] = email
    if phone := _phone(source, hearing.region):
        details["phone"] = phone
    name, rest = _introduced(source)
    name = name or _before_email(source) or _here(source, email)
    if not name and hearing.asked in ("name", "email"):
        name = _bare_name(source, expected=hearing.asked == "name" or email is not None)
    if name:
        details["name"] = name
    if company := _company(source, rest):
        details["company"] = company
    details.update(read_work(message))
    details.update(read_project(message))
    return details


def _email(source: str) -> str | None:
    spelled = re.sub(r" ?@ ?", "@", source)
    if "@" not in source:
        spelled = _SPELLED_DOT.sub(".", _SPELLED_AT.sub("@", source))
    for match in _EMAIL.finditer(spelled):
        try:
            return validate_email(match[0].strip(".'-"), check_deliverability=False).normalized
        except EmailNotValidError:
            continue
    return None


def _phone(source: str, region: str | None) -> str | None:
    without_mail = _EMAIL.sub(" ", source)
    if sum(character.isdigit() for character in without_mail) < 7:
        return None
    for match in phonenumbers.PhoneNumberMatcher(without_mail, region):
        return str(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
    return None


def _introduced(source: str) -> tuple[str | None, str]:
    """A name someone introduces themselves by, and what follows it."""
    for match in _INTRODUCED.finditer(source):
        name = _as_name(match["name"], introduced=True)
        if name:
            name = _without_company(name, match[0])
            return name, source[match.start("name") + len(name) :]
    return None, ""


def _before_email(source: str) -> str | None:
    """ "Ana López, ana@example.com": two words at least, each with a capital."""
    address = _EMAIL.search(source)
    found = _BEFORE_EMAIL.search(source, 0, address.start()) if address else None
    name = _as_name(found["name"], introduced=True) if found else None
    return name if name and " " in name else None


def _here(source: str, email: str | None) -> str | None:
    """ "Chris Vance here, chris.vance@example.com": so may a town or a company, whose address
    does not bear its name."""
    for match in _HERE.finditer(source) if email else ():
        name = _as_name(match["name"], introduced=True)
        bearer = (email or "").partition("@")[0].casefold()
        if name and " " in name and all(_plain_word(word) in bearer for word in name.split()):
            return name
    return None


def _without_company(name: str, introduction: str) -> str:
    """ "Soy Juan de Acme" tells a company; "me llamo María de Castro" a surname."""
    if not re.match(r"(?i)(?:soy|sou|i'?m|i am|aqu)", introduction):
        return name
    return re.split(r" (?:de|from) (?=[A-ZÁÉÍÓÚÑ0-9])", name, maxsplit=1)[0]


def _as_name(words: str, *, introduced: bool) -> str | None:
    """The leading words that can be a name, at most four; None where the first cannot."""
    kept: list[str] = []
    for word in words.split():
        bare = word.strip(".,;:!?¡¿()\"'")
        plain_word = _plain_word(bare)
        particle = plain_word in _PARTICLES and kept
        if not bare or (_is_no_name(plain_word) and not particle):
            break
        if introduced and kept and bare[0].islower() and kept[0][0].isupper() and not particle:
            break
        kept.append(bare)
        if word[-1] in ",;:!?" or (word[-1] == "." and len(bare) > 3) or len(kept) == 5:
            break
    while kept and _plain_word(kept[-1]) in _PARTICLES:
        kept.pop()
    return " ".join(kept) or None


_PARTICLES = frozenset(
    ("de", "del", "la", "las", "los", "da", "do", "dos", "das", "van", "von", "der", "y", "e")
)
_ACCENTS = str.maketrans("áàâãéèêíìîóòôõúùûüñç", "aaaaeeeiiioooouuuunc")


def _plain_word(word: str) -> str:
    return word.lower().translate(_ACCENTS)


def _is_no_name(plain_word: str) -> bool:
    return plain_word in _NOT_NAMES or is_a_role(plain_word)


_SEPARATORS = re.compile(r"[,;:|/\n]| - |\by mi\b|\band my\b|\be meu\b")
_LABEL = re.compile(
    r"(?i)^(?:mi |my |meu )?(?:nombre|name|nome|correo|e-?mail|mail)\b(?: (?:es|is"
    "|[eé]))?:? *|^(?:claro|s[ií]|ok|vale|yes|sure|sim|hola|hi|hello|it'?s|es"
    "|[eé]) *[,:]? +"
)


def _bare_name(source: str, *, expected: bool) -> str | None:
    """The whole answer, or the part of it beside the e-mail, where it reads like a name."""
    if not expected or "?" in source or len(source) > 120:
        return None
    for piece in _SEPARATORS.split(_EMAIL.sub(",", source)):
        piece = _LABEL.sub("", piece.strip()).strip(" .!¡,")
        words = piece.split()
        if not 1 <= len(words) <= 5 or any(character.isdigit() for character in piece):
            continue
        name = _as_name(piece, introduced=False)
        if name and len(name.split()) == len(words) and all(map(_looks_like_a_name, words)):
            return name
    return None


def _looks_like_a_name(word: str) -> bool:
    letters = word.replace("'", "").replace("’", "").replace("-", "").replace(".", "")
    return letters.isalpha() and (len(letters) > 1 or word.endswith("."))


def _company(source: str, after_name: str) -> str | None:
    match = _FROM_COMPANY.match(after_name) or _COMPANY.search(source)
    if match is None:
        return None
    company = match["company"].strip(" .,")
    return None if _is_no_name(_plain_word(company)) else company
