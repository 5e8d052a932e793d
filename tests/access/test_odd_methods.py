"""Methods that no page of ours uses: nothing acts on them or is told by them, no header makes one of another.

Django asks no form's token of OPTIONS and TRACE: a page that acts on whatever is not GET would act on them.
"""

import pytest

from hekas.audit.models import AuditEvent
from tests.access import outcomes, snapshots
from tests.access.addresses import all_addresses, url
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO, NOBODY
from tests.access.test_admin import ADDRESSES as OF_ADMIN
from tests.access.test_admin import path_of

SITE = [address for address in all_addresses() if address.name in ROWS]
ROLES = (NOBODY, ALICE, BOB, AMIRA, DAN, JO)
OVERRIDES = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST", "X-Method-Override": "DELETE"}


def hers(house):
    """Every address with Alice's thing in it, and Django's admin: (whether they may enter, address)."""
    site = [(ROWS[a.name], url(a.name, ROWS[a.name].thing, house.alice, a.names)) for a in SITE]
    return site + [(None, path_of(address)) for address in OF_ADMIN]


def foreign(house, who):
    if who in (ALICE, AMIRA):
        return ()
    return (house.alice.own_word, *(() if who == JO else house.alice.contacts))


def wrong_with(house, who, row, answer):
    """A fault of ours, a way in, or a word of hers."""
    found = outcomes.told(answer, foreign(house, who))
    is_shut = row is not None and who not in row.may_enter
    is_in = is_shut and outcomes.of(answer) == outcomes.ENTERED
    return [*found, *(["enters"] if is_in else []), *(["a fault"] if answer.status_code >= 500 else [])]


@pytest.mark.parametrize("who", ROLES)
def test_nothing_acts_and_nothing_is_told(house, browsers, who):
    before, lines, wrong = snapshots.whole(), AuditEvent.objects.count(), {}
    browser = browsers.of(who, enforce_csrf_checks=True)
    for row, address in hers(house):
        answer = browser.generic(
            "OPTIONS", address, b"version=1&done=yes", "application/x-www-form-urlencoded"
        )
        if told := wrong_with(house, who, row, answer):
            wrong[address] = (answer.status_code, told)
    assert wrong == {}
    assert snapshots.whole() == before
    assert snapshots.acts(lines) == set()


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PROPFIND"])
def test_pages_of_libraries_are_turned_away_too(house, browsers, method):
    for address in ("/accounts/email/", "/accounts/login/", "/admin/accounts/client/", "/accounts/sessions/"):
        answer = browsers.of(JO).generic(method, address)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), address


@pytest.mark.parametrize("who", ROLES)
def test_no_header_and_no_field_makes_a_press_of_a_look(house, browsers, who):
    before, lines = snapshots.whole(), AuditEvent.objects.count()
    browser = browsers.of(who)
    for _, address in hers(house):
        answer = browser.get(f"{address}?_method=POST", headers=OVERRIDES)
        assert answer.status_code < 500, address
    assert snapshots.whole() == before
    assert snapshots.acts(lines) == set()
