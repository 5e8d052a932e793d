"""A device of the clinic that a client holds for the safety questions opens no work of its owner.

It stayed signed in as it was: a press of Back, or of the button for the clinic, led into everybody's records.
"""

import pytest
from django.urls import reverse

from hekas.web.access import Kind, access_of
from tests.access import outcomes
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import AMIRA, JO, PASSWORD

SITE = {address.name: address for address in all_addresses() if address.name in ROWS}
PROOF = "/accounts/reauthenticate/?next="
OPEN_FOR_PROOF = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
CLOSED = sorted(
    name
    for name, address in SITE.items()
    if access_of(address.view).kind is not Kind.PUBLIC and name not in OPEN_FOR_PROOF
)
BUTTONS = (
    (AMIRA, "bookings:ask_here", "appointment"),
    (AMIRA, "assessments:ask_in_room", "client"),
    (JO, "bookings:ask_here", "appointment"),
    (JO, "bookings:desk_ask", "client"),
)


def handed(house, browsers, who, button, thing):
    """Their browser after the press, the button, and where the client goes on."""
    browser = browsers.of(who)
    pressed = reverse(button, args=[getattr(house.alice, thing).uuid])
    return browser, pressed, browser.post(pressed)["Location"]


@pytest.mark.parametrize("who, button, thing", BUTTONS)
def test_the_client_reaches_the_questions_and_no_page_of_work(house, browsers, who, button, thing):
    browser, _, questions = handed(house, browsers, who, button, thing)
    assert browser.get(questions, follow=True).status_code == 200
    opened, told = [], []
    for name in [name for name in CLOSED if name != button]:
        address = url(name, ROWS[name].thing, house.alice, SITE[name].names)
        answers = [browser.get(address), browser.post(address, {})]
        opened += [name for answer in answers if not answer.headers.get("Location", "").startswith(PROOF)]
        told += [name for answer in answers if outcomes.told(answer, house.alice.contacts)]
    assert (opened, told, len(CLOSED) > 90) == ([], [], True)


@pytest.mark.parametrize("who, button, thing", BUTTONS[1:3])
def test_what_is_open_to_everybody_tells_no_more_than_to_everybody(house, browsers, who, button, thing):
    browser, _, _ = handed(house, browsers, who, button, thing)
    told = []
    for name in sorted(set(SITE) - set(CLOSED)):
        answer = browser.get(
            url(
                name, ROWS[name].thing if "token" not in SITE[name].names else "", house.bob, SITE[name].names
            )
        )
        told += [name] if outcomes.told(answer, (*house.alice.contacts, *house.bob.contacts)) else []
    assert told == []


@pytest.mark.parametrize("who, button, thing", BUTTONS)
def test_whoever_shows_that_it_is_them_goes_on_where_they_were(house, browsers, who, button, thing):
    browser, _, questions = handed(house, browsers, who, button, thing)
    page = "/clinic/" if who == JO else "/day/"
    proof = browser.get(page)["Location"]
    assert "This device was with a client" in browser.get(proof).content.decode()
    with undone():
        browser.post(proof, {"password": "not the password"})
        assert browser.get(page)["Location"] == proof
    assert browser.post(proof, {"password": PASSWORD})["Location"] == page
    assert browser.get(page).status_code == 200
    assert "You are about to change something" in browser.get(proof).content.decode()


def test_the_button_pressed_twice_leads_to_the_same_questions(house, browsers):
    browser, pressed, questions = handed(house, browsers, *BUTTONS[0])
    assert browser.post(pressed)["Location"] == questions


def test_what_was_shown_before_it_was_handed_over_does_not_count(house, browsers):
    browser, pressed, _ = handed(house, browsers, *BUTTONS[0])
    browser.post("/accounts/reauthenticate/?next=/day/", {"password": PASSWORD})
    assert browser.get("/day/").status_code == 200
    browser.post(pressed)
    assert browser.get("/day/")["Location"].startswith(PROOF)


def test_of_a_link_in_a_letter_nothing_is_asked(house, browsers):
    """Whoever answers for a visit of their own is on a device of their own."""
    browser = browsers.of("alice")
    browser.post(reverse("bookings:link_before", args=[house.alice.token]))
    assert browser.get("/me/").status_code == 200
