from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Judgement, Window, judge, suits_from
from tests.bookings.scheduling.days import at

KIND = ServiceKind.POST_CRAMP
BEST = Window(KIND, at("9:00"), at("12:00"), Fit.BEST, "24 to 48 hours after your last cramp")
GOOD = Window(KIND, at("9:00"), None, Fit.GOOD, "A little later is good too")
AVOID = Window(KIND, at("11:00"), at("13:00"), Fit.AVOID, "Your race is very near")


def fit(moment, *windows, kind=KIND):
    return judge(at(moment), kind, windows).fit


def test_nothing_known_is_allowed_without_a_reason():
    assert judge(at("9:00"), KIND, ()) == Judgement(Fit.ALLOWED)


def test_the_best_of_several_says_why():
    assert judge(at("10:00"), KIND, (GOOD, BEST)) == Judgement(Fit.BEST, BEST.because)


def test_a_reason_to_avoid_outweighs_all():
    assert fit("11:30", BEST, GOOD, AVOID) is Fit.AVOID


def test_a_window_is_half_open():
    assert fit("9:00", BEST) is Fit.BEST
    assert fit("12:00", BEST) is Fit.ALLOWED
    assert fit("8:59", BEST) is Fit.ALLOWED


def test_an_open_end_holds_for_ever():
    assert fit("23:00", GOOD) is Fit.GOOD
    assert fit("0:00", Window(KIND, None, at("1:00"), Fit.AVOID, "Too soon")) is Fit.AVOID


def test_a_window_of_another_kind_says_nothing():
    assert fit("10:00", BEST, kind=ServiceKind.TREATMENT) is Fit.ALLOWED


def test_the_order_of_fits():
    assert [Judgement(f).rank for f in (Fit.BEST, Fit.GOOD, Fit.ALLOWED, Fit.AVOID)] == [0, 1, 2, 3]


def test_the_first_moment_that_suits():
    assert suits_from(at("8:00"), KIND, (BEST, AVOID)) == at("8:00")
    assert suits_from(at("11:30"), KIND, (BEST, AVOID)) == at("13:00")


def test_never_is_said_plainly():
    never = Window(KIND, at("9:00"), None, Fit.AVOID, "There is no race")
    assert suits_from(at("9:00"), KIND, (never,)) is None
    assert suits_from(at("9:00"), ServiceKind.TREATMENT, (never,)) == at("9:00")


EDGES = st.none() | st.integers(0, 23).map(lambda hour: at(f"{hour}:00"))


@given(EDGES, EDGES, st.integers(0, 22), st.integers(1, 23), st.integers(0, 23))
def test_what_is_outside_is_the_rest_of_the_window(start, end, first, length, hour):
    window, moment = Window(KIND, start, end, Fit.AVOID, "Too near"), at(f"{hour}:00")
    hole = at(f"{first}:00"), at(f"{min(first + length, 23)}:00")
    left = [piece for piece in window.outside(*hole) if piece.holds(moment)]
    assert len(left) == (window.holds(moment) and not hole[0] <= moment < hole[1])
    assert {(piece.fit, piece.because) for piece in left} <= {(Fit.AVOID, "Too near")}
