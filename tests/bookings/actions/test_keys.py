"""Which days are locked alone and which are shared: who meets waits, and who does not meet does not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.actions import front_door
from bookings.actions.front_door import FEW, LANES, ROOM, THERAPIST, Keys, SlotTaken, lock, try_lock
from bookings.scheduling.intervals import Interval
from tests.bookings.clinic import TEN
from tests.concurrency.race import somebody_at_work

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE = st.sets(st.integers(1, 5 * LANES), min_size=1, max_size=3 * FEW)
SPANS = st.builds(
    lambda first, more: Interval(TEN + first * DAY, TEN + (first + more) * DAY + HOUR),
    st.integers(0, 3),
    st.integers(0, 2),
)
ONE, IN_THE_SAME_LANE = 40, 40 + LANES


def keys(kind, ids, span=None):
    found = Keys()
    found.add(kind, ids, span or Interval(TEN, TEN + HOUR))
    return found


def meet(one, other):
    """Whether either has to wait for the other."""
    return bool(one.found & (other.found | other.shared) or one.shared & other.found)


@given(PEOPLE, SPANS, PEOPLE, SPANS, st.sampled_from([THERAPIST, ROOM]))
def test_who_wants_the_same_on_the_same_day_always_meets(these, then, those, at, kind):
    on_one_day = then.start.date() <= at.end.date() and at.start.date() <= then.end.date()
    if these & those and on_one_day:
        assert meet(keys(kind, these, then), keys(kind, those, at))


@given(PEOPLE, PEOPLE)
def test_a_few_meet_only_where_they_want_the_same(these, those):
    if max(len(these), len(those)) <= FEW:
        assert meet(keys(ROOM, these), keys(ROOM, those)) == bool(these & those)


@given(PEOPLE, SPANS, PEOPLE)
def test_what_is_wanted_twice_is_wanted_alone_and_once(these, then, those):
    both = keys(THERAPIST, these, then)
    both.join(keys(THERAPIST, those))
    order, alone = both.in_order()
    assert order == sorted(set(order))
    assert {key for key, is_alone in zip(order, alone, strict=True) if is_alone} == both.found
    assert set(order) == both.found | both.shared


@pytest.fixture
def _in_a_hurry(monkeypatch):
    monkeypatch.setattr(front_door, "PATIENCE", "50ms")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_a_hurry")
class TestInTheDatabase:
    def test_two_who_share_a_lane_do_not_wait_for_each_other(self):
        other = keys(THERAPIST, [IN_THE_SAME_LANE])
        with somebody_at_work(*other.found, shared=other.shared), front_door.front_door():
            lock(keys(THERAPIST, [ONE]))
            assert try_lock(keys(THERAPIST, [ONE + 1]))

    @pytest.mark.parametrize("wanted", [[ONE], range(1, 2 * IN_THE_SAME_LANE)], ids=["one", "all"])
    @pytest.mark.parametrize("taken", [[ONE], range(1, 2 * IN_THE_SAME_LANE)], ids=["one", "all"])
    def test_one_and_all_wait_for_one_another(self, wanted, taken):
        other, mine = keys(ROOM, taken), keys(ROOM, wanted)
        with somebody_at_work(*other.found, shared=other.shared):
            with front_door.front_door():
                assert not try_lock(mine)
            with pytest.raises(SlotTaken), front_door.front_door():
                lock(mine)
        with front_door.front_door():
            assert try_lock(mine)
