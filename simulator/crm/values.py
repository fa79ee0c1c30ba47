"""What may be stored: ids of ours, times, and JSON of one's own."""

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, TypeVar
from uuid import UUID

from simulator.crm.tables import invalid

Id = Annotated[str, "uuid"]
"""An argument that Postgres would read as a UUID."""

Moment = datetime
"""Aware, and in UTC."""

Value = TypeVar("Value")


@lru_cache(maxsize=65536)
def as_id(text: str) -> str | None:
    """A caller's text as an id of ours; what only looks like one is not found."""
    if len(text) != 36:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        return None


def needed_id(text: str) -> str:
    found = as_id(text)
    if found is None:
        raise invalid("this is no id of ours")
    return found


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def iso_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def moment_of(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("this is no time") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def first(value: Value | None, other: Value) -> Value:
    """As `coalesce`: an empty text is a value, too."""
    return other if value is None else value


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def own(value: Value) -> Value:
    """A copy of JSON that nobody else holds."""
    if isinstance(value, dict):
        return {key: own(each) for key, each in value.items()}  # type: ignore[return-value]
    if isinstance(value, list | tuple):
        return [own(each) for each in value]  # type: ignore[return-value]
    return value


def readable(value: object) -> None:
    """Refuse what Postgres does: a NUL in a text, half a character."""
    if isinstance(value, str):
        if value.isascii():
            if "\0" in value:
                raise invalid("the text holds a NUL")
            return
        refuse_halves(value)
    elif isinstance(value, dict | list):
        refuse_halves(json.dumps(value, ensure_ascii=False))
        if "\\u0000" in json.dumps(value) and _holds_nul(value):
            raise invalid("the text holds a NUL")


def refuse_halves(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise invalid("the text holds half a character") from error
    if "\0" in text:
        raise invalid("the text holds a NUL")


def _holds_nul(value: Any) -> bool:  # Any: JSON of any depth
    if isinstance(value, dict):
        return any(_holds_nul(each) for each in (*value, *value.values()))
    if isinstance(value, list):
        return any(_holds_nul(each) for each in value)
    return isinstance(value, str) and "\0" in value
