"""Which open times are offered."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import NOON, at, wire
from tools.ports.calendar import OpenTime
from tools.slots import Found, Span, best_times

MADRID = ZoneInfo("Europe/Madrid")
WEEK = [at(day, hour) for day in (24, 25, 26) for hour in (8, 9, 13, 15, 17)]


def best(
    *times: datetime,
    wanted: list[Span] | None = None,
    excluded: list[Span] | None = None,
    zone: ZoneInfo = MADRID,
) -> Found:
    open_times = [OpenTime(starts_at=wire(time), seats=1) for time in times]
    return best_times(
        open_times, wanted=wanted or [], excluded=excluded or [], zone=zone, after=NOON
    )


def starts(found: Found) -> list[datetime]:
    return [time.instant for time in found.times]


def test_three_times_on_three_days_at_different_hours() -> None:
    found = starts(best(*WEEK))

    assert len({time.date() for time in found}) == 3
    assert len({time.hour < 11 for time in found}) == 2


def test_night_times_are_left_out_where_there_are_others() -> None:
    assert starts(best(at(24, 3), at(24, 9))) == [at(24, 9)]


def test_night_times_are_offered_where_there_is_nothing_else() -> None:
    assert starts(best(at(24, 3))) == [at(24, 3)]


def test_a_wish_is_met_before_anything_else() -> None:
    wish = Span(start=at(26, 12), end=at(26, 18))

    found = best(*WEEK, wanted=[wish])

    assert found.inside
    assert starts(found) == [at(26, 13), at(26, 15), at(26, 17)]


def test_the_time_that_was_named_comes_alone() -> None:
    found = best(*WEEK, wanted=[Span(start=at(25, 13), end=at(25, 13))])

    assert found.exact
    assert starts(found) == [at(25, 13)]


def test_where_a_wish_cannot_be_met_the_nearest_come() -> None:
    found = best(*WEEK, wanted=[Span(start=at(25, 11), end=at(25, 11))])

    assert not found.inside
    assert at(25, 13) in starts(found)


def test_times_that_were_refused_stay_away() -> None:
    refused = Span(start=at(24, 0), end=at(26, 0))

    assert {time.day for time in starts(best(*WEEK, excluded=[refused]))} == {26}


@given(st.lists(st.sampled_from(WEEK), unique=True), st.lists(st.sampled_from(WEEK), max_size=3))
def test_only_open_times_are_ever_chosen(open_times: list[datetime], named: list[datetime]) -> None:
    found = starts(best(*sorted(open_times), wanted=[Span(start=t, end=t) for t in named]))

    assert set(found) <= set(open_times)
    assert len(found) <= 3
    assert bool(found) == bool(open_times)
