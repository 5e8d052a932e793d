"""The day of the event that regular visits lead up to: what would go, what was done, and no event."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.access.browsers import undone
from tests.access.people import ALICE
from tests.browser.walk import views
from tests.browser.walk.checks import look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DOORS = ("bookings:series_event", "bookings:link_series_event")


def the_day_after(visit):
    """So near that a visit of the series would go."""
    on = timezone.localdate(visit.starts_at) + timedelta(days=1)
    return on, {"event_0": on.day, "event_1": on.month, "event_2": on.year}


@pytest.mark.parametrize("name", DOORS)
def test_each_page_on_the_way_to_another_day_can_be_used_by_everyone(name, house, browsers, window):
    """They came after an answer, so no walk over addresses met them."""
    address, alice, found = views.address_of(name, house), browsers.of(ALICE), []
    on, asked = the_day_after(house.alice.series_visit)
    with undone():
        looked = alice.get(address, asked)
        gone = [visit.appointment.uuid for visit in looked.context["new"].gone]
        assert gone
        sent = {"event": on.isoformat(), "gone": gone}
        answers = [
            (looked, f"Your event on {on:%A} {on.day} {on:%B}?"),
            (alice.post(address, {**sent, "gone": []}), "Your event on"),
            (alice.post(address, sent), f"Your event is on {on:%A} {on.day} {on:%B}"),
        ]
        if name == DOORS[0]:  # a link to a visit that went opens nothing more
            answers += [
                (alice.get(address), "The day of your event"),
                (alice.post(address, {"event": "none"}), "There is no event any more"),
            ]
        for answer, heading in answers:
            assert heading in answer.content.decode(), (answer.status_code, heading)
            window.show(answer, address, alice)
            found += [f"{heading}: {fault}" for fault in look(window, whole=True)]
    assert not found, "\n" + "\n".join(found)
