"""Links, sessions and feeds of somebody who has been forgotten: each is as good as one that never was."""

import pytest
from django.urls import reverse

from hekas.audit.actors import SYSTEM
from hekas.privacy.actions import erasure
from tests.access import outcomes, snapshots
from tests.access.people import ALICE, NOBODY

LINKS = {
    "token": ("link", "link_move", "link_cancel", "link_before", "link_calendar"),
    "series_token": ("link_series", "link_series_event", "link_end_series"),
    "offer_token": ("waitlist_offer", "decline_offer"),
    "answers_token": ("waitlist_answers",),
}
NAMED = [(thing, f"bookings:{name}") for thing, names in LINKS.items() for name in names]
NAMED.append(("return_token", "assessments:come_back"))
SENT = {"version": "1", "code": "000000"}


@pytest.fixture
def forgotten(house):
    erasure.carry_out(house.alice.wish, by=SYSTEM, now=house.now)
    return house


@pytest.mark.parametrize(("thing", "name"), NAMED)
def test_a_link_of_theirs_opens_nothing_and_changes_nothing(forgotten, browsers, thing, name):
    browser, token = browsers.of(NOBODY), getattr(forgotten.alice, thing)
    before = snapshots.whole()
    answers = [browser.get(reverse(name, args=[token])), browser.post(reverse(name, args=[token]), SENT)]
    assert {answer.status_code for answer in answers} <= {404, 405, 200}
    for answer in answers:
        assert outcomes.told(answer, (forgotten.alice.own_word, *forgotten.alice.contacts)) == []
    made_up = browser.get(reverse(name, args=["no-such-token"]))
    assert (answers[0].status_code, len(answers[0].content)) == (made_up.status_code, len(made_up.content))
    assert snapshots.whole() == before


@pytest.mark.parametrize(
    "name", ["portal:home_client", "messaging:own", "assessments:own_plan", "privacy:own_data"]
)
def test_a_browser_that_was_signed_in_shows_nothing_of_them(forgotten, browsers, name):
    answer = browsers.of(ALICE).get(reverse(name))
    assert outcomes.told(answer, (forgotten.alice.own_word, *forgotten.alice.contacts)) == []


def test_every_link_opened_something_before(house, browsers):
    """Otherwise the tests above would prove nothing."""
    for thing, name in NAMED:
        answer = browsers.of(NOBODY).get(reverse(name, args=[getattr(house.alice, thing)]))
        assert answer.status_code in (200, 302, 405), name


def test_the_signed_link_names_nobody(forgotten, browsers):
    """It holds no secret of theirs and is kept nowhere: what it opens says nothing of anybody."""
    address = reverse("messaging:unsubscribe", args=[forgotten.alice.unsubscribe])
    for answer in (browsers.of(NOBODY).get(address), browsers.of(NOBODY).post(address)):
        assert answer.status_code in (200, 302, 404)
        assert outcomes.told(answer, (forgotten.alice.own_word, *forgotten.alice.contacts)) == []
