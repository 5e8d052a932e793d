"""Carrying on with one's answers on another phone: the link and the code, both."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions import returns
from assessments.models import ReturnLink
from assessments.permissions import FOUND, OWN_INTAKES, current_intake, newest_found
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from tests.assessments.agreed import AGREED

pytestmark = pytest.mark.django_db
NAMES = re.compile(r'[0-9a-f-]{36}|name="csrfmiddlewaretoken" value="\w+"|\w+@example.org')


@pytest.fixture(autouse=True)
def no_earlier_asking():
    """From one place only so many links may be asked for in an hour, and all tests are one place."""
    cache.clear()


def last_letter():
    return OutboundMessage.objects.latest("id").context["body"]


@pytest.fixture
def link(person):
    """The address that Alice got by e-mail, half way through the questions."""
    person.begin()
    person.send("breathing-and-head", {})
    later = reverse("assessments:later", args=[person.intake.uuid])
    assert "on its way" in person.browser.post(later, {"email": "alice@example.org"}).content.decode()
    return re.search(r"https?://[^/]+(\S+)", last_letter())[1]


@pytest.fixture
def phone():
    return Browser()


def code_sent_to(phone, link):
    phone.post(link)
    return re.search(r"\d{6}", last_letter())[0]


def test_link_and_code_together_open_the_answers_on_another_phone(person, link, phone):
    assert phone.get(person.url("breathing-and-head")).status_code == 404
    opened = phone.post(link, {"code": code_sent_to(phone, link)})
    assert opened.url == person.url("breathing-and-head")
    assert phone.get(opened.url).status_code == 200


def test_opened_on_another_phone_they_are_closed_on_the_first(person, link, phone):
    """A family's tablet went on showing what was answered on one's own phone, and the result too.

    And whoever sent somebody a link to questions that they had begun themselves would have read the answers.
    """
    phone.post(link, {"code": code_sent_to(phone, link)})
    page = person.url("breathing-and-head")
    assert person.browser.get(page).status_code == 404
    assert person.browser.post(page, {}).status_code == 404
    begin = person.browser.get(reverse("assessments:start"))
    assert (begin.status_code, begin.context["resume_url"]) == (200, "")


def test_who_began_there_reads_that_they_are_open_elsewhere_and_nobody_else_does(
    person, stranger, link, phone
):
    """A page inside a mail program opened them: the first one said that its cookie was gone."""
    phone.post(link, {"code": code_sent_to(phone, link)})
    page = person.url("breathing-and-head")
    shown, pressed = (read(person.browser.get(page)), read(person.browser.post(page)))
    assert "These answers are open elsewhere" in shown and "cookie is gone" not in shown
    assert "was not kept" not in shown and "was not kept" in pressed
    start = reverse("assessments:start")
    assert "were opened by their link since" in read(person.browser.get(start))
    told = read(stranger.browser.get(page))
    assert "elsewhere" not in told and "This page is not here" in told
    assert "were opened by their link since" not in read(stranger.browser.get(start))


def test_older_answers_of_the_first_are_not_booked_on_while_newer_ones_are_open_elsewhere(person, phone):
    """They may have been stopped there: what was answered before them said that all is well."""
    person.finish()
    first = person.intake
    person.begin()
    assert person.intake != first
    later = reverse("assessments:later", args=[person.intake.uuid])
    person.browser.post(later, {"email": "alice@example.org"})
    link = re.search(r"https?://[^/]+(\S+)", last_letter())[1]
    phone.post(link, {"code": code_sent_to(phone, link)})
    assert current_intake(request_of(person.browser)) is None
    person.begin()
    assert current_intake(request_of(person.browser)) == person.intake


def test_once_more_on_a_third_it_is_the_last_that_has_them(person, link, phone):
    phone.post(link, {"code": code_sent_to(phone, link)})
    phone.post(reverse("assessments:later", args=[person.intake.uuid]), {"email": "alice@example.org"})
    again, third = re.search(r"https?://[^/]+(\S+)", last_letter())[1], Browser()
    third.post(again, {"code": code_sent_to(third, again)})
    page = person.url("breathing-and-head")
    assert [one.get(page).status_code for one in (person.browser, phone, third)] == [404, 404, 200]


def test_on_the_first_one_again_they_stay_open(person, link):
    person.browser.post(link, {"code": code_sent_to(person.browser, link)})
    assert person.browser.get(person.url("breathing-and-head")).status_code == 200


def test_who_signs_in_there_afterwards_is_not_asked_whose_they_are(person, link, phone):
    phone.post(link, {"code": code_sent_to(phone, link)})
    session = person.browser.session
    session[FOUND] = session[OWN_INTAKES]
    session.save()
    assert newest_found(request_of(person.browser)) is None


def read(answer):
    return answer.content.decode()


def request_of(browser):
    request = RequestFactory().get("/")
    request.session, request.user = browser.session, AnonymousUser()
    return request


def test_the_link_alone_shows_and_opens_nothing(person, link, phone):
    page = phone.get(link)
    assert page.status_code == 200
    assert "alice" not in page.content.decode().lower()
    assert OutboundMessage.objects.count() == 1
    assert phone.get(person.url("breathing-and-head")).status_code == 404


def test_a_wrong_code_opens_nothing_and_is_counted(person, link, phone):
    right = code_sent_to(phone, link)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    assert phone.post(link, {"code": wrong}).status_code == 422
    assert phone.post(link, {"code": "12"}).status_code == 422
    assert ReturnLink.objects.get().tries == 1


def test_after_ten_wrong_tries_even_the_right_code_is_refused(link, phone):
    right = code_sent_to(phone, link)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(10):
        phone.post(link, {"code": wrong})
    assert phone.post(link, {"code": right}).status_code == 422
    assert phone.post(link).status_code == 429


def test_a_link_works_once(link, phone):
    phone.post(link, {"code": code_sent_to(phone, link)})
    assert Browser().get(link).status_code == 404


def test_an_old_code_is_worth_nothing(person, link, phone, now):
    code, row = code_sent_to(phone, link), ReturnLink.objects.get()
    with pytest.raises(returns.WrongCode):
        returns.redeem(row, code=code, by=person_actor(), now=now + timedelta(minutes=16))


def person_actor():
    return returns.Actor("visitor", "test", "visitor")


def test_a_newer_code_replaces_the_one_before(link, phone):
    first, second = code_sent_to(phone, link), code_sent_to(phone, link)
    assert first == second or phone.post(link, {"code": first}).status_code == 422
    assert phone.post(link, {"code": f" {second[:3]} {second[3:]} "}).status_code == 302


def test_links_and_codes_are_limited(person, link, phone):
    later = reverse("assessments:later", args=[person.intake.uuid])
    sent = [person.browser.post(later, {"email": "alice@example.org"}).status_code for _ in range(3)]
    assert sent == [200, 200, 422]
    codes = [phone.post(link).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_only_hashes_are_kept(link, phone):
    code = code_sent_to(phone, link)
    kept = str(ReturnLink.objects.values().get())
    assert code not in kept
    assert link.rstrip("/").rsplit("/", 1)[1] not in kept


def test_a_made_up_link_is_not_there(phone, db):
    for token in ("x", "x" * 500, "\u00e9"):
        assert phone.get(reverse("assessments:come_back", args=[token])).status_code == 404


def test_one_address_gets_three_links_an_hour_from_whomever_and_whatever_the_case(
    person, link, sent_from, mailoutbox
):
    """A stranger who begins anew each time fills nobody's letter box."""
    said = [
        sent_from("alice@example.org"),
        sent_from("ALICE@example.org"),
        sent_from("alice@exam\u200bple.org"),
    ]
    assert [answer.status_code for answer in said] == [200, 200, 200]
    assert sent_from("bob@example.org").status_code == 200
    delivery.drain(clock=timezone.now, until=timezone.now() + timedelta(minutes=1))
    assert sorted(letter.to[0].lower() for letter in mailoutbox) == ["alice@example.org"] * 3 + [
        "bob@example.org"
    ]


