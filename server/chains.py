"""Whether chains of events are what was written. Pure: they get what is there and name faults."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tools.ports.ledger import Anchor, Event

START = bytes(32).hex()


@dataclass(frozen=True, kw_only=True)
class Fault:
    conversation: str | None
    """None: it is the workspace's anchors."""
    says: str


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """What somebody has seen of a chain: so many events, the last with this hash."""

    n: int
    hash: str
    by: str


def event_hash(before: str, workspace: str, event: Event) -> str:
    """As `private.event_hash` makes it, made again from the outside."""
    lines = [
        "pipewise/ledger/v1",
        workspace,
        event["conversation"],
        str(event["n"]),
        event["kind"],
        event["subject"],
        event["cause"] or "",
        event["person"] or "",
        event["at"] or "",
        event["facts"],
        event["seal"] or "",
    ]
    return _hash(before, lines)


def anchor_hash(before: str, workspace: str, anchor: Anchor) -> str:
    """As `private.anchor_hash` makes it."""
    lines = ["pipewise/anchor/v1", workspace, str(anchor["n"]), anchor["at"], anchor["heads"]]
    return _hash(before, lines)


@dataclass(kw_only=True)
class Walk:
    """Along one chain, from its first event to its last."""

    workspace: str
    conversation: str
    sightings: Sequence[Sighting] = ()
    n: int = 0
    _before: str = START
    _faults: list[Fault] = field(default_factory=list)
    _closed: list[Fault] = field(default_factory=list)
    """What does not open. It need not, once the conversation is forgotten."""

    def see(self, event: Event) -> None:
        if event["n"] > self.n + 1:
            self._find(f"{_events(self.n + 1, event['n'] - 1)} missing")
        elif event_hash(self._before, self.workspace, event) != event["hash"]:
            self._find(f"event {event['n']} is not as it was written, or stands in another's place")
        self._look_inside(event)
        self.n, self._before = event["n"], event["hash"]
        for seen in self.sightings:
            if seen.n == self.n and seen.hash != event["hash"]:
                self._find(f"event {self.n} is another than {seen.by} has seen")

    def end(self) -> list[Fault]:
        lost = [seen for seen in self.sightings if seen.n > self.n]
        if lost:
            last = max(lost, key=lambda seen: seen.n)
            self._find(f"{_events(self.n + 1, last.n)} missing, which {last.by} has seen")
        return [*self._faults, *self._closed]

    def _look_inside(self, event: Event) -> None:
        what = f"event {event['n']} ({event['kind'].replace('_', ' ')})"
        if event["kind"] == "forgotten":
            self._closed.clear()
        elif event["opens"] is False:
            self._close(f"what {what} tells of has been changed or removed")
        elif event["seal"] and event["opens"] is None:
            self._close(f"{what} is sealed with a key that is gone, and nobody was erased")

    def _find(self, says: str) -> None:
        self._faults.append(Fault(conversation=self.conversation, says=says))

    def _close(self, says: str) -> None:
        self._closed.append(Fault(conversation=self.conversation, says=says))


def check_anchors(workspace: str, anchors: Iterable[Anchor]) -> list[Fault]:
    faults, n, before = [], 0, START
    for anchor in anchors:
        if anchor["n"] > n + 1:
            faults.append(f"{_events(n + 1, anchor['n'] - 1, 'anchor')} missing")
        elif anchor_hash(before, workspace, anchor) != anchor["hash"]:
            faults.append(f"anchor {anchor['n']} is not as it was written")
        n, before = anchor["n"], anchor["hash"]
    return [Fault(conversation=None, says=says) for says in faults]


def sightings_of(anchor: Anchor) -> dict[str, Sighting]:
    """What it has seen of each chain that had grown."""
    return {
        conversation: Sighting(n=n, hash=seen, by=f"anchor {anchor['n']}")
        for conversation, n, seen in json.loads(anchor["heads"])
    }


def _events(first: int, last: int, what: str = "event") -> str:
    return f"{what} {first} is" if first == last else f"{what}s {first} to {last} are"


def _hash(before: str, lines: Sequence[str]) -> str:
    return hashlib.sha256(bytes.fromhex(before) + "\n".join(lines).encode()).hexdigest()
