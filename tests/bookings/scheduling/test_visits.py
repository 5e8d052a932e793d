"""Visits as numbers are the same visits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.visits import Visit, Visits

RUNS = st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1))
VISITS = st.lists(st.builds(Visit, RUNS, RUNS, st.booleans()), max_size=6)


@given(VISITS)
def test_what_goes_in_comes_out(visits):
    kept = Visits.of(visits)
    assert (list(kept), len(kept)) == (visits, len(visits))
    assert list(kept.busy) == [visit.busy for visit in visits]
    assert list(kept.during) == [visit.during for visit in visits]
    assert kept.deep == [visit.during for visit in visits if visit.deep]
    assert Visits.of(kept) is kept


def test_one_or_some_by_their_place_as_in_any_sequence():
    visits = [Visit((n, n + 60), (n, n + 75), n > 1) for n in range(3)]
    kept = Visits.of(visits)
    assert (kept[0], kept[-1], kept[1:]) == (visits[0], visits[2], visits[1:])
    with pytest.raises(IndexError):
        kept[3]
    assert list(Visits()) == []
