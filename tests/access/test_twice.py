"""Every button, pressed a second time by whoever saw nothing happen: what was made is made once.

At the same moment, by two threads: tests/concurrency/test_pressed_twice.py.
"""

from collections import Counter

import pytest
from django.apps import apps

from tests.access import snapshots
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, DAN, JO, NOBODY
from tests.access.posts import POSTS, prepare, sent

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
BEGUN = "questions that are begun anew: those without an answer are forgotten after 30 days"
LETTER = "another letter or code is what was asked for; so many an hour"
AGAIN = {
    "assessments:come_back": LETTER,
    "assessments:later": LETTER,
    "assessments:start": BEGUN,
    "bookings:before": BEGUN,
    "bookings:link_before": BEGUN,
}


def rows():
    """Model → how many rows; the log and versions of rows are not counted."""
    counted = [model for model in apps.get_models() if not hasattr(model, "pgh_tracked_model")]
    return Counter(
        {
            model._meta.label: model._default_manager.count()
            for model in counted
            if model not in snapshots.NOT_COUNTED and model._meta.managed and not model._meta.proxy
        }
    )


def presser(name):
    return next(who for who in (ALICE, AMIRA, JO, DAN, NOBODY) if who in ROWS[name].may_enter)


def press(browser, name, house, own, given=None):
    given = given if given is not None else sent(name, house, own)
    return browser.post(url(name, ROWS[name].thing, own, SITE[name]), given)


def made_by_two_presses(house, browsers, name):
    """What the first press made, what the second, and their answers."""
    browser, given = browsers.of(presser(name)), sent(name, house, house.alice)
    before = rows()
    first = press(browser, name, house, house.alice, given)
    between = rows()
    second = press(browser, name, house, house.alice, given)
    return between - before, rows() - between, (first.status_code, second.status_code)


ACTS = sorted(
    {*POSTS, *("assessments:sign_plan", "assessments:submit", "assessments:write_gp_letter")} & set(SITE)
)


def test_what_is_made_is_made_once(house, browsers):
    twice, making, faults = {}, set(), []
    for name in ACTS:
        prepare(name, house.alice)
        with undone():
            first, second, answers = made_by_two_presses(house, browsers, name)
        making |= {name} if first else set()
        twice |= {name: dict(second)} if second else {}
        faults += [(name, answers)] if max(answers) >= 500 else []
    assert faults == []
    assert {name: made for name, made in twice.items() if name not in AGAIN} == {}
    assert len(making) > 20


@pytest.mark.parametrize("name", ["assessments:start", "assessments:later"])
def test_a_second_row_would_be_seen(house, browsers, name):
    with undone():
        first, second, _ = made_by_two_presses(house, browsers, name)
    assert first and second
