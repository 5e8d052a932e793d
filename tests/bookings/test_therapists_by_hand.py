"""Therapists and their accounts in the settings: who leaves is not offered, and their visits are told of."""

import pytest
import time_machine
from django.core.management import call_command

from bookings.models import Appointment
from hekas.accounts.models import Therapist, User
from tests.access.browsers import signed_in
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import NOW, TUESDAY, at, cleared_client
from tests.bookings.safety.people import hold

pytestmark = pytest.mark.django_db
SAID = "1 booked visit needs a look now: Tuesday 24 November, 10:00am with Demo Amira"
LEAVES = [{"is_active": None}, {"role": "client"}]


@pytest.fixture
def jo():
    with time_machine.travel(NOW, tick=False):
        yield signed_in(User.objects.create_user("jo@demo.example", "x", role="admin"))


def account(jo, user, **changed):
    said = {"email": "amira@demo.example", "name": user.name, "role": user.role, "is_active": "on", **changed}
    kept = {name: value for name, value in said.items() if value is not None}
    return jo.post(f"/admin/accounts/user/{user.pk}/change/", kept, follow=True).content.decode()


def treats(jo, therapist, **changed):
    said = {"user": therapist.user_id, "name": therapist.name, "title": "Therapist", **changed}
    where = f"/admin/accounts/therapist/{therapist.pk}/change/"
    return jo.post(where, said, follow=True).content.decode()


@pytest.mark.parametrize("changed", LEAVES)
def test_who_closes_the_account_of_a_therapist_is_told_of_their_visits(jo, clinic, changed):
    visit = book(clinic)
    assert SAID in account(jo, clinic.therapists[0].user, **changed)
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize("changed", LEAVES)
def test_what_was_held_with_them_is_let_go(jo, clinic, changed):
    held = hold(clinic, cleared_client().client)
    account(jo, clinic.therapists[0].user, **changed)
    assert Appointment.objects.get(pk=held.pk).status == "expired"


def test_nor_is_it_kept_where_the_server_closes_the_account(jo, clinic, capsys):
    visit, held = book(clinic), hold(clinic, cleared_client("Demo Dana").client, at(TUESDAY, "12:00"))
    User.objects.filter(pk=clinic.therapists[0].user_id).update(email="amira@demo.example")
    call_command("account", "amira@demo.example", "--role", "client")
    assert Appointment.objects.get(pk=held.pk).status == "expired"
    assert Appointment.objects.get(pk=visit.pk).status == "booked"
    assert "Look at what was booked with them: http://" in capsys.readouterr().out


def test_of_another_name_nothing_is_said(jo, clinic):
    book(clinic)
    assert "can&#x27;t stay" not in account(jo, clinic.therapists[0].user, name="Demo Amira Other")


def test_of_an_account_that_treats_nobody_nothing_is_said(jo, clinic):
    book(clinic)
    kim = User.objects.create_user("kim@demo.example", "x", role="therapist")
    assert "can&#x27;t stay" not in account(jo, kim, is_active=None)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": "client"}])
def test_nobody_whose_account_is_closed_is_offered_again(jo, clinic, changes):
    amira = clinic.therapists[0]
    User.objects.filter(pk=amira.user_id).update(**changes)
    Therapist.objects.filter(pk=amira.pk).update(is_bookable=False)
    assert "Their account is closed, or is not a therapist" in treats(jo, amira, is_bookable="on")
    amira.refresh_from_db()
    assert not amira.is_bookable
    assert "Their account is closed" not in treats(jo, amira, name="Demo Amira Old")
    amira.refresh_from_db()
    assert amira.name == "Demo Amira Old"


def test_who_treats_can_be_offered_again(jo, clinic):
    amira = clinic.therapists[0]
    Therapist.objects.filter(pk=amira.pk).update(is_bookable=False)
    treats(jo, amira, is_bookable="on")
    amira.refresh_from_db()
    assert amira.is_bookable


def test_whom_clients_can_not_choose_any_more_keeps_their_visits_and_no_hold(jo, clinic):
    visit, held = (
        book(clinic),
        hold(clinic, cleared_client("Demo Dora").client, therapist=0, start=at(TUESDAY, "14:00")),
    )
    assert "can&#x27;t stay" not in treats(jo, clinic.therapists[0])
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert Appointment.objects.get(pk=held.pk).status == "expired"


def test_a_tampered_form_of_a_new_therapist_is_refused_in_words(jo, clinic):
    nia = User.objects.create_user("nia@demo.example", "x", role="client")
    said = {"user": nia.pk, "name": "Demo Nia", "title": "", "is_bookable": "on"}
    page = jo.post("/admin/accounts/therapist/add/", said, follow=True).content.decode()
    assert "Their account is closed, or is not a therapist" in page
    assert not Therapist.objects.filter(user=nia).exists()
