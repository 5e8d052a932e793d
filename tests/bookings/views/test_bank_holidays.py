"""Bank holidays by a button: what is closed already, what would clash, and what an admin leaves open."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.models import ClinicClosure
from bookings.queries.bank_holidays import bank_holidays
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import NOW, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAGE = "/bookings/desk/bank-holidays/"
CHRISTMAS, SUBSTITUTE, BOXING = date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 26)


def closed():
    return set(ClinicClosure.objects.values_list("first_day", flat=True))


def test_the_settings_lead_to_it(jo):
    assert PAGE in jo.open("/admin/bookings/clinicclosure/").link("Bank holidays")


def test_the_days_that_are_left_of_this_year_are_copied_by_one_button(jo):
    page = jo.open(PAGE)
    assert "Christmas Day" in page.text
    assert "Good Friday" not in page.text
    page = jo.submit(page.form("bank-holidays"))
    assert "The clinic is closed on 3 days more." in page.text
    assert closed() == {CHRISTMAS, BOXING, SUBSTITUTE}
    assert set(AuditEvent.objects.filter(action="clinic closed").values_list("actor_kind", flat=True)) == {
        "user"
    }


def test_a_year_to_come_is_chosen(jo):
    page = jo.open(f"{PAGE}?year=2027")
    assert "Friday 26 March" in page.text
    jo.submit(page.form("bank-holidays"))
    assert {date(2027, 1, 1), date(2027, 3, 26), date(2027, 12, 28)} <= closed()
    assert {day.year for day in closed()} == {2027}


@pytest.mark.parametrize("year", ["1999", "2031", "next", ""])
def test_an_odd_year_is_this_one(jo, year):
    assert "Christmas Day" in jo.open(f"{PAGE}?year={year}").text


def test_a_day_that_is_left_out_stays_open_and_what_is_closed_is_no_choice(jo):
    ClinicClosure.objects.create(name="Winter", first_day=BOXING, last_day=BOXING + timedelta(days=1))
    page = jo.open(PAGE)
    assert page.form("bank-holidays").data()["days"] == ["2026-12-25", "2026-12-28"]
    jo.submit(page.form("bank-holidays"), days="2026-12-28")
    assert closed() == {BOXING, SUBSTITUTE}


def test_none_chosen_is_said(jo):
    page = jo.open(PAGE)
    assert jo.submit(page.form("bank-holidays"), days="1999-01-01").status == 422
    assert closed() == set()


def test_what_would_clash_is_shown_before_and_listed_after(jo, clinic):
    clinic.service.horizon_days = 90
    clinic.service.save()
    booked = book(clinic, start=at(SUBSTITUTE, "10:00"))
    page = jo.open(PAGE)
    assert "1 booked" in page.text
    page = jo.submit(page.form("bank-holidays"))
    assert "Visits stand on these days" in page.text
    assert "Demo Cleo" in page.text
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_two_statements_however_many_stand_there(jo, clinic, django_assert_num_queries):
    with django_assert_num_queries(2):
        bank_holidays(2026, NOW)
    for hour in ("10:00", "11:00", "12:00"):
        book(clinic, f"Demo C{hour[:2]}", start=at(SUBSTITUTE, hour))
    with django_assert_num_queries(2):
        assert max(one.visits for one in bank_holidays(2026, NOW)) == 3


def test_after_the_last_one_of_a_year_the_next_year_is_shown(jo):
    with time_machine.travel(NOW.replace(month=12, day=30), tick=False):
        jo.client.force_login(User.objects.get())
        page = jo.open(PAGE)
    assert "Friday 1 January" in page.text


def test_where_every_day_is_closed_there_is_no_button(jo):
    page = jo.open(PAGE)
    assert "Close on these days" in page.text
    page = jo.submit(page.form("bank-holidays"))
    assert "Close on these days" not in page.text


def test_a_day_that_was_left_open_is_not_ticked_again_where_the_page_is_refused(jo):
    """Another tab had closed Christmas: the second press would have closed what its admin had unticked."""
    ClinicClosure.objects.create(name="Christmas", first_day=CHRISTMAS, last_day=CHRISTMAS)
    sent = {"days": [CHRISTMAS.isoformat(), BOXING.isoformat()]}
    browser = Browser()
    browser.force_login(User.objects.get(email="jo@demo.example"))
    answer = browser.post(f"{PAGE}?year=2026", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'value="{BOXING.isoformat()}" checked>' in page
    assert f'value="{SUBSTITUTE.isoformat()}">' in page
    assert closed() == {CHRISTMAS}
