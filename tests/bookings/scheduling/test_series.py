from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.series import (
    MOST_VISITS,
    TOO_NEAR,
    Rhythm,
    Skipped,
    around_event,
    event_in,
    light_days,
    plan,
    with_light_days,
)
from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Window, judge

LONDON = ZoneInfo("Europe/London")
TUESDAY, NINE = date(2026, 3, 10), time(9)
FAR = date(2027, 1, 1)
EVENT = date(2026, 12, 13)  # a Sunday
DEEP, LIGHT = ServiceKind.PREVENTIVE, ServiceKind.PRE_COMPETITION


def planned(closed=(), last_day=FAR, first=TUESDAY, at=NINE, every=1, **ends):
    return plan(Rhythm(first, at, every, **ends), dict(closed), last_day, LONDON)


def walls(found):
    return [start.astimezone(LONDON).replace(tzinfo=None) for start in found.starts]


def test_nine_stays_nine_when_the_clocks_go_forward():
    found = planned(visits=4)
    assert [start.hour for start in found.starts] == [9, 9, 9, 8]
    assert [(wall.day, wall.time()) for wall in walls(found)] == [(10 + 7 * n, NINE) for n in range(4)]


def test_nine_stays_nine_when_the_clocks_go_back():
    found = planned(first=date(2026, 10, 20), every=2, visits=2)
    assert found.starts == (datetime(2026, 10, 20, 8, tzinfo=UTC), datetime(2026, 11, 3, 9, tzinfo=UTC))


def test_a_closed_day_is_skipped_named_and_no_visit():
    closed = {date(2026, 3, 17): "Demo holiday"}
    found = planned(closed, visits=2)
    assert [wall.day for wall in walls(found)] == [10, 24]
    assert found.skipped == (Skipped(date(2026, 3, 17), "Demo holiday"),)


def test_a_closed_day_after_the_last_visit_is_not_mentioned():
    found = planned({date(2026, 3, 24): "Demo holiday"}, visits=2)
    assert (len(found.starts), found.skipped) == (2, ())


def test_the_last_visit_is_three_days_before_the_event():
    assert planned(event=date(2026, 3, 27), visits=9).starts[-1].date() == date(2026, 3, 24)
    assert planned(event=date(2026, 3, 26), visits=9).starts[-1].date() == date(2026, 3, 17)


def test_an_event_too_soon_leaves_nothing():
    assert planned(event=TUESDAY).starts == ()


def test_the_horizon_cuts_it_short_and_says_so():
    found = planned(last_day=date(2026, 3, 20), visits=4)
    assert (len(found.starts), found.cut_short) == (2, True)
    assert not planned(last_day=date(2026, 3, 17), visits=2).cut_short


def test_light_days_are_five_four_and_three_before():
    assert light_days(EVENT) == (date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 10))


def at(day, hour):
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def fit(kind, moment, *known):
    return judge(moment, kind, around_event(known, EVENT, LONDON)).fit


def test_nothing_deep_in_the_last_two_days_and_on_the_day():
    best = Window(DEEP, None, None, Fit.BEST, "Any day suits.")
    fits = [fit(DEEP, at(day, 12), best) for day in (10, 11, 12, 13, 14)]
    assert fits == [Fit.BEST, Fit.AVOID, Fit.AVOID, Fit.AVOID, Fit.BEST]
    assert judge(at(12, 12), DEEP, around_event((best,), EVENT, LONDON)).because == TOO_NEAR


def test_light_work_fits_three_to_five_days_before_whatever_was_known():
    never = Window(LIGHT, None, None, Fit.AVOID, "No race is planned.")
    fits = [fit(LIGHT, at(day, 12), never) for day in (7, 8, 9, 10, 11)]
    assert fits == [Fit.AVOID, Fit.BEST, Fit.BEST, Fit.BEST, Fit.AVOID]


def test_the_edges_are_midnights_of_the_clinic():
    assert fit(LIGHT, at(7, 23)) is Fit.AVOID
    assert (fit(LIGHT, at(8, 0)), fit(LIGHT, at(10, 23)), fit(LIGHT, at(11, 0))) == (
        Fit.BEST,
        Fit.BEST,
        Fit.AVOID,
    )


