"""What the scheduler's model is told, and for whom its tools act."""

from typing import Literal

from typing_extensions import TypedDict

from tools.ports.calendar import Meeting, QuestionKind, Slot
from tools.ports.understanding import Window
from tools.ports.words import IntentName


class Asked(TypedDict):
    """A question of the event type that only the lead can answer."""

    name: str
    """Its very words. Of a `phone` or a `place`, the word itself: the type asks without words."""
    kind: QuestionKind | Literal["phone", "place"]
    choices: list[str]
    other: bool


class Brief(TypedDict):
    """All the scheduler's model is told. Code made it; the model chooses the next tool from it."""

    intent: IntentName
    way: Literal["book", "link"]
    """`link`: hand out a booking link and nothing else (facade, or a plan without booking)."""
    plan_books: bool
    """False: the calendar's plan or quota does not book for us; its own pages do."""
    now: str
    zone: str
    windows: list[Window]
    excluded: list[Window]
    offers: list[Slot]
    refused: bool
    picked: str | None
    """Slot id the lead chose, from the offers."""
    agreed: bool
    """The lead agreed to what was read back, or has just picked that very slot."""
    known: dict[str, str]
    missing: list[str]
    """What must be known before the slot is booked: details, and the names of `questions`."""
    questions: list[Asked]
    """The event type's own that are open, in the order they are asked in."""
    misread: bool
    """The lead's answer to the first of them was none that it takes."""
    answers: dict[str, str]
    place: str | None
    meeting: Meeting | None
    meetings: list[Slot]
    """The lead's booked ones, where there are several: each as a slot under its meeting's id."""
    which: bool
    """There are several, and the lead has not said which one is meant."""
    unclear: list[str]
    clock_change: str | None


class Identity(TypedDict):
    """Who a tool acts for. Injected from the state; never in a schema a model sees."""

    workspace: str
    conversation: str
    lead: str
    turn: str
    zone: str
    channel: str
