"""What the page says to whoever stands at the desk with somebody who is not checked in."""

import pytest

from bookings.presenters.check_in import CheckInPage
from bookings.queries.clearing import Missing


@pytest.mark.parametrize(
    ("missing", "title"),
    [
        (Missing.ADVICE, "Not today"),  # it was "Not yet: not today"
        (Missing.ANSWERS, "Not yet: the safety questions come first"),
        (Missing.REST, "Not yet: another time suits better"),
    ],
)
def test_the_title_says_once_that_it_is_not_to_be(missing, title):
    assert CheckInPage(missing, may_release=True).title == title
