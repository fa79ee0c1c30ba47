"""What the scheduler's model is told, and for whom its tools act."""

from typing import Literal

from typing_extensions import TypedDict

from tools.ports.calendar import Meeting, Slot
from tools.ports.understanding import Window
from tools.ports.words import IntentName


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
    meeting: Meeting | None
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
