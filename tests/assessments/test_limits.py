"""How often one address of the network may begin the questions, answer, and leave word."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Intake
from assessments.permissions import OWN_INTAKES
from hekas.accounts.models import Client
from tests.assessments.agreed import AGREED
from tests.assessments.test_flow_held import REACH
from tests.bookings.clinic import NOW, make_intake

pytestmark = pytest.mark.django_db
START = reverse("assessments:start")


@pytest.fixture(autouse=True)
def _few(settings):
    cache.clear()
    settings.INTAKES_PER_ADDRESS, settings.ANSWERS_PER_ADDRESS = 2, 3
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    cache.clear()


def begin(address="198.51.100.7"):
    return Browser(REMOTE_ADDR=address).post(START, AGREED)


def test_an_address_begins_so_many_and_no_more(_few):
    answers = [begin() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert Intake.objects.count() == 2
    assert (begin("198.51.100.8").status_code, Browser().get(START).status_code) == (302, 200)
    _few.shift(3600)
    assert begin().status_code == 302


def test_who_is_refused_reads_when_and_what_to_do_if_it_is_urgent():
    page = [begin() for _ in range(3)][2]
    assert 0 < int(page["Retry-After"]) <= 3600
    said = page.content.decode()
    assert all(word in said for word in ("Try again in", "0161 496 0123", "999", "/cramp-right-now/"))


def who_answered(gate="open"):
    """Somebody whose answers this browser sent, and their result."""
    browser, intake = Browser(REMOTE_ADDR="198.51.100.7"), make_intake(gate=gate)
    session = browser.session
    session[OWN_INTAKES] = [str(intake.uuid)]
    session.save()
    return browser, intake.results.get().uuid


def test_asking_again_begins_too():
    browser, _ = who_answered()
    before = Intake.objects.count()
    asked = [browser.post(reverse("assessments:again"), AGREED).status_code for _ in range(3)]
    assert asked == [302, 302, 302]  # the second and the third go on with what the first began
    assert Intake.objects.count() == before + 1
    begin()
    assert who_answered()[0].post(reverse("assessments:again"), AGREED).status_code == 429


@pytest.mark.parametrize("way", ["", "kept/"])
def test_an_address_saves_so_many_pages_in_a_minute(_few, way):
    browser = Browser()
    page = browser.post(START, AGREED).url
    assert [browser.post(page + way, {}).status_code == 429 for _ in range(4)] == [False] * 3 + [True]
    assert browser.get(page).status_code == 200
    _few.shift(60)
    assert browser.post(page + way, {}).status_code != 429


def test_an_address_leaves_word_so_often_and_no_more():
    said = []
    for number in range(3):
        browser, result = who_answered("held")
        word = REACH | {"phone": f"07400 12345{number}"}
        said.append(browser.post(reverse("assessments:reach_me", args=[result]), word).status_code)
    assert said == [302, 302, 429]
    assert Client.objects.filter(name=REACH["name"]).count() == 2
