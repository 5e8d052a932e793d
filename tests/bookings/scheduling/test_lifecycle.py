from itertools import product

import pytest

from bookings.scheduling.lifecycle import MOVES, TAKING, NotAllowed, after, before, possible
from bookings.scheduling.terms import Event, Status

FINAL = {Status.EXPIRED}
OVER = FINAL | {Status.CANCELLED, Status.FULFILLED, Status.NOSHOW}


@pytest.mark.parametrize(("status", "event"), sorted(set(product(Status, Event)) - set(MOVES)))
def test_what_is_not_in_the_table_is_refused(status, event):
    with pytest.raises(NotAllowed) as refused:
        after(status, event)
    assert (refused.value.status, refused.value.event) == (status, event)


@pytest.mark.parametrize(("step", "leads_to"), sorted(MOVES.items()))
def test_what_is_in_the_table_happens(step, leads_to):
    status, event = step
    assert after(status, event) is leads_to
    assert event in possible(status)
    assert status in before(event)


def test_the_final_ones_have_no_way_out():
    assert {status for status in Status if not possible(status)} == FINAL


def test_a_booking_can_be_made_moved_and_kept():
    status = Status.TENTATIVE
    for event in (Event.CONFIRM, Event.MOVE, Event.ARRIVE, Event.FULFIL):
        status = after(status, event)
    assert status is Status.FULFILLED


def test_nothing_that_is_over_takes_time():
    assert {Status.TENTATIVE, Status.BOOKED, Status.ARRIVED} == TAKING
    assert not TAKING & OVER
