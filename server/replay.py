"""`pipewise replay`: takes a thread's recorded turns again and says where they differ today."""

from collections.abc import Sequence
from functools import partial

from rich.console import Console

from server.recording.again import Again, Outcome, Turn, turns_of
from server.recording.readings import read_otherwise
from server.settings import Settings
from server.wiring import Wired, graph_of
from tools.errors import Rejected


async def replay_thread(
    settings: Settings, console: Console, thread: str, *, understand: bool = False
) -> None:
    """Raises `SystemExit(1)` where a turn goes another way than it was recorded."""
    wired = Wired(settings)
    async with wired.open() as parts:
        recordings = await parts.crm.recordings(parts.home, thread)
    if not recordings:
        raise Rejected("Nothing was recorded of this thread")
    turns = turns_of(recordings)
    build = partial(graph_of, channels=wired.channels)
    again = Again(build).take_all(turns, workspace=wired.home, thread=thread)
    outcomes = [outcome async for outcome in again]
    differences = sum(_tell(console, outcome) for outcome in outcomes)
    if understand:
        differences += _tell_readings(console, wired, turns)
    if differences:
        raise SystemExit(1)


def _tell(console: Console, outcome: Outcome) -> bool:
    """Whether it differs."""
    number = outcome.turn.number
    if outcome.skipped:
        console.print(f"turn {number}  not taken again: {outcome.skipped}", style="yellow")
    elif outcome.difference:
        said = f"turn {number}  differs: {outcome.difference}"
        console.print(said, style="red", markup=False, highlight=False)
    else:
        console.print(f"turn {number}  equal", style="green")
    return outcome.difference is not None


def _tell_readings(console: Console, wired: Wired, turns: Sequence[Turn]) -> int:
    """How many of the messages are read otherwise today."""
    told = [(turn, read_otherwise(turn, wired.understanding)) for turn in turns]
    for turn, otherwise in told:
        if otherwise:
            said = f"turn {turn.number}  is read otherwise today: {otherwise}"
            console.print(said, style="red", markup=False, highlight=False)
    return sum(otherwise is not None for _, otherwise in told)
