"""A therapist with a phone, upright and lying: what is kept is in sight, and nothing lies under the bar."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import CarePlan
from assessments.rules.screening import load_screening
from tests.browser.conftest import PHONE, violations
from tests.browser.test_therapists_room import begin_visit, client, kept, session_of  # noqa: F401 - a fixture
from tests.browser.test_without_scripts import decide

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
LYING = {"viewport": {"width": 844, "height": 390}, "is_mobile": True, "has_touch": True}
UNDER_THE_BAR = """one => {
  const bar = document.querySelector(".visit-bar");
  const { bottom, height } = one.getBoundingClientRect();
  return !bar.contains(one) && height < innerHeight / 2 && bottom > bar.getBoundingClientRect().top + 1;
}"""


@pytest.fixture(params=[PHONE, LYING], ids=["upright", "lying"])
def phone(request, visit, site, client):  # noqa: F811
    page = visit(request.param)
    page.context.add_cookies(session_of(client.home_therapist.user, site))
    page.goto(reverse("assessments:visit", args=[client.uuid]))
    begin_visit(page)
    return page


def test_what_is_saved_is_told_where_one_measures(phone, client):  # noqa: F811
    """It was told above the client's name alone, eight screens away."""
    number = phone.locator("#in-heel_raise_straight-left")
    number.fill("24")
    number.blur()
    expect(phone.locator("#saved")).to_contain_text("Saved")
    expect(number).to_be_in_viewport()
    expect(phone.locator("#saved")).to_be_in_viewport()
    phone.locator("#in-calf_girth-left").fill("36")
    phone.locator("#in-calf_girth-left").blur()
    expect(phone.locator("#saved")).to_contain_text("Not saved yet: press Save below the numbers.")
    phone.locator("#in-calf_girth-right").fill("36.5")
    phone.get_by_role("button", name="Save both sides Calf girth").tap()
    expect(phone.locator("#saved")).to_contain_text("Saved")
    assert len(kept(client)) == 3
    assert violations(phone) == []


def top_of(one):
    return one.evaluate("one => one.getBoundingClientRect().top")


def test_what_one_has_touched_stays_under_the_thumb_while_answers_come(phone, client):  # noqa: F811
    """What a test says grew above the next one: a tap meant for the right side wrote into the left."""
    phone.goto(f"{reverse('assessments:visit', args=[client.uuid])}?part=posture")
    phone.locator("#in-foot_posture_index-left").fill("9")
    phone.locator("#in-foot_posture_index-right").fill("7")
    following = phone.locator("#in-navicular_drop-left")
    following.scroll_into_view_if_needed()
    following.tap()
    stood = top_of(following)
    expect(phone.locator("#reading-foot_posture_index")).to_contain_text("Right: 7 points, over 6")
    expect(phone.locator(".htmx-request")).to_have_count(0)
    assert top_of(following) == pytest.approx(stood, abs=1)
    expect(following).to_be_focused()


def test_what_one_looks_at_stays_where_nothing_in_sight_has_the_focus(phone):
    phone.locator("#in-heel_raise_straight-right").fill("11")
    phone.locator("#in-heel_raise_straight-right").blur()
    phone.evaluate("document.activeElement.blur()")
    seen = phone.locator("#test-front_plank h3")
    seen.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    stood = top_of(seen)
    expect(phone.locator("#reading-heel_raise_straight .reading__line").first).to_be_attached()
    expect(phone.locator(".htmx-request")).to_have_count(0)
    assert top_of(seen) == pytest.approx(stood, abs=1)


def test_what_was_tapped_stays_where_a_tap_gives_no_focus(phone):
    """Safari gives a button none: what was in the middle was held, and the button went from the thumb."""
    phone.evaluate("addEventListener('mousedown', (event) => event.preventDefault(), true)")
    test = phone.locator("#test-heel_raise_straight")
    test.locator("input[id$=-right]").evaluate("one => { one.value = '11' }")
    below = test.locator(".measure__more")
    below.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    more = test.get_by_role("button", name="More, Right")
    more.tap()
    stood = top_of(more)
    expect(test.locator(".reading__line").first).to_be_attached()
    expect(phone.locator(".htmx-request")).to_have_count(0)
    expect(more).not_to_be_focused()
    assert top_of(more) == pytest.approx(stood, abs=1)


