"""What is on offer changes while a time of it is held: the visit is booked as it was shown, or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser

from assessments.queries.clearances import advice_for
from bookings.actions.appointments import HoldExpired
from bookings.actions.holds import NeverOnOffer, NotCleared
from bookings.models import Appointment, Service
from bookings.queries.clearing import UNSEEN
from bookings.queries.holds import HOLD_BY_UUID
from hekas.accounts.models import Therapist, User
from tests.bookings.clinic import NOW, TEN, make_service
from tests.bookings.regular import preventive
from tests.bookings.safety.people import PREGNANT, client_with, confirm, hold, release
from tests.bookings.views.test_journey import DETAILS, cleared_robot
from tests.bookings.views.test_journey import hold as choose
from tests.bookings.views.test_series import asked

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SHOWN = ("name", "kind", "minutes", "turnover_minutes", "step_minutes", "order", "clearance")
HOURS = ("notice_hours", "horizon_days", "change_notice_hours")


@pytest.fixture(autouse=True)
def _clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def jo():
    browser = Browser()
    browser.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return browser


def change(jo, service, **changes):
    """Through the settings, as an admin does."""
    said = {name: getattr(service, name) for name in (*SHOWN, *HOURS)}
    said |= {"price": "52.00", "description": "", "is_active": "on", "is_online": "on"}
    for name in ("therapists", "rooms"):
        said[name] = list(getattr(service, name).values_list("pk", flat=True))
    said = {name: value for name, value in {**said, **changes}.items() if value is not None}
    answer = jo.post(f"/admin/bookings/service/{service.pk}/change/", said)
    assert answer.status_code == 302, answer.content.decode()
    return Service.objects.get(pk=service.pk)


def changes_that_end(clinic):
    return {
        "off": {"is_active": None},
        "staff": {"is_online": None},
        "other therapist": {"therapists": [clinic.therapists[1].pk]},
        "other room": {"rooms": [clinic.rooms[1].pk]},
    }


@pytest.mark.parametrize("what", ["off", "staff", "other therapist", "other room"])
def test_what_is_not_on_offer_any_more_is_not_confirmed(clinic, jo, what):
    cleo = client_with()
    held = hold(clinic, cleo)
    change(jo, clinic.service, **changes_that_end(clinic)[what])
    with pytest.raises(HoldExpired):
        confirm(Appointment.objects.get(pk=held.pk), cleo)
    assert Appointment.objects.get().status == "expired"


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_online": False}])
def test_nor_where_nobody_ended_its_hold(clinic, changes):
    cleo = client_with()
    held = hold(clinic, cleo)
    Service.objects.update(**changes)
    with pytest.raises(HoldExpired):
        confirm(Appointment.objects.get(pk=held.pk), cleo)


def test_one_that_is_for_those_who_were_seen_by_now_asks_for_it(clinic, jo):
    cleo = client_with()
    held = hold(clinic, cleo)
    change(jo, clinic.service, clearance="seen")
    with pytest.raises(NotCleared) as refusal:
        confirm(Appointment.objects.get(pk=held.pk), cleo)
    assert refusal.value.advice.gate == UNSEEN


def test_longer_dearer_and_with_another_rule_it_is_booked_as_it_was_held(clinic, jo):
    cleo = client_with()
    held = hold(clinic, cleo)
    change(jo, clinic.service, minutes=60, price="70.00", change_notice_hours=72)
    visit = confirm(Appointment.objects.get(pk=held.pk), cleo)
    assert (visit.minutes, visit.price_pence, visit.policy_hours) == (45, 5200, 24)
    assert "24 hours" in visit.policy_text


def test_what_changes_nothing_for_the_hold_leaves_it(clinic, jo):
    cleo = client_with()
    held = hold(clinic, cleo)
    change(jo, clinic.service, name="Calf and foot treatment", order=3)
    assert confirm(Appointment.objects.get(pk=held.pk), cleo).status == "booked"


def test_a_visit_that_has_begun_is_not_confirmed(clinic):
    Service.objects.update(notice_hours=0)
    clinic.service.refresh_from_db()
    cleo = client_with()
    held = hold(clinic, cleo, now=TEN - MINUTE)
    with pytest.raises(HoldExpired):
        confirm(Appointment.objects.get(pk=held.pk), cleo, TEN + MINUTE)


@pytest.mark.parametrize("changes", [{"minutes": 60}, {"price": "70.00"}, {"is_active": None}])
def test_what_was_read_before_it_changed_holds_nothing(clinic, jo, _clock, changes):
    """Whoever read the catalogue, and had to wait for the change, is not let in by what they read."""
    cleo, as_read = client_with(), Service.objects.get()
    _clock.shift(1)
    change(jo, clinic.service, **changes)
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, service=as_read)


def test_the_page_of_a_held_time_says_how_long_it_is_and_what_it_costs(clinic, jo):
    robot = cleared_robot()
    page = choose(robot)
    change(jo, clinic.service, minutes=60, price="70.00", change_notice_hours=72)
    again = robot.open(page.url)
    assert "45 minutes" in again.text and "£52" in again.text
    assert "60 minutes" not in again.text
    assert robot.submit(page.form("confirm"), **DETAILS).headings == ["You are booked in"]


def test_held_anew_under_other_terms_an_old_page_does_not_confirm(clinic, jo, _clock):
    robot = cleared_robot()
    page = choose(robot)
    _clock.shift(1)
    change(jo, clinic.service, price="70.00")
    choose(robot)
    answer = robot.submit(page.form("confirm"), **DETAILS)
    assert answer.status == 409 and "£70" in answer.text
    assert not Appointment.objects.filter(status="booked").exists()


@pytest.fixture
def alice(clinic, alice):
    clinic.services["preventive"] = preventive(clinic)
    kinds = {"kind": "pre_competition", "name": "Light massage before an event"}
    clinic.services["light"] = make_service(clinic, **kinds, price_pence=3900)
    return alice


@pytest.mark.parametrize("which", ["preventive", "light"])
@pytest.mark.parametrize("changes", [{"price": "70.00"}, {"minutes": 30}, {"change_notice_hours": 72}])
def test_regular_visits_are_booked_as_the_page_says_them_or_not_at_all(clinic, jo, alice, changes, which):
    form = asked(alice, clinic).form("series/book")
    price = {"price": f"{clinic.services[which].price_pence / 100:.2f}"}
    change(jo, clinic.services[which], **{**price, **changes})
    page = alice.submit(form)
    assert page.status == 409
    assert "The price, the length or the rule has changed" in page.text
    assert not Appointment.objects.exists()
    assert alice.submit(page.form("series/book")).headings == ["Your regular visits"]
    assert Appointment.objects.filter(status="booked").count() == 3


def test_what_a_light_visit_before_the_event_costs_is_said_where_it_is_chosen(clinic, alice):
    event = {"ends": "event", "event_0": "15", "event_1": "12", "event_2": "2026", "visits": ""}
    assert "Light massage before an event, 45 minutes, £39" in asked(alice, clinic, **event).text


def test_a_page_of_regular_visits_from_before_the_release_books_as_it_did(clinic, alice):
    form = asked(alice, clinic).form("series/book")
    form.controls.pop("shown")
    assert alice.submit(form).headings == ["Your regular visits"]


def test_training_that_was_taken_back_while_somebody_waited_counts_no_more(clinic):
    """The hold was loaded before: who gives it is read anew under the lock."""
    amira = clinic.therapists[0]
    Therapist.objects.update(pregnancy_trained=True)
    cleo = client_with(PREGNANT)
    if not advice_for(now=NOW, client=cleo).may_book:
        release(cleo, amira)
    held = hold(clinic, cleo)
    as_loaded = HOLD_BY_UUID.first(uuid=held.uuid)
    Therapist.objects.filter(pk=amira.pk).update(pregnancy_trained=False)
    with pytest.raises(NotCleared):
        confirm(as_loaded, cleo)


def test_who_left_while_somebody_waited_treats_nobody(clinic):
    cleo = client_with()
    as_loaded = HOLD_BY_UUID.first(uuid=hold(clinic, cleo).uuid)
    Therapist.objects.filter(pk=clinic.therapists[0].pk).update(is_bookable=False)
    with pytest.raises(HoldExpired):
        confirm(as_loaded, cleo)
