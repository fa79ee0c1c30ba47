"""Every order of steps of a small world keeps the promises, and every guard is needed for that."""

import re
from pathlib import Path

import pytest

from simulator.explore.declared import DECLARED
from simulator.explore.guards import ALL, GUARDS, Guard
from simulator.explore.search import explore
from simulator.explore.worlds import OVERLAPPING, PROVED, SMALL

ROOT = Path(__file__).parent.parent.parent
STATES = re.compile(r"(?:state|status|mode) text not null[^,(]*check \(\w+ in\s*\(([^)]*)\)")


def declared_in_sql() -> set[str]:
    text = (ROOT / "supabase/migrations/20261124000200_tables.sql").read_text("utf-8")
    return {word for found in STATES.findall(text) for word in re.findall(r"'(\w+)'", found)}


@pytest.mark.parametrize("name", SMALL)
def test_a_small_world_keeps_every_promise_in_every_order(name: str) -> None:
    found = explore(SMALL[name], ALL)

    assert (found.broken, found.story) == (None, [])
    assert found.changes <= DECLARED


@pytest.mark.heavy
@pytest.mark.parametrize("name", PROVED)
def test_a_world_keeps_every_promise_in_every_order(name: str) -> None:
    found = explore(PROVED[name], ALL)

    assert (found.broken, found.story) == (None, [])
    assert found.changes <= DECLARED


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.rule)
def test_without_a_guard_there_is_a_way_to_break_a_promise(guard: Guard) -> None:
    found = explore(guard.bounds, guard.left_out())

    assert (found.broken or "").startswith(guard.breaks)
    assert found.story


def test_two_processes_at_one_booking_need_the_calendars_news() -> None:
    """What is known not to hold without it: docs/guarantees.md says so."""
    found = explore(OVERLAPPING, ALL)

    assert found.broken == "T4: the calendar and the meetings do not say the same"


def test_states_are_those_of_the_tables() -> None:
    named = {word for _, old, new in DECLARED for word in (old, new)} - {""}

    assert named <= declared_in_sql()
