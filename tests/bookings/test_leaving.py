"""A therapist who leaves: nobody new is booked with them, by whatever way, and what stands is on a list."""

from datetime import timedelta

import pytest

from assessments.queries.waiting import waiting_for
from bookings.actions import appointments, waitlist
from bookings.actions.holds import NeverOnOffer, Wish
from bookings.actions.series import Conflicts
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment, Series, WorkingHours
from bookings.queries.desk import therapists
from bookings.queries.person import Person
from bookings.queries.to_do import to_do
from hekas.accounts.actions import users
from hekas.accounts.models import Client, Therapist
from hekas.messaging.models import OutboundMessage
from tests.bookings import waiting
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.regular import WEEK, book_series
from tests.bookings.safety.people import RED, book, client_with, confirm, give, hold

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CHANGES = [{"is_active": False}, {"role": "client"}]


def leaves(therapist, changes):
    user = therapist.user
    for name, value in changes.items():
        setattr(user, name, value)
    users.change(user, by=BY, now=NOW)


@pytest.mark.parametrize("changes", CHANGES)
def test_no_time_of_theirs_is_held(clinic, changes):
    leaves(clinic.therapists[0], changes)
    with pytest.raises(NeverOnOffer):
        hold(clinic, client_with())
    assert not Therapist.objects.get(pk=clinic.therapists[0].pk).is_bookable


@pytest.mark.parametrize("changes", CHANGES)
def test_the_desk_books_nobody_with_them(clinic, changes):
    leaves(clinic.therapists[0], changes)
    assert list(therapists()) == clinic.therapists[1:]


@pytest.mark.parametrize("changes", CHANGES)
def test_whom_they_had_in_their_care_and_who_waits_for_a_word_waits_for_everybody(clinic, changes):
    amira, ben = clinic.therapists
    client = client_with()
    Client.objects.filter(pk=client.pk).update(home_therapist=amira)
    leaves(amira, changes)
    give(Client.objects.get(pk=client.pk), RED)
    assert [row.client for row in waiting_for(ben)] == [client]
    told = OutboundMessage.objects.filter(template="red_flag_follow_up")
    assert [message.user for message in told] == [ben.user]


def test_who_keeps_the_right_to_treat_stays(clinic):
    leaves(clinic.therapists[0], {"name": "Demo Amira Other"})
    assert Therapist.objects.get(pk=clinic.therapists[0].pk).is_bookable


def test_a_time_that_was_held_before_is_not_booked(clinic):
    cleo = client_with()
    held = hold(clinic, cleo)
    leaves(clinic.therapists[0], CHANGES[0])
    with pytest.raises(appointments.HoldExpired):
        confirm(type(held).objects.get(pk=held.pk), cleo)


def test_a_time_that_is_kept_for_who_waits_is_not_taken_and_none_is_offered(clinic):
    waiting.one_slot(clinic)
    booked = waiting.book(clinic)
    entry = waiting.wait(clinic, therapist=clinic.therapists[0])
    waiting.cancel(booked)
    offer_due(waiting.MORNING)
    (offer,) = waiting.offers_of(entry)
    leaves(clinic.therapists[0], CHANGES[0])
    with pytest.raises(waitlist.OfferOver):
        waitlist.take(offer=offer, by=BY, now=waiting.MORNING)
    later = offer.until + HOUR
    assert offer_due(later) == 0
    entry.refresh_from_db()
    assert entry.state == "waiting"


@pytest.mark.parametrize("changes", CHANGES)
def test_what_was_booked_before_stays_and_is_on_the_list_to_look_at(clinic, changes):
    visit = book(clinic, client_with(), TEN)
    make_client("Demo Dora")
    leaves(clinic.therapists[0], changes)
    (one,) = to_do(NOW)
    assert one.appointment.pk == visit.pk
    assert "therapist" in {trouble.value for trouble in one.troubles}


def series_of_three(clinic):
    return book_series(clinic, Person(client=client_with()))


def test_of_a_series_whose_therapist_leaves_every_visit_stands_and_is_on_the_list(clinic):
    made = series_of_three(clinic)
    leaves(clinic.therapists[0], CHANGES[0])
    assert [one.appointment.starts_at for one in to_do(NOW)] == [TEN + n * WEEK for n in range(3)]
    assert made.appointments.filter(status="booked").count() == 3


def test_of_one_whose_hours_end_midway_only_what_comes_after_is_on_the_list(clinic):
    series_of_three(clinic)
    last = (TEN + WEEK).date()
    WorkingHours.objects.filter(therapist=clinic.therapists[0]).update(last_day=last)
    (one,) = to_do(NOW)
    assert one.appointment.starts_at == TEN + 2 * WEEK


def test_a_series_that_was_planned_before_they_left_is_not_booked_by_halves(clinic):
    cleo = client_with()
    leaves(clinic.therapists[0], CHANGES[0])
    with pytest.raises(Conflicts) as refused:
        book_series(clinic, Person(client=cleo))
    assert len(refused.value.wishes) == 3
    assert not Appointment.objects.exists()
    assert not Series.objects.exists()


def test_one_of_the_series_is_moved_to_whoever_is_still_there(clinic):
    visit = series_of_three(clinic).appointments.order_by("during").last()
    leaves(clinic.therapists[0], CHANGES[0])
    wish = Wish(visit.service, visit.starts_at + HOUR)
    moved = appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=visit.version)
    assert moved.therapist == clinic.therapists[1]
    assert len(to_do(NOW)) == 2
