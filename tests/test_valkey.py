"""Valkey is away: signing in goes on and is still counted, and nobody who signed out comes back with it."""

import pytest
from django.core.cache import cache, caches
from django.test import Client as Browser
from django.urls import reverse
from redis.exceptions import ConnectionError as Gone

from hekas import valkey
from hekas.accounts.models import StandIn
from tests.accounts.codes import code_of, with_app
from tests.accounts.test_session_limits import PASSWORD, account, is_in, signed_in

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1"
GOOD = {"login": "client@demo.example", "password": PASSWORD}
BAD = {"login": "client@demo.example", "password": "wrong but long"}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    cache.clear()
    monkeypatch.setattr(valkey, "_pause", valkey._Pause())


@pytest.fixture
def away(settings):
    """Call it with True and with False; the copies in Valkey outlive its absence."""
    there = settings.CACHES["default"]

    def go(gone):
        settings.CACHES = {**settings.CACHES, "default": {**there, "LOCATION": NOWHERE} if gone else there}
        valkey._pause.until = 0.0

    return go


def tries(count, said, browser=None):
    return [(browser or Browser()).post("/accounts/login/", said) for _ in range(count)]


def test_people_sign_in_without_it(away):
    away(True)
    user = account()
    assert is_in(signed_in(user), user)


def test_tries_are_counted_without_it_as_with_it(away):
    user, answers = account(), []
    for gone in (False, True):
        away(gone)
        tries(5, BAD)
        [last] = tries(1, GOOD)
        answers.append((last.status_code, "Too many" in last.content.decode()))
    assert answers == [(200, True), (200, True)]
    assert not is_in(Browser(), user)


def test_another_process_knows_of_the_tries(away):
    account()
    away(True)
    tries(5, BAD)
    valkey._pause = valkey._Pause()  # as in a process that has just begun
    [last] = tries(1, GOOD)
    assert "Too many" in last.content.decode()


def test_a_code_works_once_without_it(away):
    user = account()
    with_app(user)
    away(True)
    code = code_of()
    first, second = Browser(), Browser()
    for browser in (first, second):
        browser.post("/accounts/login/", GOOD)
        browser.post(reverse("mfa_authenticate"), {"code": code})
    assert (is_in(first, user), is_in(second, user)) == (True, False)


def test_what_stands_in_has_a_bound(away, monkeypatch):
    away(True)
    monkeypatch.setattr(caches["stand_in"], "_max_entries", 30)
    for number in range(60):
        caches["default"].set(f"allauth:rl:{number}", [1.0], 600)
    assert 0 < StandIn.objects.count() <= 31


def test_no_address_stands_in_the_table(away):
    account()
    away(True)
    tries(2, BAD)
    assert StandIn.objects.exists()
    assert not StandIn.objects.filter(cache_key__contains="demo").exists()


def test_who_signs_out_while_it_is_away_stays_out(away):
    """Valkey comes back with the old copy of the session, and the old cookie is tried again."""
    user = account()
    browser = signed_in(user)
    assert is_in(browser, user)
    cookie = browser.cookies["sessionid"].value
    assert cache.has_key("django.contrib.sessions.cached_db" + cookie)
    away(True)
    browser.post("/accounts/logout/")
    away(False)
    thief = Browser()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief, user)


def test_a_session_that_was_written_while_it_was_away_is_read_as_written(away):
    browser = Browser()
    session = browser.session
    session["own_client"] = "before"
    session.save()
    away(True)
    session["own_client"] = "after"
    session.save()
    away(False)
    assert type(session)(session.session_key)["own_client"] == "after"


def test_it_is_not_asked_again_for_a_while(away, monkeypatch):
    """One that hangs would cost its patience at each of a dozen steps of signing in."""
    asked = []

    def hang(self, key, *_):
        asked.append(key)
        raise Gone

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get", hang)
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.add", hang)
    account()
    tries(1, GOOD)
    assert len(asked) == 1


def test_others_are_told_that_it_is_away(away):
    away(True)
    with pytest.raises(Gone):
        cache.set("readyz", "1", 10)