ELSE = Window(LIGHT, None, None, Fit.AVOID, "No race is planned.")


def light(moment, *events, since=None, known=(ELSE,)):
    return judge(moment, LIGHT, with_light_days(known, events, since, LONDON)).fit


def test_light_days_of_every_event_are_cut_out_of_what_is_to_be_avoided():
    later = EVENT + timedelta(days=10)
    found = {day for day in range(5, 30) if light(at(day, 12), EVENT, later) is Fit.BEST}
    assert found == {8, 9, 10, 18, 19, 20}
    assert light(at(9, 12)) is Fit.AVOID


def test_the_last_days_before_any_event_stay_to_be_avoided():
    race = around_event((), EVENT - timedelta(days=3), LONDON)  # the answers speak of the 10th: 5, 6 and 7
    found = [light(at(day, 12), EVENT, known=race) for day in (4, 5, 7, 8, 9, 10, 11)]
    assert found == [Fit.AVOID, Fit.BEST, Fit.BEST, Fit.AVOID, Fit.AVOID, Fit.AVOID, Fit.AVOID]


def test_the_rest_after_a_cramp_stays():
    found = [light(at(9, hour), EVENT, since=at(9, 10)) for hour in (9, 10)]
    assert found == [Fit.AVOID, Fit.BEST]
    assert light(at(10, 12), EVENT, since=at(11, 0)) is Fit.AVOID


def test_light_days_say_nothing_of_other_kinds_and_a_past_event_nothing_at_all():
    known = (ELSE, Window(DEEP, None, None, Fit.GOOD, "Any day."))
    assert with_light_days(known, (), None, LONDON) == known
    found = with_light_days(known, [EVENT], None, LONDON)
    assert [window for window in found if window.kind is DEEP] == [known[1]]
    assert judge(at(20, 12), LIGHT, found) == judge(at(20, 12), LIGHT, known)
    assert judge(at(20, 12), LIGHT, with_light_days((), [EVENT], None, LONDON)).fit is Fit.ALLOWED


def test_the_event_is_read_back_from_the_windows():
    assert event_in(around_event((), EVENT, LONDON), LONDON) == EVENT
    assert event_in((), LONDON) is None


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CLOCK = st.times(time(8), time(20)).map(
    lambda t: t.replace(minute=t.minute // 15 * 15, second=0, microsecond=0)
)


@given(DAYS, CLOCK, st.sampled_from([1, 2]), st.integers(1, 40), st.sets(st.integers(0, 250)), st.data())
def test_every_visit_is_on_the_weekday_at_the_time_and_allowed(first, clock, every, visits, closed, data):
    event = data.draw(st.none() | st.dates(first, first + timedelta(days=300)))
    shut = {first + timedelta(days=n): "Closed" for n in closed}
    last_day = first + timedelta(days=182)
    found = plan(Rhythm(first, clock, every, visits, event), shut, last_day, LONDON)
    on = [wall.date() for wall in walls(found)]
    assert len(on) <= min(visits, MOST_VISITS)
    assert {wall.time() for wall in walls(found)} <= {clock}
    assert all((day - first).days % (7 * every) == 0 and day not in shut and day <= last_day for day in on)
    assert event is None or all((event - day).days >= 3 for day in on)


@given(DAYS, CLOCK, st.sampled_from([1, 2]), st.integers(1, 40), st.sets(st.integers(0, 250)))
def test_no_date_is_lost(first, clock, every, visits, closed):
    """From the first visit to the last, each date of the rhythm is a visit or is named."""
    shut = {first + timedelta(days=n): "Closed" for n in closed}
    found = plan(Rhythm(first, clock, every, visits), shut, first + timedelta(days=182), LONDON)
    on = [wall.date() for wall in walls(found)] + [gap.on for gap in found.skipped]
    step = timedelta(days=7 * every)
    assert sorted(on) == [first + n * step for n in range(len(on))]
