from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.scheduling.fairness import in_turn, spread
from bookings.scheduling.intervals import Interval
from bookings.scheduling.load import Hands, LoadRule
from bookings.scheduling.minutes import touched
from bookings.scheduling.slots import Ask, Diary, RoomDiary, Slot, Visit, find, rooms_for
from bookings.scheduling.working_time import Shift
from tests.bookings.scheduling.days import LONDON, MONDAY, at, minute, minutes, span
from tests.bookings.scheduling.oracle import find_slowly

ROOM = (RoomDiary(1, 1),)
DAY = span("0:00", "23:59")
MORNING = (Shift(span("9:00", "12:00"), 1),)


def visit(start, end, turnover=0, deep=False):
    during = span(start, end)
    return Visit.of(during, Interval(during.start, during.end + timedelta(minutes=turnover)), deep)


def busy(*spans):
    return tuple(touched(one) for one in spans)


def starts(slots):
    return [f"{slot.start.hour}:{slot.start.minute:02}" for slot in slots]


def search(*visits, minutes=60, turnover=0, step=30, rooms=ROOM, taken=(), **more):
    diary = Diary(1, more.pop("shifts", MORNING), visits=visits, load=more.pop("load", None))
    ask = Ask(more.pop("within", DAY), minutes, turnover, step, more.pop("deep", False))
    return find(ask, [diary], rooms, busy(*taken))


def test_an_empty_morning():
    assert starts(search()) == ["9:00", "9:30", "10:00", "10:30", "11:00"]


def test_shifts_that_overlap_list_each_start_once():
    """HC-57: a slot came twice where two rows of working hours spoke of it."""
    both = (Shift(span("9:00", "11:00"), 1), Shift(span("10:00", "12:00"), 1))
    assert starts(search(shifts=both)) == ["9:00", "9:30", "10:00", "10:30", "11:00"]


def test_the_turnover_must_fit_too():
    assert starts(search(turnover=10)) == ["9:00", "9:30", "10:00", "10:30"]


def test_a_long_session_on_a_fine_grid_never_overlaps():
    assert starts(search(visit("11:00", "12:00"), minutes=120)) == ["9:00"]


def test_neighbours_meet_without_a_gap():
    assert "10:00" in starts(search(visit("9:00", "10:00"), visit("11:00", "12:00")))


def test_turnover_counts_once_between_two():
    found = search(visit("9:00", "9:50", turnover=10), minutes=50, turnover=10, step=10)
    assert starts(found)[0] == "10:00"


def test_a_visit_inside_a_longer_wish_is_seen():
    assert starts(search(visit("10:10", "10:20"), minutes=90)) == ["10:30"]


def test_notice_cuts_the_morning():
    assert starts(search(within=Interval(at("9:31"), at("23:59")))) == ["10:00", "10:30", "11:00"]


def test_starts_are_whole_minutes_whenever_one_asks():
    odd = Interval(at("9:29") + timedelta(seconds=59.5), at("23:59"))
    assert starts(search(within=odd)) == ["9:30", "10:00", "10:30", "11:00"]
    assert all(slot.start.second == 0 for slot in search(within=odd))


def test_the_end_of_what_is_asked_is_a_bound_for_the_start():
    assert starts(search(within=Interval(at("9:00"), at("10:00")))) == ["9:00", "9:30"]


def test_without_a_free_room_there_is_no_slot():
    rooms = (RoomDiary(1, 1, busy(span("9:00", "10:00"))), RoomDiary(2, 1, busy(span("9:30", "12:00"))))
    found = search(rooms=rooms)
    assert [(slot.start.hour, slot.room) for slot in found] == [(10, 1), (10, 1), (11, 1)]
    assert search(rooms=()) == ()


def test_a_room_elsewhere_is_no_room():
    assert search(rooms=(RoomDiary(1, 2),)) == ()


def test_the_client_is_never_in_two_places():
    assert starts(search(taken=[span("10:15", "10:20")])) == ["9:00", "10:30", "11:00"]


def test_deep_work_in_a_row_has_an_end():
    rule = LoadRule(timedelta(hours=2), timedelta(minutes=30))
    done = (visit("9:00", "10:00", deep=True), visit("10:00", "11:00", deep=True))
    assert starts(search(*done, load=rule, deep=True)) == []
    assert starts(search(*done, load=rule, deep=False)) == ["11:00"]


