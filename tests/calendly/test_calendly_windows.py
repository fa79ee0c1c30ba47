"""Any span is asked in windows Calendly takes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calendly.windows import windows

instants = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


@given(instants, st.timedeltas(timedelta(microseconds=1), timedelta(days=400)), st.integers(1, 31))
def test_windows_cover_the_span_exactly_without_overlap(
    start: datetime, span: timedelta, days: int
) -> None:
    found = list(windows(start, start + span, days=days))

    assert found[0][0] == start
    assert found[-1][1] == start + span
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert all(timedelta(0) < end - begin <= timedelta(days=days) for begin, end in found)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_span_that_is_over_has_no_windows(start: datetime, span: timedelta) -> None:
    assert list(windows(start, start - span, days=31)) == []


def test_a_window_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one day"):
        list(windows(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), days=0))
