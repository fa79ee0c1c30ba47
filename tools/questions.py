"""What an event type asks before it is booked: what we know fills it, the rest is asked. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tools.ports.calendar import EventType, Question
from tools.ports.scheduler import Asked
from tools.understanding.normalise import plain

LONGEST = 1_000
NOTHING_ELSE = re.compile(
    "a|an?|are|at|best|call|can|contact[o]?|contato|cual|current|d[aeo]s?|del|el?|em|en|es|favor|for"
    "|eres|from|ha|hay|in|is|job|l[ao]s?|m[ei]|nas?|name|nom[be]re?|number|numero|o[fnr]?|our|please"
    "|por|qual|que|reach|sua?|seu|te|the|title|to|tua?|we|whats?|which|who|with|y|your?|u"
    "|employees|empleados|funcionarios|people|personas|pessoas|how|many|(?:cuant|quant)[oa]s|size"
    r"|tama(?:no|nho)|team|equip[eo]|company|compania|empresa|business|organi[sz]a\w+"
    "|telephone|phone|telefon[oe]|mobile|movil|celular|cell|whatsapp"
    r"|role?|position|posic\w+|puesto|cargo|funcao"
)
"""A question of these words asks for the detail it names; one more word, and it asks for more."""
DETAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"\b(?:(?:tele)?phone|telefon[oe]|mobile|movil|celular|cell|whatsapp)\b")),
    (
        "team_size",
        re.compile(
            r"\b(?:(?:team|company) size|how many|number of (?:people|employees)"
            r"|(?:cuant|quant)[oa]s|tama(?:no|nho)|numero de (?:empleados|personas|funcionarios))\b"
        ),
    ),
    ("role", re.compile(r"\b(?:role|rol|position|posic\w+|puesto|cargo|funcao|job title|title)\b")),
    ("company", re.compile(r"\b(?:company|empresa|compania|organi[sz]a\w+|business)\b")),
)
DECLINES = re.compile(
    r"\b(?:prefiero|prefiro|prefer|rather) (?:no|not|nao)\b"
    r"|\b(?:no|nao)(?: te)?(?: lo)? (?:quiero|quero|voy a|vou) (?:dec|contest|respond|diz|dar)\w*"
    r"|\b(?:don'?t|do not|won'?t) (?:want to |wanna )?(?:say|answer|tell|share)\b"
    r"|^(?:skip(?: it| this)?|paso|pular?|pulo)\W*$"
)
WHEN = re.compile(
    r"\b(?:cuando|when|quando|fecha|date|data|plazo|prazo|deadline|timeline|how soon|start(?:ing)?"
    r"|empezar|comecar|inicio)\b"
)
FEW = 10  # a longer message says more than no


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The questions of one event type, as far as they are answered."""

    answers: dict[str, str] = field(default_factory=dict)
    """By the question's exact name."""
    place: str | None = None
    open: list[Asked] = field(default_factory=list)
    """Required and not answered, in their order."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the lead wrote or pressed under a question."""

    text: str
    choice: int | None = None
    """Of the choices, the one whose button was pressed."""
    phone: str | None = None
    refuses: bool = False
    """It reads as a no."""


def fill_in(kind: EventType, known: Mapping[str, str], given: Mapping[str, str]) -> Sheet:
    """`known` of the lead, `given` in this chat. An optional question is never asked."""
    answers: dict[str, str] = {}
    still_open: list[Asked] = []
    for question in sorted(kind.questions, key=lambda each: each.position):
        answer = given.get(question.name) or _known(question, known)
        if answer:
            answers[question.name] = answer
        elif question.required:
            still_open.append(_asked(question))
    place, asked = _place(kind, known, given)
    return Sheet(answers=answers, place=place, open=[*asked, *still_open])


def read_reply(asked: Asked, heard: Heard) -> str | None:
    """The answer as the calendar takes it, or None where it is none."""
    return READERS.get(asked["kind"], _words)(asked, heard)


