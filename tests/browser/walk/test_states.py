"""Pages that look otherwise when other things are true: nothing yet, long words, each story, each ending."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import Result
from bookings.models import Appointment
from hekas.portal import guide
from hekas.portal.demo import intakes as stories
from hekas.portal.presenters.home import WEEKS_SHOWN
from tests.access.browsers import signed_in, undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, NOBODY
from tests.browser.walk import states, views
from tests.browser.walk.checks import look, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
STORIES = [story["name"] for story in stories.stories()]
OF_ONES_OWN = [name for name in views.NAMES if not ROWS[name].thing]
LONG = states.LONG_NAME.encode()
ENDED = ("noshow", "cancelled", "fulfilled", "arrived")
FAULTS = sorted(path.stem for path in (settings.BASE_DIR / "templates" / "errors").glob("*.html"))


def looked_at(window, browser, address, seen=None, *, whole=False):
    """The faults of one page; nothing where the address is no page now, or the page was seen before."""
    answer = browser.get(address)
    if not views.is_page(answer) or (seen is not None and not seen.is_new(answer)):
        return []
    window.show(answer, address, browser)
    return [f"{address}: {fault}" for fault in look(window, whole=whole)]


def test_somebody_new_in_a_clinic_that_is_closed(house, browsers, window):
    found, seen = [], views.Seen()
    for name in views.NAMES:  # looked at as it is by test_pages.py
        with undone():
            for who in views.readers(name):
                answer = browsers.of(who).get(views.address_of(name, house))
                if views.is_page(answer):
                    seen.is_new(answer)
    usual = seen.count
    with undone():
        states.closed_clinic(house)
        for who in views.READERS:
            browser = states.newcomer(who, house)
            for name in (name for name in OF_ONES_OWN if who in ROWS[name].may_enter):
                found += looked_at(window, browser, views.address_of(name, house), seen)
    assert not found, "\n" + "\n".join(found)
    assert seen.count - usual > 35


def test_the_longest_words_on_every_page(house, browsers, window):
    found, seen = [], views.Seen()
    with undone():
        states.long_words(house)
        for name in views.NAMES:
            address, who = views.address_of(name, house), (views.readers(name) or [NOBODY])[0]
            answer = browsers.of(who).get(address)
            if views.is_page(answer) and LONG in answer.content and seen.is_new(answer):
                window.show(answer, address, browsers.of(who))
                found += [f"{address}: {fault}" for fault in too_wide(window)]
    assert not found, "\n" + "\n".join(found)
    assert seen.count > 30


@pytest.mark.parametrize("number", range(len(STORIES)), ids=STORIES)
def test_the_result_of_each_story_for_both_who_read_it(number, house, browsers, window, seen):
    with undone():
        client = states.answered(number, house, house.now)
        result = Result.objects.get(intake__client=client)
        own = signed_in(client.user)
        addresses = [reverse("assessments:result", args=[result.uuid])]
        addresses += [
            reverse("assessments:stopped", args=[result.intake.uuid]),
            reverse("portal:home_client"),
        ]
        found = [fault for address in addresses for fault in looked_at(window, own, address, seen)]
        hers = [reverse("assessments:client_result", args=[result.uuid]), reverse("assessments:held")]
        found += [f for address in hers for f in looked_at(window, browsers.of(AMIRA), address, seen)]
    assert not found, "\n" + "\n".join(found)


NARROW = """[...document.querySelectorAll(".weeks__week span.small")].map((word) => [
  word.getBoundingClientRect().width, word.parentElement.getBoundingClientRect().width])"""


def test_a_diary_of_eight_weeks(house, browsers, window):
    """Each week's day stands below its own column, however large the text is."""
    alice, names = browsers.of(ALICE), ("portal:home_client", "assessments:diary", "assessments:own_progress")
    with undone():
        states.eight_weeks(house)
        addresses = [reverse(name) for name in names]
        found = [fault for address in addresses for fault in looked_at(window, alice, address)]
        window.show(alice.get(addresses[0]), addresses[0], alice)
        for width, size in ((390, "100%"), (320, "100%"), (320, "200%")):
            window.page.set_viewport_size({"width": width, "height": 640})
            window.page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
            drawn = window.page.evaluate(NARROW)
            assert len(drawn) == WEEKS_SHOWN
            assert all(word <= column + 0.5 for word, column in drawn), (width, size, drawn)
    assert not found, "\n" + "\n".join(found)


def test_every_page_of_questions(house, browsers, window):
    found, seen = [], views.Seen()
    with undone():
        for address in states.question_pages(house.alice, house.now):
            found += looked_at(window, browsers.of(ALICE), address, seen)
    assert not found, "\n" + "\n".join(found)
    assert seen.count > 35


def test_every_page_of_the_guide(house, browsers, window):
    addresses = [reverse("portal:guide_page", args=[page.slug]) for page in guide.PAGES]
    found = []
    for address in addresses:
        found += looked_at(window, browsers.of(NOBODY), address, whole=True)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("name", FAULTS)
def test_a_page_for_a_fault(name, house, browsers, window, rf):
    html = render_to_string(f"errors/{name}.html", {"reference": "7KQ2MX4P"}, request=rf.get("/"))
    window.show(HttpResponse(html), "/", browsers.of(NOBODY))
    faults = look(window, whole=True)
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("status", ENDED)
def test_a_visit_after_its_end(status, house, browsers, window):
    names = ("bookings:appointment", "portal:visit", "bookings:link")
    with undone():
        Appointment.objects.filter(pk=house.alice.appointment.pk).update(status=status, ended_at=house.now)
        found = [
            fault
            for name in names
            for who in views.readers(name)
            for fault in looked_at(window, browsers.of(who), views.address_of(name, house))
        ]
    assert not found, "\n" + "\n".join(found)
