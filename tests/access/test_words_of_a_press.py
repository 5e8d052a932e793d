"""What a page was about to say once more is for whoever pressed, and for nobody after them on that device.

A connection that broke before the next page came leaves such words waiting.
"""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access import outcomes
from tests.access.browsers import BACKEND, undone
from tests.access.people import ALICE, AMIRA, BOB, JO

OURS = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


@pytest.fixture
def pressed(house, browsers):
    """A browser whose owner marked a visit that was marked already, and who never saw the next page."""

    def press(who):
        browser = browsers.of(who)
        visit = house.alice.appointment
        type(visit).objects.filter(pk=visit.pk).update(status="arrived")
        answer = browser.post(reverse("bookings:mark", args=[visit.uuid]), {"event": "arrive"})
        assert answer.status_code == 302
        return browser

    return press


def shown(browser, *pages):
    return [browser.get(page, follow=True) for page in pages]


@pytest.mark.parametrize("who, home", [(AMIRA, "/day/"), (JO, "/clinic/")])
def test_whoever_pressed_is_told_who_it_was(house, pressed, who, home):
    """The control: there are such words, and a name is in them."""
    said = f"Someone marked this visit a moment ago: {house.alice.client.name}"
    assert [outcomes.told(page, (said,)) for page in shown(pressed(who), home, home)] == [[said], []]


@pytest.mark.parametrize("who", [AMIRA, JO])
def test_no_cookie_holds_a_word_of_it(pressed, who):
    assert set(pressed(who).cookies) <= OURS


@pytest.mark.parametrize("who", [AMIRA, JO])
@pytest.mark.parametrize("after", ["nobody", BOB])
def test_after_signing_out_nobody_reads_it(house, pressed, who, after):
    with undone():
        browser = pressed(who)
        browser.post("/accounts/logout/")
        if after == BOB:
            browser.force_login(house.users[BOB], backend=BACKEND)
        pages = shown(browser, "/accounts/login/", "/bookings/", "/me/", "/messages/")
        assert [outcomes.told(page, house.alice.contacts) for page in pages] == [[], [], [], []]


def test_whoever_signs_in_over_another_reads_nothing_of_theirs(house, pressed):
    browser = pressed(AMIRA)
    browser.force_login(house.users[ALICE], backend=BACKEND)
    told = outcomes.told(browser.get("/messages/"), ("Someone marked this visit",))
    assert told == []
