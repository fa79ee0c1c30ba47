"""A turn's tape: what came in through its ports, in order."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import TypedDict

from server.recording.plain import Plain, plain, plain_error
from server.recording.states import PlainState
from tools.errors import PipeWiseError
from tools.ports.words import Door

TAPE: ContextVar["Tape | None"] = ContextVar("pipewise_tape", default=None)
"""The tape of the turn that is being taken here; None where nothing is recorded."""


class Setup(TypedDict):
    """What of the settings a turn may have depended on."""

    home: str
    model_below: float
    reachable: bool
    model: bool
    schedules: bool
    """The model also chooses the scheduler's tools."""
    reader: str
    """Which local understanding has read the messages."""


class Given(TypedDict):
    """What the turn was started with, beside the state."""

    messages: list[Plain]
    platform: str | None
    payload: Plain


class Taken(TypedDict):
    """One try at a turn, as it is stored."""

    door: Door
    notice: str | None
    covers: int | None
    setup: Setup | None
    resumed: bool
    """It went on where the try before it was cut off."""
    odd: str | None
    """Why it cannot be taken again by itself, in words."""
    given: Given
    calls: list[Plain]
    left: PlainState | None
    """What it changed in the state; None: it was not finished."""
    failed: str | None


@dataclass(kw_only=True)
class Tape:
    calls: list[Plain] = field(default_factory=list)

    def gave(self, call: str, asked: Plain, answer: Any) -> None:
        """`Any`: whatever a port answers."""
        self.calls.append({"call": call, "asked": asked, "gave": plain(answer)})

    def raised(self, call: str, asked: Plain, error: PipeWiseError) -> None:
        self.calls.append({"call": call, "asked": asked, "raised": plain_error(error)})
