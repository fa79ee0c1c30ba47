"""What the lead wants: consent, people and refusals by rule, the rest by the trained model."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tools.ports.understanding import ACT, Hearing, Intent
from tools.ports.words import IntentName
from tools.understanding.clauses import Body, body_of, clauses, pieces
from tools.understanding.clues import clues_of
from tools.understanding.learned import learned
from tools.understanding.lexicon import only_says, says
from tools.understanding.normalise import Plain
from tools.understanding.rules import (
    HARDLY,
    LIKELY,
    MAYBE,
    SURE,
    Evidence,
    last_keyword,
    read_rules,
    without,
    without_addresses,
)
from tools.understanding.small_talk import read_small_talk

RISKY: tuple[IntentName, ...] = ("opt_out", "talk_to_human")
NO_WISH: tuple[tuple[IntentName, str], ...] = (
    ("opt_out", "not_opt_out"),
    ("talk_to_human", "not_human"),
)
"""Words that sound like a wish and are none."""
OPPOSITES: tuple[tuple[IntentName, IntentName], ...] = (
    ("opt_out", "opt_in"),
    ("opt_in", "opt_out"),
)
WISHES: tuple[IntentName, ...] = ("schedule_meeting", "reschedule_meeting", "cancel_meeting")
INTRODUCING = frozenset({"name", "email"})
ENDING: tuple[IntentName, ...] = (*RISKY, "complaint")
"""After these we write no more, or a person does."""
POLITE = frozenset[IntentName]({"greeting", "thanks_or_bye"})
COURTESIES = POLITE | {"other"}
TOLD = frozenset[IntentName]({"provide_details"})
COURTEOUS = 0.7
INTRODUCED = 0.9
"""A rule so sure of a wish to meet is believed beside a name or an address."""
PLAIN = 0.8
"""What a clause must be worth by itself to name a wish of its own."""
_SHORT = 4
_FEW = 2
_HOURS = re.compile(r"\bhor(?:a|ari[oa])s?\b")  # a meeting's name in Portuguese, and any time's
UNHEARD: Intent = {"name": "other", "confidence": HARDLY}
LEAST = 0.02
"""Below it a reading is not worth naming."""


def read_intents(message: Plain, hearing: Hearing, evidence: Evidence) -> list[Intent]:
    """Best first, never empty."""
    rules = read_rules(message, hearing, evidence)
    body = body_of(message.text)
    clues = clues_of(message, body, rules, evidence)
    if _only_answers(message.text, rules, evidence, pictured="pictured" in clues):
        return [UNHEARD]
    found = _heard(message, body, hearing, evidence, rules, clues)
    _take_away(message.text, clues, rules, found)
    for name, most in _doubted(message.text, hearing, evidence, rules):
        found[name] = min(found[name], most)
    for name, weight in _in_context(message, hearing, evidence, rules):
        found[name] = max(found[name], weight)
    _settle_consent(message.text, found)
    if read_small_talk(message) == "question":
        _asks_to_be_told(message.text, found)
    return _ranked(found, body)


def _heard(
    message: Plain,
    body: Body,
    hearing: Hearing,
    evidence: Evidence,
    rules: dict[IntentName, float],
    clues: frozenset[str],
) -> dict[IntentName, float]:
    """What the trained model hears in the whole message and in its parts."""
    found = learned().probabilities(message.text, clues)
    if body.text != message.text and max(found, key=found.__getitem__) in POLITE:
        _add_body(body, clues, rules, found)
    _add_clauses(message, body, hearing, found)
    if evidence.details & INTRODUCING:
        _add_pieces(message, body, hearing, found)
        if "refuse" not in clues and rules.get("schedule_meeting", 0.0) >= INTRODUCED:
            found["schedule_meeting"] = max(found["schedule_meeting"], COURTEOUS)
    return found


def _ranked(found: dict[IntentName, float], body: Body) -> list[Intent]:
    """A courtesy or a name beside a wish is heard, and does not go before it."""
    kept = {name: round(chance, 2) for name, chance in found.items() if chance >= LEAST}
    said: tuple[tuple[IntentName, bool], ...] = (
        ("greeting", body.greets),
        ("thanks_or_bye", body.thanks),
    )
    wish = max((kept[name] for name in kept.keys() - COURTESIES), default=0.0)
    beside = [name for name, is_said in said if is_said and wish >= MAYBE]
    kept |= {name: max(COURTEOUS, kept.get(name, 0.0)) for name in beside}
    named = max((kept[name] for name in kept.keys() - COURTESIES - TOLD), default=0.0)
    last = {*beside, *(TOLD if named >= ACT else ())}
    ranked = sorted(
        kept.items(),
        key=lambda item: (item[0] in last, not _decides(*item), -item[1], item[0]),
    )
    return [{"name": name, "confidence": chance} for name, chance in ranked] or [UNHEARD]


def _add_body(
    body: Body,
    clues: frozenset[str],
    rules: dict[IntentName, float],
    found: dict[IntentName, float],
) -> None:
    """Where a greeting or thanks drown out the wish beside them, a rule hears it, too."""
    for name, chance in learned().probabilities(body.text, clues).items():
        if name not in COURTESIES and rules.get(name, 0.0) >= ACT:
            found[name] = max(found[name], chance)


def _add_clauses(
    message: Plain, body: Body, hearing: Hearing, found: dict[IntentName, float]
) -> None:
    """A wish that fills a clause of its own is one, whatever the others want."""
    best = max(found.values())
    for clause in clauses(body.text):
        part = Body(text=clause, greets=False, thanks=False)
        rules = read_rules(replace(message, text=clause), _out_of_context(hearing), Evidence())
        said = learned().probabilities(clause, clues_of(message, part, rules, Evidence()))
        for name, chance in said.items():
            if chance >= PLAIN and name not in COURTESIES:
                # The whole message says which wish is the main one, unless it says nothing.
                most = best - 0.01 if best >= ACT and name not in RISKY else 1.0
                found[name] = max(found[name], min(chance, most))


def _add_pieces(
    message: Plain, body: Body, hearing: Hearing, found: dict[IntentName, float]
) -> None:
    """ "Quero agendar, sou o Bento, bento@…": a wish between commas, that rule and model hear."""
    for piece in pieces(without_addresses(body.text, ", ")):
        part = Body(text=piece, greets=False, thanks=False)
        rules = read_rules(replace(message, text=piece), _out_of_context(hearing), Evidence())
        wished = [name for name in WISHES if rules.get(name, 0.0) >= ACT]
        if wished:
            said = learned().probabilities(piece, clues_of(message, part, rules, Evidence()))
            found |= {name: max(found[name], said[name]) for name in wished if said[name] >= PLAIN}


def _asks_to_be_told(text: str, found: dict[IntentName, float]) -> None:
    """ "No meeting, just information": what is not wanted is named first, and comes second."""
    found["schedule_meeting"] = min(found["schedule_meeting"], MAYBE)
    found["cancel_meeting"] = min(found["cancel_meeting"], MAYBE)
    found["not_interested"] = (
        LIKELY if says(text, "refuse") else min(found["not_interested"], MAYBE)
    )
    found["product_question"] = max(found["product_question"], SURE)


def _only_answers(
    text: str, rules: dict[IntentName, float], evidence: Evidence, *, pictured: bool
) -> bool:
    """A bare yes or no wants nothing by itself: what was asked says what it means."""
    if not any(map(str.isalnum, text)):
        return not pictured
    bare = only_says(text, "yes", "filler") or only_says(text, "no", "filler")
    return evidence.answer is not None and bare and max(rules.values(), default=0.0) < ACT


def _doubted(
    text: str, hearing: Hearing, evidence: Evidence, rules: dict[IntentName, float]
) -> Iterator[tuple[IntentName, float]]:
    """The most that a wish may come to which the words, or the talk, are against."""
    for name in _refused(text):
        if rules.get(name, 0.0) < ACT:
            yield name, MAYBE / 2
    if _moves_nothing(text, hearing):
        yield "reschedule_meeting", MAYBE
    for name in _unsaid(hearing, evidence, rules):
        yield name, MAYBE


def _refused(text: str) -> Iterator[IntentName]:
    """What the words name only to say that it is not wanted: the model hears the names."""
    if says(text, "keep"):
        yield from ("cancel_meeting", "reschedule_meeting")
    if says(text, "refuse"):
        yield "schedule_meeting"


def _take_away(
    text: str,
    clues: frozenset[str],
    rules: dict[IntentName, float],
    found: dict[IntentName, float],
) -> None:
    """ "Stop by on Monday", "are you a person?": a wish has to stand in the words beside those."""
    for name, field in NO_WISH:
        rest = without(text, field)
        if rest != text and rules.get(name, 0.0) < ACT:
            enough = len(rest.split()) >= _FEW
            left = learned().probabilities(rest, clues)[name] if enough else 0.0
            found[name] = min(found[name], left)


def _unsaid(
    hearing: Hearing, evidence: Evidence, rules: dict[IntentName, float]
) -> Iterator[IntentName]:
    """Who answers our offers goes on with the talk, unless their words say that they will not.

    An hour of a day is named to meet at, however odd the hour.
    """
    if hearing.offers and (evidence.choice or evidence.windows):
        yield from (name for name in ENDING if rules.get(name, 0.0) < ACT)
    if evidence.clock and rules.get("schedule_meeting", 0.0) >= ACT:
        yield "other"


def _moves_nothing(text: str, hearing: Hearing) -> bool:
    """Where no meeting is, "better another time" moves none."""
    named = _HOURS.sub(" ", text)
    arranging = bool(hearing.offers) or hearing.asked in ("slot", "day")
    moving = ("move", "meeting", "absent") if arranging else ("move", "shift", "meeting", "absent")
    moves = any(says(named, field) for field in moving)
    short = len(text.split()) <= _SHORT
    instead = says(text, "instead") and short
    return not (hearing.has_meeting or moves) and (arranging or instead)


def _in_context(
    message: Plain, hearing: Hearing, evidence: Evidence, rules: dict[IntentName, float]
) -> Iterator[tuple[IntentName, float]]:
    """What is on the table says although the words alone do not."""
    bare = read_rules(message, _out_of_context(hearing), replace(evidence, choice=None))
    for name, weight in rules.items():
        if weight > bare.get(name, 0.0):
            yield name, weight


def _settle_consent(text: str, found: dict[IntentName, float]) -> None:
    """A keyword alone decides."""
    said = last_keyword(text)
    for name, other in OPPOSITES:
        if said == name:
            found[name], found[other] = SURE, min(found[other], HARDLY)


def _decides(name: IntentName, confidence: float) -> bool:
    """A risky intent we are sure of goes before everything else in the message."""
    return name in RISKY and confidence >= ACT


def _out_of_context(hearing: Hearing) -> Hearing:
    return replace(hearing, asked=None, offers=(), has_meeting=False)
