"""Whether a pooled connection still lives, without a round trip each time one is taken."""

import select
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

TRUST = 5.0  # seconds; only a network can take a connection away without a word


class Liveness:
    """The `check` of one pool. A turn takes fifty connections: each question would cost it.

    A restart or a pooler closes connections behind our back, but leaves word on the socket.
    """

    def __init__(self) -> None:
        self._asked: WeakKeyDictionary[AsyncConnection[Any], float] = WeakKeyDictionary()

    async def __call__(self, connection: AsyncConnection[Any]) -> None:
        now = monotonic()
        if now - self._asked.get(connection, -TRUST) < TRUST and not _has_word(connection):
            return
        await AsyncConnectionPool.check_connection(connection)
        self._asked[connection] = now


def _has_word(connection: AsyncConnection[Any]) -> bool:
    watched = select.poll()
    watched.register(connection.fileno(), select.POLLIN)
    return bool(watched.poll(0))
