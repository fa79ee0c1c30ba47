"""What is known of a message beside its words, in the shape the trained model takes it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import get_args

from tools.ports.understanding import ACT
from tools.ports.words import IntentName
from tools.understanding.clauses import Body
from tools.understanding.lexicon import says
from tools.understanding.normalise import Plain
from tools.understanding.rules import Evidence, without_addresses
from tools.understanding.topics import topics, topics_of
from tools.understanding.vocabulary import Vocabulary

INTENTS: tuple[IntentName, ...] = get_args(IntentName)
HINT = 0.25
_SAYS = tuple(
    each.name for each in fields(Vocabulary) if each.name not in ("telling", "not_names", "filler")
)
_DETAILS = (
    "name",
    "email",
    "phone",
    "company",
    "company_kind",
    "role",
    "team_size",
    "need",
    "budget",
    "urgency",
)
_LENGTHS = ((1, "one_word"), (3, "few_words"), (8, "a_sentence"), (20, "some_sentences"))
_WORD = re.compile(r"\w+")
_FACES = {
    "waves": frozenset("👋🙋🤝"),
    "angry": frozenset("😡🤬😠👎😤💢"),
    "laughs": frozenset("😂🤣😅😹"),
    "thanks": frozenset("🙏💪🙌😊🤗"),
    "loves": frozenset("❤😍😘💕🥰"),
}

CLUES: tuple[str, ...] = (
    *(f"rule:{name}" for name in INTENTS),
    *(f"hint:{name}" for name in INTENTS),
    *(f"says:{name}" for name in _SAYS),
    *(f"tells:{name}" for name in _DETAILS),
    *("tells:something", "tells:nothing_else"),
    *(
        "pictured",
        "time",
        "clock",
        "yes",
        "no",
        "question",
        "exclamation",
        "number",
        "no_rule",
        "long",
    ),
    *(name for _, name in _LENGTHS),
    *(f"topic:{name}" for name in topics()),
    *(f"face:{name}" for name in _FACES),
)


def clues_of(
    message: Plain, body: Body, rules: Mapping[IntentName, float], evidence: Evidence
) -> frozenset[str]:
    text = without_addresses(body.text)
    pictures = [f"face:{name}" for name, signs in _FACES.items() if signs & set(message.source)]
    if pictures:
        pictures.append("pictured")
    about = (f"topic:{name}" for name in topics_of(text))
    return frozenset((*_all(text, rules, evidence), *about, *pictures))


def _all(text: str, rules: Mapping[IntentName, float], evidence: Evidence) -> Iterator[str]:
    for name, weight in rules.items():
        if weight >= HINT and not (name in ("greeting", "thanks_or_bye") and weight < ACT):
            yield f"rule:{name}" if weight >= ACT else f"hint:{name}"
    if not any(weight >= ACT for weight in rules.values()):
        yield "no_rule"
    yield from (f"says:{name}" for name in _SAYS if says(text, name))
    yield from (f"tells:{name}" for name in evidence.details)
    yield from _shape(text, evidence)


def _shape(text: str, evidence: Evidence) -> Iterator[str]:
    if evidence.details:
        yield "tells:something"
    if evidence.windows:
        yield "time"
    if evidence.clock:
        yield "clock"
    if evidence.answer:
        yield evidence.answer
    if "?" in text:
        yield "question"
    if "!" in text:
        yield "exclamation"
    if any(letter.isdigit() for letter in text):
        yield "number"
    words = sum(1 for _ in _WORD.finditer(text))
    yield next((name for most, name in _LENGTHS if words <= most), "long")
