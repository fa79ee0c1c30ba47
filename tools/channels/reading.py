"""Reading a stranger's JSON: every function takes anything and gives the type it promises."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from tools.channels.text import clean, storable
from tools.errors import Rejected
from tools.ports.words import JSON

ID_LIMIT = 512  # longer ones are no id of any channel, and would not fit an index
EARLIEST, LATEST = 1_000_000_000, 4_102_444_800  # 2001 to 2100, in seconds


def read_object(body: bytes) -> JSON:
    """Raise `Rejected` unless the body is a JSON object."""
    try:
        document = json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise Rejected("The body is not JSON.") from error
    if not isinstance(document, dict):
        raise Rejected("The body is not a JSON object.")
    return document


def mapping(value: Any) -> JSON:
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A thing where a list belongs is a list of one: it is read, or kept as unreadable."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def scalar(value: Any) -> str:
    """Text or a number, as text; anything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value) if isinstance(value, str) else _digits(value)


def ident(value: Any) -> str:
    """An id, or empty where it is none."""
    text = clean(scalar(value), limit=ID_LIMIT + 1).strip()
    return text if len(text) <= ID_LIMIT else ""


def instant(value: Any) -> datetime | None:
    """Seconds since 1970, as text or number; None where it is no time of this century."""
    text = scalar(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    seconds = int(text)
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST <= seconds < LATEST else None


def digest(*parts: Any) -> str:
    """An id for what came without one, the same each time it is delivered."""
    plain = json.dumps([_as_text(storable(part)) for part in parts], sort_keys=True)
    return f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return scalar(value) or value


def _digits(number: int) -> str:
    return str(number) if abs(number) < 10**ID_LIMIT else ""
