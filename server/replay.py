"""`pipewise replay`: takes a thread's recorded turns again and says where they differ today."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from rich.console import Console

from server.parts import Parts
from server.recording.again import Again, Outcome, Turn, turns_of
from server.recording.instead import Elsewhere, Instead
from server.recording.otherwise import NobodysPurse, Otherwise, read_otherwise_file
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
        turns = await _recorded(parts, thread)
    again = Again(partial(graph_of, channels=wired.channels))
    took = again.take_all(turns, workspace=wired.home, thread=thread)
    differences = sum([_tell(console, outcome) async for outcome in took])
    if understand:
        differences += _tell_readings(console, wired, turns)
    if differences:
        raise SystemExit(1)


async def compare_thread(settings: Settings, console: Console, thread: str, file: Path) -> None:
    """What the version that the file describes would have said, reply by reply."""
    change = read_otherwise_file(file)
    wired = Wired(_with_model(settings, change))
    async with wired.open() as parts:
        turns = await _recorded(parts, thread)
        elsewhere = Elsewhere(
            partial(graph_of, channels=wired.channels),
            change,
            live=wired.model_paid_from(NobodysPurse()) if change.asks_a_model else None,
            reader=wired.understanding,
        )
        took = elsewhere.take_all(turns, workspace=wired.home, thread=thread)
        others = [_tell_instead(console, instead) async for instead in took]
    console.print(f"{sum(others)} of {len(others)} turns would have gone another way")


async def _recorded(parts: Parts, thread: str) -> list[Turn]:
    recordings = await parts.crm.recordings(parts.home, _id(thread))
    if not recordings:
        raise Rejected("Nothing was recorded of this thread")
    return turns_of(recordings)


def _id(thread: str) -> str:
    try:
        return str(UUID(thread))
    except ValueError as error:
        raise Rejected("Give the conversation's id, as the thread API tells it") from error


def _with_model(settings: Settings, change: Otherwise) -> Settings:
    named = change.model if change.model != "none" else None
    asked = {"openai_model": named, "openai_base_url": change.endpoint}
    return settings.model_copy(update={key: each for key, each in asked.items() if each})


def _tell_instead(console: Console, instead: Instead) -> bool:
    """Whether it would have been another turn."""
    turn = instead.turn
    console.print(f"turn {turn.number}  the lead: {turn.said}", style="bold", markup=False)
    if instead.skipped:
        console.print(f"  not taken again: {instead.skipped}", style="yellow", markup=False)
        return False
    if not instead.differs:
        console.print("  the same", style="green")
        return False
    _tell_words(console, "said", turn.replies)
    _tell_words(console, "would have said", instead.replies)
    for wish in [*instead.wishes, *([instead.withheld] if instead.withheld else [])]:
        console.print(f"  {wish}", style="yellow", markup=False, highlight=False)
    return True


def _tell_words(console: Console, which: str, replies: Sequence[str]) -> None:
    for reply in replies or ["(nothing)"]:
        shown = reply.replace("\n", "\n    ")
        console.print(f"  {which}:\n    {shown}", markup=False, highlight=False)


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
