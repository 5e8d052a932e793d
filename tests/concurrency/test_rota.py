"""Hours are changed while somebody books in them: whoever is first is seen by the other."""

import time
from datetime import date, timedelta

import pytest
import time_machine

from bookings.actions import appointments, closures, holds
from bookings.actions.appointments import HoldExpired
from bookings.actions.details import Details
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NeverOnOffer, Placed, Wish
from bookings.models import Appointment, ClinicClosure, TimeOff, WorkingHours
from hekas.accounts.models import Therapist, User, treats
from tests.access.browsers import signed_in
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, cleared_visitor
from tests.concurrency.race import race

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
WHO = Details("Demo Vera", "vera@demo.example")
GAP = 0.05  # seconds between looking and writing, as in a real request
TUESDAY_NUMBER = 1


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _slow(monkeypatch):
    """Whoever holds or confirms has looked, and writes a moment later."""
    asked, settle = holds.offer_at, appointments.settle

    def looked(*args):
        answer = asked(*args)
        time.sleep(GAP)
        return answer

    def settled(*args, **more):
        time.sleep(GAP)
        settle(*args, **more)

    monkeypatch.setattr(holds, "offer_at", looked)
    monkeypatch.setattr(appointments, "settle", settled)


@pytest.fixture
def jo(clinic):
    return signed_in(User.objects.create_user("jo@demo.example", "x", role="admin"))


def post(jo, path, **said):
    return lambda: jo.post(path, said, follow=True)


def hours_of(clinic):
    row = WorkingHours.objects.get(therapist=clinic.therapists[0], weekday=TUESDAY_NUMBER)
    said = {"therapist": row.therapist_id, "location": row.location_id, "weekday": row.weekday}
    return row, {**said, "first_day": "2026-01-05", "every_weeks": 1, "closes": "17:00"}


def time_off(jo, clinic):
    when = {"since_0": "2026-11-24", "since_1": "09:00", "until_0": "2026-11-24", "until_1": "12:00"}
    who = clinic.therapists[0].pk
    return post(jo, "/admin/bookings/timeoff/add/", therapist=who, reason="Training", **when)


def shorter_hours(jo, clinic):
    row, said = hours_of(clinic)
    return post(jo, f"/admin/bookings/workinghours/{row.pk}/change/", opens="12:00", **said)


def no_hours(jo, clinic):
    row, _ = hours_of(clinic)
    return post(jo, f"/admin/bookings/workinghours/{row.pk}/delete/", post="yes")


def no_hours_from_the_list(jo, clinic):
    row, _ = hours_of(clinic)
    said = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    return post(jo, "/admin/bookings/workinghours/", **said)


def changed_day(jo, clinic):
    who = clinic.therapists[0].pk
    return post(jo, "/admin/bookings/changedhours/add/", therapist=who, on="2026-11-24")


def closed_by_hand(jo, clinic):
    days = {"first_day": "2026-11-24", "last_day": "2026-11-24"}
    return post(jo, "/admin/bookings/clinicclosure/add/", name="Flood", **days)


def place_given_up(jo, clinic):
    place = clinic.location
    said = {name: getattr(place, name) for name in ("name", "address", "postcode")}
    forms = {"rooms-TOTAL_FORMS": 0, "rooms-INITIAL_FORMS": 0}
    return post(jo, f"/admin/bookings/location/{place.pk}/change/", **said, **forms)


def account_closed(jo, clinic):
    user = clinic.therapists[0].user
    said = {"email": "amira@demo.example", "name": user.name, "role": user.role}
    return post(jo, f"/admin/accounts/user/{user.pk}/change/", **said)


def another_role(jo, clinic):
    user = clinic.therapists[0].user
    said = {"email": "amira@demo.example", "name": user.name, "role": "client", "is_active": "on"}
    return post(jo, f"/admin/accounts/user/{user.pk}/change/", **said)


WAYS = [
    account_closed, another_role,
    time_off, shorter_hours, no_hours, no_hours_from_the_list, changed_day, closed_by_hand, place_given_up,
]  # fmt: skip


def closed(clinic):
    """Whether the change is there, however it was made."""
    clinic.location.refresh_from_db()
    if not Therapist.objects.filter(treats(), pk=clinic.therapists[0].pk).exists():
        return True
    mornings = WorkingHours.objects.filter(therapist=clinic.therapists[0], weekday=1, opens="09:00")
    gone = not mornings.exists() or not clinic.location.is_active
    changed = clinic.therapists[0].changed_hours.exists()
    return gone or changed or TimeOff.objects.exists() or ClinicClosure.objects.exists()


def hold(clinic, person):
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=None, by=BY, now=NOW)


def later(call, attempt):
    def run():
        time.sleep(attempt * 0.02)
        return call()

    return run


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("way", WAYS)
def test_no_hold_stays_in_time_that_is_closed_meanwhile(clinic, jo, way, attempt):
    """Either the hours are gone before somebody looks, or the hold that was quicker is let go with them."""
    person = cleared_visitor()
    answer, taken = race(later(way(jo, clinic), attempt), lambda: hold(clinic, person))
    assert answer.status_code == 200
    assert closed(clinic)
    assert isinstance(taken, (Placed, SlotTaken, NeverOnOffer))
    assert not Appointment.objects.filter(status__in=["tentative", "booked"]).exists()


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("way", WAYS)
def test_a_visit_that_is_booked_meanwhile_is_told_to_whoever_closes(clinic, jo, way, attempt):
    """Nobody is booked into closed time behind the admin's back: refused, or said in the same answer."""
    person = cleared_visitor()
    held = Appointment.objects.get(pk=hold(clinic, person).appointment.pk)
    answer, booked = race(
        later(way(jo, clinic), attempt),
        lambda: appointments.book(hold=held, person=person, details=WHO, by=BY, now=NOW),
    )
    assert answer.status_code == 200
    assert closed(clinic)
    got_it = isinstance(booked, Appointment)
    assert got_it or isinstance(booked, (HoldExpired, SlotTaken))
    assert ("1 booked visit needs a look now" in answer.content.decode()) == got_it
    assert Appointment.objects.filter(status="booked").count() == got_it


@pytest.mark.parametrize("attempt", range(3))
def test_the_button_of_bank_holidays_and_whoever_books_see_each_other(clinic, attempt):
    person = cleared_visitor()
    held = Appointment.objects.get(pk=hold(clinic, person).appointment.pk)

    def close():
        time.sleep(attempt * 0.02)
        return closures.close_on({TUESDAY: "Demo day"}, by=BY, now=NOW)

    shut, booked = race(
        close, lambda: appointments.book(hold=held, person=person, details=WHO, by=BY, now=NOW)
    )
    got_it = isinstance(booked, Appointment)
    assert (shut.added, shut.standing) == (1, int(got_it))
    assert got_it or isinstance(booked, HoldExpired)


def test_far_away_days_are_closed_while_others_book_without_waiting_for_ever(clinic):
    """Many book while many close: all go through, nobody waits crosswise."""
    people = [cleared_visitor() for _ in range(3)]
    days = [date(2027, 1, 4) + n * timedelta(days=1) for n in range(3)]
    outcomes = race(
        *(lambda d=day: closures.close_on({d: "Demo"}, by=BY, now=NOW) for day in days),
        *(lambda p=person: hold(clinic, p) for person in people),
    )
    assert sum(isinstance(one, Placed) for one in outcomes) == 1
    assert [one.added for one in outcomes[:3]] == [1, 1, 1]
