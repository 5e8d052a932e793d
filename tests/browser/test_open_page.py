"""A page that stands open in another tab shows nothing more once its owner has signed out. ASVS 14.3.1."""

from contextlib import nullcontext

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Clearance
from hekas.accounts.models import Client, User
from hekas.portal.demo import words
from tests.browser.conftest import DESKTOP
from tests.browser.test_nothing_left import PAGES
from tests.browser.test_therapists_room import session_of
from tests.browser.test_way_back import seen_by, sign_out

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
LOOKED_AT = "dispatchEvent(new Event('focus'))"
ASKED = "**/accounts/open-page/"
SIGN_IN = "**/accounts/login/?next=**"


@pytest.fixture
def context(chromium, site):
    context = chromium.new_context(**DESKTOP, base_url=site)
    yield context
    context.close()


def enter(context, site, user):
    context.clear_cookies()
    context.add_cookies(session_of(user, site))


def person(role):
    client = Client.objects.get(email=f"client@{words.DOMAIN}")
    users = {"client": client.user, "therapist": client.home_therapist.user}
    return client, users.get(role) or User.objects.get(email=f"admin@{words.DOMAIN}")


@pytest.mark.parametrize("role", PAGES)
def test_every_page_goes_once_it_is_looked_at_again(context, site, role):
    client, user = person(role)
    enter(context, site, user)
    tabs = []
    for address in PAGES[role](client):
        tabs.append(context.new_page())
        assert tabs[-1].goto(address).status == 200, address
        assert tabs[-1].locator("meta[name=page-of]").count() == 1, address
    sign_out(context.new_page())
    left = []
    for tab in tabs:
        stood = tab.locator("#main, #content").first.inner_text()
        with tab.expect_navigation():
            tab.evaluate(LOOKED_AT)
        left += [tab.url] if stood in tab.locator("body").inner_text() else []
    assert left == []


def test_it_goes_by_itself_too_and_a_draft_does_not_keep_it(context, site):
    """Two windows beside each other: nobody touches the second."""
    own, address = seen_by("therapist")
    enter(context, site, own.home_therapist.user)
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    page.evaluate("addEventListener('beforeunload', (event) => event.preventDefault())")
    page.locator("main").click()
    sign_out(context.new_page())
    with page.expect_navigation(url=SIGN_IN):
        page.clock.fast_forward(121_000)
    assert own.name not in page.content()


def test_whoever_stays_signed_in_keeps_the_page_and_what_they_typed(context, site):
    own, _ = seen_by("client")
    enter(context, site, own.user)
    page = context.new_page()
    page.goto(reverse("assessments:diary"))
    page.evaluate("window.isTheFirst = true")
    with page.expect_response(ASKED) as answer:
        page.evaluate(LOOKED_AT)
    assert answer.value.status == 204
    assert page.evaluate("window.isTheFirst") is True


def test_it_does_not_go_under_somebodys_hands(context, site):
    """What was typed would go with the page: while somebody types it is not asked for by the clock."""
    own, address = seen_by("client")
    enter(context, site, own.user)
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "open-page" in request.url else None)
    page.evaluate("dispatchEvent(new Event('input'))")
    page.clock.fast_forward(4 * 60_000)
    assert asked == []
    with page.expect_request(ASKED):
        page.clock.fast_forward(3 * 60_000)


def test_without_a_connection_it_stays(context, site):
    own, address = seen_by("client")
    enter(context, site, own.user)
    page = context.new_page()
    page.goto(address)
    context.set_offline(True)
    page.evaluate(LOOKED_AT)
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_was_typed_is_out_of_sight_until_its_owner_is_back_and_can_be_sent(context, site):
    """A session that runs out takes no half-written reason with it, and shows it to nobody else."""
    own, user = person("therapist")
    clearance = Clearance.objects.filter(client=own).latest("answered_at")
    enter(context, site, user)
    page = context.new_page()
    page.goto(reverse("assessments:hold", args=[clearance.uuid]))
    reason = page.get_by_role("textbox").first
    reason.fill("Their GP rang")
    signed_out = page.get_by_role("heading", level=1, name="You are signed out")
    for somebody in (None, person("admin")[1]):
        context.clear_cookies()
        if somebody is not None:
            enter(context, site, somebody)
        with page.expect_response(ASKED):
            page.evaluate(LOOKED_AT)
        expect(signed_out).to_be_visible()
        assert own.name not in page.content() and page.title() == "Hekas"
    enter(context, site, user)
    page.evaluate(LOOKED_AT)
    expect(reason).to_have_value("Their GP rang")
    expect(page.get_by_role("heading", level=1)).to_contain_text(own.name)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("main form").get_by_role("button").first.click()
    assert sent.value.status == 302


