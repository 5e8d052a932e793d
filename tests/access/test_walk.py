"""Every address of the site, asked by everybody in every way, is answered as the table says."""

import pytest

from tests.access import outcomes
from tests.access.addresses import absent, all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, EVERYBODY, JO
from tests.access.posts import prepare, sent

ADDRESSES = {address.name: address for address in all_addresses() if not address.is_admin}
METHODS = ("get", "head", "post")
NAMES = sorted(set(ROWS) & set(ADDRESSES))
LINKS = {name for name in NAMES if "token" in ADDRESSES[name].names}


def ask(browser, method, address, data):
    """One request that leaves nothing behind."""
    with undone():
        return getattr(browser, method)(address, data if method == "post" else None)


def answers(house, browsers, name):
    """(who, method, answer) of everybody with Alice's thing in the address."""
    row, names = ROWS[name], ADDRESSES[name].names
    prepare(name, house.alice)
    address, data = url(name, row.thing, house.alice, names), sent(name, house, house.alice)
    for who in EVERYBODY:
        for method in METHODS:
            yield who, method, ask(browsers.of(who), method, address, data)


def test_every_address_has_its_row():
    assert sorted(set(ADDRESSES) - set(ROWS)) == []


def test_every_row_has_its_address():
    assert sorted(set(ROWS) - set(ADDRESSES)) == []


def test_no_two_addresses_share_a_name():
    names = [address.name for address in all_addresses() if not address.is_admin]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_the_right_people_enter_and_nobody_else(house, browsers, name):
    row, wrong = ROWS[name], {}
    for who, method, answer in answers(house, browsers, name):
        found, wanted = outcomes.of(answer), outcomes.wanted(who, row.may_enter, row.bare)
        if found not in (wanted, outcomes.NOT_THIS_WAY):
            wrong[who, method] = f"{found} ({answer.status_code}), not {wanted}"
        wrong |= leaks(house, name, who, method, answer)
    assert wrong == {}


def leaks(house, name, who, method, answer):
    """What of Alice stands on a page that is not hers, not of her therapist, and not at the desk."""
    found = [] if who in (ALICE, AMIRA) else outcomes.told(answer, outcomes.clinical(house))
    if who not in (ALICE, AMIRA, JO):
        found += outcomes.told(answer, outcomes.contacts(house))
    return {(who, method, "tells"): found} if found else {}


@pytest.mark.parametrize("name", [name for name in NAMES if ROWS[name].thing])
def test_somebody_elses_thing_is_as_good_as_none(house, browsers, name):
    row, names = ROWS[name], ADDRESSES[name].names
    hers, nobodys = url(name, row.thing, house.alice, names), absent(name, names)
    data, unlike = sent(name, house, house.alice), []
    for who in set(EVERYBODY) - row.may_enter:
        for method in METHODS:
            one, other = (ask(browsers.of(who), method, to, data) for to in (hers, nobodys))
            if (one.status_code, body(one, hers)) != (other.status_code, body(other, nobodys)):
                unlike.append((who, method, one.status_code, other.status_code))
    assert unlike == []


def body(answer, address):
    """What came back, apart from the address that was asked for (as it stands in a sign-in link)."""
    return (answer.content.decode() + answer.get("Location", "")).replace(address, "<address>")
