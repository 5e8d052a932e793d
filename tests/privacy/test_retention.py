"""On the day and only then: the edges of how long a record is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hekas.accounts.ages import youngest_birthday
from hekas.privacy.retention import age_on, anniversary, kept_until

DAYS = st.dates(date(1930, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(
    ("last", "born", "until"),
    [
        (date(2026, 11, 28), None, date(2034, 11, 28)),
        (date(2026, 11, 28), date(1980, 1, 1), date(2034, 11, 28)),
        (date(2026, 11, 28), date(2008, 11, 28), date(2034, 11, 28)),  # 18 that day
        (
            date(2026, 11, 28),
            date(2008, 11, 29),
            date(2034, 11, 29),
        ),  # 17 one day more: the 26th birthday
        (date(2026, 11, 28), date(2009, 11, 29), date(2034, 11, 29)),  # 16: the 25th birthday
        (date(2026, 11, 28), date(2016, 5, 2), date(2041, 5, 2)),  # 10
        (date(2024, 2, 29), None, date(2032, 2, 29)),
        (date(2092, 2, 29), None, date(2100, 3, 1)),  # no leap day that year
        (date(2020, 6, 1), date(2004, 2, 29), date(2029, 3, 1)),
    ],
)
def test_how_long_a_record_is_kept(last, born, until):
    assert kept_until(last, born) == until


@given(DAYS, DAYS)
def test_never_shorter_than_eight_years_and_never_before_a_child_is_25(last, born):
    until = kept_until(last, born)
    assert until >= anniversary(last, 8)
    if born <= last and age_on(born, last) < 18:
        assert age_on(born, until) >= 25


@given(DAYS, st.integers(0, 100))
def test_an_anniversary_is_a_day_with_its_age(born, years):
    assert age_on(born, anniversary(born, years)) == years
    assert age_on(born, anniversary(born, years) - timedelta(days=1)) == years - 1


@given(DAYS, st.integers(0, 99))
@example(date(2000, 2, 29), 1)
def test_a_guessed_birthday_is_never_too_early(on, age):
    assert age_on(youngest_birthday(age, on), on) == age
    assert age_on(youngest_birthday(age, on) + timedelta(days=1), on) == age - 1
