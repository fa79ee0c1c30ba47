"""Sudden death of a worker at any call to the CRM or the calendar, before or after its effect."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

import httpx

When = Literal["before", "after"]


class Died(BaseException):
    """The process is gone: nothing in it catches this, and nothing in it is used again."""


@dataclass(kw_only=True)
class Doom:
    """Carried by everything that one job does; ends it at the step of this number."""

    step: int
    when: When
    passed: int = 0


DOOM: ContextVar[Doom | None] = ContextVar("doom", default=None)


async def pass_through(call: Callable[[], Awaitable[Any]]) -> Any:  # whatever is called
    """One step of whoever is under way here; perhaps the last one."""
    doom = DOOM.get()
    if doom is None:
        return await call()
    doom.passed += 1
    last = doom.passed == doom.step
    if last and doom.when == "before":
        raise Died
    answer = await call()
    if last:
        raise Died
    return answer


class Mortal:
    """A port whose every call is a step; `after` hears of each call that has come back."""

    def __init__(self, port: object, *, after: Callable[[str], Awaitable[None]]) -> None:
        self._port = port
        self._after = after

    def __getattr__(self, name: str) -> Any:  # quacks like the port
        method = getattr(self._port, name)
        after = self._after

        async def step(*args: object, **kwargs: object) -> object:
            answer = await pass_through(lambda: method(*args, **kwargs))
            await after(name)
            return answer

        self.__dict__[name] = step
        return step


class MortalWire(httpx.AsyncBaseTransport):
    """The wire to the calendar; what has been answered is committed over there."""

    def __init__(self, wire: httpx.AsyncBaseTransport) -> None:
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer: httpx.Response = await pass_through(
            lambda: self._wire.handle_async_request(request)
        )
        return answer
