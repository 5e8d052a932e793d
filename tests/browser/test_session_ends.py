"""A session that ends while somebody works: no sign-in page inside of theirs, and nothing typed is lost."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bookings.models import TimeOff
from hekas.accounts.models import User
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_open_page import ASKED, LOOKED_AT
from tests.browser.test_therapists_room import begin_visit, client, kept, session_of  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
LEFT, GIRTH = "#in-heel_raise_straight-left", "#in-calf_girth-left"


@pytest.fixture
def window(chromium, site):
    """Opens a window of a size for somebody; its console may say that something was refused."""
    opened = []

    def open_window(size, user):
        context = chromium.new_context(**size, locale="en-GB", base_url=site)
        opened.append(context)
        context.add_cookies(session_of(user, site))
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def room(window, client):  # noqa: F811
    page = window(PHONE, client.home_therapist.user)
    page.goto(reverse("assessments:visit", args=[client.uuid]))
    begin_visit(page)
    return page


def sign_in_again(page, site, user):
    """In another tab; then they look at this one again."""
    page.context.clear_cookies()
    page.context.add_cookies(session_of(user, site))


def signed_out(page):
    return page.get_by_role("heading", level=1, name="You are signed out")


def test_a_number_of_a_test_waits_until_its_therapist_is_back(room, site, client):  # noqa: F811
    """The sign-in page came into the test, which went on to say "Saving …"; Finish lost the number."""
    room.locator(GIRTH).fill("36")
    room.context.clear_cookies()
    room.locator(LEFT).fill("24")
    room.locator(LEFT).blur()
    expect(signed_out(room)).to_be_visible()
    assert client.name not in room.content()
    sign_in_again(room, site, client.home_therapist.user)
    room.evaluate(LOOKED_AT)
    expect(room.locator(LEFT)).to_have_value("24")
    expect(room.locator(GIRTH)).to_have_value("36")
    expect(room.locator("[data-measure][data-waiting]")).to_have_count(0)
    assert kept(client) == {("heel_raise_straight", "left"): 24}
    expect(room.locator("#saved")).to_contain_text("press Save below the numbers")
    room.get_by_role("button", name="Finish the tests").first.tap()
    expect(room.locator(".error-summary")).to_contain_text("Calf girth is typed and not saved yet")


def test_a_number_is_saved_though_somebody_signed_in_anew_meanwhile(room, site, client):  # noqa: F811
    """What the forms of this page are sent with ends by it: it said "Not saved yet" for ever."""
    sign_in_again(room, site, client.home_therapist.user)
    room.locator(LEFT).fill("24")
    room.locator(LEFT).blur()
    expect(room.locator("#saved")).to_contain_text("Saved")
    assert kept(client) == {("heel_raise_straight", "left"): 24}


def block_time(page):
    page.goto("/clinic/")
    page.get_by_role("link", name="Block time").first.click()
    page.get_by_label("Therapist", exact=True).select_option(index=1)
    for label, words in (("From", "13:00"), ("Until", "14:00"), ("Why", "Team meeting")):
        page.get_by_label(label, exact=True).fill(words)


def test_at_the_desk_one_press_is_enough_though_one_signed_in_anew_meanwhile(window, site):
    """The first press did nothing and said nothing: the form was sent with what had ended by then."""
    admin, before = User.objects.get(email="admin@demo.example"), TimeOff.objects.count()
    page = window(DESKTOP, admin)
    block_time(page)
    sign_in_again(page, site, admin)
    page.get_by_role("button", name="Block it").click()
    expect(page.locator("#desk-dialog")).to_be_hidden()
    expect(page.locator("[data-toasts]")).to_contain_text("Team meeting")
    assert TimeOff.objects.count() == before + 1


def test_at_the_desk_what_the_server_could_not_do_is_told_and_kept(window, site):
    page = window(DESKTOP, User.objects.get(email="admin@demo.example"))
    block_time(page)
    page.route("**/desk/block/*", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_role("button", name="Block it").click()
    expect(page.locator("#desk-dialog [role=alert]")).to_contain_text("It did not work.")
    expect(page.locator("#desk-dialog [role=alert]")).to_be_focused()
    expect(page.get_by_label("Why", exact=True)).to_have_value("Team meeting")
    page.unroute("**/desk/block/*")
    page.get_by_role("button", name="Block it").click()
    expect(page.locator("#desk-dialog")).to_be_hidden()


def told(page):
    return page.locator("#desk-dialog [role=alert]")


def test_at_the_desk_a_refusal_is_no_reason_to_press_again_and_no_answer_may_be_done(window, site):
    page, sent = window(DESKTOP, User.objects.get(email="admin@demo.example")), []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    block_time(page)
    page.route("**/desk/block/*", lambda route: route.fulfill(status=403, body="no"))
    page.get_by_role("button", name="Block it").click()
    expect(told(page)).to_contain_text("You may not do this just now.")
    assert len(sent) == 2
    page.unroute("**/desk/block/*")
    page.route("**/desk/block/*", lambda route: route.abort())
    page.get_by_role("button", name="Block it").click()
    expect(told(page)).to_contain_text("No answer came, so it may be done or not.")
    expect(told(page)).to_have_count(1)


def test_at_the_desk_only_what_was_pressed_just_now_is_sent_once_more(window, site):
    """A form that had got no answer was sent again, by itself, once a link beside it was refused."""
    page, sent = window(DESKTOP, User.objects.get(email="admin@demo.example")), []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto("/clinic/")
    page.locator("a.visit__do[data-dialog]").click()
    page.get_by_label("Name, e-mail or number").fill("Demo")
    page.get_by_role("button", name="Find").click()
    link = page.locator("#desk-dialog .desk-people a").first
    expect(link).to_be_visible()
    page.locator("#desk-dialog summary", has_text="Somebody new").click()
    page.route("**/desk/book/client/*", lambda route: route.abort())
    page.get_by_role("button", name="Write them down").click()
    expect(told(page)).to_be_visible()
    assert len(sent) == 1
    page.route(re.compile(r"/desk/book/\?"), lambda route: route.fulfill(status=403, body="no"))
    link.click()
    expect(told(page)).to_contain_text("You may not do this just now.")
    assert len(sent) == 1


def test_a_page_of_the_desk_that_does_not_open_says_so(window, site):
    """A press did nothing at all."""
    page = window(DESKTOP, User.objects.get(email="admin@demo.example"))
    page.goto("/clinic/")
    page.route("**/desk/block/*", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_role("link", name="Block time").first.click()
    expect(page.locator("[data-toasts] .toast--error")).to_contain_text("It did not open.")


def test_what_is_typed_at_the_desk_waits_too(window, site):
    admin, before = User.objects.get(email="admin@demo.example"), TimeOff.objects.count()
    page = window(DESKTOP, admin)
    block_time(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Block it").click()
    expect(signed_out(page)).to_be_visible()
    sign_in_again(page, site, admin)
    page.evaluate(LOOKED_AT)
    expect(page.get_by_label("Why", exact=True)).to_have_value("Team meeting")
    page.get_by_role("button", name="Block it").click()
    expect(page.locator("#desk-dialog")).to_be_hidden()
    assert TimeOff.objects.count() == before + 1


def test_what_one_typed_is_not_sent_as_another_who_has_signed_in_since(window, site):
    """Whose page it is could not be asked: its forms took what they are sent with from whoever is there."""
    page, before = window(DESKTOP, User.objects.get(email="admin@demo.example")), TimeOff.objects.count()
    block_time(page)
    page.route(ASKED, lambda route: route.abort())
    sign_in_again(page, site, User.objects.create_user("relief@demo.example", role="admin"))
    press = page.get_by_role("button", name="Block it")
    with page.expect_response("**/clinic/") as fetched:
        press.click()
    fetched.value.finished()
    page.wait_for_timeout(200)  # what is done with that page takes no time that could be seen
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        press.click()
    assert (sent.value.status, TimeOff.objects.count()) == (403, before)
    page.unroute(ASKED)
    page.evaluate(LOOKED_AT)
    expect(signed_out(page)).to_be_visible()
