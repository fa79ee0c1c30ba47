"""A thread's state as a recording keeps it: its hash, and what a turn has changed in it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from server.recording.plain import Plain, canonical, plain, revived

INPUT = frozenset({"platform", "payload"})
"""What came in, not what is known since: kept with the turn, and no part of the hash."""

PlainState = dict[str, Plain]


def plain_state(values: Mapping[str, Any]) -> PlainState:
    """Every key of the state but the input's own."""
    return {key: plain(value) for key, value in values.items() if key not in INPUT}


def hash_of(state: PlainState) -> str:
    return hashlib.sha256(canonical(state).encode(errors="surrogatepass")).hexdigest()


def revived_state(state: PlainState) -> dict[str, Any]:
    return {key: revived(value) for key, value in state.items()}


def change(before: PlainState, after: PlainState) -> PlainState:
    """What to keep of `after` where `before` is known. Of the messages, those that are new."""
    told = {key: each for key, each in after.items() if key not in before or before[key] != each}
    if "messages" in told:
        told["messages"] = _grown(before.get("messages") or [], after["messages"])
    return told


def _grown(before: list[Plain], after: list[Plain]) -> Plain:
    kept = 0
    while kept < min(len(before), len(after)) and before[kept] == after[kept]:
        kept += 1
    return {"kept": kept, "new": after[kept:]}


def changed(before: PlainState, told: PlainState) -> PlainState:
    """`after` again. A turn never takes a key out of the state."""
    after = {**before, **told}
    if "messages" in told:
        kept = (before.get("messages") or [])[: told["messages"]["kept"]]
        after["messages"] = [*kept, *told["messages"]["new"]]
    return after
