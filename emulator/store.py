"""Where the emulator keeps its documents: a small transactional store and its in-memory kind."""

import asyncio
import json
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from emulator.errors import JSON

Between = tuple[str, str, str]
"""A field of the document, the lowest value it may have, and the first it may not."""


class Transaction(Protocol):
    """One account's documents, read and written as if nobody else were there."""

    async def get(self, kind: str, id: str) -> JSON | None: ...

    async def find(
        self, kind: str, *, between: Between | None = None, **equals: Any
    ) -> list[JSON]:  # Any: whatever JSON a field may hold
        """Documents whose fields equal these, by ascending id."""

    async def put(self, kind: str, id: str, doc: JSON) -> None: ...

    async def delete(self, kind: str, id: str) -> None: ...


class Store(Protocol):
    def transaction(self, account: str) -> AbstractAsyncContextManager[Transaction]:
        """Serialised per account; an exception undoes every write."""

    def reading(self, account: str) -> AbstractAsyncContextManager[Transaction]:
        """The account as it is at one moment, whoever writes meanwhile: nobody waits for anybody.
        Writing raises."""

    async def account_of(self, kind: str, id: str) -> str | None:
        """Whose document this is; never call it inside a transaction."""

    async def accounts_with(self, kind: str) -> list[str]:
        """Accounts that hold a document of this kind."""


Kinds = dict[str, dict[str, JSON]]


def _copy(doc: JSON) -> JSON:
    copied: JSON = json.loads(json.dumps(doc))
    return copied


def _matches(doc: JSON, between: Between | None, equals: Mapping[str, Any]) -> bool:
    if any(field not in doc or doc[field] != value for field, value in equals.items()):
        return False
    if between is None:
        return True
    field, low, high = between
    return low <= str(doc.get(field) or "") < high


class _MemoryTransaction:
    """Writes wait in `changes` until the transaction ends well."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self.changes: dict[tuple[str, str], JSON | None] = {}

    async def get(self, kind: str, id: str) -> JSON | None:
        doc = self._seen(kind).get(id)
        return None if doc is None else _copy(doc)

    async def find(self, kind: str, *, between: Between | None = None, **equals: Any) -> list[JSON]:
        seen = self._seen(kind)
        return [_copy(seen[id]) for id in sorted(seen) if _matches(seen[id], between, equals)]

    async def put(self, kind: str, id: str, doc: JSON) -> None:
        self.changes[kind, id] = _copy(doc)

    async def delete(self, kind: str, id: str) -> None:
        self.changes[kind, id] = None

    def _seen(self, kind: str) -> dict[str, JSON]:
        committed = self._kinds.get(kind, {})
        mine = {id: doc for (of, id), doc in self.changes.items() if of == kind}
        if not mine:
            return committed
        return {id: doc for id, doc in {**committed, **mine}.items() if doc is not None}


class _Reading(_MemoryTransaction):
    async def put(self, kind: str, id: str, doc: JSON) -> None:
        raise RuntimeError(f"A {kind} was written where there is only reading.")

    async def delete(self, kind: str, id: str) -> None:
        raise RuntimeError(f"A {kind} was deleted where there is only reading.")


class MemoryStore:
    """Documents in memory; with a path they are also in an SQLite file and survive a restart."""

    def __init__(self, path: Path | None = None) -> None:
        self._accounts: dict[str, Kinds] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._file = None if path is None else _SqliteFile(path)
        for account, kind, id, doc in self._file.read() if self._file else ():
            self._accounts.setdefault(account, {}).setdefault(kind, {})[id] = doc

    @asynccontextmanager
    async def transaction(self, account: str) -> AsyncIterator[Transaction]:
        async with self._locks[account]:
            tx = _MemoryTransaction(self._accounts.get(account, {}))
            yield tx
            if self._file and tx.changes:
                await self._file.write(account, tx.changes)
            self._apply(account, tx.changes)

    @asynccontextmanager
    async def reading(self, account: str) -> AsyncIterator[Transaction]:
        """One moment, since no read of ours ever waits for anything."""
        yield _Reading(self._accounts.get(account, {}))

    def _apply(self, account: str, changes: Mapping[tuple[str, str], JSON | None]) -> None:
        kinds = self._accounts.setdefault(account, {})
        for (kind, id), doc in changes.items():
            if doc is None:
                kinds.get(kind, {}).pop(id, None)
            else:
                kinds.setdefault(kind, {})[id] = doc

    async def account_of(self, kind: str, id: str) -> str | None:
        holders = (a for a, kinds in self._accounts.items() if id in kinds.get(kind, {}))
        return next(holders, None)

    async def accounts_with(self, kind: str) -> list[str]:
        return sorted(account for account, kinds in self._accounts.items() if kinds.get(kind))

    def copy(self) -> "MemoryStore":
        """The same documents in a store of their own, without a file: what a test starts from."""
        fresh = MemoryStore()
        fresh._accounts = {
            account: {kind: dict(documents) for kind, documents in kinds.items()}
            for account, kinds in self._accounts.items()
        }
        return fresh

    def close(self) -> None:
        if self._file:
            self._file.close()


class _SqliteFile:
    """The documents' copy on disk; one SQLite transaction for each of ours."""

    def __init__(self, path: Path) -> None:
        self._writing = asyncio.Lock()
        self._in_use = Lock()  # a thread whose task was canceled still writes
        self._db = sqlite3.connect(path, check_same_thread=False)  # one writer at a time, by lock
        self._db.execute(
            "create table if not exists documents"
            " (account text, kind text, id text, doc text, primary key (account, kind, id))"
        )

    def read(self) -> list[tuple[str, str, str, JSON]]:
        rows = self._db.execute("select account, kind, id, doc from documents").fetchall()
        return [(account, kind, id, json.loads(doc)) for account, kind, id, doc in rows]

    async def write(self, account: str, changes: Mapping[tuple[str, str], JSON | None]) -> None:
        async with self._writing:
            await asyncio.to_thread(self._write, account, dict(changes))

    def _write(self, account: str, changes: Mapping[tuple[str, str], JSON | None]) -> None:
        gone = [(account, kind, id) for (kind, id), doc in changes.items() if doc is None]
        kept = [
            (account, kind, id, json.dumps(doc))
            for (kind, id), doc in changes.items()
            if doc is not None
        ]
        with self._in_use, self._db:
            self._db.executemany(
                "delete from documents where account = ? and kind = ? and id = ?", gone
            )
            self._db.executemany("insert or replace into documents values (?, ?, ?, ?)", kept)

    def close(self) -> None:
        with self._in_use:
            self._db.close()
