"""What is left of somebody where nobody looks: in Valkey, in marks of a cache, in a passkey of who left."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django.core.cache import cache
from django.urls import reverse

from hekas.accounts.models import User
from tests.access import outcomes
from tests.access.addresses import all_addresses, url
from tests.access.browsers import signed_in
from tests.access.matrix import ROWS
from tests.access.people import AMIRA, GONE_CLIENT, GONE_THERAPIST, NOBODY
from tests.access.test_nasty import owner

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
READ = sorted(name for name in SITE if ROWS[name].may_enter)


def kept_in_valkey():
    """Every key of this run's cache, with what is kept by it."""
    client = cache._cache.get_client()
    return {key: client.get(key) if client.type(key) == b"string" else b"" for key in client.keys("*")}


def test_pages_leave_no_word_in_valkey_and_no_mark_to_ask_by(house, browsers):
    """304 would tell a next person that it is the same page; a key or a value would outlive the session."""
    marked = []
    for name in READ:
        who = owner(name)
        answer = browsers.of(who).get(url(name, ROWS[name].thing, house.of(who), SITE[name]))
        is_marked = answer.has_header("ETag") or answer.has_header("Last-Modified")
        marked += [name] if is_marked and "no-store" in answer.get("Cache-Control", "no-store") else []
    words = [house.alice.own_word, *house.alice.contacts, house.bob.own_word, *house.bob.contacts]
    kept = kept_in_valkey()
    told = [key for key, value in kept.items() for word in words if word.encode() in key + (value or b"")]
    assert (marked, told, len(kept) > 5) == ([], [], True)


def test_a_word_that_was_kept_would_be_seen(house):
    cache.set("somebody", house.alice.own_word, 9)
    assert any(house.alice.own_word.encode() in value for value in kept_in_valkey().values())


@pytest.fixture
def tapped(monkeypatch):
    """A browser after a tap on that person's passkey, whose proof is in order."""

    def tap(user):
        passkey = Authenticator.objects.get(user_id=user.pk, type="webauthn")  # and its owner of now
        monkeypatch.setattr(AuthenticateWebAuthnForm, "clean_credential", lambda form: passkey)
        browser = signed_in(None)
        browser.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "tapped"}'})
        return browser

    return tap


PASSKEYS = ((AMIRA, "/day/", True), (GONE_THERAPIST, "/day/", False), (GONE_CLIENT, "/me/", False))


@pytest.mark.parametrize("who, page, opens", PASSKEYS)
def test_a_passkey_of_somebody_who_has_gone_opens_nothing(house, tapped, who, page, opens):
    browser = tapped(house.users[who])
    assert (browser.get(page).status_code == 200) is opens
    assert opens or "_auth_user_id" not in browser.session


def test_a_passkey_opens_what_its_owner_is_now(house, tapped):
    """A therapist who is a client by now has no day, whatever the passkey was made for."""
    User.objects.filter(pk=house.users[AMIRA].pk).update(role="client")
    browser = tapped(house.users[AMIRA])
    assert [browser.get(page).status_code for page in ("/day/", "/me/")] == [404, 200]


FORGED = ("Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded")
SHOWN = ("portal:home", "portal:sitemap", "bookings:search", "account_login", "account_reset_password")


@pytest.mark.parametrize("header", FORGED)
def test_a_forged_address_of_the_site_stands_on_no_page(house, browsers, header):
    forged, wrong = {header: "evil.example"}, []
    for name in SHOWN:
        answer = browsers.of(NOBODY).get(url(name, "", house.alice, SITE[name]), headers=forged)
        wrong += [name] if outcomes.told(answer, ("evil.example",)) else []
    assert wrong == []
