"""The page of the figures: pictures with their tables, and nothing where nothing is."""

from datetime import timedelta

import pytest

from bookings.presenters.figures import NAME, NUMBER, WIDE, lying, standing
from tests.bookings.clinic import TUESDAY
from tests.bookings.queries.test_figures import MONDAY, WEEK, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_each_picture_has_its_numbers_in_a_table(jo, clinic):
    visit(clinic, day=TUESDAY - timedelta(days=7))
    visit(clinic, "noshow", day=TUESDAY - timedelta(days=7), clock="12:00")
    page = jo.open("/bookings/desk/figures/")
    assert page.html.count('<svg class="bars"') == page.html.count("<table") == 6
    assert "Nothing in these weeks." not in page.text
    for words in ("1 visit of 2 had nobody come: 50%.", "come to £52", "16 November 2026"):
        assert words in page.text


@pytest.mark.parametrize(("weeks", "shown"), [("4", "4"), ("52", "52"), ("x", "12"), ("1000000", "12")])
def test_any_span_that_is_asked_for_is_one_of_ours(jo, clinic, weeks, shown):
    page = jo.open(f"/bookings/desk/figures/?weeks={weeks}")
    assert page.status == 200
    assert f'<a href="?weeks={shown}" aria-current="page">' in page.html


def test_a_clinic_without_visits_has_an_honest_page_and_no_drawing(jo, clinic):
    page = jo.open("/bookings/desk/figures/")
    assert "No visits in these weeks" in page.text
    assert 'class="bars"' not in page.html
    assert "Nobody is booked from this week on." in page.text


@pytest.mark.parametrize(("visits", "said"), [(1, "1 visit is booked"), (2, "2 visits are booked")])
def test_a_clinic_before_its_first_week_is_over_reads_when_to_look_again(jo, clinic, visits, said):
    for clock in ("10:00", "12:00")[:visits]:
        visit(clinic, "booked", clock=clock)
    page = jo.open("/bookings/desk/figures/")
    assert f"{said} from this week on. Look again on Mon 30 Nov" in page.text


def test_a_clinic_that_opens_in_weeks_is_not_told_to_look_again_on_monday(jo, clinic):
    visit(clinic, "booked", day=TUESDAY + timedelta(weeks=3))
    page = jo.open("/bookings/desk/figures/")
    assert "Look again on Mon 21 Dec, after the week of the first one." in page.text


def test_a_young_clinic_reads_since_when_its_figures_are(jo, clinic):
    visit(clinic, day=TUESDAY - timedelta(days=7))
    page = jo.open("/bookings/desk/figures/")
    assert "from 16 November 2026, the week of the first visit, to last Sunday" in page.text


def test_bars_share_one_zero_line_and_one_scale():
    values = {MONDAY: 50, MONDAY + WEEK: 100}
    low, high = standing(values, dict.fromkeys(values, ""))
    assert high.height == 2 * low.height
    assert low.y + low.height == high.y + high.height
    room = WIDE - NAME - NUMBER
    assert [bar.width for bar in lying({"a": 1, "b": 2}, {"a": "", "b": ""})] == [room / 2, room]


def test_one_week_is_a_bar_and_no_wall():
    (bar,) = standing({MONDAY: 100}, {MONDAY: "100%"})
    assert bar.width < WIDE / 6


def test_nothing_is_drawn_for_nothing():
    assert [bar.height for bar in standing({MONDAY: 0}, {MONDAY: "0"})] == [0]
