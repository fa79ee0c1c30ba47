"""What every door of the emulator shares, and one transaction's worth of an account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from emulator.errors import JSON
from emulator.faults import Faults
from emulator.instants import Clock, NewId, stamp
from emulator.shapes import Shapes
from emulator.store import Store, Transaction
from emulator.unsettled import Unsettled


def random_id() -> str:
    return str(uuid4())


@dataclass(frozen=True, kw_only=True)
class Emulation:
    """One Calendly: its store, its clock, its addresses and what shall go wrong."""

    store: Store
    clock: Clock
    shapes: Shapes
    new_id: NewId = random_id
    faults: Faults = field(default_factory=Faults)
    unsettled: Unsettled = field(default_factory=Unsettled)

    @asynccontextmanager
    async def desk(self, account: str) -> AsyncIterator["Desk"]:
        async with self.store.transaction(account) as tx:
            yield Desk(tx=tx, now=self.clock(), emulation=self)

    @asynccontextmanager
    async def glance(self, account: str) -> AsyncIterator["Desk"]:
        """A desk where one only reads: it waits for nobody's booking."""
        async with self.store.reading(account) as tx:
            yield Desk(tx=tx, now=self.clock(), emulation=self)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything done here happens together or not at all."""

    tx: Transaction
    now: datetime
    emulation: Emulation

    @property
    def shapes(self) -> Shapes:
        return self.emulation.shapes

    @property
    def unsettled(self) -> Unsettled:
        return self.emulation.unsettled

    @property
    def at(self) -> str:
        return stamp(self.now)

    def new_id(self) -> str:
        return self.emulation.new_id()

    async def existing(self, kind: str, id: str) -> JSON:
        """A document another document names; its absence is a broken store."""
        doc = await self.tx.get(kind, id)
        if doc is None:
            raise LookupError(f"no {kind} {id}")
        return doc
