"""The runs of starts that keep the rule for deep work are those whose every start keeps it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.scheduling.load import Hands, LoadRule

RULES = st.builds(
    LoadRule,
    st.integers(20, 200).map(lambda n: timedelta(minutes=n)),
    st.integers(1, 60).map(lambda n: timedelta(minutes=n)),
)


@st.composite
def days(draw):
    """Sessions that do not overlap, and a gap between two of them, or before or after all."""
    sessions, clock = [], draw(st.integers(0, 60))
    for _ in range(draw(st.integers(0, 5))):
        length = draw(st.integers(1, 60))
        sessions.append((clock, clock + length))
        clock += length + draw(st.integers(0, 90))
    edges = [-200, *(edge for session in sessions for edge in session), clock + 200]
    place = 2 * draw(st.integers(0, len(sessions)))
    return sessions, (edges[place], edges[place + 1])


@given(RULES, days(), st.integers(1, 60), st.integers(0, 20), st.integers(0, 20))
def test_whole_runs_say_what_each_start_says(rule, day, minutes, late, early):
    sessions, (begin, end) = day
    hands, starts = Hands(rule, sessions), (begin + late, end - minutes + 1 - early)
    kept = [minute for run in hands.keep(minutes, starts) for minute in range(*run)]
    assert kept == [minute for minute in range(*starts) if hands.can((minute, minute + minutes))]


def test_a_rest_on_both_sides_leaves_the_middle():
    rule = LoadRule(timedelta(minutes=60), timedelta(minutes=30))
    hands = Hands(rule, [(0, 60), (180, 240)])
    assert hands.keep(30, (60, 151)) == [(90, 121)]
    assert hands.keep(61, (60, 120)) == []
