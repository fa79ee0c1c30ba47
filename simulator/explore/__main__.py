"""`python -m simulator.explore`: every world to its end, and every guard missed."""

import argparse
from collections.abc import Set as AbstractSet

from rich.console import Console

from simulator.explore.declared import DECLARED, Change
from simulator.explore.guards import ALL, GUARDS
from simulator.explore.scene import Bounds
from simulator.explore.search import Explored, explore
from simulator.explore.worlds import FULL, PROVED, SMALL


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m simulator.explore", description=__doc__)
    words.add_argument("--small", action="store_true", help="only what takes seconds")
    words.add_argument("--full", action="store_true", help="also what takes minutes")
    words.add_argument("--stories", action="store_true", help="each counterexample, move by move")
    given = words.parse_args()
    out = Console(highlight=False, soft_wrap=True)
    worlds = SMALL if given.small else {**SMALL, **PROVED, **(FULL if given.full else {})}
    return int(not all([_worlds(out, worlds), _guards(out, stories=given.stories)]))


def _worlds(out: Console, worlds: dict[str, Bounds]) -> bool:
    seen: list[Explored] = []
    for name, bounds in worlds.items():
        found = explore(bounds, ALL)
        seen.append(found)
        counted = f"{found.states:,} states, {found.transitions:,} transitions"
        out.print(f"{name}: {counted}, {found.resting:,} at rest: {found.broken or 'all kept'}")
        _tell(out, found)
    made = set().union(*(each.changes for each in seen))
    out.print(f"changes of state seen: {len(made & DECLARED)} of {len(DECLARED)} declared")
    _list(out, "not declared", made - DECLARED)
    _list(out, "never seen", DECLARED - made)
    return not made - DECLARED and not any(each.broken for each in seen)


def _list(out: Console, words: str, changes: AbstractSet[Change]) -> None:
    for table, old, new in sorted(changes):
        out.print(f"  {words}: {table}: {old or '(new)'} to {new}")


def _guards(out: Console, *, stories: bool) -> bool:
    missed = True
    for guard in GUARDS:
        found = explore(guard.bounds, guard.left_out())
        out.print(f"without “{guard.rule}”: {found.broken or 'NOTHING BREAKS'}")
        missed = missed and (found.broken or "").startswith(guard.breaks)
        if stories:
            _tell(out, found)
    return missed


def _tell(out: Console, found: Explored) -> None:
    for number, move in enumerate(found.story, start=1):
        out.print(f"  {number}. {move}")


if __name__ == "__main__":
    raise SystemExit(main())
