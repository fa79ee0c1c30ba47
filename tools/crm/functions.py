"""Calling the SQL functions of supabase/migrations: what every transport has in common."""

from typing import Any, Protocol

from tools.ports.words import Clock, NewId

LEASE = 30.0  # seconds; a turn that runs longer extends it, a dead one is taken over after it


class Call(Protocol):
    """The transport: one function, one transaction."""

    async def __call__(self, function: str, **values: Any) -> Any:
        """The function's JSON; `Any` because each caller knows its shape from the SQL.

        Arguments go without their `p_`. Raises `Unavailable` when the database does not answer,
        `Rejected` where it refuses.
        """


class Functions:
    """Time and ids are arguments of every function that needs them, never the database's own."""

    def __init__(self, call: Call, *, clock: Clock, new_id: NewId, lease: float = LEASE) -> None:
        self._call = call
        self._clock = clock
        self._new_id = new_id
        self._lease = lease

    async def _now(self, function: str, **values: Any) -> Any:
        return await self._call(function, now=self._clock(), **values)
