"""What goes over the wire is what LangGraph's own SDK reads."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from langgraph_sdk.sse import BytesLineDecoder, SSEDecoder
from pydantic import ValidationError

from server.threads.bodies import RunCreate, storable
from server.threads.wire import ASSISTANT, HEARTBEAT, Event, encode

text = st.text(st.characters(exclude_categories=["Cs"]))
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | text,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(text, inner, max_size=5),
    max_leaves=20,
)


def read(wire: bytes, *, chunk: int) -> list[tuple[str, Any, str | None]]:
    """As the SDK does, however the bytes were cut."""
    lines, decoder, parts = BytesLineDecoder(), SSEDecoder(), []
    for at in range(0, len(wire), chunk):
        for line in lines.decode(wire[at : at + chunk]):
            part = decoder.decode(bytes(line).rstrip(b"\n"))
            if part is not None and part.event:
                parts.append((part.event, part.data, part.id))
    return parts


@given(documents.filter(lambda data: data != math.inf), st.integers(1, 40))
def test_any_json_comes_through_the_sdks_own_decoder(data: Any, chunk: int) -> None:
    finite = without_infinities(data)
    wire = Event("values", encode(finite)).frame()

    assert read(wire, chunk=chunk) == [("values", finite, None)]


def without_infinities(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: without_infinities(value) for key, value in data.items()}
    if isinstance(data, list):
        return [without_infinities(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


def test_a_heartbeat_is_nothing_to_a_reader() -> None:
    wire = HEARTBEAT + Event("custom", b"1").frame() + HEARTBEAT + Event("custom", b"2").frame(7)

    assert read(wire, chunk=3) == [("custom", 1, None), ("custom", 2, "7")]


def test_lines_end_as_the_oracles_do() -> None:
    assert Event("values|a:1", b"{}").frame() == b"event: values|a:1\r\ndata: {}\r\n\r\n"


def test_messages_have_the_fields_clients_know() -> None:
    encoded = encode([HumanMessage("hola", id="1"), AIMessage("¿Cuándo?", id="2")])

    assert encoded.startswith(b'[{"content":"hola","additional_kwargs":{},"response_metadata":{}')
    assert '"content":"¿Cuándo?"'.encode() in encoded
    assert b'"tool_calls":[]' in encoded


def test_the_assistants_id_is_the_one_every_langgraph_server_gives() -> None:
    assert ASSISTANT == "d6f4aab4-7789-5630-8b16-6893d86ace49"


@pytest.mark.parametrize(
    "stranger", ["a\0b", "\ud800", {"\0": 1}, [float("nan")], float("inf")], ids=ascii
)
def test_what_postgres_cannot_keep_is_refused_at_the_door(stranger: Any) -> None:
    with pytest.raises(ValueError, match="must"):
        storable({"x": stranger})


def test_a_document_without_a_bottom_is_refused() -> None:
    deep: Any = "bottom"
    for _ in range(70):
        deep = [deep]

    with pytest.raises(ValueError, match="deep"):
        storable({"x": deep})


@given(documents)
def test_any_document_is_refused_or_unchanged(document: Any) -> None:
    try:
        run = RunCreate.model_validate({"assistant_id": "pipewise", "input": document})
    except ValidationError:
        return
    assert run.input == document


def test_a_wish_that_is_not_granted_is_named() -> None:
    asked = RunCreate.model_validate(
        {"assistant_id": "pipewise", "webhook": None, "after_seconds": 5}
    )

    assert asked.unserved() == "after_seconds is not served."
