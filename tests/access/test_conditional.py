"""To ask only for what is newer than one's own copy tells nothing: no page of a person answers "as before".

304 would say to whoever asks next that it is the same page; and a part of a page is none of a copy.
"""

import pytest

from tests.access import outcomes
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, BOB, DAN, JO, NOBODY
from tests.access.test_nasty import owner

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
READ = sorted(name for name in SITE if ROWS[name].may_enter)
NEWER = {
    "If-None-Match": "*",
    "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
    "If-Range": '"x"',
    "Range": "bytes=0-10",
}


def asked(browsers, who, address, headers):
    with undone():
        return browsers.of(who).get(address, headers=headers)


def test_a_page_is_answered_whole_whatever_copy_somebody_has(house, browsers):
    wrong = {}
    for name in READ:
        who = owner(name)
        address = url(name, ROWS[name].thing, house.of(who), SITE[name])
        plain, newer = (asked(browsers, who, address, headers) for headers in ({}, NEWER))
        if plain.status_code != newer.status_code or newer.status_code in (206, 304, 412):
            wrong[name] = (plain.status_code, newer.status_code)
    assert wrong == {}


@pytest.mark.parametrize("who", [NOBODY, BOB, DAN, JO])
def test_a_copy_of_hers_helps_nobody_else(house, browsers, who):
    wrong = []
    for name in (name for name in READ if ROWS[name].thing and who not in ROWS[name].may_enter):
        address = url(name, ROWS[name].thing, house.alice, SITE[name])
        hers = asked(browsers, ALICE, address, {})
        copy = {**NEWER, "If-None-Match": hers.get("ETag", "*")}
        answer = asked(browsers, who, address, copy)
        shut = (outcomes.SIGN_IN, outcomes.NOTHING_THERE, outcomes.NOT_THIS_WAY, outcomes.ASKED_FOR_A_KEY)
        wrong += [] if outcomes.of(answer) in shut else [(name, answer.status_code)]
    assert wrong == []


def test_what_is_somebodys_says_on_what_it_hangs(house, browsers):
    """Kept nowhere, and where a proxy would keep it all the same, by cookie."""
    wrong = []
    for name in READ:
        who = owner(name)
        answer = asked(browsers, who, url(name, ROWS[name].thing, house.of(who), SITE[name]), {})
        is_html = answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200
        kept, varies = answer.get("Cache-Control", ""), answer.get("Vary", "")
        is_fine = "no-store" in kept and "Cookie" in varies
        wrong += [] if not is_html or is_fine or "public" in kept else [(name, kept, varies)]
    assert wrong == []