def declines(asked: Asked, heard: Heard) -> bool:
    """They will not say. A bare "no" answers a question that is open to any words."""
    said = plain(heard.text).text
    free = asked["kind"] in {"string", "text", "place"}
    wordless = heard.refuses and not free and read_reply(asked, heard) is None
    return wordless or (len(said.split()) <= FEW and DECLINES.search(said) is not None)


def asks_when(asked: Asked) -> bool:
    """A time is an answer to it, and no other wish for the meeting."""
    return WHEN.search(plain(asked["name"]).text) is not None


def _place(
    kind: EventType, known: Mapping[str, str], given: Mapping[str, str]
) -> tuple[str | None, list[Asked]]:
    """Only where every place of the type asks the lead: else one that asks nothing is taken."""
    if not kind.places or kind.round_robin or not all(each.asks_lead for each in kind.places):
        return None, []
    if kind.places[0].kind == "outbound_call":
        phone = known.get("phone")
        return phone, [] if phone else [Asked(name="phone", kind="phone", choices=[], other=False)]
    place = given.get("place")
    return place, [] if place else [Asked(name="place", kind="place", choices=[], other=False)]


def _asked(question: Question) -> Asked:
    return Asked(
        name=question.name,
        kind=question.kind,
        choices=list(question.choices),
        other=question.other,
    )


def _known(question: Question, known: Mapping[str, str]) -> str | None:
    detail = "phone" if question.kind == "phone_number" else _detail(question.name)
    said = known.get(detail or "")
    if said is None or question.kind not in {"single_select", "multi_select"}:
        return said
    return _choice(question.choices, said)


def _detail(name: str) -> str | None:
    words = re.findall(r"\w+", plain(name).text)
    if not words or not all(map(NOTHING_ELSE.fullmatch, words)):
        return None
    asked = " ".join(words)
    return next((detail for detail, pattern in DETAILS if pattern.search(asked)), None)


def _words(asked: Asked, heard: Heard) -> str | None:
    said = heard.text.strip()[:LONGEST]
    return said if re.search(r"\w", said) else None


def _phone(asked: Asked, heard: Heard) -> str | None:
    return heard.phone


def _one(asked: Asked, heard: Heard) -> str | None:
    if heard.choice is not None and heard.choice < len(asked["choices"]):
        return asked["choices"][heard.choice]
    own = _words(asked, heard) if asked["other"] else None
    return _choice(asked["choices"], heard.text) or own


def _several(asked: Asked, heard: Heard) -> str | None:
    """Answers of several are joined by line breaks; one that is none spoils them all."""
    if heard.choice is not None:
        return _one(asked, heard)
    pieces = [each for each in re.split(r"[,;\n]| (?:y|e|and|&) ", heard.text) if each.strip()]
    chosen = [_choice(asked["choices"], each) for each in pieces]
    known = [each for each in chosen if each]
    if known and len(known) == len(chosen):
        return "\n".join(dict.fromkeys(known))
    return _one(asked, heard) if len(pieces) == 1 or asked["other"] else None


READERS: Mapping[str, Callable[[Asked, Heard], str | None]] = {
    "phone": _phone,
    "phone_number": _phone,
    "single_select": _one,
    "multi_select": _several,
}


def _choice(choices: Sequence[str], said: str) -> str | None:
    """By its words, or by its number in the list."""
    wanted = _bare(said)
    same = next((each for each in choices if _bare(each) == wanted), None)
    if same or not wanted:
        return same
    number = re.fullmatch(
        r"(?:la |el |the |a |o |numero |number |opcion |option )*#?(\d{1,2})", wanted
    )
    if number and 1 <= int(number[1]) <= len(choices):
        return choices[int(number[1]) - 1]
    within = [each for each in choices if _bare(each) and f" {_bare(each)} " in f" {wanted} "]
    return within[0] if len(within) == 1 else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w+#-]+", plain(text).text))
