"""Sudden death at any step: before a call to the CRM or the calendar, or after its effect."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import httpx

from tools.ports.crm import Crm

When = Literal["before", "after"]


class Died(BaseException):
    """The process is gone: nothing in it catches this, and nothing in it is used again."""


class Fate:
    """Told of every step while somebody listens; ends the process at the one that is named."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self._listening = False
        self._death: tuple[int, When] | None = None

    def listen(self, *, death: tuple[int, When] | None = None) -> None:
        """Count the steps from here. `death`: at which of them, by its place."""
        self.steps, self._listening, self._death = [], True, death

    def ignore(self) -> None:
        self._listening = False

    async def passing(self, step: str, call: Callable[[], Awaitable[Any]]) -> Any:
        if not self._listening:
            return await call()
        place = len(self.steps)
        self.steps.append(step)
        self._die(place, "before")
        answer = await call()
        self._die(place, "after")
        return answer

    def _die(self, place: int, when: When) -> None:
        if self._death == (place, when):
            self._listening = False
            raise Died(f"{when} {self.steps[place]}")


class Mortal:
    """A port whose every call is a step."""

    def __init__(self, name: str, port: object, fate: Fate) -> None:
        self._name = name
        self._port = port
        self._fate = fate

    def __getattr__(self, name: str) -> Any:  # whatever the port has
        call = getattr(self._port, name)
        if not inspect.iscoroutinefunction(call):
            return call

        async def step(*args: object, **kwargs: object) -> object:
            return await self._fate.passing(f"{self._name}.{name}", lambda: call(*args, **kwargs))

        return step


def mortal(crm: Crm, fate: Fate) -> Crm:
    watched: Any = Mortal("crm", crm, fate)  # quacks like the port
    made: Crm = watched
    return made


class MortalTransport(httpx.AsyncBaseTransport):
    """The wire to the calendar; what has been answered is committed over there."""

    def __init__(self, wire: httpx.AsyncBaseTransport, fate: Fate) -> None:
        self._wire = wire
        self._fate = fate

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer: httpx.Response = await self._fate.passing(
            f"{request.method} {path_of(request)}", lambda: self._wire.handle_async_request(request)
        )
        return answer


def path_of(request: httpx.Request) -> str:
    """The path with `*` for each id."""
    parts = request.url.path.split("/")
    return "/".join("*" if any(c.isdigit() for c in part) else part for part in parts)
