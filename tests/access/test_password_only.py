"""Staff who gave their password and no second step: every address of the site, by two methods. ASVS 6.3.3."""

import pytest
from allauth.mfa.models import Authenticator

from hekas.accounts.second_factor import SETTING_UP
from hekas.web.access import Kind, access_of
from tests.access import outcomes, snapshots
from tests.access.addresses import all_addresses, url
from tests.access.browsers import METHODS, METHODS_OF, signed_in, undone
from tests.access.matrix import ROWS
from tests.access.people import AMIRA, DAN, JO
from tests.access.posts import prepare, sent
from tests.access.test_admin import path_of

PROVE = ("/accounts/second-step/reauthenticate/", "/accounts/second-step/webauthn/reauthenticate/")
SET_UP = ("/accounts/second-step/",)
PROVING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def with_password_only(user):
    browser = signed_in(user)
    session = browser.session
    for name in (METHODS, METHODS_OF):
        del session[name]
    session.save()
    return browser


def addresses(house):
    """(name, path, view) of all that is not for everybody; things in the paths are Alice's."""
    for address in all_addresses():
        if address.is_admin:
            yield address.name, path_of(address), address.view
        elif address.name in ROWS:
            yield (
                address.name,
                url(address.name, ROWS[address.name].thing, house.alice, address.names),
                address.view,
            )


def is_public(view):
    access = access_of(view)  # None: no guard, and so no way in for anybody
    return access is not None and access.kind is Kind.PUBLIC


def guarded(house, open_to_them):
    for name, path, view in addresses(house):
        if access_of(view) and not is_public(view) and name not in open_to_them:
            yield name, path


@pytest.mark.parametrize("has_a_step", [True, False])
@pytest.mark.parametrize("who", [AMIRA, DAN, JO])
def test_no_address_is_open_and_nothing_is_written(house, browsers, who, has_a_step):
    if not has_a_step:
        Authenticator.objects.filter(user=house.users[who]).delete()
    browser, wrong, tried = with_password_only(house.users[who]), [], 0
    ways, open_to_them = (PROVE, PROVING) if has_a_step else (SET_UP, SETTING_UP)
    before = snapshots.whole()
    for name, path in guarded(house, open_to_them):
        for answer in (browser.get(path), browser.post(path, sent(name, house, house.alice))):
            tried += 1
            led = answer.status_code == 302 and answer["Location"].startswith(ways)
            wrong += [] if led else [(name, answer.request["REQUEST_METHOD"], answer.status_code)]
    assert tried > 200
    assert wrong == []
    assert snapshots.whole() == before


@pytest.mark.parametrize("who", [AMIRA, JO])
def test_what_is_for_everybody_tells_them_nothing_more(house, browsers, who):
    """Pages that ask for nobody look into the session themselves: a half-signed-in one is nobody's."""
    browser = with_password_only(house.users[who])
    told = []
    for name, path, view in addresses(house):
        by_secret = ROWS[name].thing.endswith("token") if name in ROWS else False
        if is_public(view) and not by_secret:
            prepare(name, house.alice)
            with undone():
                answer = browser.get(path)
            words = (house.alice.own_word, *house.alice.contacts)
            told += [(name, word) for word in outcomes.told(answer, words)]
    assert told == []
