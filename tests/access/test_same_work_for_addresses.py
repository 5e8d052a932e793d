"""Whoever gives an address or a number that is somebody's is asked for nothing more and costs nothing more.

As in test_same_work: not the clock is read, but each statement that the database is asked. Whoever is held by
a therapist is another matter (ADR 29).
"""

import re

import pytest
from django.urls import reverse

from tests.access.affairs import ten
from tests.access.browsers import signed_in, undone
from tests.access.people import BOB
from tests.access.posts import sent
from tests.access.test_same_work import apart, statements
from tests.access.test_strangers import UNKNOWN, known
from tests.bookings.clinic import make_intake

HERS, NOBODYS, FIRST = "+447400123457", "07400 123456", "07400 123455"
CURSOR = re.compile(r"_sync_\d+")


def visitor(house, gate="open"):
    """Somebody whose answers this browser sent, and their result."""
    browser, intake = signed_in(None), make_intake(now=house.now, gate=gate)
    session = browser.session
    session["own_intakes"] = [str(intake.uuid)]
    session.save()
    return browser, intake.results.get().uuid


def waiting(house, browsers):
    browser, _ = visitor(house)
    asked = sent("bookings:waitlist", house, house.alice)
    return browser, reverse("bookings:waitlist"), asked


def booking(house, browsers):
    browser, _ = visitor(house)
    wish = {"service": str(house.services[0].uuid), "start": ten(house.now, 4, 14).isoformat()}
    held = browser.post(reverse("bookings:hold"), {**wish, "therapist": "any"})
    return browser, held.url.replace("/details/", "/confirm/"), {}


def leaving_word(house, browsers):
    browser, result = visitor(house, gate="held")
    return browser, reverse("assessments:reach_me", args=[result]), {"phone": NOBODYS}


def another_address(house, browsers):
    return browsers.of(BOB), reverse("account_email"), {"action_add": ""}


def asked(house, browsers, begin, said):
    """The answer, and what it asked of the database."""
    told = []
    with undone():
        browser, address, form = begin(house, browsers)
        form = {**form, "name": "Mallory Demo", **said}
        lines = statements(lambda: told.append(browser.post(address, form)))
        page = browser.get(told[0].url)
        lines += statements(lambda: told.append(page))
    return told[0].status_code, page.status_code, [CURSOR.sub("", line) for line in lines]


ACTS = (waiting, booking, leaving_word, another_address)


@pytest.mark.parametrize("begin", ACTS, ids=lambda act: act.__name__)
def test_an_address_that_is_somebodys_is_asked_about_as_one_that_is_nobodys(house, browsers, begin):
    asked(house, browsers, begin, {"email": "warm@people.example"})  # what is read once is read now
    nobodys = asked(house, browsers, begin, {"email": UNKNOWN})
    assert nobodys[0] == 302
    for address in known(house):
        theirs = asked(house, browsers, begin, {"email": address})
        assert (theirs[:2], apart(theirs[2], nobodys[2])) == (nobodys[:2], []), address


@pytest.mark.parametrize("begin", ACTS[:3], ids=lambda act: act.__name__)
def test_so_is_a_number(house, browsers, begin):
    type(house.alice.client).objects.filter(pk=house.alice.client.pk).update(phone=HERS)
    asked(house, browsers, begin, {"email": UNKNOWN, "phone": FIRST})
    nobodys = asked(house, browsers, begin, {"email": UNKNOWN, "phone": NOBODYS})
    hers = asked(house, browsers, begin, {"email": UNKNOWN, "phone": HERS})
    assert (hers[:2], apart(hers[2], nobodys[2])) == (nobodys[:2], [])
