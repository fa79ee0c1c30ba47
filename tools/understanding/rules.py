"""What the words of a message say the lead wants, by rule: every language tried at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tools.ports.understanding import ACT, Choice, Hearing, Window
from tools.ports.words import IntentName
from tools.understanding.lexicon import lexicon, only_says, says
from tools.understanding.normalise import Plain

BESIDE_OPT_OUT: tuple[IntentName, ...] = ("not_interested", "cancel_meeting", "schedule_meeting")
OFF_TOPIC: tuple[IntentName, ...] = (
    "product_question",
    "pricing_question",
    "schedule_meeting",
    "complaint",
    "reschedule_meeting",
)
SURE, CLEAR, LIKELY, MAYBE, HARDLY = 0.97, 0.88, 0.72, 0.5, 0.25


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the other readers found in the same message."""

    windows: tuple[Window, ...] = ()
    clock: bool = False
    """A time of day was named, with or without a day."""
    details: frozenset[str] = field(default_factory=frozenset)
    choice: Choice | None = None
    answer: Literal["yes", "no"] | None = None


def read_rules(message: Plain, hearing: Hearing, evidence: Evidence) -> dict[IntentName, float]:
    text = without_addresses(message.text)
    found: dict[IntentName, float] = {}
    for name, weight in _all(text, hearing, evidence):
        found[name] = max(found.get(name, 0.0), weight)
    _settle(found)
    return found


_ADDRESS = re.compile(r"[^\s@]*@[^\s@]*|https?://\S+|www\.\S+")


def without_addresses(text: str, instead: str = " ") -> str:
    return _ADDRESS.sub(instead, text)


Found = Iterable[tuple[IntentName, float]]


def _all(text: str, hearing: Hearing, evidence: Evidence) -> Found:
    yield from _consent(text)
    yield from _person(text, evidence)
    yield from _meeting_actions(text, hearing, evidence)
    yield from _questions(text)
    yield from _attitude(text, hearing)
    yield from _small_talk(text)
    yield from _answers(hearing, evidence)


def _consent(text: str) -> Found:
    said = last_keyword(text)
    if said == "opt_in":
        yield "opt_in", SURE
    elif said is None and says(text, "opt_in") and not _NEVER.search(text):
        yield "opt_in", CLEAR
    elif said or says(without(text, "not_opt_out"), "opt_out"):
        yield "opt_out", SURE


def last_keyword(text: str) -> Literal["opt_in", "opt_out"] | None:
    """What the last line says that is a keyword alone: each line of a burst is a message."""
    for line in reversed(text.splitlines()):
        if only_says(line, "opt_in_whole", "filler"):
            return "opt_in"
        if only_says(line, "opt_out_whole", "filler"):
            return "opt_out"
    return None


_NEVER = re.compile(r"\b(?:no|nao|not|never|nunca|jamas|do ?n'?t)\b")


def without(text: str, field_name: str) -> str:
    return lexicon(field_name).sub(" ", text)


def _person(text: str, evidence: Evidence) -> Found:
    if only_says(text, "human_whole", "filler"):
        yield "talk_to_human", CLEAR
    if not says(without(text, "not_human"), "human"):
        return
    booking = says(text, "book") and says(text, "meeting")
    timed = bool(evidence.windows) and not re.search(r"human|real|verdad", text)
    yield "talk_to_human", MAYBE if booking or timed else 0.92


_ASKS_WHEN = re.compile(
    r"\b(?:what time|what day|when)(?:'s| is| was) (?:it|that|this|ours)\b"
    r"|\b(?:cuando|a que hora|que dia) (?:es|era|fue|quedo)\b"
    r"|\b(?:quando|(?:a )?que horas|que dia) (?:e|era|foi|ficou)\b"
)
"""Of the meeting they have, where it goes without saying."""


def _meeting_actions(text: str, hearing: Hearing, evidence: Evidence) -> Found:
    kept = without(text, "keep")
    meeting = says(text, "meeting")
    move = _moves(kept, meeting, hearing, evidence)
    cancel = _cancels(kept, meeting, hearing)
    if move:
        yield "reschedule_meeting", move
    if cancel and not (move >= ACT and says(text, "absent")):
        yield "cancel_meeting", cancel
    if says(text, "meeting_info") or (hearing.has_meeting and _ASKS_WHEN.search(text)):
        yield "meeting_info", CLEAR
    if kept != text:
        yield "meeting_info", MAYBE
    book = _books(kept, meeting, hearing, evidence)
    if book and not (max(move, cancel) >= ACT and book < SURE):
        yield "schedule_meeting", book
    if says(text, "refuse") and meeting and not evidence.windows and cancel < ACT:
        yield "not_interested", 0.8


