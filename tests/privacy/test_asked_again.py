"""Before a copy, an erasure or another second step: who are you? And to look into the log is a look."""

import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from assessments.queries.reads import looks_at
from hekas.audit.models import AuditEvent
from hekas.privacy.models import ErasureRequest
from tests.access.browsers import METHODS, METHODS_OF
from tests.access.people import ALICE, JO, PASSWORD

pytestmark = pytest.mark.django_db
AGAIN = "/accounts/reauthenticate/"


@pytest.fixture(autouse=True)
def tombstone_list(settings, tmp_path):
    cache.clear()
    settings.TOMBSTONES = str(tmp_path / "tombstones")


def an_hour_ago(house, browsers, who):
    """Their browser, in which they took both steps an hour ago."""
    browser = browsers.of(who)
    session = browser.session
    session.update({METHODS: [{"method": "mfa", "type": "totp", "at": time.time() - 3600}]})
    session.update({METHODS_OF: str(house.users[who].pk)})
    session.save()
    return browser


@pytest.mark.parametrize("page", ["privacy:own_copy", "privacy:be_forgotten"])
def test_a_client_is_asked_before_a_copy_and_before_the_wish(house, browsers, page):
    ErasureRequest.objects.all().delete()
    browser, lines = an_hour_ago(house, browsers, ALICE), AuditEvent.objects.count()
    assert browser.post(reverse(page)).url.split("?")[0] == AGAIN
    assert (ErasureRequest.objects.count(), AuditEvent.objects.count()) == (0, lines)


def test_after_the_password_the_copy_comes_in_the_same_press(house, browsers):
    user = house.users[ALICE]
    user.set_password(PASSWORD)
    user.save()
    browser = browsers.of(ALICE)
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = browser.post(reverse("privacy:own_copy"))
    answer = browser.post(asked.url, {"password": PASSWORD})
    assert answer["Content-Type"] == "application/zip"


def test_the_desk_is_asked_before_somebody_is_erased(house, browsers):
    wish = house.alice.wish
    browser = an_hour_ago(house, browsers, JO)
    assert browser.post(reverse("privacy:forget", args=[wish.uuid])).url.split("?")[0] == AGAIN
    wish.refresh_from_db()
    assert wish.state == "asked"


@pytest.mark.parametrize(
    "page", ["mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_everybody_is_asked_before_a_second_step_comes_or_goes(house, browsers, page):
    answer = an_hour_ago(house, browsers, ALICE).get(reverse(page))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, AGAIN)


def searched(house, browsers, **said):
    browsers.of(JO).get(reverse("privacy:audit_search"), said)
    rows = AuditEvent.objects.filter(action="log.searched", actor_id=str(house.users[JO].uuid))
    return list(rows.order_by("id").values_list("subject_uuid", "detail"))


def test_opening_the_log_is_written_into_it(house, browsers):
    assert searched(house, browsers) == [(None, {"fields": "", "page": 1})]


def test_a_search_is_written_with_the_client_and_without_the_words(house, browsers):
    client = house.alice.client
    found = searched(house, browsers, whose=client.email, what="read", page="2")
    assert found == [(client.uuid, {"fields": "whose,what", "page": 2})]


def test_a_search_for_nobody_is_written_too(house, browsers):
    assert searched(house, browsers, whose="nobody-at-all") == [(None, {"fields": "whose", "page": 1})]


def test_where_the_look_can_not_be_written_nothing_is_shown(house, browsers, monkeypatch):
    def full(**_):
        raise OSError

    monkeypatch.setattr("hekas.privacy.actions.log.record", full)
    assert browsers.of(JO).get(reverse("privacy:audit_search")).status_code == 500


def test_whose_acts_were_searched_sees_that_somebody_looked(house, browsers):
    """The log tells who was held, and when somebody was read: to read it is to look at the record."""
    searched(house, browsers, whose=house.alice.client.name)
    newest = looks_at(house.alice.client)[0]
    assert (newest.who, newest.did) == (str(house.users[JO]), "looked up who did what with your record")
