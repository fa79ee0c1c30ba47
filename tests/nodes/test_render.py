"""Segments into words: nothing is said that no stored row backs."""

import pytest

from graph.state import Segment
from nodes.render import Facts, choices_of, text_of
from nodes.talk import receipt, say
from tests.test_policy import MEETING, SLOT
from tools.errors import Rejected
from tools.ports.calendar import Receipt

PROOF = Receipt(id="r1", kind="booked", at="2026-11-23T12:00:00Z", meeting=MEETING)
FACTS = Facts(
    language="en",
    zone="America/New_York",
    slots={"s1": SLOT},
    receipts={"r1": PROOF},
    links={"l1": "https://calendly.com/d/1?utm_content=t"},
    quotes={"p1": "From 49 {euros} a month."},
    meeting=MEETING,
)
SLOTS = Segment(kind="slots", ids=["s1"])


def test_a_claim_carries_the_time_of_the_meeting_it_proves() -> None:
    said = text_of([receipt("r1")], FACTS)

    assert said == (
        "Done, your meeting is booked: Sales Call, Wednesday, November 25, 8:00 AM (New York time)."
    )


@pytest.mark.parametrize(
    "segment",
    [receipt("r2"), Segment(kind="slot", ids=["s2"]), Segment(kind="slots", ids=["s1", "s2"])],
)
def test_what_no_row_backs_is_not_said(segment: Segment) -> None:
    with pytest.raises(Rejected):
        text_of([segment], FACTS)


def test_a_meeting_that_is_not_there_is_not_read_back() -> None:
    with pytest.raises(Rejected):
        text_of([Segment(kind="meeting")], Facts(language="en", zone="UTC"))


def test_slots_are_numbered_and_their_zone_is_named() -> None:
    assert text_of([SLOTS], FACTS) == "1. Wednesday, November 25, 8:00 AM\n(New York time)"


def test_slots_become_buttons_with_their_ids() -> None:
    buttons = choices_of([SLOTS, say("ask_slot")], FACTS)

    assert [(button.id, button.title) for button in buttons] == [("s1", "Wed Nov 25, 8:00 AM")]


def test_a_question_with_a_yes_has_buttons_for_it() -> None:
    assert [button.title for button in choices_of([say("agree_book")], FACTS)] == ["Yes", "No"]


def test_a_quote_is_verbatim() -> None:
    quote = Segment(kind="quote", id="p1", key="Prices")

    assert text_of([quote], FACTS) == "From 49 {euros} a month."
