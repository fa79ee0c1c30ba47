"""What the lead wants: consent, people and refusals by rule, the rest by the trained model."""

from collections.abc import Iterator
from dataclasses import replace

from tools.ports.understanding import ACT, Hearing, Intent
from tools.ports.words import IntentName
from tools.understanding.clues import clues_of
from tools.understanding.learned import learned
from tools.understanding.lexicon import only_says, says
from tools.understanding.normalise import Plain
from tools.understanding.rules import HARDLY, MAYBE, Evidence, read_rules

RISKY: tuple[IntentName, ...] = ("opt_out", "talk_to_human")
LEAST = 0.02
"""Below it a reading is not worth naming."""


def read_intents(message: Plain, hearing: Hearing, evidence: Evidence) -> list[Intent]:
    """Best first, never empty."""
    rules = read_rules(message, hearing, evidence)
    clues = clues_of(message, rules, evidence)
    if _only_answers(message.text, rules, evidence, pictured="pictured" in clues):
        return [{"name": "other", "confidence": HARDLY}]
    found = learned().probabilities(message.text, clues)
    for name in _refused(message.text):
        if rules.get(name, 0.0) < ACT:
            found[name] = min(found[name], MAYBE / 2)
    for name, weight in _by_rule(message, hearing, evidence, rules):
        found[name] = max(found[name], weight)
    if rules.get("opt_in", 0.0) < ACT <= rules.get("opt_out", 0.0):
        found["opt_in"] = min(found["opt_in"], HARDLY)
    if rules.get("opt_out", 0.0) < ACT <= rules.get("opt_in", 0.0):
        found["opt_out"] = min(found["opt_out"], HARDLY)
    kept = {name: round(chance, 2) for name, chance in found.items() if chance >= LEAST}
    ranked = sorted(kept.items(), key=lambda item: (not _decides(*item), -item[1], item[0]))
    return [{"name": name, "confidence": chance} for name, chance in ranked]


def _only_answers(
    text: str, rules: dict[IntentName, float], evidence: Evidence, *, pictured: bool
) -> bool:
    """A bare yes or no wants nothing by itself: what was asked says what it means."""
    if not any(map(str.isalnum, text)):
        return not pictured
    bare = only_says(text, "yes", "filler") or only_says(text, "no", "filler")
    return evidence.answer is not None and bare and max(rules.values(), default=0.0) < ACT


def _refused(text: str) -> Iterator[IntentName]:
    """What the words name only to say that it is not wanted: the model hears the names."""
    if says(text, "not_opt_out"):
        yield "opt_out"
    if says(text, "not_human"):
        yield "talk_to_human"
    if says(text, "keep"):
        yield from ("cancel_meeting", "reschedule_meeting")
    if says(text, "refuse"):
        yield "schedule_meeting"


def _by_rule(
    message: Plain, hearing: Hearing, evidence: Evidence, rules: dict[IntentName, float]
) -> Iterator[tuple[IntentName, float]]:
    """Consent and people, and what is on the table says although the words alone do not."""
    bare = read_rules(message, _out_of_context(hearing), replace(evidence, choice=None))
    for name, weight in rules.items():
        if name in ("opt_out", "opt_in", "talk_to_human") or weight > bare.get(name, 0.0):
            yield name, weight


def _decides(name: IntentName, confidence: float) -> bool:
    """A risky intent we are sure of goes before everything else in the message."""
    return name in RISKY and confidence >= ACT


def _out_of_context(hearing: Hearing) -> Hearing:
    return replace(hearing, asked=None, offers=(), has_meeting=False)
