"""The figures of a young clinic on a phone, and in forced colours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Appointment
from hekas.accounts.models import User
from tests.browser.conftest import PHONE
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
FILLS = "all => [...new Set(all.map(one => getComputedStyle(one).fill))]"


@pytest.fixture
def page(visit, site):
    """Somebody came last week and the week before, and nobody before that."""
    rows = Appointment.objects.filter(booked_at__isnull=False)
    for weeks, row in enumerate(rows.filter(during__startswith__gt=timezone.now())[:2], start=1):
        start = timezone.now() - timedelta(weeks=weeks)
        during = (start, start + timedelta(minutes=45))
        rows.filter(pk=row.pk).update(during=during, busy=during, status="fulfilled")
    window = visit(PHONE)
    window.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    window.goto("/bookings/desk/figures/")
    return window


def test_of_few_weeks_each_has_its_date(page):
    """Every second date goes where twelve have no room; of two the second went."""
    bars = page.locator("[aria-labelledby=money] svg.bars")
    assert bars.locator("rect").count() == 2
    assert all(name.is_visible() for name in bars.locator(".bars__name--under").all())


def test_in_forced_colours_names_and_numbers_have_the_colour_of_words(page):
    """They kept their own grey and ink, on whatever ground somebody had chosen."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    words = page.evaluate("getComputedStyle(document.querySelector('.figures p')).color")
    assert page.locator("svg.bars text").evaluate_all(FILLS) == [words]
