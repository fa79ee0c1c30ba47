"""Failures on demand: a queue of faults, each used up by the next request it fits."""

import asyncio
import fnmatch
from dataclasses import dataclass, replace
from typing import Literal, get_args

import httpx

from emulator.errors import Refusal, server_error, slot_taken, too_many, unauthenticated

FaultKind = Literal[
    "timeout_before",  # nothing happens and nobody answers
    "timeout_after",  # it happens and nobody answers
    "error_before",
    "error_after",
    "rate_limited",
    "slot_taken",
    "rival_books",  # somebody else takes the time just before this call
    "webhook_late",
    "webhook_twice",
    "webhook_reordered",  # it leaves only after the one that follows it
    "conference_late",
]
FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)
SLOT_TAKEN_SHAPES = ("not_found", "bad_request", "already_filled")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What shall go wrong. `on` is a method and a path, as in "POST /invitees"; `*` is any.

    `seconds` is how long a webhook or conference link is late, and how long a time-out keeps the
    caller waiting; a time-out without it raises `httpx.ReadTimeout` at once, which is what a
    client in the same process would see in the end.
    """

    kind: FaultKind
    on: str = "POST /invitees"
    times: int = 1
    seconds: float | None = None
    status: int = 500
    shape: str = "not_found"


class Faults:
    """The queue; an empty one costs nothing."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, kind: FaultKind, call: str = "*") -> Fault | None:
        """Use up one fault of this kind that fits the call."""
        for place, fault in enumerate(self.waiting):
            if fault.kind == kind and (call == "*" or fnmatch.fnmatchcase(call, fault.on)):
                left = replace(fault, times=fault.times - 1)
                self.waiting[place : place + 1] = [left] if left.times > 0 else []
                return fault
        return None

    async def before(self, call: str) -> None:
        if fault := self.take("timeout_before", call):
            await _say_nothing(fault)
        if fault := self.take("error_before", call):
            raise unauthenticated() if fault.status == 401 else server_error(fault.status)
        if self.take("rate_limited", call):
            raise too_many(limit=500, reset=60)
        if fault := self.take("slot_taken", call):
            raise slot_taken(fault.shape)

    async def after(self, call: str) -> None:
        """The work is committed; the answer is what goes wrong."""
        if fault := self.take("timeout_after", call):
            await _say_nothing(fault)
        if fault := self.take("error_after", call):
            raise server_error(fault.status)


async def _say_nothing(fault: Fault) -> None:
    if fault.seconds is None:
        raise httpx.ReadTimeout("The emulator was told not to answer.")
    await asyncio.sleep(fault.seconds)
    raise Refusal(504, "Gateway Timeout", "The emulator was told not to answer.")
