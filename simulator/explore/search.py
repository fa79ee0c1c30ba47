"""Breadth first through every scene there is, so that what breaks first breaks soonest."""

from collections import deque
from dataclasses import dataclass, field

from simulator.explore.declared import Change, changes_between, words_in
from simulator.explore.key import Key, key_of
from simulator.explore.moves import moves
from simulator.explore.promises import at_rest, broken_in
from simulator.explore.scene import Bounds, Steps, frozen, opening, thawed


@dataclass(kw_only=True)
class Explored:
    states: int = 0
    transitions: int = 0
    resting: int = 0
    broken: str | None = None
    story: list[str] = field(default_factory=list)
    """The shortest way to what is broken."""
    changes: set[Change] = field(default_factory=set)
    """Of the rows' states, wherever one was seen to change."""


def explore(bounds: Bounds, steps: Steps) -> Explored:
    """Until there is no scene left, or a promise is broken."""
    start = opening(bounds)
    found = Explored(states=1)
    ways = _Ways()
    waiting = deque([(ways.place_of(key_of(start), None, ""), frozen(start))])
    while waiting and not found.broken:
        here, kept = waiting.popleft()
        scene = thawed(kept)
        before = words_in(scene.tables)
        for words, step in moves(scene, bounds):
            after = thawed(kept)
            if not step(after, steps):
                continue
            found.transitions += 1
            found.changes |= changes_between(before, words_in(after.tables))
            there = ways.place_of(key_of(after), here, words)
            is_new, found.states = there >= found.states, len(ways.came_from)
            found.broken = broken_in(after) if is_new else after.broken
            if found.broken:
                found.story = [*ways.story(here), words]
                return found
            if is_new:
                waiting.append((there, frozen(after)))
                ways.resting += [there] if at_rest(after) else []
    found.resting = len(ways.resting)
    found.broken = ways.without_an_end()
    return found


class _Ways:
    """How each scene was first reached, and from where it can be."""

    def __init__(self) -> None:
        self.places: dict[Key, int] = {}
        self.came_from: list[tuple[int | None, str]] = []
        self.reached_from: list[list[int]] = []
        self.resting: list[int] = [0]

    def place_of(self, key: Key, before: int | None, words: str) -> int:
        place = self.places.setdefault(key, len(self.places))
        if place == len(self.came_from):
            self.came_from.append((before, words))
            self.reached_from.append([])
        if before is not None:
            self.reached_from[place].append(before)
        return place

    def story(self, place: int | None) -> list[str]:
        told: list[str] = []
        while place is not None:
            place, words = self.came_from[place]
            told.append(words)
        return told[-2::-1]

    def without_an_end(self) -> str | None:
        """From every scene there has to be a way to rest."""
        seen, waiting = set(self.resting), list(self.resting)
        while waiting:
            for before in self.reached_from[waiting.pop()]:
                if before not in seen:
                    seen.add(before)
                    waiting.append(before)
        stuck = len(self.places) - len(seen)
        return f"T5: {stuck} scenes never come to rest" if stuck else None