def seen_by_a_stranger(sent_from, email):
    """What each of four askings is answered, and how often it asks the database."""
    told = []
    for _ in range(4):
        with CaptureQueriesContext(connection) as asked:
            answer = sent_from(email)
        told.append((answer.status_code, NAMES.sub("", answer.content.decode()), len(asked)))
    return told


def test_nobody_learns_whether_somebody_asked_for_a_link_within_the_hour(person, link, sent_from):
    """Whoever has answered questions about cramps here is not for a stranger to find out by asking thrice."""
    sent_from("warm@example.org")  # what is read once is read now
    known, unknown = (seen_by_a_stranger(sent_from, f"{who}@example.org") for who in ("alice", "nobody"))
    assert known == unknown
    assert {status for status, *_ in known} == {200}


def test_of_a_full_box_no_reminder_goes_and_no_link_is_left(person, link, sent_from):
    for _ in range(3):
        sent_from("alice@example.org")
    silent = ReturnLink.objects.latest("pk")
    assert (silent.email, silent.remind_asked_at) == ("", None)
    assert ReturnLink.objects.filter(email__iexact="alice@example.org").count() == 3


def test_with_the_same_answers_one_is_told_that_it_is_enough(person, link):
    later = reverse("assessments:later", args=[person.intake.uuid])
    said = [person.browser.post(later, {"email": f"{n}@example.org"}).status_code for n in range(3)]
    assert said == [200, 200, 422]


@pytest.fixture
def sent_from():
    """Somebody else begins the questions, and asks for a link to this address."""

    def ask(email):
        browser = Browser()
        uuid = browser.post(reverse("assessments:start"), AGREED).url.split("/")[2]
        return browser.post(reverse("assessments:later", args=[uuid]), {"email": email})

    return ask


def test_a_code_stands_alone_so_that_it_is_seen_at_once(phone, link):
    """It stood in a line of words, as small as they; neither letter said what if one had not asked."""
    asked = last_letter()
    code = code_sent_to(phone, link)
    assert code in last_letter().split("\n\n")
    assert all("You did not ask for it? Then " in letter for letter in (asked, last_letter()))
