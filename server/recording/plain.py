"""What passes through a port as plain JSON, and back again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ToolMessage,
    message_to_dict,
    messages_from_dict,
)
from langchain_core.tools import BaseTool

from tools.errors import CalendarUnavailable, Forged, PipeWiseError, Rejected, Unavailable
from tools.ports import calendar
from tools.ports.model import Answer
from tools.ports.understanding import Hearing

Plain = Any
"""JSON: None, bool, int, float, str, list, or a dict with text for keys."""

KIND = "$"  # the key that says what a value was, where JSON has no such thing

ANSWERED = (
    Answer,
    calendar.Booked,
    calendar.CalendarUser,
    calendar.EventType,
    calendar.OpenTime,
    calendar.Place,
    calendar.Question,
    calendar.ScheduledEvent,
)
"""The values that ports answer with. What they are asked with is compared, seldom made again."""
CLASSES: dict[str, type[Any]] = {each.__name__: each for each in (*ANSWERED, Hearing)}
ERRORS: dict[str, type[PipeWiseError]] = {
    each.__name__: each for each in (Unavailable, CalendarUnavailable, Rejected, Forged)
}


def plain(value: Any) -> Plain:
    """`Any`: whatever a port takes or gives. What has no plain form is kept as its type's name."""
    try:
        return _plain(value)
    except RecursionError:  # a stranger's payload: no turn is to fail for being recorded
        return {KIND: "other", "of": "what is too deep to keep"}


def _plain(value: Any) -> Plain:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return _rows(value) if _is_table(value) else [_plain(each) for each in value]
    if isinstance(value, Mapping):
        told = {str(key): _plain(each) for key, each in value.items()}
        return {KIND: "dict", "of": told} if KIND in told else told
    return _marked(value)


def _is_table(values: list[Any]) -> bool:
    return len(values) > 1 and type(values[0]) in ANSWERED and len({*map(type, values)}) == 1


def _rows(values: list[Any]) -> Plain:
    """Hundreds of open times are told with their fields' names once."""
    names = [field.name for field in fields(values[0])]
    rows = [[_plain(getattr(value, name)) for name in names] for value in values]
    return {KIND: "rows", "of": {"kind": type(values[0]).__name__, "names": names, "rows": rows}}


def _marked(value: Any) -> Plain:
    if isinstance(value, tuple):
        return {KIND: "tuple", "of": [_plain(each) for each in value]}
    if isinstance(value, datetime):
        return {KIND: "datetime", "of": value.isoformat()}
    if isinstance(value, timedelta):
        return {KIND: "timedelta", "of": value.total_seconds()}
    if isinstance(value, BaseMessage):
        return {KIND: "message", "of": _message(value)}
    if isinstance(value, BaseTool):
        return {KIND: "tool", "of": value.name}
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {KIND: type(value).__name__, **told}
    return {KIND: "other", "of": type(value).__name__}


def _message(message: BaseMessage) -> Plain:
    """Without what is empty. LangGraph makes up the id of a tool's message anew each time."""
    told = message_to_dict(message)
    data = {
        name: _plain(each)
        for name, each in told["data"].items()
        if each not in (None, [], {}, "", False) and name != "type"
    }
    if isinstance(message, ToolMessage):
        data.pop("id", None)
    data.setdefault("content", "")
    return {"type": told["type"], **data}


def revived(told: Plain) -> Any:
    """What `plain` was given. `Any`: as wide as that."""
    if isinstance(told, list):
        return [revived(each) for each in told]
    if not isinstance(told, dict):
        return told
    if KIND not in told:
        return {key: revived(each) for key, each in told.items()}
    kind = told[KIND]
    if kind in MAKERS:
        return MAKERS[kind](told["of"])
    if kind in CLASSES:
        values = {name: revived(each) for name, each in told.items() if name != KIND}
        return CLASSES[kind](**values)
    raise ValueError(f"A recording holds a value of the kind {kind!r}, which cannot be made again")


def _as_message(told: Plain) -> BaseMessage:
    data = {name: revived(each) for name, each in told.items() if name != "type"}
    if told["type"] == "ai":
        return AIMessage(**data)
    return messages_from_dict([{"type": told["type"], "data": data}])[0]


def _as_rows(told: Plain) -> list[Any]:
    made, names = CLASSES[told["kind"]], told["names"]
    return [made(**dict(zip(names, map(revived, row), strict=True))) for row in told["rows"]]


MAKERS: dict[str, Callable[[Plain], Any]] = {
    "dict": lambda told: {key: revived(each) for key, each in told.items()},
    "tuple": lambda told: tuple(revived(each) for each in told),
    "datetime": datetime.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
    "message": _as_message,
    "rows": _as_rows,
}


def plain_error(error: PipeWiseError) -> Plain:
    told = {name: value for name, value in vars(error).items() if value not in (None, False)}
    return {"error": type(error).__name__, "says": str(error), **told}


def revived_error(told: Plain) -> PipeWiseError:
    more = {name: value for name, value in told.items() if name not in ("error", "says")}
    return ERRORS[told["error"]](told["says"], **more)


def canonical(told: Plain) -> str:
    """The same text for equal values, in every process."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
