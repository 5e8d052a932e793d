"""Whoever types somebody else's address learns no more than that a therapist rings: not what, nor which kind.

That it is held at all is one bit, and stays (ADR 29): the alternative is to book who may not be treated.
"""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.permissions import OWN_INTAKES
from assessments.queries.advice import AFTER_HELD, AFTER_STOP
from bookings.models import Appointment, Service
from hekas.accounts.models import Client
from tests.bookings.clinic import make_intake
from tests.bookings.safety.people import CLOT, GREEN, RED, client_with
from tests.bookings.safety.test_asked_about import THINNER
from tests.bookings.views.test_journey import cleared_robot, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TOLD = {"a thinner": THINNER, "a stop": RED, "a clot": CLOT}


def page_for(said):
    victim = client_with(said)
    return victim, confirm(cleared_robot(), name="Mallory Demo", email=victim.email)


@pytest.mark.parametrize("kind", TOLD)
def test_it_is_held_and_nothing_is_booked(clinic, kind):
    victim, page = page_for(TOLD[kind])
    assert (page.status, page.headings) == (403, ["A therapist will ring you first"])
    assert not Appointment.objects.filter(status="booked").exists()
    assert list(Client.objects.all()) == [victim]


@pytest.mark.parametrize("kind", TOLD)
def test_the_page_says_nothing_of_what_that_person_told(clinic, kind):
    _, page = page_for(TOLD[kind])
    for word in ("earlier answer", "told us", "before was different", "stop", "medical advice"):
        assert word not in page.text, word


def test_whoever_has_answered_openly_there_is_booked_by_it(clinic):
    _, page = page_for(GREEN)
    assert page.headings == ["You are booked in"]


def result_after_word(email):
    """A visitor's open result, once they have said that they can be reached at that address."""
    browser, intake = Browser(), make_intake()
    session = browser.session
    session[OWN_INTAKES] = [str(intake.uuid)]
    session.save()
    result = reverse("assessments:result", args=[intake.results.get().uuid])
    said = {"name": "Mallory Demo", "email": email, "phone": "07400 123456"}
    assert browser.post(f"{result}reach-me/", said).status_code == 302
    return [browser.get(page).content.decode() for page in (result, "/bookings/", search_of(browser))]


def search_of(browser):
    return f"/bookings/search/?service={Service.objects.earliest('order').uuid}"


@pytest.mark.parametrize("kind", TOLD)
def test_nor_does_the_result_of_whoever_left_word_under_that_address(clinic, kind):
    pages = result_after_word(client_with(TOLD[kind]).email)
    assert "A therapist will" in pages[0]
    words = (AFTER_STOP[:30], AFTER_HELD[:30], "medical advice")
    assert [word for page in pages for word in words if word in page] == []
