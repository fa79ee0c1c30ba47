"""What clocks show, in every zone there is, against a reader that only tries offsets."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.test_policy import picked
from tests.test_scheduling_tools import Desk
from tests.time.read_back import readings_of
from tests.time.transitions import BACK, EVERY, FORWARD, Transition, of_zone
from tools.errors import Rejected
from tools.policy import BOOK, FIND, Done, next_step
from tools.ports.calendar import Slot
from tools.wall_clock import around, bound, clock_change, comes_twice, instants

PLACES = st.sampled_from(sorted(zone for zone in available_timezones() if "/" in zone))
# Until the seventies, some zones had offsets of odd minutes, which the reader does not try.
WALLS = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2037, 12, 31))  # noqa: DTZ001 (what clocks show)
MINUTE = timedelta(minutes=1)
HALF_HOUR = 30 * MINUTE
READ = "get_calendly_available_times"


@given(wall=WALLS.map(lambda wall: wall.replace(second=0, microsecond=0, fold=0)), zone=PLACES)
@settings(max_examples=200)
def test_a_wall_time_is_the_instants_that_show_it(wall: datetime, zone: str) -> None:
    assert list(instants(wall, zone)) == readings_of(wall, zone)


@pytest.mark.heavy
@given(wall=WALLS.map(lambda wall: wall.replace(second=0, microsecond=0, fold=0)), zone=PLACES)
@settings(max_examples=10_000)
def test_any_wall_time_is_the_instants_that_show_it(wall: datetime, zone: str) -> None:
    assert list(instants(wall, zone)) == readings_of(wall, zone)


@given(first=WALLS, last=WALLS, zone=PLACES)
@settings(max_examples=200)
def test_a_later_wall_time_is_no_earlier_bound(first: datetime, last: datetime, zone: str) -> None:
    assume(first < last)

    assert bound(first, zone, last=False) <= bound(last, zone, last=True)


@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_the_change_is_found_from_each_minute_it_skips_or_repeats(transition: Transition) -> None:
    for minute in range(transition.shift // MINUTE):
        wall = transition.edge + minute * MINUTE

        assert len(instants(wall, transition.zone)) == (0 if transition.forward else 2)
        assert clock_change(wall, transition.zone) == transition.at


@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_the_clocks_are_put_from_the_offset_before_to_the_one_after(
    transition: Transition,
) -> None:
    plain = transition.at.replace(tzinfo=None)

    found = around(transition.at, transition.zone)

    assert found == (plain + transition.before, plain + transition.after)


@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_only_the_hours_around_a_backward_change_come_twice(transition: Transition) -> None:
    shift = timedelta() if transition.forward else transition.shift
    for step in range(-180, 180):
        instant = transition.at + step * MINUTE
        inside = transition.at - shift <= instant < transition.at + shift

        assert comes_twice(instant, transition.zone) == inside


@pytest.mark.parametrize("transition", of_zone("Europe/Madrid"), ids=str)
async def test_a_models_time_without_an_offset_is_refused_where_clocks_change(
    transition: Transition,
) -> None:
    """The lead of the desk is in Madrid."""
    desk, odd = await Desk().opened(), transition.edge + HALF_HOUR
    why = "does not exist" if transition.forward else "comes twice"

    with pytest.raises(Rejected, match=f"{odd.isoformat()} {why} in Europe/Madrid"):
        await desk.call(READ, start=odd.isoformat(), end=(odd + 2 * HALF_HOUR).isoformat())
    with pytest.raises(Rejected, match="say it with its offset"):
        await desk.call(FIND, windows=[{"start": odd.isoformat(), "end": odd.isoformat()}])


async def test_a_models_time_without_an_offset_is_otherwise_the_leads() -> None:
    desk = await Desk().opened()

    answer = await desk.call(READ, start="2026-11-24T09:30", end="2026-11-24T10:30")

    assert [slot["starts_at"] for slot in answer["slots"]] == ["2026-11-24T09:00:00Z"]


@pytest.mark.parametrize("transition", [*FORWARD, *BACK], ids=str)
def test_after_a_lost_slot_its_whole_day_is_searched(transition: Transition) -> None:
    """The day it is for the lead, of 23, 24.5 or 25 hours."""
    zone = transition.zone
    for instant in (transition.at - HALF_HOUR, transition.at, transition.at + HALF_HOUR):
        slot = Slot(
            id="s1",
            event_type="https://api.calendly.com/event_types/CALL",
            event_name="Sales Call",
            starts_at=instant.isoformat(),
            ends_at=(instant + HALF_HOUR).isoformat(),
            expires_at=instant.isoformat(),
        )
        taken = Done(tool=BOOK, args={}, answer={"error": {"reason": "slot_taken"}})

        step = next_step(picked(offers=[slot], zone=zone), [taken])

        assert step
        assert step["name"] == FIND
        [span] = step["args"]["windows"]
        first, last = (datetime.fromisoformat(span[edge]) for edge in ("start", "end"))
        assert first.astimezone(UTC) == midnight(transition.edge.date(), zone)
        assert last.astimezone(UTC) == midnight(transition.edge.date() + timedelta(days=1), zone)


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
