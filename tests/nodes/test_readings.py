"""Whatever a model answers when it is asked to read: what comes of it stands in the message."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, ToolCall

from nodes.second_reading import ALONE_UNSURE, CAP, NOTE, TOOL, joined, reading_of
from tests.fakes import NOON, heard, wire
from tools.ports.calendar import Slot
from tools.ports.understanding import ACT, Hearing, Understanding
from tools.understanding.reader import LocalUnderstanding

TEXT = "Soy Ana de Talleres Ruiz, ana@example.com, 611 222 333; el jueves por la tarde o nunca"
SLOT = Slot(
    id="slot-1",
    event_type="https://api.calendly.com/event_types/CALL",
    event_name="Sales Call",
    starts_at=wire(NOON),
    ends_at=wire(NOON),
    expires_at=wire(NOON),
)
HEARING = Hearing(now=NOON, zone="Europe/Madrid", language="es", offers=(SLOT,), asked="slot")
READER = LocalUnderstanding()
LOCAL = heard()

PIECES = st.sampled_from(
    [TEXT, *TEXT.split(), "el jueves por la tarde", "Talleres Ruiz", "mañana", "2026-11-26T16:00"]
)
WORDS = st.text(max_size=20) | PIECES
SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | WORDS
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=6
)
DETAILS = ("name", "email", "phone", "company", "role", "team_size", "need", "budget", "urgency")
INTENTS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["schedule_meeting", "opt_out", "cancel_meeting", "other"]),
            "confidence": st.floats(0, 1) | st.just(1),
        }
    ),
    min_size=1,
    max_size=4,
)
CHOICES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["slot", "any", "none", "earlier", "later", "more"]),
        "slot_id": st.sampled_from(["slot-1", "slot-2", None]),
    }
)
PLAUSIBLE = st.fixed_dictionaries(
    {"language": st.sampled_from(["es", "en", "pt"]), "intents": INTENTS},
    optional={
        "details": st.dictionaries(st.sampled_from(DETAILS), WORDS, max_size=4),
        "times": st.lists(WORDS, max_size=3),
        "refused_times": st.lists(WORDS, max_size=3),
        "choice": CHOICES,
        "answer": st.sampled_from(["yes", "no"]),
        "note": ANYTHING,
    },
)


def read(args: Any, hearing: Hearing = HEARING) -> Understanding | None:
    call = ToolCall(name=NOTE, args=args, id="1")
    reading = reading_of(AIMessage("", tool_calls=[call]), hearing)
    return joined(LOCAL, reading, TEXT, hearing, READER) if reading else None


@settings(max_examples=40)
@given(st.dictionaries(WORDS, ANYTHING, max_size=4))
def test_anything_at_all_is_read_or_left_aside(args: dict[str, Any]) -> None:
    read(args)


@settings(max_examples=40)
@given(PLAUSIBLE)
def test_what_is_understood_stands_in_the_message_or_was_on_offer(args: dict[str, Any]) -> None:
    understood = read(args)

    if understood is None:
        return
    plain = TEXT.casefold()
    for name, value in understood["details"].items():
        assert name == "phone" or " ".join(value.casefold().split()) in plain
    for window in (*understood["windows"], *understood["excluded"]):
        assert window["text"].casefold().strip() in plain
    if choice := understood["choice"]:
        assert (choice["kind"] == "slot") == (choice["slot_id"] == "slot-1")


@settings(max_examples=40)
@given(PLAUSIBLE)
def test_no_model_is_surer_than_we_let_it_be_and_consent_is_not_its_to_read(
    args: dict[str, Any],
) -> None:
    for intent in (read(args) or LOCAL)["intents"]:
        assert 0 <= intent["confidence"] <= CAP
        assert intent["name"] not in ALONE_UNSURE or intent["confidence"] < ACT


@settings(max_examples=40)
@given(PLAUSIBLE)
def test_no_reading_says_yes_to_a_cancellation(args: dict[str, Any]) -> None:
    asked = Hearing(now=NOON, zone="Europe/Madrid", language="es", asked="agree_cancel")

    understood = read({**args, "choice": None}, asked)

    assert understood is None or understood["answer"] != "yes"


@settings(max_examples=40)
@given(PLAUSIBLE)
def test_what_is_kept_for_the_trace_can_be_stored(args: dict[str, Any]) -> None:
    call = ToolCall(name=NOTE, args=args, id="1")

    reading = reading_of(AIMessage("", tool_calls=[call]), HEARING)

    if reading:
        stored = json.dumps(reading.model_dump(mode="json"), allow_nan=False, ensure_ascii=False)
        assert "\\u0000" not in stored
        assert stored.encode()


def test_an_answer_in_words_counts_where_it_is_the_json_we_asked_for() -> None:
    said = '```json\n{"language": "es", "intents": [{"name": "greeting", "confidence": 1}]}\n```'

    reading = reading_of(AIMessage(said), HEARING)

    assert reading is not None
    assert reading.intents[0].name == "greeting"


def test_the_schema_is_flat_enough_for_any_server() -> None:
    """Some compatible servers know no `$ref`."""
    assert "$ref" not in json.dumps(TOOL)
