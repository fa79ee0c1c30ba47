"""Verifies the ledger: walks every chain and every anchor, and says in words what is broken."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from rich.console import Console

from server.anchors import is_signed
from server.chains import Fault, Sighting, Walk, check_anchors, sightings_of
from server.settings import Settings
from server.vault import Vault
from server.wiring import Wired
from tools.errors import Forged
from tools.ports.ledger import Anchor, Event, Ledger

PAGE = 500
SHOWN = 100  # of one workspace's rows that no event tells of


@dataclass(kw_only=True)
class Audit:
    """What was looked at in one workspace, and what is wrong with it."""

    workspace: str
    chains: int = 0
    events: int = 0
    anchors: list[Anchor] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


async def audit(ledger: Ledger, vault: Vault, workspace: str) -> Audit:
    """While it is written to: what was seen first must still be there afterwards."""
    found = Audit(workspace=workspace)
    found.anchors = [anchor async for anchor in _anchors(ledger, workspace)]
    found.faults += check_anchors(workspace, found.anchors)
    found.faults += await _check_signature(vault, workspace, found.anchors)
    seen = await _sightings(ledger, workspace, found.anchors)
    walk: Walk | None = None
    async for event in _events(ledger, workspace):
        if walk is None or event["conversation"] != walk.conversation:
            _finish(found, walk)
            name = event["conversation"]
            walk = Walk(workspace=workspace, conversation=name, sightings=seen.pop(name, ()))
        walk.see(event)
    _finish(found, walk)
    for name, sightings in seen.items():  # nothing is left of them
        _finish(found, Walk(workspace=workspace, conversation=name, sightings=sightings))
    found.faults += await _unrecorded(ledger, workspace)
    return found


async def verify_now(settings: Settings, console: Console, *, kept: str | None) -> None:
    """Raises `SystemExit(1)` where anything is broken."""
    wired = Wired(settings)
    try:
        await wired.database.ready()
        workspaces = await wired.ledger.ledger_workspaces()
        found = [await audit(wired.ledger, wired.vault, each) for each in workspaces]
    finally:
        await wired.database.close()
    for each in found:
        for line in in_words(each):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    lost = kept is not None and not any(
        anchor["hash"] == kept for each in found for anchor in each.anchors
    )
    if lost:
        console.print(
            f"There is no anchor {kept}: what it had seen was taken away.", soft_wrap=True
        )
    if lost or any(each.faults for each in found):
        raise SystemExit(1)
    if not found:
        console.print("Nothing has happened yet.")


def in_words(found: Audit) -> list[str]:
    lines = [f"{_where(found.workspace, fault)}: {fault.says}." for fault in found.faults]
    state = f"faults: {len(found.faults)}" if found.faults else "all is as it was written"
    lines.append(
        f"Workspace {found.workspace}: {state}. Conversations: {found.chains}, "
        f"events: {found.events}, anchors: {len(found.anchors)}."
    )
    if found.anchors:
        last = found.anchors[-1]
        lines.append(f"Its last anchor, of {last['at']}: {last['hash']}")
    if found.anchors and not any(anchor["signature"] for anchor in found.anchors):
        lines.append("No anchor is signed: that takes a key (PIPEWISE_TOKEN_KEYS).")
    return lines


def _where(workspace: str, fault: Fault) -> str:
    return f"Conversation {fault.conversation}" if fault.conversation else f"Workspace {workspace}"


def _finish(found: Audit, walk: Walk | None) -> None:
    if walk is not None:
        found.chains += 1
        found.events += walk.n
        found.faults += walk.end()


async def _check_signature(vault: Vault, workspace: str, anchors: list[Anchor]) -> list[Fault]:
    """The newest signed one answers for all before it: each holds the hash of the last."""
    signed = [anchor for anchor in anchors if anchor["signature"]]
    if not signed:
        return []
    # The last one may have lost its process between the two.
    bare = [anchor for anchor in anchors[:-1] if not anchor["signature"]]
    says = [f"anchor {anchor['n']} is not signed" for anchor in bare]
    try:
        if not await is_signed(vault, workspace, signed[-1]):
            says.append(f"anchor {signed[-1]['n']} is not the one that was signed")
    except Forged as error:
        says.append(f"anchor {signed[-1]['n']}: {error}".rstrip("."))
    return [Fault(conversation=None, says=each) for each in says]


async def _sightings(
    ledger: Ledger, workspace: str, anchors: list[Anchor]
) -> dict[str, list[Sighting]]:
    seen: dict[str, list[Sighting]] = defaultdict(list)
    for anchor in anchors:
        for conversation, sighting in sightings_of(anchor).items():
            seen[conversation].append(sighting)
    after: str | None = None
    while page := await ledger.ledger_heads(workspace, after=after, limit=PAGE):
        for head in page:
            told = Sighting(n=head["n"], hash=head["hash"], by="its head")
            seen[head["conversation"]].append(told)
        after = page[-1]["conversation"]
    return dict(seen)


async def _unrecorded(ledger: Ledger, workspace: str) -> list[Fault]:
    return [
        Fault(
            conversation=effect["conversation"],
            says=f"no event tells of the {effect['kind'].replace('_', ' ')} {effect['subject']}",
        )
        for effect in await ledger.unrecorded_effects(workspace, limit=SHOWN)
    ]


async def _events(ledger: Ledger, workspace: str) -> AsyncIterator[Event]:
    after: Event | None = None
    while page := await ledger.ledger_events(workspace, after=after, limit=PAGE):
        for event in page:
            yield event
        after = page[-1]


async def _anchors(ledger: Ledger, workspace: str) -> AsyncIterator[Anchor]:
    after = 0
    while page := await ledger.ledger_anchors(workspace, after=after, limit=PAGE):
        for anchor in page:
            yield anchor
        after = page[-1]["n"]
