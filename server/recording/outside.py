"""The graph's ports, and what a call through one of them looks like on a tape."""

import inspect
from dataclasses import dataclass
from functools import cache
from typing import Any

from server.recording.plain import Plain, plain
from tools.ports.calendar import Calendar, Calendars
from tools.ports.crm import Crm
from tools.ports.model import Model
from tools.ports.understanding import Understander
from tools.ports.words import Clock, NewId


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Everything that enters a turn from outside."""

    crm: Any
    """Quacks like the part of the CRM that the graph needs."""
    calendars: Calendars
    understand: Understander
    model: Model | None
    scheduler_model: Model | None
    clock: Clock
    new_id: NewId


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one method of a port is called, read off its Protocol."""

    signature: inspect.Signature | None
    """None: it is a value that is read, not a method."""
    waits: bool = False

    def asked(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Plain:
        """Each argument under its name, however it was given; `Any`: a port takes what it takes."""
        if self.signature is None:
            return {}
        bound = dict(self.signature.bind(None, *args, **kwargs).arguments)
        return {name: plain(each) for name, each in bound.items() if name != "self"}


ROLES: dict[str, type] = {
    "crm": Crm,
    "calendars": Calendars,
    "calendar": Calendar,
    "understander": Understander,
    "model": Model,
}


@cache
def way_of(role: str, name: str) -> Way:
    method = inspect.getattr_static(ROLES[role], name)
    if isinstance(method, property):
        return Way(signature=None)
    return Way(signature=inspect.signature(method), waits=inspect.iscoroutinefunction(method))
