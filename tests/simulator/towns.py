"""Small towns for the tests, and worlds with something wrong in them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from nodes.catalogue import LANGUAGES
from simulator.plans import LeadPlan, TownPlan
from simulator.queue import VirtualQueue
from simulator.stores import Books, OpenBooks, in_memory
from simulator.workers import Worker
from tools.ports.words import Clock, NewId
from tools.understanding.reader import LocalUnderstanding


@cache
def reader() -> LocalUnderstanding:
    return LocalUnderstanding(LANGUAGES)


def worker(open_books: OpenBooks = in_memory, *, demon: str | None = None) -> Worker:
    return Worker(open_books, understand=reader(), demon=demon)


def lead(number: int, wish: str = "book", **more: Any) -> LeadPlan:
    usual: dict[str, Any] = {
        "language": "es",
        "channel": "whatsapp",
        "style": "plain",
        "arrives": 10.0 * number,
    }
    return LeadPlan(number=number, wish=wish, **{**usual, **more})


def town(*leads: LeadPlan, seed: int = 1) -> TownPlan:
    return TownPlan(seed=seed, number=0, leads=leads)


@dataclass(frozen=True, kw_only=True)
class Bent:
    """Books whose CRM is not what it says."""

    books: Books
    crm: Any
    saver: Any

    async def after_call(self, name: str) -> None:
        await self.books.after_call(name)

    async def tables(self, workspaces: Any) -> Any:
        return await self.books.tables(workspaces)


def bent(mutant: Callable[[Any], Any]) -> OpenBooks:
    @asynccontextmanager
    async def opened(queue: VirtualQueue, clock: Clock, new_id: NewId) -> AsyncIterator[Books]:
        async with in_memory(queue, clock, new_id) as books:
            yield Bent(books=books, crm=mutant(books.crm), saver=books.saver)

    return opened


class Passing:
    """The CRM in everything that a mutant does not do worse."""

    def __init__(self, crm: Any) -> None:
        self._crm = crm

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crm, name)


class Deaf(Passing):
    """Says of every seventh message that it was there before."""

    heard = 0

    async def ingest(self, arrival: Any) -> Any:
        self.heard += 1
        if self.heard % 7:
            return await self._crm.ingest(arrival)
        return {**NOTHING, "duplicate": True}


NOTHING = {"conversation_id": "", "lead_id": "", "message_id": "", "run_id": None}


class Forgetful(Passing):
    """Forgets every booking at once, so that people may be booked again and again."""

    async def end_booking(self, workspace: str, attempt_id: str, **more: Any) -> Any:
        return await self._crm.end_booking(workspace, attempt_id, state="failed")

    async def apply_news(self, *place: Any, **more: Any) -> Any:
        return {"outcome": "unmatched", "conversation_id": None, "receipt_id": None}
