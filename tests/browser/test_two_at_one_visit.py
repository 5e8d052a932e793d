"""Two at one visit, Back, and leaving with words unsaved: nothing that was typed goes without a word."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Observation, Screening
from tests.browser.conftest import TABLET
from tests.browser.test_therapists_room import begin_visit, client, kept, session_of, until  # noqa: F401 - a fixture
from tests.browser.test_without_scripts import decide

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
LEFT, RIGHT = "#in-heel_raise_straight-left", "#in-heel_raise_straight-right"


def window(chromium, site, client, **how):  # noqa: F811
    context = chromium.new_context(**TABLET, locale="en-GB", base_url=site, **how)
    context.add_cookies(session_of(client.home_therapist.user, site))
    page = context.new_page()
    page.goto(reverse("assessments:visit", args=[client.uuid]))
    return page


@pytest.fixture
def room(chromium, site, client):  # noqa: F811
    """A console that may say that a save was refused."""
    page = window(chromium, site, client)
    begin_visit(page)
    yield page
    page.context.close()


@pytest.fixture
def other(room):
    tab = room.context.new_page()
    tab.goto(room.url)
    return tab


@pytest.fixture
def plain(chromium, site, room, client):  # noqa: F811
    page = window(chromium, site, client, java_script_enabled=False)
    yield page
    page.context.close()


def write(page, field, value):
    with page.expect_response(lambda response: "/tests/" in response.url):
        page.locator(field).fill(value)
        page.locator(field).blur()
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_the_same_value_in_two_tabs_is_told_and_the_second_decides(room, other, client):  # noqa: F811
    write(room, LEFT, "24")
    write(other, LEFT, "19")
    reading = other.locator("#reading-heel_raise_straight")
    expect(reading).to_contain_text("it was changed elsewhere meanwhile and is 24 now")
    expect(other.locator(LEFT)).to_have_value("19")
    assert kept(client) == {("heel_raise_straight", "left"): 24}
    other.get_by_role("button", name="Save mine").click()
    expect(reading).not_to_contain_text("elsewhere")
    assert kept(client) == {("heel_raise_straight", "left"): 19}


def test_a_tab_that_never_showed_a_side_does_not_take_it_back(room, other, client):  # noqa: F811
    write(room, LEFT, "24")
    write(other, RIGHT, "17")
    expect(other.locator("#reading-heel_raise_straight")).to_contain_text("Left was written elsewhere")
    write(other, RIGHT, "18")
    assert kept(client) == {("heel_raise_straight", "left"): 24, ("heel_raise_straight", "right"): 18}


def test_who_types_while_another_finishes_is_told_what_is_not_in_the_visit(room, other, client):  # noqa: F811
    write(room, LEFT, "24")
    room.get_by_role("button", name="Finish the tests").first.click()
    expect(room.get_by_role("button", name="Start a visit")).to_be_visible()
    other.locator(RIGHT).fill("17")
    other.locator(RIGHT).blur()
    expect(other.locator("[data-toasts]")).to_contain_text(
        "This visit is finished. Not in it: Single-leg heel"
    )
    expect(other.locator("[data-toasts]")).to_contain_text("right 17")
    assert kept(client) == {("heel_raise_straight", "left"): 24}


def test_what_is_typed_and_not_sent_yet_is_finished_with(room, client):  # noqa: F811
    room.locator(LEFT).fill("24")
    room.get_by_role("button", name="Finish the tests").first.click()
    expect(room.get_by_role("button", name="Start a visit")).to_be_visible()
    expect(room.locator("[data-toasts]")).not_to_contain_text("Not in it")
    assert kept(client) == {("heel_raise_straight", "left"): 24}


def test_back_shows_what_was_saved_and_takes_nothing_back(room, client):  # noqa: F811
    write(room, LEFT, "24")
    room.locator("nav.tabs").get_by_role("link").nth(2).click()
    expect(room.locator("#test-knee_to_wall")).to_be_visible()
    room.go_back()
    expect(room.locator(LEFT)).to_have_value("24")
    write(room, RIGHT, "17")
    assert kept(client) == {("heel_raise_straight", "left"): 24, ("heel_raise_straight", "right"): 17}


def test_back_to_a_visit_that_was_finished_shows_it_finished(room, client):  # noqa: F811
    write(room, LEFT, "24")
    room.get_by_role("button", name="Finish the tests").first.click()
    expect(room.get_by_role("button", name="Start a visit")).to_be_visible()
    room.go_back()
    expect(room.get_by_role("button", name="Start a visit")).to_be_visible()
    assert Screening.objects.get(client=client).completed_at


def test_leaving_asks_while_what_has_its_own_button_is_not_saved(room, client):  # noqa: F811
    asked = []
    room.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    room.locator("#in-calf_girth-left").fill("36")
    room.locator("#in-calf_girth-right").fill("36.5")
    room.locator("#in-calf_girth-right").blur()
    room.locator("nav.tabs").get_by_role("link").nth(2).click(no_wait_after=True)
    until(room, lambda: asked)
    assert asked == ["beforeunload"]
    expect(room.locator("#in-calf_girth-left")).to_have_value("36")
    room.get_by_role("button", name="Save both sides Calf girth").click()
    expect(room.locator("#saved")).to_contain_text("Saved")
    room.locator("nav.tabs").get_by_role("link").nth(2).click()
    expect(room.locator("#test-knee_to_wall")).to_be_visible()
    assert asked == ["beforeunload"]
    assert Observation.objects.filter(screening__client=client).count() == 2


def test_without_scripts_one_button_loses_nothing_of_another_test(plain, client):  # noqa: F811
    plain.locator("#in-calf_girth-left").fill("36")
    plain.locator("#in-calf_girth-right").fill("36.5")
    plain.locator(LEFT).fill("24")
    plain.locator("#test-heel_raise_bent").locator("input[name$='-left']").fill("20")
    plain.locator("#test-heel_raise_bent").get_by_role("button", name=re.compile("^Save")).click()
    said = plain.locator(".error-summary")
    expect(said).to_contain_text("Calf girth is typed and not saved yet")
    expect(plain.locator("#in-calf_girth-right")).to_have_value("36.5")
    assert kept(client) == {("heel_raise_straight", "left"): 24, ("heel_raise_bent", "left"): 20}
    plain.locator("#test-calf_girth").get_by_role("button", name=re.compile("^Save")).click()
    expect(said).to_have_count(0)
    assert len(kept(client)) == 4


def test_without_scripts_enter_in_a_field_presses_no_button(plain, client):  # noqa: F811
    plain.locator("#in-calf_girth-left").fill("36")
    plain.locator("#in-calf_girth-right").fill("40")
    plain.keyboard.press("Enter")
    plain.wait_for_timeout(300)
    expect(plain.locator("#in-calf_girth-right")).to_have_value("40")
    assert Screening.objects.get(client=client).is_running


def begin_a_finding(page):
    page.locator("label:has(input[name=severity][value='2'])").click()
    page.locator("label:has(#place-left-soleus)").click()


def test_leaving_asks_while_a_finding_is_begun(room, client):  # noqa: F811
    asked = []
    room.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    begin_a_finding(room)
    room.locator("nav.tabs").get_by_role("link").nth(2).click(no_wait_after=True)
    until(room, lambda: asked)
    assert asked == ["beforeunload"]
    expect(room.locator("#place-left-soleus")).to_be_checked()
    room.get_by_role("button", name="Finish the tests").first.click()
    expect(room.locator(".error-summary")).to_contain_text("A finding is begun and not added")
    room.get_by_role("button", name="Add what you feel").click()
    expect(room.locator(".felt__place")).to_have_text("Left, lower calf")
    room.locator("nav.tabs").get_by_role("link").nth(2).click()
    expect(room.locator("#test-knee_to_wall")).to_be_visible()
    assert asked == ["beforeunload"]


def test_without_scripts_the_parts_the_findings_and_next_lose_nothing(plain, client):  # noqa: F811
    expect(plain.locator("nav.tabs .needs-script").first).to_be_hidden()
    plain.locator(LEFT).fill("24")
    begin_a_finding(plain)
    plain.get_by_role("button", name="Next: Flexibility").click()
    expect(plain.locator("#place-left-soleus")).to_be_checked()
    plain.locator("#in-knee_to_wall-left").fill("9")
    plain.get_by_role("button", name="Add what you feel").click()
    expect(plain.locator(".felt__place")).to_have_text("Left, lower calf")
    plain.locator("#in-knee_to_wall-right").fill("10")
    plain.get_by_role("button", name="Take back Left, lower calf").click()
    expect(plain.locator(".felt__place")).to_have_count(0)
    plain.locator("#in-knee_to_wall-right").fill("11")
    plain.locator("nav.tabs").get_by_role("button").first.click()
    expect(plain.locator("#test-single_leg_squat, #test-single_leg_stance").first).to_be_visible()
    assert kept(client) == {
        ("heel_raise_straight", "left"): 24,
        ("knee_to_wall", "left"): 9,
        ("knee_to_wall", "right"): 11,
    }


@pytest.fixture
def draft(chromium, site, room, client):  # noqa: F811
    write(room, LEFT, "24")
    room.get_by_role("button", name="Finish the tests").first.click()
    decide(room)
    expect(room.get_by_role("button", name="Read it and sign").first).to_be_visible()
    return room


def test_leaving_a_draft_asks_only_while_words_are_unsaved(draft):
    asked = []
    draft.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    here = draft.url
    draft.locator("#line-1").fill("Hills")
    draft.get_by_role("link", name="Today").click(no_wait_after=True)
    until(draft, lambda: asked)
    assert asked == ["beforeunload"]
    assert draft.url == here
    draft.get_by_role("button", name="Save the draft").first.click()
    expect(draft.locator("[data-toasts]")).to_contain_text("Saved.")
    expect(draft.locator("#line-1")).to_have_value("Hills")
    draft.locator("#line-1").fill("")
    draft.get_by_role("button", name="Save the draft").first.click()
    expect(draft.locator("#line-1")).to_have_value("")
    draft.get_by_role("link", name="Today").click()
    expect(draft).to_have_url(re.compile("/day/"))
    assert asked == ["beforeunload"]


def test_back_to_a_draft_shows_what_was_saved(draft):
    draft.get_by_label("A note to the client").fill("Slowly at first.")
    draft.get_by_role("button", name="Save the draft").first.click()
    expect(draft.locator("[data-toasts]")).to_contain_text("Saved.")
    draft.get_by_role("link", name="Today").click()
    expect(draft).to_have_url(re.compile("/day/"))
    draft.go_back()
    expect(draft.get_by_label("A note to the client")).to_have_value("Slowly at first.")
    draft.get_by_role("button", name="Read it and sign").first.click()
    draft.get_by_role("button", name="Sign the plan").click()
    expect(draft.locator("[data-toasts]")).to_contain_text(
        "Signed. They have no account to read it in: give them the letter."
    )