@pytest.mark.parametrize(("most", "found"), [(119, []), (120, ["11:00"]), (121, ["11:00"])])
def test_exactly_the_most_is_still_allowed_and_a_minute_more_is_not(most, found):
    """An hour of deep work from ten to eleven, and an hour more right after it."""
    rule = LoadRule(timedelta(minutes=most), timedelta(minutes=30))
    done = visit("10:00", "11:00", deep=True)
    late = Interval(at("11:00"), at("11:30"))
    assert starts(search(done, load=rule, deep=True, within=late)) == found


@pytest.mark.parametrize(("most", "may"), [(119, False), (120, True)])
def test_the_desk_has_the_same_edge(most, may):
    hands = Hands(LoadRule(timedelta(minutes=most), timedelta(minutes=30)), [touched(span("10:00", "11:00"))])
    assert hands.can(touched(span("11:00", "12:00"))) is may


def test_a_rest_ends_the_row():
    rule = LoadRule(timedelta(hours=2), timedelta(minutes=30))
    done = (visit("9:00", "10:00", deep=True), visit("10:00", "10:30", deep=True))
    assert starts(search(*done, load=rule, deep=True)) == ["11:00"]


def test_a_short_visit_that_was_put_over_a_long_one_ends_no_row():
    """Two hours until eleven, over which the desk has put half an hour: the hands have had no rest."""
    rule = LoadRule(timedelta(hours=3), timedelta(minutes=30))
    done = (visit("9:00", "11:00", deep=True), visit("9:30", "10:00", deep=True))
    late = {"within": Interval(at("11:00"), at("12:00")), "load": rule, "deep": True}
    assert starts(search(*done, minutes=31, **late)) == []
    assert starts(search(*done, minutes=30, **late)) == ["11:00", "11:30"]


def test_the_row_is_counted_on_both_sides():
    rule = LoadRule(timedelta(hours=2), timedelta(minutes=30))
    done = (visit("9:00", "10:00", deep=True), visit("11:00", "12:00", deep=True))
    assert search(*done, load=rule, deep=True) == ()


def two(first_visits=(), second_visits=()):
    return [Diary(1, MORNING, visits=first_visits), Diary(2, MORNING, visits=second_visits)]


def chosen(diaries):
    rooms = (RoomDiary(1, 1), RoomDiary(2, 1))
    found = find(Ask(DAY, 60, step=60), diaries, rooms)
    return {slot.therapist for slot in spread(found, diaries, LONDON)}


def test_any_therapist_goes_to_the_least_busy():
    booked = (visit("7:00", "8:00"),)
    assert chosen(two(first_visits=booked)) == {2}
    assert chosen(two(second_visits=booked)) == {1}


@pytest.mark.parametrize("day", [MONDAY, MONDAY + timedelta(days=1)])  # whoever's turn it would be by date
@pytest.mark.parametrize(("busy", "free"), [(1, 2), (2, 1)])
def test_a_tie_of_the_day_goes_to_whoever_has_least_in_all(day, busy, free):
    shifts = (Shift(span("9:00", "12:00", on=day), 1),)
    other_day = Visit.of(*[span("9:00", "10:00", on=day + timedelta(days=2))] * 2)
    diaries = [Diary(one, shifts, visits=(other_day,) if one == busy else ()) for one in (1, 2)]
    ask = Ask(span("0:00", "23:59", on=day), 60)
    found = find(ask, diaries, (RoomDiary(1, 1), RoomDiary(2, 1)))
    assert {slot.therapist for slot in spread(found, diaries, LONDON)} == {free}


def test_who_is_busy_after_midnight_is_busy_on_the_clinics_date():
    """Half past midnight in summer is the evening before in UTC, and would count for the wrong day."""
    day, before = date(2027, 7, 6), date(2027, 7, 5)
    late = Visit.of(*[span("23:30", "23:59", on=before)] * 2)
    shifts = (Shift(span("9:00", "12:00", on=day), 1),)
    yesterday = Visit.of(*[span("9:00", "12:00", on=before)] * 2)
    diaries = [Diary(1, shifts, visits=(late,)), Diary(2, shifts, visits=(yesterday,))]
    found = find(Ask(span("0:00", "23:59", on=day), 60), diaries, (RoomDiary(1, 1), RoomDiary(2, 1)))
    assert {slot.therapist for slot in spread(found, diaries, LONDON)} == {2}


