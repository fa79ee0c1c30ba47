"""What a message means, and who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NotRequired, Protocol

from typing_extensions import TypedDict

from tools.ports.calendar import Slot
from tools.ports.words import AskedFor, IntentName, Language

ACT = 0.6
"""From this confidence on the bot acts; below it asks."""

CHANGED = frozenset({"nonexistent", "twice"})
"""What a clock change makes of a time."""


class Intent(TypedDict):
    """One reading of what the lead wants; confidence is 0 to 1."""

    name: IntentName
    confidence: float


class Window(TypedDict):
    """A time the lead named. An instant has `end == start`; `end` is exclusive otherwise."""

    start: str
    end: str
    zone: str
    assumptions: list[str]
    """What was taken for granted, of a fixed list: "afternoon", "this_week", "day_first"…"""
    text: str
    """The lead's own words this was read from; for traces only, never repeated to the lead."""


class Choice(TypedDict):
    """What the lead said about the slots on offer."""

    kind: Literal["slot", "any", "none", "earlier", "later", "more", "other_day"]
    slot_id: str | None
    """Set for `slot` only."""


SmallTalk = Literal[
    "robot",
    "abilities",
    "wait",
    "back",
    "language",
    "how_are_you",
    "fine",
    "repeat",
    "drop",
    "thanks_anyway",
    "lost_interest",
    "question",
    "private",
]
"""About the talk itself: are you a robot, what can you do, one moment, I am back, in English
please, how are you, I am fine, what did you say, never mind, thanks anyway, not interested, I have
a question, I keep my details to myself."""


class Understanding(TypedDict):
    """What one burst of messages says. Deterministic for equal text and context."""

    language: Language
    intents: list[Intent]
    """Best first, never empty."""
    details: dict[str, str]
    """Of: name, email, phone, company, company_kind ("startup"), role, team_size, wants (a demo or
    a call, in a message that asks for a meeting), need, budget, urgency."""
    windows: list[Window]
    excluded: list[Window]
    """Times the lead refused ("no puedo el jueves")."""
    choice: Choice | None
    answer: Literal["yes", "no"] | None
    small_talk: NotRequired[SmallTalk | None]
    """Set where the message says nothing else."""
    zone: str | None
    """An IANA zone the lead named ("hora de Bogotá"), else None."""
    unclear: list[Literal["past", "impossible", "ambiguous", "nonexistent", "twice", "no_day"]]
    """Why a time that was named is not in `windows`; we ask, we never guess."""
    clock_change: str | None
    """The instant of the clock change that makes a time `nonexistent` or come `twice`."""
    hour: str | None
    """The lead's words for an hour without a day: `Hearing.hour` of the next message."""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What the reader of a message may know beside its text."""

    now: datetime
    zone: str
    language: Language | None = None
    """The conversation's language so far; a prior, not a rule."""
    region: str | None = None
    """ISO 3166 country of the lead's phone, for numeric dates and bare phone numbers."""
    asked: AskedFor | None = None
    offers: Sequence["Slot"] = ()
    has_meeting: bool = False
    hour: str | None = None
    """An hour whose day we have asked for: it is the hour of a day named alone."""


class Understander(Protocol):
    def understand(self, text: str, hearing: Hearing) -> Understanding:
        """Read one message or burst. Pure, local, linear in the text's length, never raises."""
