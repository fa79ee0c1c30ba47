"""The worlds that are explored to their ends: two leads, each message delivered again at will."""

from simulator.explore.scene import Bounds

SMALL: dict[str, Bounds] = {
    "two times, a crash": Bounds(
        slots=2, messages=(1, 1), crashes=1, lost=0, wishes=("slot",), person=False
    ),
}
PROVED: dict[str, Bounds] = {
    "one time, each wish, a person": Bounds(slots=1, messages=(1, 1), crashes=0, lost=0),
    "two times, each wish, a crash, a person": Bounds(slots=2, messages=(1, 1), crashes=1, lost=0),
    "two times, a crash, a lost answer": Bounds(
        slots=2, messages=(1, 1), crashes=1, lost=1, wishes=("slot",), person=False
    ),
    "one lead, changes of mind, a crash, a lost answer": Bounds(
        slots=2, messages=(2, 0), crashes=1, lost=1, person=False
    ),
    "two times, changes of mind": Bounds(slots=2, messages=(2, 1), crashes=0, lost=0, person=False),
}
FULL: dict[str, Bounds] = {
    "two times, each wish, a crash, a lost answer, a person": Bounds(
        slots=2, messages=(1, 1), crashes=1, lost=1
    ),
}
"""Minutes."""
OVERLAPPING = Bounds(
    slots=1,
    messages=(1, 0),
    crashes=1,
    lost=1,
    wishes=("slot",),
    person=False,
    overlapping=True,
)
"""Two processes at one booking: only the calendar's own news, left out here, sets it right."""