def test_a_tie_goes_round_by_date():
    def of(day):
        shifts = (Shift(span("9:00", "12:00", on=day), 1),)
        diaries = [Diary(1, shifts), Diary(2, shifts)]
        ask = Ask(span("0:00", "23:59", on=day), 60)
        return {slot.therapist for slot in spread(find(ask, diaries, ROOM), diaries, LONDON)}

    assert of(MONDAY) != of(MONDAY + timedelta(days=1))


@given(st.lists(st.integers(9 * 60, 12 * 60), max_size=12), st.integers(1, 6))
def test_in_turn_begins_with_whom_spread_takes_and_leaves_nobody_out(booked, people):
    """And without the first, the next is whom it takes then: so on to the last."""
    visits = [[Visit.of(*[minutes(m, m + 15)] * 2) for m in booked[n::people]] for n in range(people)]
    diaries = [Diary(n, MORNING, visits=tuple(some)) for n, some in enumerate(visits)]
    found = find(Ask(DAY, 60), diaries, ROOM)
    for start in {slot.start for slot in found}:
        free = [slot for slot in found if slot.start == start]
        turns = in_turn(free, diaries, LONDON)
        assert sorted(turns) == free
        for n, slot in enumerate(turns):
            assert spread(turns[n:], diaries, LONDON) == (slot,)


def test_rooms_for_a_slot_are_those_of_its_place_that_are_free_for_all_of_it():
    rooms = [RoomDiary(1, 1, busy(span("10:15", "10:30"))), RoomDiary(2, 1), RoomDiary(3, 9), RoomDiary(4, 1)]
    slot = Slot(at("9:30"), at("10:15"), 7, 2, 1)
    assert rooms_for(slot, Ask(DAY, 45, turnover=15), rooms) == (2, 4)
    assert rooms_for(slot, Ask(DAY, 45), rooms) == (1, 2, 4)


def test_spread_gives_each_start_once():
    diaries = two()
    found = spread(find(Ask(DAY, 60), diaries, (RoomDiary(1, 1), RoomDiary(2, 1))), diaries, LONDON)
    assert len({slot.start for slot in found}) == len(found) == 9


pieces = st.tuples(st.integers(0, 240), st.integers(1, 90)).map(lambda p: minutes(p[0], p[0] + p[1]))
places = st.integers(1, 2)
shift_lists = st.lists(st.builds(Shift, pieces, places), max_size=3).map(tuple)
rules = st.one_of(
    st.none(),
    st.builds(
        LoadRule,
        st.integers(20, 120).map(lambda n: timedelta(minutes=n)),
        st.integers(1, 40).map(lambda n: timedelta(minutes=n)),
    ),
)


@st.composite
def visit_lists(draw):
    """Visits of one therapist; the desk may have put one over another."""
    found, clock = [], draw(st.integers(0, 60))
    for _ in range(draw(st.integers(0, 4))):
        length, turnover = draw(st.integers(5, 60)), draw(st.integers(0, 15))
        whole = minutes(clock, clock + length + turnover)
        found.append(Visit.of(minutes(clock, clock + length), whole, draw(st.booleans())))
        clock = max(0, clock + length + turnover + draw(st.integers(-60, 60)))
    return tuple(found)


@st.composite
def clinics(draw):
    offs = st.lists(pieces, max_size=2).map(tuple)
    diaries = [
        Diary(number, draw(shift_lists), draw(offs), draw(visit_lists()), draw(rules)) for number in (1, 2)
    ]
    rooms = [RoomDiary(n, draw(places), busy(*draw(offs))) for n in (1, 2, 3)]
    return diaries, rooms, busy(*draw(offs))


@st.composite
def asks(draw):
    first, length, odd = (
        draw(st.integers(0, 200)),
        draw(st.integers(1, 150)),
        draw(st.sampled_from([0, 0, 1, 59])),
    )
    seconds = timedelta(seconds=odd)
    within = Interval(minute(first) + seconds, minute(first + length) + seconds)
    sizes = draw(st.integers(5, 75)), draw(st.integers(0, 15)), draw(st.sampled_from([5, 7, 10, 15]))
    return Ask(within, *sizes, draw(st.booleans()))


@settings(max_examples=300, deadline=None)
@given(asks(), clinics())
def test_the_same_slots_as_the_minute_by_minute_oracle(ask, clinic):
    diaries, rooms, taken = clinic
    found = find(ask, diaries, rooms, taken)
    assert found == find_slowly(ask, diaries, rooms, taken)
    assert len(set(found)) == len(found)