def test_what_was_written_for_longer_than_a_session_lasts_is_not_lost_by_the_press(context, site):
    """Under somebody's hands the page asks nothing, so the press is what finds that the session has ended."""
    own, user = person("therapist")
    clearance = Clearance.objects.filter(client=own).latest("answered_at")
    enter(context, site, user)
    page = context.new_page()
    page.clock.install()
    page.goto(reverse("assessments:hold", args=[clearance.uuid]))
    reason = page.get_by_role("textbox").first
    for words_so_far in ("Their GP", "Their GP rang", "Their GP rang at length"):
        page.clock.fast_forward(4 * 60_000)
        reason.fill(words_so_far)
    context.clear_cookies(name="sessionid")
    press = page.locator("main form").get_by_role("button").first
    press.click()
    expect(page.get_by_role("heading", level=1, name="You are signed out")).to_be_visible()
    enter(context, site, user)
    page.evaluate(LOOKED_AT)
    expect(reason).to_have_value("Their GP rang at length")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        press.click()
    assert sent.value.status == 302


def test_an_answer_that_comes_late_is_of_when_it_was_asked(context, site):
    """A slow line brought a yes of eight minutes before, and the press went out as if it were of now."""
    own, user = person("therapist")
    clearance = Clearance.objects.filter(client=own).latest("answered_at")
    enter(context, site, user)
    page, on_its_way = context.new_page(), []
    page.clock.install()
    page.goto(reverse("assessments:hold", args=[clearance.uuid]))
    page.route(ASKED, lambda route: route.continue_() if on_its_way else on_its_way.append(route))
    reason = page.get_by_role("textbox").first
    for words_so_far in ("Their GP", "Their GP rang", "Their GP rang at length"):
        with page.expect_request(ASKED) if not on_its_way else nullcontext():
            page.clock.fast_forward(4 * 60_000)
        reason.fill(words_so_far)
    with page.expect_response(ASKED):
        on_its_way[0].continue_()
    context.clear_cookies(name="sessionid")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1, name="You are signed out")).to_be_visible()


def test_two_questions_at_once_leave_what_was_typed_where_it_is(context, site):
    """Signed out again while it fetched what its form is sent with, the page was emptied: the words went."""
    own, user = person("therapist")
    clearance = Clearance.objects.filter(client=own).latest("answered_at")
    enter(context, site, user)
    page, on_its_way = context.new_page(), []
    address = reverse("assessments:hold", args=[clearance.uuid])
    page.goto(address)
    reason = page.get_by_role("textbox").first
    reason.fill("Their GP rang")
    signed_out = page.get_by_role("heading", level=1, name="You are signed out")
    context.clear_cookies()
    page.evaluate(LOOKED_AT)
    expect(signed_out).to_be_visible()
    enter(context, site, user)
    page.route(f"**{address}", lambda route: route.continue_() if on_its_way else on_its_way.append(route))
    with page.expect_request(f"**{address}"):
        page.evaluate(LOOKED_AT)
    context.clear_cookies()
    with page.expect_response(ASKED):
        page.evaluate(LOOKED_AT)
    on_its_way[0].continue_()
    expect(signed_out).to_be_visible()
    enter(context, site, user)
    page.evaluate(LOOKED_AT)
    expect(reason).to_have_value("Their GP rang")


def test_a_press_after_long_writing_is_sent_once_while_the_session_lives_and_without_a_line(context, site):
    own, user = person("therapist")
    clearance = Clearance.objects.filter(client=own).latest("answered_at")
    enter(context, site, user)
    page = context.new_page()
    page.clock.install()
    page.goto(reverse("assessments:hold", args=[clearance.uuid]))
    for words_so_far in ("Their GP", "Their GP rang"):
        page.clock.fast_forward(4 * 60_000)
        page.get_by_role("textbox").first.fill(words_so_far)
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.route(ASKED, lambda route: route.abort())
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").first.click()
    assert len(posts) == 1
    clearance.refresh_from_db()
    assert clearance.hold_reason == "Their GP rang"
