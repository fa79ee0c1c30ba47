"""Which step answers: consent and people first, an open question before a fresh reading."""

from typing import Any, cast

import pytest

from graph.routes import by_intent
from graph.state import State
from nodes.talk import no_agenda
from tests.fakes import NOON, at, heard, window
from tools.ports.understanding import Choice, Understanding
from tools.ports.words import IntentName


def state(
    understanding: Understanding,
    *,
    agenda: dict[str, Any] | None = None,
    mode: str = "bot",
    opted_out: bool = False,
    notice: str | None = None,
    covers: int = 1,
) -> State:
    turn = {"covers": covers, "notice": notice, "now": NOON.isoformat(), "text": "x"}
    given = {
        "understanding": understanding,
        "agenda": no_agenda() | (agenda or {}),
        "conversation": {"mode": mode, "opted_out": opted_out},
        "turn": turn,
    }
    return cast(State, given)


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("schedule_meeting", "scheduler"),
        ("reschedule_meeting", "scheduler"),
        ("cancel_meeting", "scheduler"),
        ("meeting_info", "scheduler"),
        ("product_question", "answer"),
        ("pricing_question", "answer"),
        ("provide_details", "qualify"),
        ("greeting", "answer"),
        ("thanks_or_bye", "answer"),
        ("not_interested", "answer"),
        ("complaint", "hand_over"),
        ("talk_to_human", "hand_over"),
        ("opt_out", "opt_out"),
        ("other", "clarify"),
    ],
)
def test_each_intent_has_its_step(name: IntentName, route: str) -> None:
    assert by_intent(state(heard(name))) == route


def test_below_the_threshold_we_ask() -> None:
    assert by_intent(state(heard("cancel_meeting", confidence=0.59))) == "clarify"


def test_stop_comes_before_everything_else_in_the_message() -> None:
    assert by_intent(state(heard("schedule_meeting", "opt_out"))) == "opt_out"


def test_stop_counts_while_a_person_answers() -> None:
    assert by_intent(state(heard("opt_out"), mode="human")) == "opt_out"


@pytest.mark.parametrize("silenced", [{"mode": "human"}, {"opted_out": True}, {"covers": 0}])
def test_silence_is_kept(silenced: dict[str, Any]) -> None:
    assert by_intent(state(heard("schedule_meeting"), **silenced)) == "stay_silent"


def test_only_coming_back_breaks_the_silence_of_who_left() -> None:
    assert by_intent(state(heard("opt_in"), opted_out=True)) == "opt_out"


def test_a_notice_is_announced() -> None:
    assert by_intent(state(heard("greeting"), notice="r1", covers=0)) == "announce"


@pytest.mark.parametrize(
    "answer",
    [
        heard(choice=Choice(kind="none", slot_id=None)),
        heard(answer="yes"),
        heard(windows=[window(at(26, 9))]),
        heard(excluded=[window(at(26, 0), at(27, 0))]),
        heard("greeting", answer="yes"),
    ],
)
def test_an_answer_to_an_open_offer_goes_to_the_scheduler(answer: Understanding) -> None:
    open_offer = {"goal": "schedule_meeting", "asked": "slot"}

    assert by_intent(state(answer, agenda=open_offer)) == "scheduler"


def test_a_detail_goes_to_the_scheduler_only_where_it_was_asked_for() -> None:
    detail = heard("provide_details", details={"email": "ana@example.com"})
    asked = {"goal": "schedule_meeting", "asked": "email"}

    assert by_intent(state(detail, agenda=asked)) == "scheduler"
    assert by_intent(state(detail)) == "qualify"


def test_a_yes_to_telling_the_team_brings_a_person() -> None:
    assert by_intent(state(heard(answer="yes"), agenda={"asked": "team"})) == "hand_over"


def test_a_wish_that_sounds_like_a_yes_is_no_yes_to_telling_the_team() -> None:
    wish = heard("cancel_meeting", answer="yes")

    assert by_intent(state(wish, agenda={"asked": "team"})) == "scheduler"


def test_a_no_to_telling_the_team_ends_it() -> None:
    assert by_intent(state(heard(answer="no"), agenda={"asked": "team"})) == "answer"
