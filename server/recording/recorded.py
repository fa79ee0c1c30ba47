"""Ports that write down on the turn's tape what they were asked and what they gave."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from server.recording.outside import Outside, way_of
from server.recording.tape import TAPE
from tools.errors import PipeWiseError
from tools.ports.calendar import Calendar, Calendars
from tools.ports.model import Model

Read = TypeVar("Read")


def recorded(outside: Outside) -> Outside:
    """The same ports. Where no turn is recorded, nothing is between."""
    return Outside(
        crm=_Recorded("crm", outside.crm),
        calendars=_RecordedCalendars(outside.calendars),
        understand=cast(Any, _Recorded("understander", outside.understand)),
        model=_recorded_model(outside.model),
        scheduler_model=_recorded_model(outside.scheduler_model),
        clock=_reading("clock", outside.clock),
        new_id=_reading("new_id", outside.new_id),
    )


def _recorded_model(model: Model | None) -> Model | None:
    return None if model is None else cast(Any, _Recorded("model", model))


def _reading(call: str, port: Callable[[], Read]) -> Callable[[], Read]:
    def read() -> Read:
        given, tape = port(), TAPE.get()
        if tape is not None:
            tape.gave(call, {}, given)
        return given

    return read


class _Recorded:
    """Stands for every method of its port."""

    def __init__(self, role: str, port: object) -> None:
        self._role, self._port = role, port

    def __getattr__(self, name: str) -> Any:  # quacks like the port
        value, way = getattr(self._port, name), way_of(self._role, name)
        if way.signature is None:
            if tape := TAPE.get():
                tape.gave(f"{self._role}.{name}", {}, value)
            return value
        return _method(self._role, name, value)


class _RecordedCalendars:
    """A calendar that it gives is recorded in its turn."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars

    async def of(self, workspace: str) -> Calendar:
        tape, asked = TAPE.get(), {"workspace": workspace}
        try:
            calendar = await self._calendars.of(workspace)
        except PipeWiseError as error:
            if tape is not None:
                tape.raised("calendars.of", asked, error)
            raise
        if tape is not None:
            tape.gave("calendars.of", asked, None)
        return cast(Calendar, _Recorded("calendar", calendar))


def _method(role: str, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """`Any`: the port's own types are on both sides of it."""
    way, call = way_of(role, name), f"{role}.{name}"

    async def ask(*args: Any, **kwargs: Any) -> Any:
        tape = TAPE.get()
        if tape is None:
            return await method(*args, **kwargs)
        asked = way.asked(args, kwargs)
        try:
            given = await method(*args, **kwargs)
        except PipeWiseError as error:
            tape.raised(call, asked, error)
            raise
        tape.gave(call, asked, given)
        return given

    def ask_at_once(*args: Any, **kwargs: Any) -> Any:
        tape = TAPE.get()
        given = method(*args, **kwargs)
        if tape is not None:
            tape.gave(call, way.asked(args, kwargs), given)
        return given

    return ask if way.waits else ask_at_once
