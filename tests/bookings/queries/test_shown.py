"""The list of a page comes from the cache and is made personal after it."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from assessments.queries.advice import Advice, TimingWindow
from bookings.actions import appointments, holds
from bookings.actions.desk import block
from bookings.actions.holds import Wish
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment
from bookings.queries import shown
from bookings.queries.availability import Seek, free_slots
from bookings.queries.shown import shown_slots
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Fit
from tests.bookings.actions.test_desk import book as at_the_desk
from tests.bookings.actions.test_desk import move as dragged
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, cleared_client, cleared_visitor
from tests.bookings.regular import book_series
from tests.bookings.safety.people import confirm
from tests.bookings.waiting import MORNING, wait

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OPEN = Advice(gate="open", stale=False)
RACE = TimingWindow("treatment", None, TEN, "avoid", "A cramp needs a day of rest.")


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


def both(seek, last=TUESDAY):
    """What a page lists and what the search says, each in full."""
    found = [ask(seek, TUESDAY, last, NOW) for ask in (shown_slots, free_slots)]
    return [(one.offers, {pk: row.name for pk, row in one.therapists.items()}) for one in found]


def hold(clinic, start=TEN, person=None):
    wish = Wish(clinic.service, start, clinic.therapists[0])
    return holds.place(wish=wish, person=person or cleared_visitor(), own=None, by=BY, now=NOW).appointment


@pytest.mark.parametrize("days", [0, 3])
def test_the_page_lists_what_the_search_says(clinic, days):
    hold(clinic)
    for therapist in (None, *clinic.therapists):
        shown, searched = both(Seek(clinic.service, OPEN, therapist), TUESDAY + days * DAY)
        assert shown[0] == searched[0] != ()
        assert shown[1].items() <= searched[1].items()


def test_one_persons_advice_is_never_anothers(clinic):
    rested = Advice(gate="open", stale=False, windows=(RACE,), not_before=TEN)
    careful, free = Seek(clinic.service, rested), Seek(clinic.service, OPEN)
    for seek in (careful, free, careful):
        shown, searched = both(seek)
        assert shown[0] == searched[0]
    fits = [{o.judgement.fit for o in shown_slots(s, TUESDAY, TUESDAY, NOW).offers} for s in (careful, free)]
    assert fits == [{Fit.ALLOWED}, {Fit.ALLOWED}]
    assert shown_slots(careful, TUESDAY, TUESDAY, NOW).offers[0].start == TEN


def test_a_client_is_not_offered_a_time_at_which_they_are_elsewhere(clinic):
    person = cleared_client()
    hold(clinic, person=person)
    seek = Seek(clinic.service, OPEN, clinic.therapists[1], person.client)
    shown_slots(Seek(clinic.service, OPEN, clinic.therapists[1]), TUESDAY, TUESDAY, NOW)
    shown, searched = both(seek)
    assert shown[0] == searched[0]
    assert TEN not in [offer.start for offer in shown[0]]


def test_what_is_being_moved_and_training_that_is_needed_are_read_anew(clinic):
    own = hold(clinic)
    moving = Seek(clinic.service, OPEN, clinic.therapists[0], leaving_out=own)
    assert TEN in [offer.start for offer in both(moving)[0][0]]
    trained = Seek(clinic.service, Advice(gate="open", stale=False, needs=frozenset({"pregnancy_trained"})))
    assert both(trained)[0] == ((), {})


def test_a_shown_time_may_be_gone_and_booking_says_so(clinic):
    seek = Seek(clinic.service, OPEN, clinic.therapists[0])
    shown_slots(seek, TUESDAY, TUESDAY, NOW)
    hold(clinic)  # inside this test's transaction, so nobody has committed yet
    assert TEN in [offer.start for offer in shown_slots(seek, TUESDAY, TUESDAY, NOW).offers]
    with pytest.raises(holds.SlotTaken):
        hold(clinic)


@pytest.mark.parametrize(
    "way", ["held", "booked", "moved", "by the desk", "moved by the desk", "a series", "offered"]
)
def test_no_way_to_a_visit_reads_what_the_cache_has(clinic, monkeypatch, way):
    """It is told that nothing at all is free, and is asked by nobody who books."""
    visit = at_the_desk(clinic, "Demo Dora", start=TEN + 5 * HOUR)
    asked = []
    monkeypatch.setattr(shown, "remembered", lambda *args: asked.append(args) or ())
    assert shown_slots(Seek(clinic.service, OPEN), TUESDAY, TUESDAY, NOW).offers == () != asked.pop()
    if way == "a series":
        book_series(clinic, cleared_client())
    elif way == "offered":
        wait(clinic)
        assert offer_due(MORNING) == 1
    elif way == "by the desk":
        at_the_desk(clinic)
    elif way == "moved by the desk":
        dragged(visit, start=TEN)
    elif way == "moved":
        wish = Wish(clinic.service, TEN, clinic.therapists[0])
        appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=1)
    else:
        held = hold(clinic, person=(person := cleared_client()))
        if way == "booked":
            confirm(held, person.client)
    assert Appointment.objects.taking(NOW).filter(during__startswith__lt=TEN + 5 * HOUR).exists()
    assert asked == []


@pytest.mark.parametrize("change", ["hold", "block"])
def test_every_way_of_taking_time_has_it_read_anew(clinic, django_capture_on_commit_callbacks, change):
    seek = Seek(clinic.service, OPEN, clinic.therapists[0])
    shown_slots(seek, TUESDAY, TUESDAY, NOW)
    with django_capture_on_commit_callbacks(execute=True):
        if change == "hold":
            hold(clinic)
        else:
            span = Interval(TEN, TEN + DAY)
            block(therapist=clinic.therapists[0], span=span, reason="Training", by=BY, now=NOW)
    assert TEN not in [offer.start for offer in shown_slots(seek, TUESDAY, TUESDAY, NOW).offers]


def test_whoever_may_not_be_chosen_any_more_is_not_shown(clinic):
    seek = Seek(clinic.service, OPEN, clinic.therapists[0])
    assert shown_slots(seek, TUESDAY, TUESDAY, NOW).offers
    type(clinic.therapists[0]).objects.update(is_bookable=False)
    assert shown_slots(seek, TUESDAY, TUESDAY, NOW).offers == ()


def test_a_second_look_asks_the_database_for_names_alone(clinic, django_assert_num_queries):
    seek = Seek(clinic.service, OPEN)
    with django_assert_num_queries(4):
        shown_slots(seek, TUESDAY, TUESDAY, NOW)
    with django_assert_num_queries(1):
        shown_slots(seek, TUESDAY, TUESDAY, NOW)
