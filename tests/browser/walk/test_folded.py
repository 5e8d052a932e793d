"""What a chosen row does not ask for is folded away, and never what has a fault."""

import pytest
from django.urls import reverse

from tests.access.people import ALICE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NUMBER, EVENT = "#id_visits_field", "#id_event_field"


@pytest.fixture
def asked(house, browsers, window):
    def ask(query=""):
        address = reverse("bookings:series") + query
        window.show(browsers.of(ALICE).get(address), address, browsers.of(ALICE))
        return lambda: [part for part in (NUMBER, EVENT) if window.page.locator(part).is_visible()]

    return ask


def test_regular_visits_ask_for_a_number_or_for_the_day_of_an_event(asked, window):
    shown = asked()
    window.page.locator("[name=ends][value=visits]").check()
    assert shown() == [NUMBER]
    window.page.locator("[name=ends][value=event]").check()
    assert shown() == [EVENT]


def test_a_fault_in_what_is_folded_away_is_seen(asked):
    wrong = "?ends=visits&visits=6&event_0=31&event_1=2&event_2=2027&first_0=1&at=10:00"
    assert asked(wrong)() == [NUMBER, EVENT]
