"""Documents of every shape that Calendly's contract allows."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from tests.platforms.calendly_contract import written

Json = Any  # whatever a schema describes
Strategy = st.SearchStrategy[Json]

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
IDS = st.from_regex(r"[A-Z0-9]{16}", fullmatch=True) | st.uuids().map(str)
INSTANTS = st.builds(
    lambda seconds, notation: datetime.fromtimestamp(seconds, UTC).strftime(notation),
    st.integers(1_400_000_000, 2_000_000_000),
    st.sampled_from(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S+02:00"]),
)
FORMATS: dict[str, Strategy] = {
    "date-time": INSTANTS,
    "date": st.dates().map(str),
    "uri": IDS.map(lambda id: f"https://api.calendly.com/things/{id}"),
    "email": st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True),
}
NAMED: dict[str, Strategy] = {
    "uri": FORMATS["uri"],
    "created_at": INSTANTS,
    "confirmed_at": INSTANTS | st.none(),
}
"""Fields the contract requires without saying what they are."""


@lru_cache(maxsize=64)
def documents(name: str) -> Strategy:
    """Of one of the contract's schemas: what it requires, and any part of what it only allows."""
    return _of(written()["components"]["schemas"][name])


def _of(schema: Json) -> Strategy:
    if "$ref" in schema:
        return documents(schema["$ref"].rpartition("/")[2])
    if "allOf" in schema:
        parts = st.tuples(*[_of(part) for part in schema["allOf"]])
        return parts.map(lambda found: {k: v for part in found for k, v in part.items()})
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema.get("type", "object")
    if isinstance(kinds, list):
        return st.one_of([_of({**schema, "type": kind}) for kind in kinds])
    return _KINDS[kinds](schema)


def _object(schema: Json) -> Strategy:
    fields = {name: _of(each) for name, each in schema.get("properties", {}).items()}
    known = {**NAMED, **fields}
    required = {name: known[name] for name in schema.get("required", []) if name in known}
    optional = {name: each for name, each in fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def _array(schema: Json) -> Strategy:
    return st.lists(_of(schema.get("items", {})), max_size=3)


def _string(schema: Json) -> Strategy:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].replace("^", "").replace("$", ""), fullmatch=True)
    return FORMATS.get(schema.get("format", ""), WORDS)


def _number(schema: Json) -> Strategy:
    whole = st.integers(schema.get("minimum", 0), schema.get("maximum", 10_000))
    return whole if schema["type"] == "integer" else whole | whole.map(float)


_KINDS: dict[str, Callable[[Json], Strategy]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _number,
    "number": _number,
    "boolean": lambda schema: st.booleans(),
    "null": lambda schema: st.none(),
}
