"""Two things that one person does at one moment: confirm and choose anew, book and move the event."""

from datetime import timedelta
from threading import Event

import pytest

from assessments.actions import care_plans
from assessments.actions.plan_event import NotShown
from assessments.models import CarePlan
from bookings.actions import holds, series_event
from bookings.actions.appointments import Changed
from bookings.actions.holds import Wish
from bookings.models import Appointment, Series
from bookings.queries import availability
from bookings.queries.series import to_come
from bookings.queries.to_do import Trouble, to_do
from tests.bookings.clinic import BY, NOW, TEN, cleared_client
from tests.bookings.plans import plan_for
from tests.bookings.regular import WEEK, book_series
from tests.concurrency.race import PATIENCE, race, tally, until, waits_for_a_row
from tests.concurrency.test_changes import confirm, hold, move

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLIER = (TEN + WEEK + 2 * DAY).date()  # a Thursday, two days after the second of three Tuesdays
ROUNDS = range(5)


def change(made, beyond=False):
    seen = [one.uuid for one in series_event.spoilt(to_come(made, NOW), EARLIER, NOW).gone]
    own = Series.objects.get(pk=made.pk)
    how = {"seen": seen, "beyond": beyond}
    return lambda: series_event.change(series=own, event=EARLIER, **how, by=BY, now=NOW)


def sign(draft):
    own = CarePlan.objects.get(pk=draft.pk)
    return lambda: care_plans.sign(own, therapist=draft.therapist, by=BY, now=NOW)


@pytest.fixture
def known_and_not_written(monkeypatch):
    """Whoever confirms has asked for the events and not written yet, when whoever changes them comes.

    They go on once the other waits for them, or is done. Without a lock the other is done, and the visit is
    written all the same.
    """
    asked, done, known = Event(), Event(), availability.events_of

    def events_of(clients):
        found = known(clients)
        asked.set()
        until(lambda: done.is_set() or waits_for_a_row())
        return found

    def after(act):
        def waiting():
            asked.wait(PATIENCE)
            try:
                return act()
            finally:
                done.set()

        monkeypatch.setattr(availability, "events_of", events_of)
        return waiting

    return after


@pytest.mark.parametrize("first", ["series", "plan"])
def test_no_event_becomes_known_behind_the_back_of_a_booking(clinic, known_and_not_written, first):
    """The visit is booked, so nothing is changed or signed over it unseen."""
    cleo = cleared_client()
    made = book_series(clinic, cleo)
    draft = plan_for(cleo.client, clinic.therapists[0], EARLIER, "draft")
    Appointment.objects.update(status="cancelled")  # of the series nothing stands, so nothing else locks them
    held = hold(clinic, cleo, TEN + WEEK + DAY)
    act = change(made, beyond=True) if first == "series" else sign(draft)
    booked, refused = race(confirm(held, cleo), known_and_not_written(act))
    assert isinstance(booked, Appointment)
    assert isinstance(refused, Changed if first == "series" else NotShown), refused
    made.refresh_from_db()
    draft.refresh_from_db()
    assert (made.event, draft.status) == (None, "draft")


@pytest.mark.parametrize("attempt", ROUNDS)
def test_what_is_booked_is_what_the_tab_showed(clinic, attempt):
    """Confirmed in one tab while the other chooses another time: one of the two is done, never a mix."""
    cleo = cleared_client()
    held = hold(clinic, cleo)
    own, later = Appointment.objects.get(pk=held.pk), Wish(clinic.service, TEN + HOUR, clinic.therapists[0])
    again = {"person": cleo, "own": own, "by": BY, "now": NOW}
    outcomes = tally(race(confirm(held, cleo), lambda: holds.place(wish=later, **again)))
    held.refresh_from_db()
    found = (held.status, held.starts_at)
    assert (dict(outcomes), found) in [
        ({"Appointment": 1, "SlotTaken": 1}, ("booked", TEN)),
        ({"Changed": 1, "Placed": 1}, ("tentative", TEN + HOUR)),
    ]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("attempt", ROUNDS)
def test_a_deep_visit_is_booked_before_the_event_moves_to_it_and_is_seen_or_not_at_all(clinic, attempt):
    cleo = cleared_client()
    made = book_series(clinic, cleo)
    held = hold(clinic, cleo, TEN + WEEK + DAY)
    outcomes = tally(race(confirm(held, cleo), change(made)))
    assert outcomes["Spoilt"] == 1
    held.refresh_from_db()
    if outcomes["Appointment"]:
        assert [(one.appointment, one.troubles) for one in to_do(NOW)] == [(held, (Trouble.TIMING,))]
    else:
        assert (outcomes["NotCleared"], held.status) == (1, "tentative")


@pytest.mark.parametrize("attempt", ROUNDS)
def test_a_visit_of_the_series_is_moved_while_its_event_is(clinic, attempt):
    """Out of the way first, then nothing is done that was not shown; or it goes, and can't be moved."""
    made = book_series(clinic, cleared_client())
    second = made.appointments.order_by("during")[1]
    outcomes = tally(race(move(second, TEN + WEEK + 6 * DAY), change(made)))
    second.refresh_from_db()
    made.refresh_from_db()
    assert (dict(outcomes), second.status, made.event) in [
        ({"Appointment": 1, "Changed": 1}, "booked", None),
        ({"Changed": 1, "Spoilt": 1}, "cancelled", EARLIER),
    ]
