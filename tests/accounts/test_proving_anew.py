"""Whoever shows anew who they are has a new session, and ends others only then. ASVS 7.2.4, 7.4.5, 7.5.2."""

import pytest
from allauth.account import app_settings
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client as Browser

from assessments.actions import returns
from hekas.audit.models import AuditEvent
from tests.access.browsers import METHODS, signed_in
from tests.accounts.test_session_limits import PASSWORD, account, is_in
from tests.accounts.test_session_limits import signed_in as by_password

AGAIN = "/accounts/reauthenticate/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def a_while_ago(browser):
    session = browser.session
    session[METHODS] = [{**session[METHODS][0], "at": 1.0}]
    session.save()
    return browser


def with_key(key):
    browser = Browser()
    browser.cookies["sessionid"] = key
    return browser


def key_of(browser):
    return browser.cookies["sessionid"].value


def test_the_session_of_before_opens_nothing():
    user = account()
    browser = a_while_ago(by_password(user))
    before = key_of(browser)
    browser.post(AGAIN, {"password": PASSWORD})
    assert key_of(browser) != before
    assert (is_in(browser, user), is_in(with_key(before), user)) == (True, False)
    assert UserSession.objects.get(user=user).session_key == key_of(browser)


def test_a_wrong_password_changes_nothing():
    user = account()
    browser = a_while_ago(by_password(user))
    before = key_of(browser)
    browser.post(AGAIN, {"password": "another long password"})
    assert (key_of(browser), is_in(browser, user)) == (before, True)


def test_whoever_found_a_browser_open_ends_nobodys_session():
    assert app_settings.REAUTHENTICATION_TIMEOUT == 300
    user = account()
    theirs, found = by_password(user), a_while_ago(by_password(user))
    assert found.get("/accounts/sessions/").status_code == 200
    answer = found.post("/accounts/sessions/")
    assert answer.url.startswith(AGAIN)
    assert is_in(theirs, user)
    found.post(answer.url, {"password": PASSWORD}, follow=True)
    assert (is_in(theirs, user), is_in(found, user)) == (False, True)


def test_an_admin_signs_somebody_out_everywhere_and_it_is_written_down():
    thea, jo = account("therapist"), account("admin")
    theirs, other = by_password(thea), by_password(thea)
    act = {"action": "sign_out_everywhere", "_selected_action": [thea.pk]}
    signed_in(jo).post("/admin/accounts/user/", act)
    assert (is_in(theirs, thea), is_in(other, thea)) == (False, False)
    assert AuditEvent.objects.get(action="user.signed_out").subject_uuid == thea.uuid


def test_a_code_to_an_address_lasts_ten_minutes(settings):
    """ASVS 6.5.5; the code back to one's answers too."""
    assert settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT == returns.CODE_LASTS.total_seconds() == 600
