"""A page that stands open learns that whoever it was made for is signed out. Source: ASVS 14.3.1."""

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from hekas.accounts import session_limits
from hekas.accounts.handed_over import HANDED_OVER
from hekas.accounts.models import Client, User
from hekas.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
MARK = re.compile(r'<meta name="page-of" content="(\w+)" data-ask="([\w/-]+)">')
STAYS, GOES = (204, False), (200, True)  # and whether it is told to go


def of(email, role="client"):
    """Somebody who is signed in."""
    user = User.objects.create_user(email, "x", role=role)
    if role == "client":
        Client.objects.create(user=user, name="Demo", email=email)
    browser = Browser()
    browser.force_login(user)
    return browser


def mark_on(browser, address):
    return MARK.search(browser.get(address).content.decode()).groups()


def asked(browser, mark, address="/accounts/open-page/"):
    answer = browser.get(address, headers={"X-Page-Of": mark})
    return answer.status_code, "X-Page-Goes" in answer


@pytest.fixture
def alice():
    return of("alice@demo.example")


@pytest.mark.parametrize("address", ["/me/", "/messages/", "/accounts/email/", "/accounts/logout/"])
def test_a_page_of_somebody_says_whom_it_is_for_and_where_to_ask(alice, address):
    mark, ask = mark_on(alice, address)
    assert asked(alice, mark, ask) == STAYS
    assert "alice" not in mark and str(User.objects.get().uuid) not in mark


def test_so_does_a_page_of_djangos_admin():
    jo = of("jo@demo.example", "admin")
    assert asked(jo, *mark_on(jo, "/admin/accounts/client/")) == STAYS


@pytest.mark.parametrize("name", ["home", "guide", "cramp_now", "prices"])
def test_a_page_for_everybody_says_nothing(alice, name):
    assert "page-of" not in alice.get(reverse(f"portal:{name}")).content.decode()


@pytest.mark.parametrize("address", ["/accounts/login/", "/bookings/", "/assessments/start/"])
def test_nor_does_any_page_of_a_visitor(address):
    assert "page-of" not in Browser().get(address).content.decode()


def test_after_signing_out_it_goes(alice):
    mark, ask = mark_on(alice, "/me/")
    alice.post("/accounts/logout/")
    assert asked(alice, mark, ask) == GOES


def test_where_somebody_else_signed_in_meanwhile_it_goes(alice):
    mark, ask = mark_on(alice, "/me/")
    assert asked(of("bob@demo.example"), mark, ask) == GOES


@pytest.mark.parametrize("mark", ["", "0", "é", "x" * 5000])
def test_a_made_up_mark_is_nobodys(alice, mark):
    assert asked(alice, mark.encode("latin-1").decode("latin-1")) == GOES


def test_who_has_shown_anew_that_it_is_them_keeps_the_page_in_the_other_tab(alice):
    mark, ask = mark_on(alice, "/me/")
    session = alice.session
    session.cycle_key()
    session.save()
    alice.cookies["sessionid"] = session.session_key
    assert asked(alice, mark, ask) == STAYS


def test_on_a_device_that_a_client_was_handed_the_pages_of_work_go():
    thea = of("thea@demo.example", "therapist")
    mark, ask = mark_on(thea, "/accounts/logout/")
    session = thea.session
    session[HANDED_OVER] = {"at": 9e9, "pressed": "/x/", "to": "/y/"}
    session.save()
    assert asked(thea, mark, ask) == GOES


@pytest.mark.parametrize("role, idle", [("client", 7200), ("therapist", 1800)])
def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(monkeypatch, role, idle):
    clock = type("Clock", (), {"now": 1_800_000_000.0, "time": lambda self: self.now})()
    monkeypatch.setattr(session_limits, "time", clock)
    browser = of(f"{role}@demo.example", role)
    mark, ask = mark_on(browser, "/accounts/logout/")
    for _ in range(3):
        clock.now += idle / 3 - 1
        assert asked(browser, mark, ask) == STAYS
    clock.now += 10
    assert asked(browser, mark, ask) == GOES


def test_it_costs_two_statements_at_most_and_writes_nothing(alice, django_assert_max_num_queries):
    mark, ask = mark_on(alice, "/me/")
    lines = AuditEvent.objects.count()
    with django_assert_max_num_queries(2):
        assert asked(alice, mark, ask) == STAYS
    assert AuditEvent.objects.count() == lines
