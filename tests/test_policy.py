"""The scheduler's own model: its traces by goal, and what holds for any brief and any answers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from tests.fakes import NOON, at, window, wire
from tools.policy import (
    BOOK,
    CANCEL,
    FIND,
    HAND_LINK,
    LOOK_UP,
    MAKE_LINK,
    MOST_STEPS,
    MOVE,
    Done,
    SchedulingPolicy,
    next_step,
)
from tools.ports.calendar import Meeting, Slot
from tools.ports.scheduler import Brief
from tools.ports.words import IntentName

SLOT = Slot(
    id="s1",
    event_type="CALL",
    event_name="Sales Call",
    starts_at=wire(at(25, 13)),
    ends_at=wire(at(25, 13, 30)),
    expires_at=wire(at(25, 12)),
)
MEETING = Meeting(
    id="m1",
    state="booked",
    mode="fallback",
    event_type="CALL",
    event_name="Sales Call",
    starts_at=SLOT["starts_at"],
    ends_at=SLOT["ends_at"],
    url=None,
    cancel_url=None,
    reschedule_url=None,
    event_uri="https://api.calendly.com/scheduled_events/1",
)
LINK: dict[str, Any] = {
    "link": {"id": "l1", "url": "https://calendly.com/d/1", "event_name": "Sales Call"}
}
SLOTS: dict[str, Any] = {"slots": [SLOT], "inside": True}
RECEIPT: dict[str, Any] = {"receipt": {"id": "r1", "kind": "booked", "at": "", "meeting": None}}


def brief(intent: IntentName = "schedule_meeting", **changes: Any) -> Brief:
    plain = Brief(
        intent=intent,
        way="book",
        plan_books=True,
        now=NOON.isoformat(),
        zone="Europe/Madrid",
        windows=[],
        excluded=[],
        offers=[],
        refused=False,
        picked=None,
        agreed=False,
        known={},
        missing=[],
        questions=[],
        misread=False,
        answers={},
        place=None,
        meeting=None,
        meetings=[],
        which=False,
        unclear=[],
        clock_change=None,
    )
    return cast(Brief, plain | changes)


def picked(intent: IntentName = "schedule_meeting", **changes: Any) -> Brief:
    return brief(intent, **{"offers": [SLOT], "picked": "s1", "agreed": True} | changes)


def refused(reason: str) -> dict[str, Any]:
    return {"error": {"reason": reason, "message": "no"}}


def trace(told: Brief, answers: Mapping[str, dict[str, Any]]) -> list[str]:
    """The tools the policy calls where each tool always answers the same."""
    done: list[Done] = []
    while step := next_step(told, done):
        answer = answers.get(step["name"], {})
        done.append(Done(tool=step["name"], args=step["args"], answer=answer))
    return [each.tool for each in done]


def test_a_link_takes_three_calls() -> None:
    answers = {LOOK_UP: {"lead": {}}, MAKE_LINK: LINK, HAND_LINK: RECEIPT}

    assert trace(brief(way="link"), answers) == [LOOK_UP, MAKE_LINK, HAND_LINK]


def test_no_link_is_made_for_a_lead_nobody_knows() -> None:
    assert trace(brief(way="link"), {LOOK_UP: refused("unknown_lead")}) == [LOOK_UP]


def test_times_are_looked_for_once() -> None:
    assert trace(brief(), {FIND: SLOTS}) == [FIND]


def test_the_wish_of_the_lead_goes_into_the_search() -> None:
    wish, refusal = window(at(26, 8), at(26, 12)), window(at(24, 0), at(25, 0))

    step = next_step(brief(windows=[wish], excluded=[refusal]), [])

    assert step is not None
    assert step["args"]["windows"] == [{"start": wish["start"], "end": wish["end"]}]
    assert step["args"]["excluded"] == [{"start": refusal["start"], "end": refusal["end"]}]


def test_an_agreed_slot_is_booked() -> None:
    assert trace(picked(), {BOOK: RECEIPT}) == [BOOK]


def test_nothing_is_booked_while_a_detail_is_missing() -> None:
    assert trace(picked(missing=["email"]), {}) == []


def test_nothing_is_booked_before_the_lead_agrees() -> None:
    assert trace(picked(agreed=False), {}) == []


def test_a_taken_slot_is_followed_by_a_search_on_its_day() -> None:
    step = next_step(picked(), [Done(tool=BOOK, args={}, answer=refused("slot_taken"))])

    assert step is not None
    assert step["name"] == FIND
    assert step["args"]["windows"][0]["start"] == "2026-11-25T00:00:00+01:00"


def test_a_plan_without_booking_ends_in_a_link() -> None:
    answers = {BOOK: refused("plan"), MAKE_LINK: LINK, HAND_LINK: RECEIPT}

    assert trace(picked(), answers) == [BOOK, MAKE_LINK, HAND_LINK]


def test_a_time_that_was_not_understood_is_asked_about() -> None:
    assert trace(brief(unclear=["past"]), {}) == []


def test_a_meeting_is_moved_to_an_agreed_slot() -> None:
    assert trace(picked("reschedule_meeting", meeting=MEETING), {MOVE: RECEIPT}) == [MOVE]


def test_a_meeting_is_canceled_only_on_a_yes() -> None:
    assert trace(brief("cancel_meeting", meeting=MEETING), {}) == []
    assert trace(brief("cancel_meeting", meeting=MEETING, agreed=True), {}) == [CANCEL]


def test_there_is_nothing_to_move_or_cancel_without_a_meeting() -> None:
    assert trace(picked("reschedule_meeting"), {}) == []
    assert trace(brief("cancel_meeting", agreed=True), {}) == []


async def test_as_a_chat_model_it_reads_the_brief_and_the_answers() -> None:
    call = AIMessage("", tool_calls=[{"name": BOOK, "args": {"slot_id": "s1"}, "id": "c1"}])
    answer = ToolMessage(json.dumps(refused("plan")), tool_call_id="c1")

    reply = await SchedulingPolicy().ainvoke([HumanMessage(json.dumps(picked())), call, answer])

    assert [each["name"] for each in reply.tool_calls] == [MAKE_LINK]


ANSWERS = st.sampled_from(
    [{}, LINK, SLOTS, {"slots": []}, RECEIPT, {"link": None}, {"error": "text"}]
    + [refused(reason) for reason in ("slot_taken", "not_found", "plan", "invalid", "unavailable")]
)
BRIEFS = st.builds(
    brief,
    st.sampled_from(get_args(IntentName)),
    way=st.sampled_from(["book", "link"]),
    windows=st.lists(st.just(window(at(26, 8), at(26, 12))), max_size=2),
    excluded=st.lists(st.just(window(at(24, 8))), max_size=2),
    offers=st.sampled_from([[], [SLOT]]),
    refused=st.booleans(),
    picked=st.sampled_from([None, "s1", "unknown"]),
    agreed=st.booleans(),
    plan_books=st.booleans(),
    which=st.booleans(),
    missing=st.lists(st.sampled_from(["name", "email", "Team size"]), unique=True),
    meeting=st.sampled_from([None, MEETING]),
    unclear=st.sampled_from([[], ["past"]]),
)


@given(BRIEFS, st.lists(ANSWERS, min_size=MOST_STEPS + 1, max_size=MOST_STEPS + 1))
def test_it_always_ends_and_never_repeats_itself(
    told: Brief, answers: Sequence[dict[str, Any]]
) -> None:
    done: list[Done] = []
    for answer in answers:
        step = next_step(told, done)
        if step is None:
            break
        done.append(Done(tool=step["name"], args=step["args"], answer=answer))

    called = [(each.tool, json.dumps(each.args)) for each in done]
    assert len(done) <= MOST_STEPS
    assert len(set(called)) == len(called)


@given(BRIEFS, st.lists(ANSWERS, min_size=MOST_STEPS + 1, max_size=MOST_STEPS + 1))
def test_it_changes_nothing_that_was_not_agreed_to_or_is_not_clear(
    told: Brief, answers: Sequence[dict[str, Any]]
) -> None:
    done: list[Done] = []
    for answer in answers:
        if (step := next_step(told, done)) is None:
            break
        done.append(Done(tool=step["name"], args=step["args"], answer=answer))

    called = {each.tool for each in done}
    if not told["agreed"]:
        assert not called & {BOOK, MOVE, CANCEL}
    if told["missing"]:
        assert not called & {BOOK, MOVE}
    if told["which"]:
        assert not called & {MOVE, CANCEL}
    if not told["plan_books"]:
        assert MOVE not in called


def test_a_plan_without_booking_looks_for_no_times_to_move_to() -> None:
    assert trace(brief("reschedule_meeting", meeting=MEETING, plan_books=False), {}) == []


def test_several_meetings_wait_for_the_lead_to_name_one() -> None:
    assert trace(picked("reschedule_meeting", meeting=MEETING, which=True), {}) == []
    assert trace(picked("cancel_meeting", meeting=MEETING, which=True), {}) == []
