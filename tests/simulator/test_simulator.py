from dataclasses import replace

import pytest

from simulator.command import shrunk
from simulator.figures import Figures, difference, figures_of, fingerprint, lines_of, pass_k
from simulator.plans import Trouble, from_json, to_json, town_plans
from simulator.town import TownReport
from tests.simulator.towns import Deaf, Forgetful, bent, lead, town, worker

PEOPLE = (
    lead(0, "return", language="es", style="burst"),
    lead(1, language="en", channel="webchat", troubles=(Trouble(kind="duplicate", at=1),)),
    lead(2, language="pt", style="presser", troubles=(Trouble(kind="timeout_after", at=3),)),
    lead(3, language="es", troubles=(Trouble(kind="lost", at=2),)),
    lead(4, language="en", troubles=(Trouble(kind="crash", at=2, step=9),)),
)


@pytest.fixture(scope="module")
def days() -> list[TownReport]:
    """The same town three times; the last time, on another day."""
    plan = town(*PEOPLE)
    return [worker().run(each) for each in (plan, plan, replace(plan, luck=1))]


def test_people_book_and_find_the_meeting_in_their_calendar(days: list[TownReport]) -> None:
    booked = [story for story in days[0].stories if story.told_booked]

    assert len(booked) == len(PEOPLE)
    assert [story.in_calendar for story in booked] == [1] * len(PEOPLE)


def test_what_goes_wrong_on_the_way_breaks_no_promise(days: list[TownReport]) -> None:
    assert [done.violations for done in days] == [[], [], []]
    assert [done.broken for done in days] == [[], [], []]
    assert all(done.rested for done in days)
    assert days[0].deaths == 1


def test_one_seed_is_one_day_word_for_word(days: list[TownReport]) -> None:
    first, again, _ = days

    assert fingerprint([first]) == fingerprint([again])
    assert lines_of(figures(first)) == lines_of(figures(again))


def test_another_day_of_the_same_people_is_another_day(days: list[TownReport]) -> None:
    first, _, other = days

    assert first.stories[1].lines != other.stories[1].lines
    assert pass_k([[first], [other]]) == 100.0


def test_the_difference_names_the_leads_it_is_worse_for(days: list[TownReport]) -> None:
    before = figures(days[0])
    outcomes = {**before["outcomes"], "1": "book: not booked, not content"}

    told = difference({**before, "booked": 4, "outcomes": outcomes}, before)

    assert told == [
        "booked: 5 -> 4",
        "lead 1: book: booked, content -> book: not booked, not content",
    ]


def test_a_crm_that_forgets_bookings_is_caught_and_shrunk_to_one_person() -> None:
    plan = town(lead(0, "insult"), lead(1, style="caps", troubles=(Trouble(kind="late", at=9),)))
    world = worker(bent(Forgetful))

    done = world.run(plan)
    case = shrunk(plan, done, world)

    assert any("somebody is in the calendar" in each for each in done.violations)
    assert case.leads == (lead(1),)


def test_a_door_that_drops_messages_is_caught() -> None:
    done = worker(bent(Deaf)).run(town(lead(0), lead(1)))

    assert any(each.startswith("T5") for each in done.violations)


def test_a_lying_model_costs_something_and_breaks_nothing() -> None:
    done = worker(demon="lying").run(town(lead(0)))

    assert done.violations == []
    assert done.model_calls > 0
    assert done.cost > 0


def test_a_case_is_read_back_as_it_was_written() -> None:
    plans = town_plans(7, 60)

    assert from_json(to_json(plans)) == plans


def figures(done: TownReport) -> Figures:
    return figures_of([done], seed=1, store="model")
