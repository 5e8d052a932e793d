"""Every address, opened by everybody, answers with a strict policy and with each header that a browser heeds.

Fault 56. That each stands once behind nginx is asked over the wire: tests/operations/test_scale.py.
"""

import re

import pytest

from hekas.messaging.views.mailbox import ONLY_LOOKS
from hekas.web.access import Kind, access_of
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, DAN, JO, NOBODY
from tests.web.policies import findings

SITE = {address.name: address for address in all_addresses() if address.name in ROWS}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WAY_OUT = re.compile(r'<form[^>]*action="/accounts/logout/"')
SENSORS = ("camera", "microphone", "geolocation", "payment", "usb")


def said(answer):
    """What is wrong with the headers of one answer."""
    wrong = findings(answer.get("Content-Security-Policy", ""))
    wrong += [f"{name}: {answer.get(name)}" for name, value in HEADERS.items() if answer.get(name) != value]
    sensors = answer.get("Permissions-Policy", "").replace(" ", "").split(",")
    wrong += [f"{name} is not shut" for name in SENSORS if f"{name}=()" not in sensors]
    html = answer.get("Content-Type", "").startswith("text/html")
    return wrong + (["no charset"] if html and "charset=utf-8" not in answer["Content-Type"] else [])


@pytest.fixture(scope="module")
def walks():
    return {}


@pytest.fixture
def walk(walks, house, browsers):
    """`walk(who)`: what every address answered them, opened once for all tests of this file."""

    def answers(who):
        for name, address in {} if who in walks else SITE.items():
            with undone():
                asked = url(name, ROWS[name].thing, house.alice, address.names)
                walks.setdefault(who, {})[name] = browsers.of(who).get(asked)
        return walks[who]

    return answers


@pytest.mark.parametrize("who", [NOBODY, ALICE, AMIRA, DAN, JO])
def test_every_answer_has_them(walk, who):
    wrong = {name: said(answer) for name, answer in walk(who).items() if said(answer)}
    assert wrong == {}
    assert {200, 302, 404, 405} <= {answer.status_code for answer in walk(who).values()}


@pytest.mark.parametrize("who", [NOBODY, ALICE, AMIRA, DAN, JO])
def test_the_way_out_stands_on_every_page_that_is_shut_to_a_stranger(walk, who):
    """ASVS 7.4.4."""
    pages = {
        name: answer.getvalue().decode() for name, answer in walk(who).items() if is_shut_page(name, answer)
    }
    assert [name for name, html in pages.items() if not WAY_OUT.search(html)] == []
    assert bool(pages) is (who != NOBODY)


def is_shut_page(name, answer):
    """A whole page, and one that asks for an account."""
    is_page = answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")
    shut = access_of(SITE[name].view).kind is not Kind.PUBLIC
    return is_page and shut and answer.getvalue().startswith(b"<!doctype html>")


def test_pages_that_are_the_same_for_everybody_have_none(walk):
    assert not any(
        WAY_OUT.search(walk(ALICE)[name].content.decode()) for name in ("portal:home", "portal:prices")
    )


def test_a_letter_in_the_development_mailbox_runs_nothing():
    """The one page with a policy of its own: the styles of the letter, and a sandbox without scripts."""
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in ONLY_LOOKS.items())
    assert findings(policy) == ["style-src 'unsafe-inline'"]
    assert not [word for word in ONLY_LOOKS["sandbox"] if "script" in word or "origin" in word]