def test_next_leads_through_all_five_parts(phone):
    """It began at the second one, and nobody who went by it came to the first."""
    seen = []
    while phone.get_by_role("link", name="Next: what you feel").count() == 0:
        seen.append(phone.locator("nav.tabs [aria-current] span").first.inner_text())
        mark_one(phone)
        phone.get_by_role("link", name=re.compile("^Next: ")).tap()
        expect(phone.locator("nav.tabs [aria-current] span").first).not_to_have_text(seen[-1])
        phone.wait_for_load_state()  # "Next" stands at its end
    assert sorted([*seen, "Movement"]) == sorted(load_screening().parts.values())
    expect(phone.locator("nav.tabs [aria-current] span").first).to_have_text("Movement")


def mark_one(phone):
    """Something of the part is written: by a stepper, or by the one tap for both."""
    test = phone.locator("[data-measure]:not([data-by-hand])").first
    with phone.expect_response(lambda response: "/tests/" in response.url):
        test.locator("[data-both], [data-step]").last.tap()
    expect(phone.locator("#saved")).to_contain_text("Saved")


def test_nothing_that_takes_the_focus_lies_under_the_bar(phone):
    phone.locator("#test-heel_raise_straight details summary").first.tap()
    phone.locator("#in-calf_girth-left").focus()
    seen = set()
    for _ in range(70):
        phone.keyboard.press("Tab")
        now = phone.locator(":focus")
        if not now.count():
            break  # the end of the page
        assert not now.evaluate(UNDER_THE_BAR), now.evaluate("one => one.outerHTML.slice(0, 200)")
        seen.add(now.evaluate("one => one.id || one.name || one.outerHTML.slice(0, 80)"))
    assert len(seen) > 30


def test_what_is_felt_is_added_where_its_place_was_tapped(phone):
    """Between the leg of the drawing and the button lay three screens on a phone."""
    add = phone.get_by_role("button", name="Add what you feel")
    phone.locator("label:has(input[name=severity][value='2'])").tap()
    phone.locator(".reg[data-for=place-left-soleus]").first.tap()
    expect(add).to_be_in_viewport(ratio=1)
    assert not add.evaluate(UNDER_THE_BAR)
    add.tap()
    expect(phone.locator(".felt__place")).to_have_text("Left, lower calf")


def test_on_a_narrow_phone_the_bar_takes_two_lines_and_covers_nothing_of_it(phone):
    phone.locator(".reg[data-for=place-left-soleus]").first.tap()
    add = phone.get_by_role("button", name="Add what you feel")
    for width in (320, 360, 390):
        phone.set_viewport_size({"width": width, "height": 740})
        phone.locator(".reg[data-for=place-left-soleus]").first.scroll_into_view_if_needed()
        expect(add).to_be_in_viewport(ratio=1)
        assert not add.evaluate(UNDER_THE_BAR), width


def test_no_word_of_the_bar_parts_on_the_smallest_screen_with_twice_the_text(phone):
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(phone.locator(".visit-bar a")).to_have_count(2)
    for link in phone.locator(".visit-bar a").all():
        assert link.evaluate("one => one.getBoundingClientRect().height < 2 * 3 * 16 + 1")
        assert link.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_from_the_tests_to_what_one_feels_and_back_by_one_tap(phone):
    phone.locator("#in-heel_raise_straight-left").focus()
    phone.locator(".visit-bar").get_by_role("link", name="What you feel").tap()
    expect(phone.locator("#felt-title")).to_be_in_viewport()
    phone.locator(".visit-bar").get_by_role("link", name="Tests").tap()
    expect(phone.locator("nav.tabs")).to_be_in_viewport()


def test_a_double_tap_signs_nothing_and_the_signature_is_two_presses(phone, client):  # noqa: F811
    number = phone.locator("#in-heel_raise_straight-left")
    number.fill("24")
    number.blur()
    expect(phone.locator("#saved")).to_contain_text("Saved")
    phone.get_by_role("button", name="Finish the tests").first.tap()
    expect(phone.get_by_role("button", name="Start a visit")).to_be_visible()
    decide(phone)
    expect(phone.get_by_role("button", name="Read it and sign").first).to_be_visible()
    phone.wait_for_load_state()
    place = phone.get_by_role("button", name="Read it and sign").last
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    spot = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.touchscreen.tap(*spot)
    expect(phone.get_by_role("heading", name="Sign the plan for")).to_be_visible()
    phone.touchscreen.tap(*spot)
    phone.wait_for_timeout(300)
    assert CarePlan.objects.get(client=client).status == "draft"
    assert violations(phone) == []
    phone.get_by_role("button", name="Sign the plan").tap()
    expect(phone.locator("[data-toasts]")).to_contain_text("Signed.")
    phone.go_back()
    expect(phone.get_by_role("button", name="Sign the plan")).to_have_count(0)
    expect(phone.get_by_role("link", name="Book the next visits")).to_be_visible()
