"""Pages that few ever meet: nobody looks at them by chance, so they are looked at here as every other is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.models import WaitlistEntry
from hekas.accounts.models import User
from tests.access.browsers import signed_in
from tests.access.people import ALICE, NOBODY
from tests.browser.walk.checks import look
from tests.browser.walk.states import question_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.xdist_group("browser")]
NEAREST = """() => {
  const boxes = [...document.querySelectorAll("main .btn")].map((one) => one.getBoundingClientRect());
  const gap = (a, b) => Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
  return Math.min(99, ...boxes.flatMap((a, n) => boxes.slice(n + 1).map((b) => gap(a, b))));
}"""
RACE = "[name=training-next_event_on_{}]"


@pytest.mark.parametrize("name", ["portal:home_client", "assessments:diary", "assessments:own_plan"])
def test_an_account_without_a_record(window, house, name):
    """The two buttons lay against each other."""
    user = User.objects.create_user("bare@people.example", name="Bare Demo", role="client")
    browser, address = signed_in(user), reverse(name)
    window.show(browser.get(address), address, browser)
    window.page.set_viewport_size({"width": 390, "height": 844})
    assert window.page.evaluate(NEAREST) >= 8
    assert look(window, whole=False) == []


@pytest.mark.parametrize("state", ["taken", "left", "over"])
def test_a_place_on_the_waiting_list_that_has_ended(window, house, browsers, state):
    entry = house.alice.waiting
    WaitlistEntry.objects.filter(pk=entry.pk).update(state=state)
    address = reverse("bookings:waitlist_entry", args=[entry.uuid])
    window.show(browsers.of(ALICE).get(address), address, browsers.of(ALICE))
    assert look(window, whole=False) == []


@pytest.mark.parametrize("state", ["lapsed", "declined", "taken"])
def test_a_time_that_is_kept_no_more(window, house, browsers, state):
    until = house.now - timedelta(hours=1)
    house.alice.waiting.offers.update(state=state, until=until, ended_at=until)
    address = reverse("bookings:waitlist_offer", args=[house.alice.offer_token])
    window.show(browsers.of(NOBODY).get(address), address, browsers.of(NOBODY))
    assert look(window, whole=False) == []


@pytest.mark.parametrize("size", [(390, 844), (820, 1180)])
def test_a_half_typed_day_moves_none_of_the_inputs_beside_it(window, house, browsers, size):
    """What to finish stood between the label and the day, and pushed the weeks aside."""
    browser = browsers.of(ALICE)
    intake = house.alice.draft_intake
    (address,) = [one for one in question_pages(house.alice, house.now) if one.endswith("/next-event/")]
    intake.answers["training"].pop("next_event_on", None)
    intake.save()
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    window.show(browser.get(address), address, browser)
    day, weeks = (window.page.locator(RACE.format(place)) for place in (0, 1))
    day.focus()
    window.page.keyboard.type("12")
    day.evaluate("one => one.form.requestSubmit()")
    assert window.page.locator(".field--error .field__error").inner_text() == "Finish the day, with its year"
    assert day.bounding_box()["y"] == weeks.bounding_box()["y"]
