"""`python -m simulator.explore`: every world to its end, and every guard missed."""

import argparse

from rich.console import Console

from simulator.explore.declared import DECLARED
from simulator.explore.guards import ALL, GUARDS
from simulator.explore.search import Explored, explore
from simulator.explore.worlds import SMALL, WORLDS


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m simulator.explore", description=__doc__)
    words.add_argument("--small", action="store_true", help="only what takes seconds")
    words.add_argument("--stories", action="store_true", help="each counterexample, move by move")
    given = words.parse_args()
    out = Console(highlight=False, soft_wrap=True)
    return int(not all([_worlds(out, small=given.small), _guards(out, stories=given.stories)]))


def _worlds(out: Console, *, small: bool) -> bool:
    seen: list[Explored] = []
    for name in SMALL if small else WORLDS:
        found = explore(WORLDS[name], ALL)
        seen.append(found)
        counted = f"{found.states:,} states, {found.transitions:,} transitions"
        out.print(f"{name}: {counted}, {found.resting:,} at rest: {found.broken or 'all kept'}")
        _tell(out, found)
    made = set().union(*(each.changes for each in seen))
    out.print(f"changes of state seen: {len(made & DECLARED)} of {len(DECLARED)} declared")
    for table, old, new in sorted(made - DECLARED):
        out.print(f"  not declared: {table}: {old or '(new)'} to {new}")
    return not made - DECLARED and not any(each.broken for each in seen)


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