def _moves(text: str, meeting: bool, hearing: Hearing, evidence: Evidence) -> float:
    ours = meeting or hearing.has_meeting or hearing.asked == "agree_move"
    if says(text, "move"):
        return 0.93
    if says(text, "shift") and ours and (meeting or evidence.clock or says(text, "instead")):
        return CLEAR
    if says(text, "absent") and (says(text, "instead") or evidence.windows) and ours:
        return CLEAR if hearing.has_meeting or meeting else LIKELY
    if says(text, "instead") and not hearing.offers and (hearing.has_meeting or not hearing.asked):
        return LIKELY if hearing.has_meeting else 0.62
    return 0.0


def _cancels(text: str, meeting: bool, hearing: Hearing) -> float:
    elsewhere = says(text, "something_else") and not meeting
    if says(text, "cancel"):
        return MAYBE if elsewhere else 0.93
    if says(text, "drop") and (meeting or hearing.has_meeting) and not elsewhere:
        return CLEAR
    if says(text, "absent") and not says(text, "instead"):
        return LIKELY if meeting or hearing.has_meeting else 0.55
    return 0.0


def _books(text: str, meeting: bool, hearing: Hearing, evidence: Evidence) -> float:
    open_talk = without(text, "refuse")
    timed = bool(evidence.windows) or evidence.clock
    talking = hearing.asked in ("slot", "day", "which") or bool(hearing.offers)
    if evidence.choice:
        return 0.93 if evidence.choice["kind"] in ("slot", "any") else 0.8
    if says(open_talk, "book"):
        return 0.95
    if says(open_talk, "meeting") and (says(open_talk, "want") or timed):
        return 0.9
    if says(open_talk, "free"):
        return 0.85
    if says(open_talk, "meet") and (timed or says(open_talk, "together")):
        return 0.84
    if timed and talking:
        return CLEAR
    if timed:
        return 0.66
    return MAYBE if meeting and open_talk == text else 0.0


def _questions(text: str) -> Found:
    if says(without(text, "not_pricing"), "pricing"):
        yield "pricing_question", 0.86
    if says(text, "product"):
        yield "product_question", 0.8
    elif says(text, "thing") and (says(text, "question") and "?" in text):
        yield "product_question", 0.62


def _attitude(text: str, hearing: Hearing) -> Found:
    if says(text, "not_interested"):
        bare = only_says(text, "no", "filler")
        yield (
            "not_interested",
            (0.4 if hearing.asked or hearing.offers else LIKELY) if bare else 0.9,
        )
    if says(text, "complaint"):
        yield "complaint", 0.87


def _small_talk(text: str) -> Found:
    if only_says(text, "greeting", "filler", "farewell"):
        yield "greeting", 0.95
    elif says(text[:40], "greeting"):
        yield "greeting", 0.3
    if "?" not in text and only_says(text, "farewell", "filler", "yes", "greeting", "no"):
        yield "thanks_or_bye", 0.9
    elif says(text, "farewell"):
        yield "thanks_or_bye", 0.3
    if says(text, "out_of_scope"):
        yield "other", 0.7


def _answers(hearing: Hearing, evidence: Evidence) -> Found:
    if evidence.details:
        expected = hearing.asked in evidence.details
        yield "provide_details", 0.95 if expected else LIKELY
    if evidence.answer:
        yield "other", HARDLY


def _settle(found: dict[IntentName, float]) -> None:
    """Where two readings of the same words compete, the surer meaning keeps its weight."""
    if found.get("opt_out", 0) >= ACT:
        for weaker in BESIDE_OPT_OUT:
            _lower(found, weaker, MAYBE)
    if found.get("talk_to_human", 0) >= ACT and found.get("schedule_meeting", 0) < CLEAR:
        _lower(found, "schedule_meeting", MAYBE)
    if found.get("other", 0) >= 0.7:
        for weaker in OFF_TOPIC:
            _lower(found, weaker, 0.4)
    if (
        max(
            found.get("complaint", 0),
            found.get("pricing_question", 0),
            found.get("meeting_info", 0),
        )
        >= ACT
    ):
        _lower(found, "product_question", 0.55)
    if found.get("thanks_or_bye", 0) >= 0.9:
        _lower(found, "schedule_meeting", MAYBE)
        _lower(found, "greeting", 0.6)
    if found.get("greeting", 0) >= 0.95:
        _lower(found, "product_question", 0.3)


def _lower(found: dict[IntentName, float], name: IntentName, most: float) -> None:
    if name in found:
        found[name] = min(found[name], most)
