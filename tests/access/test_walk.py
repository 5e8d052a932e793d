"""Every address of the site, asked by everybody in every way, is answered as the table says."""

import re
from itertools import product

import pytest

from tests.access import outcomes
from tests.access.addresses import absent, all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, EVERYBODY, JO
from tests.access.posts import prepare, sent

A_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
ADDRESSES = {address.name: address for address in all_addresses() if not address.is_admin}
METHODS = ("get", "head", "post", "put", "patch", "delete")
NAMES = sorted(set(ROWS) & set(ADDRESSES))


def ask(browser, method, address, data):
    """One request that leaves nothing behind."""
    with undone():
        return getattr(browser, method)(address, data if method == "post" else None)


def test_every_address_has_its_row():
    new = sorted(set(ADDRESSES) - set(ROWS))
    assert new == [], "who may open it? Say so in tests/access/matrix.py"


def test_every_row_has_its_address():
    assert sorted(set(ROWS) - set(ADDRESSES)) == []


def test_no_two_addresses_share_a_name():
    names = [address.name for address in all_addresses() if not address.is_admin]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_the_right_people_enter_and_nobody_else(house, browsers, name):
    row, names = ROWS[name], ADDRESSES[name].names
    prepare(name, house.alice)
    hers, nobodys = url(name, row.thing, house.alice, names), absent(name, names)
    data, wrong = sent(name, house, house.alice), {}
    for who, method in product(EVERYBODY, METHODS):
        answer = ask(browsers.of(who), method, hers, data)
        wrong |= unexpected(row, who, method, answer) | leaks(house, who, method, answer)
        if row.thing and who not in row.may_enter:
            other = ask(browsers.of(who), method, nobodys, data)
            wrong |= unlike(who, method, seen(answer, hers), seen(other, nobodys))
    assert wrong == {}


def unexpected(row, who, method, answer):
    """An answer that the table does not foresee. To turn away a method is no answer about a thing."""
    found, wanted = outcomes.of(answer), outcomes.wanted(who, row.may_enter, row.bare)
    wanted = outcomes.ASKED_FOR_A_KEY if row.key else wanted
    fine = found in (wanted, outcomes.NOT_THIS_WAY)
    return {} if fine else {(who, method): f"{found} ({answer.status_code}), not {wanted}"}


def leaks(house, who, method, answer):
    """What of Alice stands on a page that is not hers, not of her therapist, and not at the desk."""
    found = [] if who in (ALICE, AMIRA) else outcomes.told(answer, outcomes.clinical(house))
    if who not in (ALICE, AMIRA, JO):
        found += outcomes.told(answer, outcomes.contacts(house))
    return {(who, method, "tells"): found} if found else {}


def unlike(who, method, hers, nobodys):
    """Somebody else's thing has to be as good as none: the same status and the same page."""
    return {} if hers == nobodys else {(who, method, "unlike an absent one"): (hers[0], nobodys[0])}


def seen(answer, address):
    """Status and page, apart from the address that was asked for and the token of a form."""
    page = A_TOKEN.sub("", answer.content.decode()) + answer.get("Location", "")
    return answer.status_code, page.replace(address, "<address>")
