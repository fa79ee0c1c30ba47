"""What passes through a port comes back from its recording as it was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolCall, ToolMessage

from server.recording.plain import canonical, plain, plain_error, revived, revived_error
from server.recording.states import change, changed, hash_of
from tests.fakes import CALL
from tools.errors import CalendarUnavailable, PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import Booked, EventType, OpenTime, Place, Question
from tools.ports.model import Answer, ModelCall

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("$abc"), inner),
)
TYPE = EventType(
    **{
        **vars(CALL),
        "places": (Place(kind="zoom", asks_lead=False),),
        "questions": (Question(name="How many?", required=True, position=0, choices=("1", "2")),),
    }
)
SPENT = ModelCall(
    purpose="read",
    model="small",
    input=1,
    cached=0,
    output=1,
    estimated=False,
    cost=None,
    failed=None,
)


@settings(max_examples=40)
@given(JSON)
def test_json_comes_back_as_it_was(value: Any) -> None:
    assert revived(plain(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 11, 23, 12, tzinfo=UTC),
        timedelta(seconds=1.5),
        ("a", ("b",)),
        TYPE,
        [OpenTime(starts_at="2026-11-23T12:00:00Z", seats=n) for n in range(3)],
        Booked(event_uri="e", invitee_uri="i", starts_at="s", ends_at="e", cancel_url="c",
               reschedule_url="r"),
        Answer(message=AIMessage("hi", tool_calls=[ToolCall(name="f", args={"a": 1}, id="1")]),
               call=SPENT),
        HumanMessage("hola", id="m1", additional_kwargs={"seq": 1}),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_ports_answer_comes_back_as_it_was(value: Any) -> None:
    assert revived(plain(value)) == value


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("later", retry_after=2.0),
        CalendarUnavailable("silence", unsure=True),
        Rejected("no", reason="slot_taken", field="slot_id"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_port_raised_is_raised_again(error: PipeWiseError) -> None:
    again = revived_error(plain_error(error))

    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))


def test_what_is_too_deep_is_named_and_no_turn_fails() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]

    assert plain({"payload": deep}) == {"$": "other", "of": "what is too deep to keep"}


def test_a_tools_message_is_the_same_under_any_id() -> None:
    one, other = (ToolMessage("{}", tool_call_id="c", id=made_up) for made_up in ("1", "2"))

    assert canonical(plain(one)) == canonical(plain(other))


STATES = st.fixed_dictionaries(
    {"messages": st.lists(st.integers())}, optional={"agenda": JSON, "draft": JSON}
)


@settings(max_examples=40)
@given(before=STATES, more=STATES)
def test_a_state_is_told_by_what_has_changed_in_it(before: Any, more: Any) -> None:
    after = {**before, **more}

    assert changed(before, change(before, after)) == after
    assert hash_of(changed(before, change(before, after))) == hash_of(after)
