"""The worlds that are explored to their ends."""

from simulator.explore.scene import Bounds

WORLDS: dict[str, Bounds] = {
    "two times, a crash": Bounds(
        slots=2, messages=(1, 1), crashes=1, lost=0, wishes=("slot",), person=False
    ),
    "one time, each wish, a person": Bounds(slots=1, messages=(1, 1), crashes=0, lost=0),
}
SMALL = ("two times, a crash",)
