"""The clinic's day at its hours: before it opens, during a visit, half an hour before its end, at night.

The walk over all pages sees them at the hour at which it happens to run. Here nothing hangs on that: it is
the day of Alice's visit, at ten, and both therapists work from nine to five.
"""

from datetime import time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.access.browsers import signed_in, undone
from tests.access.people import ALICE, AMIRA, JO
from tests.browser.walk.checks import DESKTOP, PHONE, TABLET, at_size

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = [
    (JO, "portal:clinic_day", ""),
    (JO, "portal:clinic_day", "?view=week"),
    (AMIRA, "portal:therapist_day", ""),
    (ALICE, "portal:home_client", ""),
]
LAST_HALF_HOUR = time(16, 29)  # the row of half past four is the next that can be booked
HOURS = [
    time(0, 2),
    time(8, 5),
    time(10, 20),
    time(12, 31),
    LAST_HALF_HOUR,
    time(17, 1),
    time(20),
    time(23, 57),
]


def faults(window, size):
    yield from at_size(window.page, size)
    yield from window.page.evaluate("walk.targets()")
    yield from window.page.evaluate("walk.parted()")


@pytest.mark.parametrize("hour", HOURS, ids=str)
def test_a_day_can_be_used_at_every_hour_of_it(hour, house, window):
    day = timezone.localdate(house.alice.appointment.starts_at)
    moment = timezone.make_aware(timezone.datetime.combine(day, hour))
    found, short = [], 0
    with undone(), time_machine.travel(moment):
        for who, name, query in PAGES:
            browser, address = signed_in(house.users[who]), reverse(name) + query
            answer = browser.get(address)
            assert answer.status_code == 200, (who, address)
            window.show(answer, address, browser)
            short += window.page.locator(".lane .gap--short").count()
            for size in (PHONE, TABLET, DESKTOP):
                found += [f"{address}, {size[0]}: {fault}" for fault in faults(window, size)]
            found += window.complaints
    assert not found, "\n" + "\n".join(found)
    assert bool(short) is (hour == LAST_HALF_HOUR), "the last half hour is a gap of its own at its hour alone"
