"""Who somebody is to the calendar, and what a browser may lay hands on: asked of the loaders themselves."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cached_db import SessionStore
from django.http import Http404
from django.test import RequestFactory

from bookings import permissions
from bookings.actions import feeds
from bookings.actions.links import new_link
from bookings.models import Appointment
from bookings.permissions import LINK_OUTLIVES
from hekas.accounts.models import Client, User
from hekas.accounts.session import current_client
from tests.bookings.actions.test_holds import place
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor, make_client
from tests.bookings.safety.people import book, client_with
from tests.bookings.waiting import wait

pytestmark = pytest.mark.django_db
MINUTE, END = timedelta(minutes=1), TEN + timedelta(minutes=45)


def account(role="client", email="ann@demo.example"):
    return User.objects.create_user(email, "x", role=role)


def of(user=None, **session):
    """A request of that account, or of a visitor, with this session."""
    request = RequestFactory().get("/")
    request.user, request.session = user or AnonymousUser(), SessionStore()
    request.session.update(session)
    return request


@pytest.mark.parametrize("role", ["therapist", "admin"])
def test_staff_who_look_at_the_pages_of_clients_are_nobody(role):
    user = account(role)
    make_client(user=user)
    person = permissions.person_of(of(user))
    assert (person.user, person.client, person.intake) == (None, None, None)


def test_a_client_with_an_account_is_its_client():
    user = account()
    client = make_client(user=user)
    person = permissions.person_of(of(user))
    assert (person.user, person.client) == (user, client)


def test_a_browser_that_booked_is_that_client_until_an_account_takes_them():
    client = make_client()
    assert permissions.person_of(of(own_client=str(client.uuid))).client == client
    Client.objects.filter(pk=client.pk).update(user=account())
    assert permissions.person_of(of(own_client=str(client.uuid))).client is None


def test_nor_does_what_else_a_browser_does_go_into_the_record_of_an_account():
    """Answers begun and messages read, too: signed out, nobody is the client that the account took over."""
    client = make_client()
    assert current_client(of(own_client=str(client.uuid))) == client
    Client.objects.filter(pk=client.pk).update(user=account())
    assert current_client(of(own_client=str(client.uuid))) is None
    assert current_client(of(account("client", "other@demo.example"), own_client=str(client.uuid))) is None


def test_a_hold_is_only_of_who_has_its_secret_and_by_its_own_address(clinic):
    placed, other = place(clinic, cleared_visitor()), place(clinic, cleared_visitor(), TEN + 60 * MINUTE)
    mine = of(hold={"uuid": str(placed.appointment.uuid), "token": placed.token})
    assert permissions.own_hold_or_404(mine, placed.appointment.uuid) == placed.appointment
    forged = of(hold={"uuid": str(other.appointment.uuid), "token": placed.token})
    for request, uuid in ((mine, other.appointment.uuid), (forged, other.appointment.uuid)):
        with pytest.raises(Http404):
            permissions.own_hold_or_404(request, uuid)
    assert permissions.own_hold(forged, NOW) is None


def test_a_hold_is_had_until_the_moment_at_which_it_runs_out(clinic):
    placed = place(clinic, cleared_visitor())
    mine, ends = of(hold={"uuid": str(placed.appointment.uuid), "token": placed.token}), NOW + 10 * MINUTE
    assert permissions.own_hold(mine, ends - MINUTE) == placed.appointment
    assert permissions.own_hold(mine, ends) is None


def test_what_was_typed_comes_back_to_whoever_typed_it(clinic):
    ann, ben = account(), account(email="ben@demo.example")
    request = of(ann)
    permissions.remember_details(request, {"name": "Ann"})
    assert permissions.details_kept(request) == {"name": "Ann"}
    request.user = ben
    assert permissions.details_kept(request) == {}


def test_a_browser_keeps_what_a_visitor_booked_and_nothing_of_an_account(clinic):
    visit, visitor = book(clinic, client_with()), of()
    permissions.remember_booking(visitor, visit)
    assert permissions.own_appointment_or_404(visitor, visit.uuid, None, NOW) == visit
    ann = of(account())
    Client.objects.filter(pk=visit.client_id).update(user=ann.user)
    visit.client.refresh_from_db()
    with pytest.raises(Http404):  # an account has taken them over
        permissions.own_appointment_or_404(visitor, visit.uuid, None, NOW)
    permissions.remember_booking(ann, visit)
    assert ann.session.is_empty()
    assert permissions.own_appointment_or_404(ann, visit.uuid, None, NOW) == visit


def test_a_hold_is_no_visit_yet(clinic):
    user = account()
    held = place(clinic, cleared_visitor()).appointment
    Appointment.objects.filter(pk=held.pk).update(client=make_client(user=user))
    with pytest.raises(Http404):
        permissions.own_appointment_or_404(of(user), held.uuid, None, NOW)
    with pytest.raises(Http404):
        permissions.booked_or_404(held.uuid)


def test_a_link_opens_its_version_until_a_day_after_the_visit(clinic):
    visit = book(clinic, client_with())
    token = new_link(visit, NOW)
    for at, opens in ((NOW, True), (END + LINK_OUTLIVES - MINUTE, True), (END + LINK_OUTLIVES, False)):
        assert permissions.is_used_up(token, at) is not opens
    Appointment.objects.filter(pk=visit.pk).update(version=2)
    assert permissions.is_used_up(token, NOW)


@pytest.mark.parametrize(
    ("status", "at", "may"),
    [
        ("booked", END - MINUTE, True),
        ("arrived", END - MINUTE, True),
        ("booked", END, False),
        ("cancelled", NOW, False),
        ("fulfilled", NOW, False),
    ],
)
def test_the_questions_are_lent_before_a_visit_that_comes_or_goes_on(clinic, status, at, may):
    visit = book(clinic, client_with())
    Appointment.objects.filter(pk=visit.pk).update(status=status)
    request = of(visit.therapist.user)
    if may:
        assert permissions.visit_to_ask_before_or_404(request, visit.uuid, at) == visit
    else:
        with pytest.raises(Http404):
            permissions.visit_to_ask_before_or_404(request, visit.uuid, at)


def test_a_therapist_marks_their_own_visits_and_the_desk_all(clinic):
    visit, other = book(clinic, client_with()), clinic.therapists[1].user
    desk = of(account("admin", "jo@demo.example"))
    for request in (of(visit.therapist.user), desk):
        assert permissions.appointment_to_mark_or_404(request, visit.uuid) == visit
    with pytest.raises(Http404):
        permissions.appointment_to_mark_or_404(of(other), visit.uuid)


def test_a_calendar_address_is_of_a_therapist_who_still_is_one(clinic):
    amira = clinic.therapists[0]
    token = feeds.renew(therapist=amira, by=BY, now=NOW)
    assert permissions.therapist_of_feed_or_404(token) == amira
    for change in ({"role": "client"}, {"role": "therapist", "is_active": False}):
        User.objects.filter(pk=amira.user_id).update(**change)
        with pytest.raises(Http404):
            permissions.therapist_of_feed_or_404(token)


def test_a_place_on_the_list_is_of_whoever_waits(clinic):
    entry = wait(clinic)
    Client.objects.filter(pk=entry.client_id).update(user=account())
    ann, ben = of(User.objects.get(email="ann@demo.example")), of(account(email="ben@demo.example"))
    make_client("Demo Ben", user=ben.user)
    assert permissions.own_entry_or_404(ann, entry.uuid) == entry
    with pytest.raises(Http404):
        permissions.own_entry_or_404(ben, entry.uuid)
