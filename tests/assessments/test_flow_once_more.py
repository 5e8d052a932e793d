"""Answers that count no more when they are sent: only safety is asked again, and the page says why."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from assessments.models import Intake
from assessments.presenters.question import REST_IS_KEPT, WHY_AGAIN
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import safety_pages
from hekas.accounts.models import Client, User
from tests.assessments.agreed import AGREED
from tests.assessments.conftest import healthy

pytestmark = pytest.mark.django_db
TITLE = "We ask the safety questions once more"
NUMB = {"safety-numb_or_tingling_leg_or_foot": "yes"}


@pytest.fixture
def two_tabs(person, stranger):
    """One account on two devices; the answers of the first wait to be sent."""
    user = User.objects.create_user("alice@demo.example", "x", role="client")
    Client.objects.create(user=user, name="Alice Demo", email=user.email)
    for one in (person, stranger):
        one.browser.force_login(user)
    person.begin().answer_all()
    return person, stranger


def sent(person):
    """Where the button leads, and the page there."""
    address = person.hand_in()["Location"]
    return address, person.browser.get(address).content.decode()


def test_a_draft_from_before_newer_answers_says_why_it_asks_once_more(two_tabs):
    """It led to the first safety page without a word; all seemed lost."""
    first, second = two_tabs
    second.finish(feeling_in_the_leg=NUMB)
    address, page = sent(first)
    assert address.startswith(first.url("breathing-and-head"))
    assert TITLE in page
    assert WHY_AGAIN["newer"] in page
    assert REST_IS_KEPT in page


def test_answers_that_grew_old_before_they_were_sent_say_so_too(person, now):
    person.begin().answer_all()
    with time_machine.travel(now + timedelta(days=15)):
        page = sent(person)[1]
    assert TITLE in page
    assert WHY_AGAIN["old"] in page


def test_then_only_the_safety_pages_come_and_after_them_the_list(two_tabs):
    first, second = two_tabs
    second.finish(feeling_in_the_leg=NUMB)
    address = first.hand_in()["Location"]
    walked = []
    while "/check/" not in address and len(walked) < 30:
        page = next(page for page in first.route() if f"/{page.slug}/" in address)
        walked.append(page)
        assert first.browser.get(address).status_code == 200
        address = first.send(page.slug, healthy(page), query="?from=check")["Location"]
    assert walked == list(safety_pages(load_questionnaire(), Intake.objects.get(pk=first.intake.pk).answers))
    assert first.hand_in()["Location"].startswith("/assessments/results/")


def test_back_leads_from_one_of_them_to_the_one_before(two_tabs):
    """The list can't be shown while an answer is missing, so Back to it came back to the same page."""
    first, second = two_tabs
    second.finish(feeling_in_the_leg=NUMB)
    page = first.route()[0]
    first.hand_in()
    on = first.send(page.slug, healthy(page), query="?from=check")["Location"]
    back = first.url(page.slug) + "?from=check"
    assert f'href="{back}"' in first.browser.get(on).content.decode()


def test_a_page_that_lacks_an_answer_for_no_such_reason_says_nothing_of_it(person):
    person.begin()
    address, page = sent(person)
    assert address == person.url("breathing-and-head")
    assert TITLE not in page
    made_up = person.browser.get(f"{address}?again=because").content.decode()
    assert TITLE not in made_up


def test_a_lent_device_says_it_without_telling_what_was_answered(two_tabs):
    first, second = two_tabs
    second.finish(feeling_in_the_leg=NUMB)
    session = first.browser.session
    session["lent_intakes"] = {"intake": str(first.intake.uuid), "back": "", "waits": False}
    session.save()
    send = reverse("assessments:safety_send", args=[first.intake.uuid])
    page = first.browser.post(send, AGREED, follow=True).content.decode()
    assert "So we ask once more" in page
