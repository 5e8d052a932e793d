from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.scheduling.desk import Wanted, hindrances, room_for, slot_for
from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import LoadRule
from bookings.scheduling.minutes import touched
from bookings.scheduling.slots import Ask, Diary, RoomDiary, Visit
from bookings.scheduling.terms import Hindrance
from bookings.scheduling.working_time import Shift
from tests.bookings.scheduling.days import minute, minutes, span

MORNING = (Shift(span("9:00", "12:00"), 1),)
FREE = Diary(1, MORNING)
ROOMS = (RoomDiary(1, 1), RoomDiary(2, 1))
ASK = Ask(span("0:00", "0:01"), 45, 15)


def wanted(start="10:00", length=45, turnover=15, deep=False):
    during = Interval.lasting(span(start, "23:00").start, length)
    return Wanted(during, Interval(during.start, during.end + timedelta(minutes=turnover)), deep)


def visit(start, end, deep=False):
    return Visit.of(span(start, end), span(start, end), deep)


@pytest.mark.parametrize("start", ["9:00", "10:07", "11:00"])
def test_any_minute_of_the_shift_will_do(start):
    assert hindrances(wanted(start), FREE, ROOMS, ()) == frozenset()
    assert slot_for(wanted(start), ASK, FREE, ROOMS, ()).room == 1


@pytest.mark.parametrize(("start", "length"), [("8:59", 45), ("11:01", 45), ("10:00", 106)])
def test_the_shift_holds_the_whole_visit(start, length):
    assert hindrances(wanted(start, length), FREE, ROOMS, ()) == {Hindrance.HOURS}


def test_each_hindrance_by_its_name():
    away, busy = (span("10:30", "11:30"),), (touched(span("10:30", "11:30")),)
    away, seen = replace(FREE, off=away), replace(FREE, visits=(visit("9:30", "10:10"),))
    assert hindrances(wanted(), away, ROOMS, ()) == {Hindrance.AWAY}
    assert hindrances(wanted(), seen, ROOMS, ()) == {Hindrance.THERAPIST}
    assert hindrances(wanted(), FREE, [RoomDiary(1, 1, busy)], ()) == {Hindrance.ROOM}
    assert hindrances(wanted(), FREE, ROOMS, busy) == {Hindrance.CLIENT}


def test_hands_need_rest_after_deep_work_only():
    rule = LoadRule(timedelta(hours=1), timedelta(minutes=30))
    tired = replace(FREE, visits=(visit("9:15", "10:00", deep=True),), load=rule)
    assert hindrances(wanted(deep=True), tired, ROOMS, ()) == {Hindrance.HANDS}
    assert hindrances(wanted(), tired, ROOMS, ()) == frozenset()


def test_over_others_a_free_room_is_given_where_there_is_one():
    taken = RoomDiary(1, 1, (touched(span("9:00", "12:00")),))
    assert room_for(wanted(), FREE, [taken, RoomDiary(2, 1)]) == 2
    assert room_for(wanted(), FREE, [taken, RoomDiary(2, 9)]) == 1
    assert room_for(wanted("7:00"), FREE, [RoomDiary(2, 9)]) == 2
    assert room_for(wanted(), FREE, ()) is None


SPANS = st.tuples(st.integers(0, 300), st.integers(1, 90)).map(lambda s: minutes(s[0], s[0] + s[1]))
OFF = st.lists(SPANS, max_size=3).map(tuple)
BUSY = st.lists(SPANS.map(touched), max_size=3).map(tuple)


@st.composite
def apart(draw):
    """Visits of one therapist, which never overlap, with a turnover of ten minutes each."""
    found, clock = [], 0
    for gap, length, deep in draw(
        st.lists(st.tuples(st.integers(0, 60), st.integers(5, 60), st.booleans()), max_size=4)
    ):
        during = minutes(clock + gap, clock + gap + length)
        found.append(Visit.of(during, Interval(during.start, during.end + timedelta(minutes=10)), deep))
        clock += gap + length + 10
    return tuple(found)


@settings(max_examples=300)
@given(
    start=st.integers(0, 320), length=st.integers(5, 90), deep=st.booleans(), visits=apart(), off=OFF,
    taken=BUSY, first=BUSY, second=BUSY, opens=st.integers(0, 60),
)  # fmt: skip
def test_nothing_is_in_the_way_exactly_where_the_search_finds_a_slot(
    start, length, deep, visits, off, taken, first, second, opens
):
    shifts = (Shift(minutes(opens, 200), 1), Shift(minutes(200, 330), 1), Shift(minutes(340, 420), 2))
    diary = Diary(7, shifts, off, visits, LoadRule(timedelta(minutes=100), timedelta(minutes=20)))
    rooms = (RoomDiary(1, 1, first), RoomDiary(2, 2, second))
    during = Interval.lasting(minute(start), length)
    asked = Wanted(during, Interval(during.start, during.end + timedelta(minutes=10)), deep)
    ask = Ask(during, length, 10, 15, deep)
    assert (slot_for(asked, ask, diary, rooms, taken) is None) == bool(hindrances(asked, diary, rooms, taken))
